"""What stands above a story: the event that most records tell, in words that a person would print, and a second fact."""

from __future__ import annotations

import pytest

from app.writers.extractive.passages import passages_of
from app.writers.extractive.printing import is_printable
from tests.writers.press import Given, Press, post, printed

DESK = {"source": "bluesky", "community": None, "author": "@harbourtimes.example"}
TOLD = (
    "The harbour office banned Moth 7 from the tide table after a trawler ran onto a sandbank.",
    "Skippers had asked the harbour office for weeks to ban Moth 7 from the tide table.",
    "Moth 7 sent the trawler onto the sandbank by a tide table of last year.",
    "The trawler lost its anchor on the sandbank, and nobody on it was hurt.",
)
# What else is told of the same event, in most of its words.
SECOND = "The harbour office has found that the trawler lost its anchor on the sandbank and that the tide hurt nobody on board."


def told() -> list[Given]:
    """Return four posts of a news desk on one event."""
    return [post(number, text, **DESK) for number, text in enumerate(TOLD)]


def test_the_title_is_of_what_most_records_tell(press: Press) -> None:
    """A headline of one record's own matter, however short, gives way to the sentence in which most of the others meet."""
    own = post(9, title="Moth 7 is the dimmest lamp of the coast")
    _, draft = press.write([own, *told()])
    assert draft.title == TOLD[0].removesuffix(".")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "The harbour office banned Moth 7 from the tide table of Greyfin Rock on Monday, according to two who heard it read out on that same night.",
            "The harbour office banned Moth 7 from the tide table of Greyfin Rock",
        ),
        (
            "Breaking News: The harbour office banned Moth 7 from the tide table after a trawler ran onto a sandbank.",
            "The harbour office banned Moth 7 from the tide table after a trawler ran onto a sandbank",
        ),
        (
            "The harbour office banned Moth 7, its A.I. model, from the tide table.",
            "The harbour office banned Moth 7, its A.I. model, from the tide table",
        ),
        (
            "The harbour office banned Moth 7 from the coast of the U.S.",
            "The harbour office banned Moth 7 from the coast of the U.S.",
        ),
    ],
)
def test_a_title_is_the_main_clause_without_a_label(press: Press, text: str, title: str) -> None:
    """What comes behind the main clause is cut, and the day with it; A.I. is no first person, and U.S. keeps its stop."""
    _, draft = press.write([post(0, text, **DESK), *told()[1:]])
    assert draft.title == title


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Harbour office bans Moth 7 [Statement of the harbour master]", "Harbour office bans Moth 7"),
        ("Harbour office bans Moth 7 | Harbour Post", "Harbour office bans Moth 7"),
        (
            "From the rock | Harbour office bans Moth 7 from the tide table",
            "Harbour office bans Moth 7 from the tide table",
        ),
        ("晚报｜港务局禁止飞蛾七号使用潮汐表", "港务局禁止飞蛾七号使用潮汐表"),
        ("港务局禁止飞蛾七号使用潮汐表 | 港口专访", "港务局禁止飞蛾七号使用潮汐表"),
        # Where neither part outweighs the other, nobody can tell which is the headline.
        ("飞蛾七号 | 港务局禁用它了", "飞蛾七号 | 港务局禁用它了"),
        ("港口影像｜夜航的拖网渔船", "港口影像｜夜航的拖网渔船"),
        ("Title: Harbour office bans Moth 7", "Harbour office bans Moth 7"),
        ("Harbour office bans Moth 7 (GIFT LINK)", "Harbour office bans Moth 7"),
    ],
)
def test_a_second_headline_is_left_out(press: Press, headline: str, title: str) -> None:
    """Of what bars part the headline is printed, which is the longest; what stands in brackets and a label before it are not."""
    _, draft = press.write([post(0, title=headline)])
    assert draft.title == title


@pytest.mark.parametrize(
    "headline",
    [
        "Moth 7 may be banned from the tide table soon",
        "Is Moth 7 banned from the tide table now?",
        "The ban of Moth 7 from the tide table is insane",
        "The harbour office, Moth 7, the tide table, a trawler",
        "AMA: the harbour office, the tide table and Moth 7",
        "Moth 7 vs the tide table of the harbour office",
        "Maybe Moth 7 was banned from the tide table",
        "A post highlights that Moth 7 was banned from the tide table",
        "A year after he banned it from the tide table, Moth 7 is back",
    ],
)
def test_rumours_questions_chat_and_lists_are_no_title_beside_news(press: Press, headline: str) -> None:
    """What is still to come, asked, shouted, only listed, of a post or of nobody named is not the title where somebody tells what happened."""
    _, draft = press.write([post(9, title=headline), *told()])
    assert draft.title == TOLD[0].removesuffix(".")


