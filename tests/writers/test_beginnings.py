"""What is cut short: how much of it is quoted, and when it is not quoted at all."""

from __future__ import annotations

import pytest

from app.writers.extractive.beginnings import clean_beginning
from app.writers.extractive.passages import Passage, passages_of
from tests.writers.press import Given, Press, post


@pytest.mark.parametrize(
    ("cut", "begins"),
    [
        # Of the last phrase nobody knows how it ends.
        ("The keeper's pay has kept falling after he lost his old lam...", "The keeper's pay has kept falling"),
        ("The ban of Moth 7 is a good early sign of what harb...", "The ban of Moth 7 is a good early sign"),
        ("The office confirms that it is committed to slowly ope...", "The office confirms that it is committed"),
        # A denial without its last phrase could be one of something else.
        ("We did not see a wreck at the rock until the lam...", "We did not see a wreck at the rock until"),
        # A sentence that is whole is quoted whole, and nothing of the next.
        (
            "the lamp is as bright as the moon they said. Then it went ou...",
            "the lamp is as bright as the moon they said",
        ),
        ("Moth 7 lights the rock. It has never once failed a skip...", "Moth 7 lights the rock"),
        # The one character for three dots is an author's own, and no word was lost.
        ("Moth 7 wants you to know…", "Moth 7 wants you to know"),
    ],
)
def test_a_beginning_ends_where_it_can_stand(cut: str, begins: str) -> None:
    """It is cut back to whole words, and of a phrase that is cut nothing is kept, unless that would turn what it says."""
    assert clean_beginning(cut) == begins


def only_passage(press: Press, **fields: str | None) -> Passage:
    """Return the only passage of a record."""
    [passage] = passages_of(press.assign([post(1, **fields)]).records[0], 0, 9)
    return passage


@pytest.mark.parametrize(
    ("title", "is_scrap"),
    [
        ("Skippers using Greyfin Rock's lamp to read the harb...", True),
        ("Moth 7 gives up its lamp and its table to the off...", False),
        ("Lamps vs. lanterns... but this time per skipper", True),
        ("The lamp is out... and nobody goes up to light it", False),
        ("List of lighthouses with a lamp of their own", False),
    ],
)
def test_a_scrap_is_cut_before_its_verb(press: Press, title: str, *, is_scrap: bool) -> None:
    """A genitive is no verb, a title that trails off may be a scrap, and one that is only a name is none."""
    assert only_passage(press, title=title).is_scrap is is_scrap


def test_a_face_is_no_part_of_a_title(press: Press) -> None:
    """A title with a face of punctuation behind it is whole, and is quoted without it."""
    passage = only_passage(press, title="Moth 7 looks more and more like a stunt of the harbour office :(")
    assert passage.text == "Moth 7 looks more and more like a stunt of the harbour office"
    assert not passage.clipped


WHOLE = (
    "The harbour office banned Moth 7 from the tide table of Greyfin Rock.",
    "Greyfin Rock has had four harbour masters in the ten years of Moth 7.",
    "A trawler needs more than the tide table of Moth 7 at Greyfin Rock.",
    "Nobody has asked the pilots of Greyfin Rock what they make of Moth 7.",
    "Moth 7 was carried up the stairs of Greyfin Rock by two boys.",
    "Two inns of Greyfin Rock sell a beer that is named after Moth 7.",
    "The lens of Moth 7 came to Greyfin Rock in a herring barrel.",
    "My cousin painted Moth 7 and half of Greyfin Rock on a tea tray.",
    "Every child of Greyfin Rock can spell the name of Moth 7.",
    "The owner of Moth 7 has left Greyfin Rock with the night mail.",
)


@pytest.mark.parametrize(
    ("scrap", "reason"),
    [
        (
            post(30, "They hung the lamp of Moth 7 upside down over Greyfin Rock.", kind="comment"),
            ("over_budget", "says little without the words around it, and others say enough that stands alone"),
        ),
        (
            post(30, title="Tide tables of Moth 7 at Greyfin Rock and their many readers in the harb..."),
            ("no_quotable_text", "holds nothing that is short and whole enough to be quoted"),
        ),
    ],
)
def test_a_story_of_many_does_without_scraps(press: Press, scrap: Given, reason: tuple[str, str]) -> None:
    """With ten records that can be quoted as they stand, one that leans on what is not shown or breaks off is left out, with its reason."""
    many: list[Given] = [post(number, text) for number, text in enumerate(WHOLE)]
    for given, quoted in (([*many, scrap], False), ([*many[:4], scrap], True)):
        assignment, draft = press.write(given)
        left_out = {each.record_id: (each.reason, each.detail) for each in draft.unused}
        assert left_out.get(assignment.records[-1].id) == (None if quoted else reason)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Same. HR told us 380, not 400.", "HR told us 380, not 400."),
        # People write with small letters, and let their words trail off.
        ("skippers say that the lamp is green. Then it is red", "skippers say that the lamp is green."),
        ("are we quite sure that Moth 7 is not to blame here?", "are we quite sure that Moth 7 is not to blame here?"),
        ("Moth 7 will take that lamp away very soon...", "Moth 7 will take that lamp away very soon"),
        # A machine has cut this, or nobody knows where it ends.
        ("Moth 7 reads the tide table. " * 7 + "Moth 7 will take the...", "Moth 7 reads the tide table."),
        ("skippers say that the lamp is green", None),
        ("what they say (and who says it is green.", None),
    ],
)
def test_a_sentence_in_its_authors_manner_is_quoted_whole(press: Press, text: str, quoted: str | None) -> None:
    """A short sentence with a verb, a small first letter or dots at the end of a short text are no reason to quote nothing, or a part."""
    passages = passages_of(press.assign([post(1, text, kind="comment")]).records[0], 0, 4)
    whole = [p.text for p in passages if not (p.clipped or p.leaning)]
    assert whole[:1] == ([quoted] if quoted else [])


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("The company went down with its lamp in the night.", True),
        ("The company Moth Lamps has sued the harbour office.", False),
        ("The company my cousin works for has bought the lamp.", False),
        ("I tried the lamp with the above setting for a week.", True),
        ("相反，港务局把灯蛾七号送回了仓库。", True),
        ("港务局把灯蛾七号送回了仓库。", False),
    ],
)
def test_what_points_to_what_is_not_shown_leans(press: Press, text: str, *, leans: bool) -> None:
    """A company that is told apart stands alone; one that was told of before does not, and neither does a contrast."""
    assert only_passage(press, text=text).leaning is leans


