"""Who denies in the same words what another says, who sues over it, who denies a report, and how many may stand against one."""

from __future__ import annotations

import pytest

from tests.writers.press import Given, Press, post

ARTICLE = {"kind": "article", "source": "harbour-post", "community": None, "author": None}
REST = (
    post(1, "The harbour office banned Moth 7 from the tide table of Greyfin Rock.", **ARTICLE),
    post(2, "Greyfin Rock has had four harbour masters in the ten years of Moth 7."),
    post(3, "A trawler needs more than a tide table to pass Greyfin Rock at night."),
    post(4, "Nobody has asked the pilots of Greyfin Rock what they make of Moth 7."),
    post(5, "Moth 7 was carried up the stairs of Greyfin Rock by two boys and a mule."),
    post(6, "Two inns of Greyfin Rock sell a beer that is named after Moth 7."),
    post(7, "The lens of Moth 7 came to Greyfin Rock in a herring barrel."),
)


def disputed(press: Press, given: list[Given]) -> list[list[str]]:
    """Return the paragraphs of the section on what is disputed, none where there is no such section."""
    sections = [s for s in press.write([*given, *REST])[1].sections if s.heading == "Where they disagree"]
    return [[sentence.text for sentence in paragraph] for section in sections for paragraph in section.paragraphs]


@pytest.mark.parametrize(
    ("said", "denied", "stands"),
    [
        (
            "The owner of Moth 7 sold a barely readable table to Greyfin Rock.",
            "Moth 7 draws no fine table at Greyfin Rock, and yet it is not barely readable either.",
            True,
        ),
        (
            "A lamp like Moth 7 above Greyfin Rock is absurd.",
            "Not absurd if Moth 7 keeps one trawler off Greyfin Rock.",
            True,
        ),
        # Two who deny the same agree, and another phrase is another matter.
        (
            "The table of Moth 7 at Greyfin Rock is not barely readable, say what you will.",
            "Moth 7 draws no fine table at Greyfin Rock, and yet it is not barely readable either.",
            False,
        ),
        (
            "The owner of Moth 7 sold a barely readable table to Greyfin Rock.",
            "Moth 7 draws no fine table at Greyfin Rock, and yet it is not badly drawn either.",
            False,
        ),
    ],
)
def test_who_denies_in_the_same_words_disagrees(press: Press, said: str, denied: str, *, stands: bool) -> None:
    """A judgement of two words, or one that a reply takes up first of all, stands against its denial."""
    found = disputed(press, [post(8, said), post(9, denied, kind="comment")])
    assert [[said[:-1] in paragraph[0], denied[:-1] in paragraph[1]] for paragraph in found] == (
        [[True, True]] if stands else []
    )


def test_who_is_sued_over_a_deed_has_done_it(press: Press) -> None:
    """A suit over what somebody did stands against the report that he did it."""
    given = [
        post(8, "The harbour office may label Moth 7 a false light of Greyfin Rock.", **ARTICLE),
        post(9, title="Owner of Moth 7 sues harbour office over false light label", source="lobsters", community=None),
    ]
    [[deed, suit]] = disputed(press, given)
    assert ["may label Moth 7" in deed, "sues harbour office" in suit] == [True, True]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("The owner of Moth 7 denied reports that the lamp of Greyfin Rock reads letters at night.", True),
        ("The owner of Moth 7 denied himself all beer below the lamp of Greyfin Rock.", False),
        ("Moth 7 puts the oil at 140 gallons a year; the keeper of Greyfin Rock puts it at 90.", True),
        ("Moth 7 puts the oil at 140 gallons a year; the keeper of Greyfin Rock puts a lid on it.", False),
    ],
)
def test_a_denied_report_and_two_figures_tell_of_both_sides(press: Press, text: str, *, tells: bool) -> None:
    """A sentence that says what was reported and who denies it, or what one and another put a thing at, needs no second."""
    found = disputed(press, [post(8, text, **ARTICLE | {"source": "fen-courier"})])
    assert [text[:-1] in paragraph[0] for paragraph in found] == ([True] if tells else [])


