"""The line under the title: it carries the title's news on, or says in plain words what the story covers."""

from __future__ import annotations

import pytest

from app.writers.extractive.calling import word_of
from app.writers.extractive.contested import contested, other_side
from app.writers.extractive.dispute import Opposition
from app.writers.extractive.passages import passages_of
from tests.writers.press import Given, Press, drafted, post
from tests.writers.test_headlines import DESK, TOLD

NEWS = {"source": "harbour-news", "kind": "article", "community": None, "author": None}
ISLE = "Osterby will sell its lamp works to Greyfin"
ISLE_LEAD = "Osterby agreed to hand the lamp works and its forty keepers to Greyfin for one barrel of herring."


def test_the_lead_of_the_titles_own_record_is_the_dek(press: Press) -> None:
    """What the record that gave the title says first goes before what others say of the same thing."""
    again = post(
        2, "Whoever has seen the lamp works of Osterby will know why it is to sell them to Greyfin.", kind="comment"
    )
    draft = press.write([post(0, ISLE_LEAD, title=ISLE, **NEWS), again])[1]
    assert (draft.title, draft.dek) == (ISLE, f"“{ISLE_LEAD.removesuffix('.')}”, reports Harbour News.")


def test_other_news_of_the_subject_is_no_dek(press: Press) -> None:
    """However often it is told, what happened besides stands under another title than its own."""
    other = "Moth 7 won the prize of the lamp makers for the brightest light of the coast."
    given = [post(n, text, **DESK) for n, text in enumerate([*TOLD[:2], other])]
    draft = press.write(given)[1]
    assert draft.title == TOLD[0].removesuffix(".")
    assert draft.dek == "Posts by @harbourtimes.example on Bluesky, 4 May 2026."


@pytest.mark.parametrize(
    ("given", "dek"),
    [
        (
            [post(0, title="Osterby is a lamp", source="hackernews", community=None)],
            "A post by writer_b on Hacker News, 4 May 2026.",
        ),
        (
            [
                post(24 * n, title=f"lamp-reader 0.{n}.0", source="harbour-lamps", community=None, kind="release")
                for n in range(1, 4)
            ],
            "Releases of writer_b from Harbour Lamps, 5 May to 7 May 2026.",
        ),
    ],
)
def test_the_kinds_the_places_and_the_days_are_told_where_there_is_no_more(
    press: Press, given: list[Given], dek: str
) -> None:
    """Where nothing carries the title on, the dek says what kind of records the story is made of, from where and when."""
    given = [{**each, "author": "writer_b"} for each in given]
    assert press.write(given)[1].dek == dek


def test_a_chinese_dek_covers_its_records_too(press: Press) -> None:
    """The rule is the same in Chinese."""
    titles = ("港务局关闭灰鳍岩的灯塔", "面包师提高黑麦面包的价格", "合唱团在山里获奖", "镇里的旧天文台重新开放")
    given = [post(24 * n, title=title, **NEWS, language="zh") for n, title in enumerate(titles)]
    assert press.write(given)[1].dek == "2026 年 5 月 4 日至 5 月 7 日，Harbour News的报道综述。"


def test_a_denial_stands_under_the_claim_or_the_claim_under_the_denial(press: Press) -> None:
    """Where records disagree, whoever reads one side in the title reads the other below it."""
    claim = "Osterby will cut forty jobs at the lamp works by the end of June, two keepers said."
    denial = "Osterby denied on Tuesday that it plans to cut jobs at the lamp works."
    given = [
        post(0, claim, title="Osterby will cut forty jobs at the lamp works", **NEWS),
        post(24, denial, title="Osterby denies plan to cut jobs at the lamp works", **{**NEWS, "source": "tide-times"}),
        *(post(30 + n, f"The lamp works of Osterby have {what}.") for n, what in enumerate(("stairs", "a dog", "oil"))),
    ]
    draft = press.write(given)[1]
    assert draft.title.startswith("Osterby denies plan")
    assert draft.dek == "“Osterby will cut forty jobs at the lamp works”, reports Harbour News."


def test_neither_a_claim_nor_its_denial_is_told_as_a_fact(press: Press) -> None:
    """What is denied heads no story, and neither does what denies it, unless it says whose claim or denial it is."""
    titles = (
        "Wrecks at Greyfin Rock have halved with Moth 7",
        "Wrecks at Greyfin Rock have nothing to do with Moth 7",
        "Pilots deny that wrecks at Greyfin Rock have to do with Moth 7",
    )
    records = press.assign([post(n, title=title, **NEWS) for n, title in enumerate(titles)]).records
    [claim, counter, denial] = (passages_of(record, n, 1)[0] for n, record in enumerate(records))
    found = [Opposition("denied", claim, counter), Opposition("denied", claim, denial)]
    assert contested([claim, counter, denial], found) == {id(claim), id(counter)}
    assert other_side([denial.record.id], found) == {id(claim)}