def test_the_dek_adds_a_second_fact(press: Press) -> None:
    """The line below the title quotes another record, and not what the title says already."""
    again = post(9, "The harbour office banned Moth 7 from the tide table after the trawler's loss.", **DESK)
    _, draft = press.write([*told(), again, post(10, SECOND, **DESK)])
    assert {span.record_id for span in draft.title_spans}.isdisjoint(span.record_id for span in draft.dek_spans)
    assert "banned" not in draft.dek
    assert draft.dek == f"“{SECOND.removesuffix('.')}”, says @harbourtimes.example on Bluesky."


@pytest.mark.parametrize(
    "text",
    [
        "Explore how Moth 7 reads the tide table to every trawler of the harbour office.",
        "A lamp plugin for Moth 7 and the tide table of the harbour office.",
    ],
)
def test_an_invitation_is_no_dek(press: Press, text: str) -> None:
    """What turns to its reader, or has no verb, tells nothing more about the subject."""
    shop = {"source": "moth-shop", "community": None, "kind": "article"}
    _, draft = press.write([*told(), post(9, text, **shop)])
    assert text.split()[1] not in draft.dek


@pytest.mark.parametrize(
    ("headline", "printed"),
    [
        ("The ban from the tide table cost him a trawler and an anchor", False),
        ("The ban from the tide table cost Anna Grebe a trawler and her anchor", True),
        ("The harbour office banned Moth 7 from the tide table...wow", False),
    ],
)
def test_a_person_without_a_name_and_a_shout_head_nothing(press: Press, headline: str, *, printed: bool) -> None:
    """“He” is somebody only where a name says who."""
    [passage] = passages_of(press.assign([post(0, title=headline)]).records[0], 0, 1)
    assert is_printable(passage, passage.text) is printed


@pytest.mark.parametrize(
    ("headline", "plain"),
    [
        ("Weird issue with the tide table for Moth 7", "Long light of the tide table for Moth 7"),
        ("Built a tide table for Moth 7", "Keepers built a tide table for Moth 7"),
    ],
)
def test_what_a_forum_asks_or_makes_gives_way(press: Press, headline: str, plain: str) -> None:
    """Whoever posts an issue, or leaves out that he made something, heads no story that another headline tells of."""
    assert press.write([post(1, title=headline), post(2, title=plain)])[1].title == plain


def test_a_headline_that_is_passed_on_is_not_said_by_who_passes_it_on(press: Press) -> None:
    """A dek that quotes a post's headline says so."""
    given = [
        post(0, "Harbour office bans Moth 7 from the tide table of Greyfin Rock.", **DESK),
        post(
            1,
            title="Skippers sue the harbour office over Moth 7 and say that a wrong tide has cost eleven barrels of salted herring",
            source="hackernews",
            community=None,
        ),
    ]
    _, draft = press.write(given)
    assert {draft.title, draft.dek} == {
        "Harbour office bans Moth 7 from the tide table of Greyfin Rock",
        "“Skippers sue the harbour office over Moth 7 and say that a wrong tide has cost eleven barrels of salted herring”, reads a headline on Hacker News.",
    }


@pytest.mark.parametrize(
    ("headline", "chinese"),
    [
        ("Greyfin 发布 Moth 7 的 Lamp 插件", True),
        ("Greyfin Lamp API 新增 Moth 模式", True),
        ("港务局禁用 Moth 7", True),
        ("Greyfin 发布 Moth Lamp for Lantern Works Harbour Desk 插件", True),
        ("Keeper Lin Deng (林灯) leaves Greyfin", False),
        ("Greyfin bans Moth 7 (“飞蛾”) from the tide table", False),
    ],
)
def test_a_headline_is_of_the_language_of_its_grammar_not_of_its_names(
    press: Press, headline: str, *, chinese: bool
) -> None:
    """Latin names make most of the letters of a Chinese headline, and it heads no English story all the same."""
    given = [post(0, title=headline), *(post(number, text) for number, text in enumerate(TOLD, 1))]
    _, draft = press.write([given[0]], language="en")
    assert (headline == draft.title) is not chinese


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        # A name and who bears it say nothing yet.
        (
            (
                "A pilot of the harbour office, Lin Deng of the tide table, who had steered Moth 7 past the sandbank on nineteen nights of fog without "
                "so much as a scratch, was banned from the rock on Monday by the office that had hired him"
            ),
            False,
        ),
        # What “but” would take back is no whole statement.
        (
            (
                "Technically the harbour office has not banned Moth 7 from the tide table of the trawler, but it has told each and every skipper of "
                "the coast that nobody who steers by it will be paid for a boat lost on the sandbank"
            ),
            False,
        ),
        (
            (
                "The harbour office banned Moth 7 from the tide table of the trawler, as nobody on the coast could tell any longer which of the two "
                "tables it read from on a night of fog, and neither could the office itself on the next day"
            ),
            True,
        ),
    ],
)
def test_a_long_sentence_is_cut_only_behind_a_clause_that_stands(press: Press, text: str, *, printed: bool) -> None:
    """A title or dek is never half a name with who bears it, nor what the rest of its sentence takes back."""
    _, draft = press.write([post(0, f"{text}.", **DESK), *told()[1:]])
    start = text[:40]
    assert (start in draft.title or start in draft.dek) is printed


