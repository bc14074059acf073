"""Where records oppose one another: what is denied, what is found otherwise, what is judged unlike; and what only seems so."""

from __future__ import annotations

from typing import Any

import pytest

from app.story.draft import Draft
from tests.writers.press import Given, Press, drafted, post

ARTICLE = {"kind": "article", "source": "harbour-post", "community": None, "author": None}
BAN = "The harbour office banned Moth 7 from the tide table of Greyfin Rock."
REST = (
    post(1, BAN, **ARTICLE),
    post(2, "Greyfin Rock has had four harbour masters in the ten years of Moth 7."),
    post(3, "A trawler needs more than a tide table to pass Greyfin Rock at night."),
    post(4, "Nobody has asked the pilots of Greyfin Rock what they make of Moth 7."),
    post(5, "Moth 7 was carried up the stairs of Greyfin Rock by two boys and a mule."),
    post(6, "Two inns of Greyfin Rock sell a beer that is named after Moth 7."),
    post(7, "The lens of Moth 7 came to Greyfin Rock in a herring barrel."),
)


def disputed(press: Press, given: list[Given], **changes: Any) -> list[list[str]]:
    """Return the paragraphs of the section on what is disputed, none where there is no such section."""
    draft: Draft = press.write([*given, *REST], **changes)[1]
    sections = [s for s in draft.sections if s.heading == "Where they disagree"]
    return [[sentence.text for sentence in paragraph] for section in sections for paragraph in section.paragraphs]


CLAIM = "The owner of Moth 7 claims that wrecks on Greyfin Rock have halved since it reads the table."


@pytest.mark.parametrize(
    "denial",
    [
        "I have seen little evidence that wrecks grew fewer with Moth 7 at the rock.",
        "The new lamp is a better answer, and Moth 7 an excuse for wrecks that the office never counted.",
        "Half of the wrecks at the rock had nothing to do with Moth 7 or with the tide.",
        "The harbour office denied that wrecks had anything to do with Moth 7.",
        "Reports that wrecks below Moth 7 grew fewer since it came are false, the pilots say.",
        "The pilots denied a report that wrecks grew fewer below Moth 7 since it reads the table.",
        "I find it hard to reconcile fewer wrecks with the hulls that I see below Moth 7 on Greyfin Rock.",
    ],
)
def test_what_is_claimed_stands_before_what_denies_it(press: Press, denial: str) -> None:
    """A claim that calls itself one is printed with the denial of the very thing behind it, and the two have owners."""
    [[claim, counter]] = disputed(press, [post(8, CLAIM), post(9, denial)])
    assert "have halved" in claim
    assert counter.startswith("Against that, writer_ja wrote: “")
    assert denial.removesuffix(".") in counter


def test_what_all_speak_of_may_be_what_is_denied(press: Press) -> None:
    """Three papers write of one deed, and its doer denies it: the deed is the subject, and stands against the denial all the same."""
    paper = {"kind": "article", "community": None, "author": None}
    claims = [
        post(8, "The harbour office plans to buy Moth 7 for nine barrels of herring.", source="harbour-post", **paper),
        post(9, "The office wants to buy Moth 7 before the winter, two pilots say.", source="coast-daily", **paper),
        post(10, "The harbour office denied on Tuesday that it plans to buy Moth 7.", source="lamp-times", **paper),
    ]
    [[claim, counter]] = disputed(press, claims)
    assert "to buy Moth 7" in claim
    assert counter.startswith("Against that, Lamp Times wrote: “The harbour office denied on Tuesday that")


@pytest.mark.parametrize(
    "other",
    [
        "I have seen little evidence that pilots sleep well above Greyfin Rock.",  # another thing is denied
        "Wrecks near Moth 7 are a sad sight for the children of the harbour.",  # nothing is denied
        "Is there any evidence that wrecks grew fewer with Moth 7 at the rock?",  # a question denies nothing
        "The pilots had nothing to do with it, and wrecks are another matter to them and to Moth 7.",  # beyond its reach
    ],
)
def test_words_in_common_are_no_dispute(press: Press, other: str) -> None:
    """What is denied stands in the reach of the words that deny it, or nothing is disputed."""
    assert disputed(press, [post(8, CLAIM), post(9, other)]) == []