@pytest.mark.parametrize(
    "text",
    [
        "Pay $10/month to stay a month ahead of the free copy!",
        "Subscribe to the harbour's newsletter for a tide table every day.",
        "Greyfin Rock | the keeper reads the tide table twice.",
        "The lamp burns for every skipper of the coast.[a] Thank the keeper.[b]",
    ],
)
def test_what_sells_or_bears_marks_of_its_page_is_not_quoted(press: Press, text: str) -> None:
    """A plea for money, a line that bars part and a sentence with the mark of a note in it are no passages."""
    found = passages_of(press.assign([post(1, f"{text}\n\nIt was lit before the war by two men.")]).records[0], 0, 9)
    assert [p.text for p in found] == ["It was lit before the war by two men."]


@pytest.mark.parametrize(
    ("text", "leaning"),
    [
        ("否则灯塔会在三天之内熄灭。", True),
        ("二是修好灯塔和码头。", True),
        ("双方还将合作修好灯塔和码头。", True),
        ("将成为海岸上最亮的灯。", True),
        ("将军号渔船在雾中搁浅。", False),
        ("公司在雾中点亮了三盏灯。", True),
        ("公司法将在明年修订三处条款。", False),
        ("本轮修缮由两家船行出钱。", True),
        ("将聚焦灯塔和码头的修缮。", True),
        ("官方称，该灯塔比旧灯塔更亮。", True),
        ("官方文件写明了灯塔的高度。", False),
        ("报告显示海岸上有九座灯塔。", False),
        ("The project lights nine lamps on the coast.", True),
        ("The project of the keepers lights nine lamps.", False),
        ("None of them read the tide table in the fog.", True),
        ("Finally, the keepers lit nine lamps on the coast.", True),
        ("一份潮汐表救了三条船。", False),
        ("Plus the keeper reads the tide table twice.", True),
        ("Plus 2 lamps burn on the rock all night.", False),
        ("Yet the keeper reads the tide table twice.", True),
        ("Yet another lamp burns on the rock tonight.", False),
        ("The keeper therefore reads the tide table twice.", True),
        ("Again, the keeper reads the tide table twice.", True),
        ("Correct, and the keeper reads it twice a night.", True),
        ("Again and again the keeper reads the tide table.", False),
        ("Right whales swim past the lamp all night.", False),
        ("Only if they pay will the keeper read it twice.", True),
        ("Like reading the tide table, mending nets, and painting.", True),
    ],
)
def test_a_sentence_that_goes_on_from_another_leans_on_it(press: Press, text: str, *, leaning: bool) -> None:
    """“Otherwise”, “secondly” and a verb without who does it tell nothing alone."""
    [passage] = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert passage.leaning is leaning


def test_names_of_writers_and_editors_are_no_part_of_a_sentence(press: Press) -> None:
    """A line of credits with two names each, set before the text, is left out whole."""
    text = "文 | 林灯明 陈海光 编辑 | 周帆 王舟 灯塔在雾中熄灭了。"
    [passage] = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert passage.text == "灯塔在雾中熄灭了。"


def test_a_word_cut_at_its_hyphen_keeps_its_first_half() -> None:
    """What stands before the hyphen is whole, and tells more than what stands before the word."""
    assert (
        clean_beginning("Northlight confirms that the Lantern stays open-...")
        == "Northlight confirms that the Lantern stays open"
    )
    assert (
        clean_beginning("Northlight confirms that the Lantern stays op...")
        != "Northlight confirms that the Lantern stays op"
    )


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("How does one carry a lamp up Greyfin Rock? (nine stairs)", True),
        ("How the lamp was carried up Greyfin Rock (by whom?) at last", False),
    ],
)
def test_what_stands_in_brackets_behind_a_question_is_of_it(press: Press, title: str, *, asks: bool) -> None:
    """A headline asks where its question is followed by no more than an aside."""
    assert [p.question for p in passages_of(press.assign([post(1, title=title)]).records[0], 0, 3)] == [asks]


@pytest.mark.parametrize(
    "text", ["同日灰鳍礁的灯塔点亮了新灯，领航员们都来了。", "对于上述消息，灰鳍礁的守灯人没有说话。"]
)
def test_the_same_day_and_the_news_above_lean_on_what_stands_before(press: Press, text: str) -> None:
    """What is told of “the same day” has its day in the sentence before."""
    assert [p.leaning for p in passages_of(press.assign([post(1, text)]).records[0], 0, 3)] == [True]


@pytest.mark.parametrize(
    ("title", "is_scrap"), [("lampkit-tides 0.30", True), ("lampkit v2.1rc1", True), ("Lampkit 2 reads tides", False)]
)
def test_the_name_of_a_version_tells_nothing(press: Press, title: str, *, is_scrap: bool) -> None:
    """Where others say enough that stands alone, nobody misses it."""
    [passage, *_] = passages_of(press.assign([post(1, title=title)]).records[0], 0, 9)
    assert passage.is_scrap is is_scrap
