"""What a story holds is counted as a reader counts it."""

from __future__ import annotations

import pytest

from app.story.tally import story_entities, word_count
from schemas.entity import EntityKind
from schemas.story import Run, Sentence, StoryEntity
from tests.story.newsdesk import GAZETTEER

NAMES = {"harbour-labs": "Harbour Labs", "quayside-labs": "Quayside Labs"}
KINDS: dict[str, EntityKind] = {"harbour-labs": "organization", "quayside-labs": "organization"}


def linked(*runs: tuple[str, str | None]) -> Sentence:
    """Make a sentence of runs, each with the entity that it links."""
    made = [Run(text=text, entity=entity) for text, entity in runs]
    return Sentence(id="s1", runs=made, support="verbatim", quotes=["q1"], citations=[1])


def test_what_is_said_counts_more_than_where_it_was_said() -> None:
    """A name between marks counts once, one in an attribution a tenth; every link is a mention."""
    sentences = [
        linked(
            ("On ", None),
            ("Quayside Labs", "quayside-labs"),
            (", bob wrote: “", None),
            ("Harbour Labs", "harbour-labs"),
            (" won”", None),
        ),
        linked(("Quayside Labs", "quayside-labs"), (" agreed.", None)),
    ]
    assert story_entities(sentences, "A title", GAZETTEER, NAMES, KINDS) == [
        StoryEntity(slug="harbour-labs", name="Harbour Labs", kind="organization", mentions=1, salience=0.8333),
        StoryEntity(slug="quayside-labs", name="Quayside Labs", kind="organization", mentions=2, salience=0.1667),
    ]


def test_the_title_says_what_a_story_is_about() -> None:
    """A linked name in the title counts twice more; one that no sentence links is not listed."""
    sentences = [
        linked(
            ("“", None),
            ("Harbour Labs", "harbour-labs"),
            (" beat ", None),
            ("Quayside Labs", "quayside-labs"),
            ("”", None),
        )
    ]
    found = story_entities(sentences, "Quayside Labs loses to Lantern", GAZETTEER, NAMES, KINDS)
    assert [(each.slug, each.salience) for each in found] == [("quayside-labs", 0.75), ("harbour-labs", 0.25)]


def test_a_story_that_links_nothing_lists_nothing() -> None:
    """Without links there is no share to give, whatever the title names."""
    assert story_entities([linked(("Nothing.", None))], "Harbour Labs", GAZETTEER, NAMES, KINDS) == []


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["The lamp is lit."], 4),
        (["The lamp", "is lit"], 4),
        (["灯塔亮了。"], 4),
        (["灯塔用 Moth 7 点灯，很亮。"], 9),
        (["用户 bob 写道：“亮了。”"], 7),
        (["", " "], 0),
    ],
)
def test_words_are_counted_as_readers_count_them(texts: list[str], count: int) -> None:
    """Words between spaces are one each, and so is a Chinese character; Chinese punctuation is none."""
    assert word_count(texts) == count