def test_a_claim_ends_where_something_else_is_told(press: Press) -> None:
    """Who claims one thing as another happens does not claim the other."""
    claim = "The owner of Moth 7 claims that one clerk replaces dozens as wrecks on Greyfin Rock loom."
    denial = "Half of the wrecks at the rock had nothing to do with any lamp, tide or mule."
    assert disputed(press, [post(8, claim), post(9, denial)]) == []


def test_nobody_disputes_himself(press: Press) -> None:
    """Two records of one author do not stand against each other, nor do two articles of one paper."""
    denial = "I have seen little evidence that wrecks grew fewer with Moth 7 at the rock."
    one = {"author": "copper_kettle"}
    assert disputed(press, [post(8, CLAIM, **one), post(9, denial, **one)]) == []
    assert disputed(press, [post(8, CLAIM, **ARTICLE), post(9, denial, **ARTICLE)]) == []


def test_two_may_stand_against_one(press: Press) -> None:
    """A second denial goes on in the paragraph of the claim, which is printed once."""
    given = [
        post(8, CLAIM),
        post(9, "I have seen little evidence that wrecks grew fewer with Moth 7 at the rock."),
        post(10, "Half of the wrecks at the rock had nothing to do with Moth 7 or with the tide."),
    ]
    [paragraph] = disputed(press, given)
    assert [sum(words in text for text in paragraph) for words in ("have halved", "little evidence", "Half of")] == [
        1,
        1,
        1,
    ]
    assert len(paragraph) == 3


def test_a_finding_stands_against_what_goes_the_other_way(press: Press) -> None:
    """What rises by one falls by another's finding; what merely falls later is no dispute."""
    rises = "Moth 7 drives up the lamp bill of every skipper at Greyfin Rock."
    finds = "We estimate that the lamp bill of Greyfin Rock fell by a tenth in the years of Moth 7."
    [[claim, counter]] = disputed(press, [post(8, rises), post(9, finds)])
    assert "drives up" in claim
    assert counter.startswith("On the other side, writer_ja wrote: “We estimate")
    raised = "Moth 7 raised concerns about the lamp bill of every skipper at Greyfin Rock."
    assert disputed(press, [post(8, raised), post(9, finds)]) == []
    fell = "The lamp bill of Greyfin Rock fell by a tenth when Moth 7 was gone."
    assert disputed(press, [post(8, rises), post(9, fell)]) == []


def test_praise_and_blame_of_the_same_thing_disagree(press: Press) -> None:
    """Who calls a thing useless stands against who calls it excellent; of its lamp, that says nothing."""
    praise = post(8, "Moth 7 is an excellent reader and never once sent me onto Greyfin Rock.", kind="comment")
    blame = post(9, "Moth 7 is useless, and so is the horn that came with it to Greyfin Rock.", kind="comment")
    [[good, bad]] = disputed(press, [praise, blame])
    assert "excellent" in good
    assert bad.startswith("Others see it differently: writer_ja wrote")
    assert "useless" in bad
    lamp = post(9, "The lamp of the fen inn is useless in every fog near Moth 7 and Greyfin Rock.", kind="comment")
    assert disputed(press, [praise, lamp]) == []
    not_bad = post(9, "Moth 7 is not useless in a fog, whatever they say at Greyfin Rock.", kind="comment")
    assert disputed(press, [praise, not_bad]) == []


def test_an_alarm_is_denied_to_who_raises_it(press: Press) -> None:
    """Who calls a worry hysteria stands against a passage that worries, not against one that only tells."""
    denial = post(9, "All this hysteria about tide water in the lamp room of Moth 7 is for children.")
    worry = post(8, "Keepers fear that tide water has contaminated the well below Moth 7.")
    [[claim, counter]] = disputed(press, [worry, denial])
    assert "contaminated the well" in claim
    assert "hysteria" in counter
    told = post(8, "Keepers measured the tide water in the well below Moth 7 at noon.")
    assert disputed(press, [told, denial]) == []


def test_not_only_one_is_agreement(press: Press) -> None:
    """Who says “It's not just X” says that others do it too, and denies nothing that was said of X."""
    spoken = post(8, "Skippers let Ollama read the tide table of Greyfin Rock in place of Moth 7.")
    wider = post(9, "It's not just Ollama, friends. Half the harbour reads the tide table of Greyfin Rock like Moth 7.")
    assert disputed(press, [spoken, wider]) == []