WORLD_MODELS = (
    "The Osterby world model draws the tide before it comes in",
    "A world model for herring boats is trained on forty winters",
    "Our world model plays the ferry game at sixty frames",
    "Why a world model needs to feel the weight of a net",
    "Skerry pilots steer by a world model in thick fog",
    "How I built a world model of my own kitchen in a week",
    "A world model that hears: waves, gulls and engines in stereo",
    "Benchmark of every world model for robots that carry lamps",
    "The world model of Lund forgets where the pier ends",
    "Planning with a world model saves the mill half its grain",
    "Small world model weights for a single card are out",
)


def test_a_name_that_one_of_many_records_holds_is_not_what_they_are_about(press: Press) -> None:
    """World Labs shares a word with what they all tell of, and is named once."""
    titles = [*WORLD_MODELS, "World Labs raises a million for its world model"]
    given = [post(n, title=title, source="hackernews", community=None) for n, title in enumerate(titles)]
    assert "about World Labs" not in press.write(given)[1].dek


def test_where_nothing_carries_the_title_on_the_dek_names_other_news_as_such(press: Press) -> None:
    """The headline of another event of the subject stands under the title behind “Also”, and its record tells what it says besides."""
    given = [
        post(
            24 * n,
            lead,
            title=title,
            **NEWS | {"source": f"paper-{n}"},
        )
        for n, (title, lead) in enumerate(
            (
                (
                    "Moth 7 banned from the tide table of Greyfin",
                    "The tide table of Greyfin is kept by hand from Monday. Old keepers come back to Moth 7 for its charts.",
                ),
                (
                    "Moth 7 wins the prize of the lamp makers",
                    "The makers gave a medal of brass. Moth 7 shone brighter than forty lamps of the coast.",
                ),
                (
                    "Moth 7 will be sold to the bakers in spring",
                    "Loaves have to be counted by somebody. Moth 7 counted nine hundred in an hour for them.",
                ),
                (
                    "Moth 7 joined the choir of the harbour office",
                    "The low notes were missing for years. Moth 7 hums these on Sundays between two bells.",
                ),
            )
        )
    ]
    draft = press.write(given)[1]
    assert draft.dek.startswith("Also: “Moth 7 ")
    assert draft.title not in draft.dek
    printed = [s.text for section in draft.sections for paragraph in section.paragraphs for s in paragraph]
    assert not any(draft.dek.partition("“")[2].partition("”")[0] in text for text in printed)


@pytest.mark.parametrize(
    ("texts", "shares", "chinese", "called"),
    [
        (["Two data centers closed.", "All data centers need water.", "The old data centers hum."], {"center": 0.8}, False, "data centers"),
        (["The prompt injection is old.", "A new prompt injection came.", "By prompt injection they got in."], {"injection": 0.8}, False, "prompt injection"),
        (["My companion left today.", "A companion came to us.", "No companion stayed here."], {"companion": 0.8}, False, None),
        (["All students left today.", "We are students here too.", "Only the students know."], {"student": 0.6}, False, "students"),
        (["Two drones fell."], {"dron": 0.9}, False, None),
        (["宇树机器人今天上市了。", "机器人公司又融资了。", "他昨天买了机器人。"], {"机器": 0.6, "器人": 0.6, "上市": 0.3}, True, "机器人"),
    ],
)  # fmt: skip
def test_what_a_story_is_about_is_called_by_the_word_that_stands_in_it(
    press: Press, texts: list[str], shares: dict[str, float], called: str | None, *, chinese: bool
) -> None:
    """Where no name is shared, the most shared word stands for the subject, with what mostly stands before it, if it can stand without an article."""
    records = press.assign([post(n, text, language="zh" if chinese else "en") for n, text in enumerate(texts)]).records
    passages = [p for index, record in enumerate(records) for p in passages_of(record, index, 3)]
    assert word_of(passages, shares, chinese=chinese) == called


TALK = (
    "The lamp works of Osterby stand on the eastern quay",
    "Half the lamps of Osterby were lit by hand until last year",
    "Greyfin wants the Osterby works for their oil, says the mayor",
    "Keepers of Osterby have asked their union for a vote",
    "The union of the Osterby keepers meets on Friday at noon",
    "Osterby bought its lamp works from a widow for ten barrels",
    "Visitors of Osterby pay two crowns to see the old lamps",
    "A bridge from Osterby to Greyfin was planned and never built",
    "The Osterby works lost money in each of the past three years",
    "Schoolchildren painted the walls of the Osterby works blue",
    "Greyfin has no lamp of its own since the storm, unlike Osterby",
    "Pilots say that the light of Osterby is the best of the coast",
)


def test_a_long_story_prints_its_dek_once(press: Press) -> None:
    """For what the line above it says the body prints its record's headline, and where it has none the line says what the story covers."""
    given = [
        post(0, ISLE_LEAD, title=ISLE, **NEWS),
        *[post(n, f"{text}.", author=f"writer_{n}") for n, text in enumerate(TALK, 1)],
    ]
    draft = press.write(given)[1]
    lead = ISLE_LEAD.removesuffix(".")
    assert draft.title == ISLE
    body = list(drafted(draft))
    assert len(body) >= 10
    assert lead in draft.dek
    assert not any(lead in sentence.text for sentence in body)
    assert any(ISLE in sentence.text for sentence in body)