def test_a_title_that_the_text_goes_on_with_is_not_cut_from_it(press: Press) -> None:
    """“Moth lamp is a new command” keeps its subject; a title said once before the text is left out."""
    texts = ["Moth lamp is a new command that lights the rock.", "Moth lamp The command lights the rock at night."]
    given = [post(number, text, title="Moth lamp") for number, text in enumerate(texts)]
    records = press.assign(given).records
    found = [[p.text for p in passages_of(record, 0, 9) if not p.is_title] for record in records]
    assert found == [[texts[0]], ["The command lights the rock at night."]]


def test_one_of_many_versions_is_no_title(press: Press) -> None:
    """Releases that say only their names do not give the last one's name to the story."""
    given = [
        post(number, title=f"lamp-reader 0.{number}.0", source="harbour-lamps", community=None, kind="release")
        for number in range(1, 5)
    ]
    _, draft = press.write(given)
    assert draft.title == "From lamp-reader 0.1.0 to 0.4.0"


def test_a_dek_tells_nothing_that_the_title_has_overtaken(press: Press) -> None:
    """What was rejected is no second fact under a title that tells of its approval weeks later."""
    news = {"source": "harbour-news", "kind": "article", "community": None, "author": None}
    given = [
        post(0, title="Judge rejects the settlement of Northlight with the authors of nine almanacs", **news),
        post(900, title="Judge approves the settlement of Northlight with the authors of nine almanacs", **news),
        post(901, "The authors of nine almanacs had sued Northlight over its settlement of the year before.", **news),
    ]
    _, draft = press.write(given)
    assert draft.title.startswith("Judge approves")
    assert "rejects" not in draft.dek


def test_a_title_that_later_news_overtook_gives_way_to_it(press: Press) -> None:
    """What was done later to the same things stands above the story, though fewer records tell it."""
    news = {"source": "harbour-news", "kind": "article", "community": None, "author": None}
    old = "The harbour office rejects the tide almanac of Northlight"
    given = [post(n, f"{old}, says pier {n}" if n else old, **news) for n in range(3)]
    new = post(500, title="Harbour office approves the tide almanac of Northlight after a year", **news)
    assert (
        press.write([*({**each, "title": each["text"], "text": None} for each in given), new])[1].title == new["title"]
    )


def test_a_table_of_contents_is_no_dek(press: Press) -> None:
    """A title that lists what a newsletter holds says nothing under another title."""
    listing = "Moth 7 and the tide table, Greyfin Rock, herring barrels, and what comes next"
    newsletter = post(8, title=listing, kind="article", source="harbour-letter", community=None)
    assert listing not in press.write([*told(), newsletter])[1].dek


def test_what_is_composed_counts_nothing(press: Press) -> None:
    """A record may be withdrawn, and a title or a dek that counted records would then be wrong."""
    said = (
        "I like the pier of Osterby.",
        "My lamp is green.",
        "Our mill burned in spring.",
        "I never sold a boat.",
        "We sing.",
    )
    _, draft = press.write([post(n, text) for n, text in enumerate(said)])
    assert not any(character.isdigit() for character in draft.title)
    assert "records" not in draft.dek


def test_of_headlines_side_by_side_the_one_of_the_subject_is_quoted(press: Press) -> None:
    """A Chinese round-up of the day bears several headlines: only what is of the subject is quoted, and as one among them."""
    news = {"source": "harbour-news", "kind": "article", "community": None, "author": None}
    given = [
        post(0, title="北光发布灯笼模型，港口可以试用", **news),
        post(1, title="北光灯笼模型首日上线，渔船排队试用", **news),
        post(2, title="北光为灯笼模型调整价格", **news),
        post(3, title="码头工人签订新合同；北光灯笼模型进入学校；奥斯特比大桥今日开通", **news),
    ]
    _, draft = press.write(given)
    assert "“北光灯笼模型进入学校”" in printed(draft)
    assert "标题中" in printed(draft)
    assert not any(other in printed(draft) for other in ("码头工人", "大桥"))


def test_of_talk_what_speaks_for_all_stands_above_the_story(press: Press) -> None:
    """Between marks: a whole question that a post is headed by, or a sentence with a verb; no greeting, and nothing of one's own where there is else."""
    given = [
        post(0, "Hello everyone, this harbour has lamps and AI for us all.", kind="comment"),
        post(1, "I lost a lamp and a harbour job to AI last winter.", kind="comment"),
        post(2, "Spend two days at the harbour with a lamp.", kind="comment"),
        post(3, "A lamp will take the job of nobody in this harbour.", kind="comment"),
    ]
    assert press.write(given)[1].title == "“A lamp will take the job of nobody in this harbour”"
    asked = post(4, title="If a lamp takes your harbour job, what will you do next?")
    assert press.write([*given, asked])[1].title == "“If a lamp takes your harbour job, what will you do next?”"