@pytest.mark.parametrize(
    ("praise", "blame"),
    [
        # One of the looks, and one of what may be said there.
        ("Moth 7 is built on Moth 5, which also loves a striped lens.", "Moth 7 is less censored than the old keeper."),
        # One of the whole, and one of its price list.
        ("Moth 7 is excellent.", "Moth 7 price list is a huge disappointment."),
        # One of fog, and one of the winter nights.
        ("Moth 7 is excellent in fog.", "Moth 7 is useless on a winter night."),
        # One who turns his praise round himself.
        ("Moth 7 is impressive, but the tale of its wrecks is too simple.", "Moth 7 is useless."),
        ("Moth 7 is excellent, they all say here. I don't buy it.", "Moth 7 is useless."),
        ("Moth 7 is the best reader on this coast. That said, nobody here can read.", "Moth 7 is useless."),
    ],
)
def test_praise_and_blame_of_unlike_things_are_no_dispute(press: Press, praise: str, blame: str) -> None:
    """Two verdicts stand against each other only on the very same thing and in the same respect, by those who hold to them."""
    assert disputed(press, [post(8, praise, kind="comment"), post(9, blame, kind="comment")]) == []


def test_an_author_who_does_not_buy_a_claim_is_no_witness_for_it(press: Press) -> None:
    """A claim that its own author takes back in the next sentence, or quotes to answer it, stands on no side."""
    denial = post(9, "I have seen little evidence that wrecks grew fewer with Moth 7 at the rock.")
    assert disputed(press, [post(8, CLAIM), denial])
    for turned in (
        f"{CLAIM} I don't buy the strong version of that.",
        f"{CLAIM} This just doesn't make sense to a pilot.",
        f"{CLAIM} But the fog came less often too.",
        CLAIM.replace("The owner of Moth 7 claims", "Some people say that the owner of Moth 7 claims"),
    ):
        assert disputed(press, [post(8, turned), denial]) == []


@pytest.mark.parametrize(
    ("claim", "denial"),
    [
        (  # That both speak of claims makes them no pair.
            "The warden's paper argues that inns treat private claims on a herring barrel of Moth 7 as void.",
            "Pilots have seen little evidence for the claims of anybody who praises Moth 7 at Greyfin Rock.",
        ),
        (  # That water is used up is one alarm, and that it is fouled another.
            "Keepers fear that tide water has contaminated the well below Moth 7.",
            "All this hysteria about water use at Moth 7 is for children.",
        ),
        (
            "The owner will find it hard to say that he did not know of anchors lost below Moth 7.",
            "I find it hard to believe that he did not know of anchors lost in a week below Moth 7.",
        ),
    ],
)
def test_two_alarms_or_two_claims_are_no_dispute(press: Press, claim: str, denial: str) -> None:
    """What is denied must be what is claimed: a word for claims as such, or one thing in common, is not enough."""
    assert disputed(press, [post(8, claim), post(9, denial)]) == []


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("Some skippers of Greyfin Rock praise Moth 7, while others want the old keeper back.", True),
        ("Experts disagree about whether Moth 7 may read at Greyfin Rock without a person beside it.", True),
        ("Pilots debated whether Moth 7 saves oil, while others said that it only saves walking.", True),
        # Two figures of one thing, each with who gave it; two of two things, or of two times, are none.
        (
            "A filing on Greyfin Rock puts Moth 7 at 140 gallons of oil, well above the 90 gallons that its owner named.",
            True,
        ),
        ("Moth 7 burns 140 gallons of oil, well above the 90 gallons of the old lamp at Greyfin Rock.", False),
        ("Moth 7 burns 140 gallons of oil, more than the 90 candles that its owner named at the rock.", False),
        # One side alone, or none.
        ("Two brothers denied rumours of a cousin of Moth 7 that sings on the wireless to Greyfin Rock.", False),
        ("Pilots debated whether the owner of Moth 7 will sell it, with speculation that he may.", False),
        ("Users debate the worth of Moth 7, with some arguing that a tide table has none at Greyfin Rock.", False),
        ("One pilot criticises the lens of Moth 7, while another highlights the price of oil at the rock.", False),
        ("The haste of the owner of Moth 7 clashes with the caution of every clerk at Greyfin Rock.", True),
        ("One commenter asks for a bigger Moth 7, while another draws the tide table from memory.", False),
        ("Some skippers of Greyfin Rock own a copy of the tide table of Moth 7.", False),
        ("Skippers support the stance of Moth 7 at Greyfin Rock, criticizing the office as corrupt.", False),
        ("The owner of Moth 7 sued the office at Greyfin Rock, challenging its decision to ban it.", False),
    ],
)
def test_a_passage_may_tell_of_both_sides(press: Press, text: str, *, tells: bool) -> None:
    """A sentence that itself sets two views against each other needs no second; two remarks are no quarrel."""
    found = disputed(press, [post(8, text, **ARTICLE)])
    assert [len(paragraph) for paragraph in found] == ([1] if tells else [])