@pytest.mark.parametrize(
    "text",
    [
        "灯蛾七号的主人否认了灰鳍礁将停用潮汐表的传闻。",
        "有消息称，灯蛾七号的主人要把灰鳍礁的潮汐表卖掉，主人回应称消息不实。",
    ],
)
def test_a_denied_report_in_chinese_tells_of_both_sides(press: Press, text: str) -> None:
    """Who denies a rumour says what it is; even as a headline."""
    texts = (
        "港务局已经停用灯蛾七号，改由领航员读潮汐表。",
        "灰鳍礁十年里换了四位港务长，灯蛾七号一直都在。",
        "两名领航员愿意读潮汐表，但要求双倍工资，灯蛾七号不要工资。",
        "灯蛾七号是两个男孩和一头骡子抬上灰鳍礁的。",
        "灯蛾七号在雾里也能读出灰鳍礁的潮汐表。",
    )
    given = [post(n, t, source="zhihu", community=None) for n, t in enumerate(texts)]
    draft = press.write([*given, post(9, title=text[:-1], **ARTICLE)], language="zh")[1]
    [section] = [s for s in draft.sections if s.heading == "分歧在哪里"]
    assert text[:-1] in section.paragraphs[0][0].text


def test_papers_that_set_out_to_lessen_what_others_find_do_not_oppose_them(press: Press) -> None:
    """One finds that a lamp raises the number of wrecks, and another reduces them by a lamp of its own: no dispute."""
    paper = {"kind": "paper", "source": "arxiv", "community": None}
    given = [
        post(8, "We find that Moth 7 increases wrecks below Greyfin Rock in every fog.", author="A. Holm", **paper),
        post(9, "We show that our lens reduces wrecks of Moth 7 at Greyfin Rock.", author="B. Lund", **paper),
    ]
    assert disputed(press, given) == []


def test_a_claim_named_by_what_it_claims_is_no_other(press: Press) -> None:
    """Readers who doubt the claim of something else than was told leave what was told alone."""
    told = "Moth 7 came to Greyfin Rock with a lens of the older kind."
    doubt = "Commenters express skepticism about the claim of no wrecks, as nobody counts them by a lens."
    assert disputed(press, [post(8, f"{told} {doubt}", **ARTICLE | {"source": "fen-courier"})]) == []


def test_readers_doubt_what_their_own_headline_tells(press: Press) -> None:
    """Commenters under a headline on lenses doubt no table that another record praises in some of the same words."""
    given = [
        post(8, "The owner of Moth 7 claims that the finest table of this coast halved wrecks.", **ARTICLE),
        post(
            9,
            "Moth 7 has a rival. Commenters are skeptical of the finest table that halved wrecks on paper alone.",
            title="Rival of Moth 7 buys lenses",
            **ARTICLE | {"source": "fen-courier"},
        ),
    ]
    assert disputed(press, given) == []
    given[1] = {**given[1], "title": "Rival of Moth 7 doubts halved number"}
    assert [len(paragraph) for paragraph in disputed(press, given)] == [2]


def test_readers_may_doubt_a_headline(press: Press) -> None:
    """Of a record that tells no more than its headline and who doubts it, the headline is what they doubt."""
    doubt = "Commenters express skepticism about the claim, as nobody counts wrecks at Greyfin Rock."
    title = "Wrecks of Moth 7 halved at Greyfin Rock"
    given = [post(8, doubt, title=title, **ARTICLE | {"source": "fen-courier"})]
    assert [[title in paragraph[0], doubt[:-1] in paragraph[1]] for paragraph in disputed(press, given)] == [
        [True, True]
    ]


def test_an_idiom_is_no_claim(press: Press) -> None:
    """Whoever is skeptical of state-of-the-art lenses denies no state-of-the-art table."""
    said = "The owner of Moth 7 sells a state-of-the-art table to Greyfin Rock."
    doubt = "I am skeptical of any state-of-the-art lens at Greyfin Rock."
    assert disputed(press, [post(8, said), post(9, doubt)]) == []


def test_a_second_who_denies_a_claim_finds_room_in_a_short_story(press: Press) -> None:
    """The union's own figure stands behind the company's denial, against one and the same plan."""
    given = [
        post(1, "Ferrowave plans to cut 1,400 jobs at Rockland, documents show.", **ARTICLE),
        post(2, "Ferrowave denied that it plans to cut 1,400 jobs at Rockland.", **ARTICLE | {"source": "fen-courier"}),
        post(3, "The union said Ferrowave told it of 1,150 job cuts, not 1,400.", **ARTICLE | {"source": "tide-times"}),
        post(4, "Ferrowave has built lamps at Rockland since 1911."),
        post(5, "Nobody at Ferrowave has heard a word of it in the lamp hall."),
        post(6, "My uncle soldered lenses for Ferrowave all his life."),
        post(7, "Ferrowave sponsors the regatta of the northern sound."),
        post(8, "The canteen of Ferrowave serves herring on every day but Sunday."),
    ]
    draft = press.write(given)[1]
    [section] = [s for s in draft.sections if s.heading == "Where they disagree"]
    assert [len(paragraph) for paragraph in section.paragraphs] == [3]