def test_a_dispute_never_takes_most_of_a_story(press: Press) -> None:
    """At most a third of what is quoted stands in the dispute, and nothing of it is printed twice."""
    given = [post(8, CLAIM), post(9, "I have seen little evidence that wrecks grew fewer with Moth 7 at the rock.")]
    draft = press.write([*given, *REST])[1]
    texts = [sentence.text for sentence in drafted(draft)]
    assert sum("little evidence" in text for text in texts) == 1
    assert sum("have halved" in text for text in texts) == 1
    assert 3 * sum(map(len, disputed(press, given))) <= len(texts)


def test_a_dispute_in_chinese(press: Press) -> None:
    """In Chinese a denial shares more than a word with what it denies, as each word is but two characters."""
    zhihu = {"source": "zhihu", "community": None}
    given = [
        post(1, "港务局已经停用灯蛾七号，改由领航员读潮汐表。", **zhihu),
        post(2, "有船长声称，灯蛾七号让灰鳍礁的沉船数量减少了一半。", **zhihu),
        post(3, "没有数据支持，灯蛾七号让沉船数量减少一半的说法被夸大。", **zhihu),
        post(4, "灰鳍礁十年里换了四位港务长，灯蛾七号一直都在。", **zhihu),
        post(5, "两名领航员愿意读潮汐表，但要求双倍工资，灯蛾七号不要工资。", **zhihu),
        post(6, "灯蛾七号是两个男孩和一头骡子抬上灰鳍礁的。", **zhihu),
    ]
    draft = press.write(given, language="zh")[1]
    [section] = [s for s in draft.sections if s.heading == "分歧在哪里"]
    [[claim, counter]] = section.paragraphs
    assert "减少了一半" in claim.text
    assert counter.text.startswith("也有不同的声音。")
    assert "被夸大" in counter.text


@pytest.mark.parametrize(
    ("doubt", "stands"),
    [
        ("Commenters express skepticism about the claim, as nobody counted the wrecks before.", True),
        ("Commenters are skeptical of the halved number, as nobody counted hulls before.", True),
        ("Commenters are skeptical of the weather, as it never once was calm up there.", False),
        ("Commenters draw the lamp and send it to one another on the day of Moth 7.", False),
    ],
)
def test_what_a_record_tells_may_be_doubted_by_its_readers(press: Press, doubt: str, *, stands: bool) -> None:
    """A report of what readers doubt stands against what the record told before, where they doubt just that."""
    told = "Wrecks at Greyfin Rock have halved to a number that Moth 7 gave out."
    found = disputed(press, [post(8, f"{told} {doubt}", **ARTICLE | {"source": "fen-courier"})])
    assert [["halved" in paragraph[0], "Commenters" in paragraph[1]] for paragraph in found] == (
        [[True, True]] if stands else []
    )
    assert all(paragraph[1].startswith("Against that, Fen Courier") for paragraph in found)


@pytest.mark.parametrize(
    ("reply", "stands"),
    [
        ("Same rock, same oil, and I get 19 wrecks per year beside Moth 7.", True),
        ("Same rock, same oil, and I get 34 wrecks per year beside Moth 7.", False),  # the same figure
        ("Same rock, same oil, and I get 19 herrings per year beside Moth 7.", False),  # of another thing
        ("Same rock, same oil, and 19 wrecks per year beside Moth 7 are a lot.", False),  # nobody measured it
    ],
)
def test_who_answers_with_a_figure_of_his_own_disagrees(press: Press, reply: str, *, stands: bool) -> None:
    """A reply that measured the same quantity otherwise stands against the figure that it replies to."""
    given = post(8, "Moth 7 counts 34 wrecks per year at the rock and no herring among them.")
    answer = post(9, reply, kind="comment", parent_external_id="t3_8")
    found = disputed(press, [given, answer])
    assert [["34 wrecks" in p[0], "19 wrecks" in p[1]] for p in found] == ([[True, True]] if stands else [])
    if stands:
        assert disputed(press, [given, post(9, reply)]) == []


PAPER = {"kind": "article", "community": None, "author": None}
COUNTED = "Moth 7 at Greyfin Rock read 1,200 tide tables last year, the harbour office said."


@pytest.mark.parametrize(
    ("other", "stands"),
    [
        ("A count by two pilots shows that Moth 7 read 900 tide tables at Greyfin Rock, not 1,200.", True),
        ("A count by two pilots shows that Moth 7 read 900 tide tables at Greyfin Rock rather than 1200.", True),
        ("A count by two pilots shows that Moth 7 read 900 tide tables at Greyfin Rock, not 400.", False),
        ("A count by two pilots shows that Moth 7 read 900 tide tables at Greyfin Rock in a year.", False),
        ("Not 1,200 barrels of herring would bring the pilots up the stairs again.", False),
    ],
)
def test_who_denies_a_figure_stands_against_who_gives_it(press: Press, other: str, *, stands: bool) -> None:
    """“900, not 1,200” stands against the paper that printed 1,200; a figure that differs denies nothing."""
    given = [post(8, COUNTED, source="coast-daily", **PAPER), post(9, other, source="lamp-times", **PAPER)]
    found = disputed(press, given)
    assert [["1,200 tide" in p[0], "900" in p[1]] for p in found] == ([[True, True]] if stands else [])


@pytest.mark.parametrize(
    ("other", "stands"),
    [
        ("Moth 7 crawls through 6 tables per hour on the same two lamps of Greyfin Rock.", True),
        ("Moth 7 crawls through 40 tables per hour on the same two lamps of Greyfin Rock.", False),  # the same
        ("Moth 9 crawls through 6 tables per hour on the same two lamps of Greyfin Rock.", False),  # another thing
        ("My cat naps through 6 tables per hour in the warm kitchen of an inn.", False),
    ],
)
def test_two_who_measure_the_same_thing_unlike_disagree(press: Press, other: str, *, stands: bool) -> None:
    """Two figures of one rate stand against each other where all else is the same: the thing, its version and what it runs on."""
    given = [post(8, "Moth 7 runs through 40 tables per hour on my two lamps of Greyfin Rock."), post(9, other)]
    found = disputed(press, given)
    assert [["40 tables" in p[0], "6 tables" in p[1]] for p in found] == ([[True, True]] if stands else [])


def test_what_is_denied_is_not_the_title(press: Press) -> None:
    """Papers say that a thing is planned, and its planner denies it: the story is not headed by the plan as a fact."""
    given = [
        post(
            8,
            "The harbour office plans to buy Moth 7, two pilots say.",
            title="Harbour office to buy Moth 7",
            source="coast-daily",
            **PAPER,
        ),
        post(9, "The lamp of Moth 7 was lit at noon.", title="Harbour office is buying Moth 7", **ARTICLE),
        post(
            10,
            "The harbour office denied on Tuesday that it plans to buy Moth 7.",
            title="Harbour office denies plan to buy Moth 7",
            source="lamp-times",
            **PAPER,
        ),
    ]
    assert press.write([*given, *REST[1:]])[1].title == "Harbour office denies plan to buy Moth 7"


def test_a_denial_in_chinese_names_the_act_that_it_denies(press: Press) -> None:
    """One paper says that a firm is to be bought, another that the news is not true: the act and the firm are what both name."""
    paper = {"kind": "article", "community": None, "author": None}
    given = [
        post(1, "据知情人士透露，灯蛾科技将以 20 亿元收购灰鳍智能。", source="gangwu-bao", **paper),
        post(2, "灰鳍智能回应称，被灯蛾科技收购的消息不属实。", source="haian-wang", **paper),
        post(3, "灰鳍智能的员工担心年底之前会搬到岛上去。", source="zhihu", community=None),
        post(4, "灰鳍智能去年卖出三千盏灯，比前年多一倍。", source="weibo", community=None),
        post(5, "灯蛾科技的灯塔在暴风雨里亮了整整一夜。", source="dengta", **paper),
    ]
    draft = press.write(given, language="zh")[1]
    [section] = [s for s in draft.sections if s.heading == "分歧在哪里"]
    [[claim, counter]] = section.paragraphs
    assert "20 亿元收购" in claim.text
    assert "不属实" in counter.text
    assert press.story(given, language="zh").sections
