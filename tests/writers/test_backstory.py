"""The story so far: what records behind earlier stories said, where they are of the same subject."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.story.draft import StoryLink
from app.writers.base import EarlierStory
from schemas.record import Record
from tests.writers.press import Given, Press, post

NOW_GIVEN = [
    post(11, "The keeper of Greyfin Rock asks Moth 7 for the tide table every morning before he lights his stove."),
    post(12, "A trawler trusted Moth 7 near Greyfin Rock last Tuesday and lost its anchor on a sandbank in thick fog."),
    post(13, "The harbour board wants the keeper to sign each table before any ship is told of it."),
]
BEFORE: Given = post(4, "Greyfin Rock paid its keeper nothing extra when Moth 7 was carried up the stairs in April.")
ELSEWHERE: Given = post(5, "A bakery in Wrenfield lets a model write its window signs, and the signs rhyme.")


def earlier(press: Press, slug: str, title: str, *given: Given, day: int = 1) -> EarlierStory:
    """Return an earlier story that quotes records."""
    records: tuple[Record, ...] = tuple(press.assign(given).records)
    return EarlierStory(slug, title, datetime(2026, 4, day, tzinfo=UTC), ("moth-7",), records)


def so_far(press: Press, *stories: EarlierStory, **changes: Any) -> list[tuple[str, tuple[StoryLink, ...]]]:
    """Return the sentences of the story so far, with their links; nothing of the story may be refused."""
    sources = {record.source: record for story in stories for record in story.records}
    assert set(sources) <= {"reddit"}
    assignment, draft = press.write(NOW_GIVEN, earlier=stories, **changes)
    assert press.check(assignment, draft).refused == []
    return [(sentence.text, sentence.links) for sentence in draft.story_so_far]


def test_an_earlier_story_is_named_linked_and_quoted(press: Press) -> None:
    """One of its records is quoted with its owner and day, and the link covers the story's title."""
    [(text, links)] = so_far(press, earlier(press, "a-keeper-0000", "A keeper and a box", BEFORE))
    assert text.startswith("As told in A keeper and a box: ")
    assert "“Greyfin Rock paid its keeper nothing extra when Moth 7 was carried up the stairs in April" in text
    assert "4 May 2026" in text
    assert links == (StoryLink(11, 29, "a-keeper-0000"),)


def test_a_title_with_numbers_or_marks_of_its_own_is_not_repeated(press: Press) -> None:
    """What this story's evidence does not bear out is not said again: such a title is “an earlier story”."""
    for title in ("Box answers 212 times", "“It works”, says keeper"):
        [(text, links)] = so_far(press, earlier(press, "a-keeper-0000", title, BEFORE))
        assert text.startswith("As told in an earlier story: ")
        assert links == (StoryLink(11, 27, "a-keeper-0000"),)


def test_what_is_not_of_the_subject_is_not_told(press: Press) -> None:
    """A story that shares a name and no words with this one has no place in it, nor one whose record is quoted already."""
    assert so_far(press, earlier(press, "signs-0000", "A bakery and its signs", ELSEWHERE)) == []
    assert so_far(press, earlier(press, "same-0000", "A keeper asks a box", NOW_GIVEN[0])) == []


def test_what_came_later_than_this_story_is_no_story_so_far(press: Press) -> None:
    """A record that is younger than all of this story's own is not told as what came before."""
    later: Given = dict(BEFORE) | {"published_at": "2026-06-01T09:00:00Z"}
    assert so_far(press, earlier(press, "a-keeper-0000", "A keeper and a box", later)) == []


def test_the_record_that_gave_an_earlier_story_its_title_speaks_for_it(press: Press) -> None:
    """What an earlier story was headed by is told before what it said besides, however near that is to this story."""
    title = "A mule carries Moth 7 past Greyfin Rock"
    headed: Given = post(5, "A mule carries Moth 7 past Greyfin Rock, with a bell and a sack of oats.")
    besides: Given = post(6, "The tide table of Moth 7 was read every morning near Greyfin Rock by the harbour board.")
    [(text, _)] = so_far(press, earlier(press, "carried-0000", title, besides, headed))
    assert "a sack of oats" in text


def test_an_earlier_story_is_of_what_this_one_is_chiefly_about(press: Press) -> None:
    """One that is about something else, and names this story's matter too, is not told before it."""
    words = "Claude of Anthropic planned layoffs at the cannery in April, said its foreman to the pub."
    records = tuple(press.assign([post(4, words)]).records)
    day = datetime(2026, 4, 1, tzinfo=UTC)
    chiefly, besides = (
        EarlierStory("list-0000", "A list of names", day, entities, records)
        for entities in (("anthropic", "claude"), ("nvidia", "google", "anthropic", "claude"))
    )
    assert [bool(press.write(LAYOFFS, earlier=(told,))[1].story_so_far) for told in (chiefly, besides)] == [True, False]


@pytest.mark.parametrize(
    "words",
    [
        "I never thought that Greyfin Rock would pay its keeper nothing when Moth 7 was carried up the stairs.",
        "“Moth 7 is worth more than a keeper”, says whoever carried it up the stairs of Greyfin Rock.",
    ],
)
def test_an_opinion_is_no_story_so_far(press: Press, words: str) -> None:
    """What somebody thinks, or a column quotes, tells nothing of what came before."""
    assert so_far(press, earlier(press, "a-keeper-0000", "A keeper and a box", post(4, words))) == []


def test_earlier_stories_are_told_oldest_first(press: Press) -> None:
    """Whatever the order in which they come, and no record is quoted for two of them."""
    older = earlier(press, "older-0000", "A keeper and a box", BEFORE, day=1)
    other: Given = post(
        6, "A kettle on Greyfin Rock gave up its socket for Moth 7, which cost the keeper his afternoon tea."
    )
    newer = earlier(press, "newer-0000", "A kettle and a socket", other, BEFORE, day=9)
    told = so_far(press, newer, older)
    assert [links[0].slug for _, links in told] == ["older-0000", "newer-0000"]
    assert "A kettle on Greyfin Rock" in told[1][0]


def test_the_story_so_far_is_told_in_the_storys_language(press: Press) -> None:
    """In Chinese the earlier story is named in Chinese words."""
    [(text, _)] = so_far(press, earlier(press, "a-keeper-0000", "A keeper and a box", BEFORE), language="zh")
    assert text.startswith("此前的报道 A keeper and a box 提到，")


LAYOFFS = [
    post(21, "Layoffs at the cannery took nine packers, and the foreman thanked Claude of Anthropic for the list."),
    post(22, "Anthropic asked Claude who should go, and layoffs followed before the herring did."),
    post(23, "My cousin lost her job to a box that writes letters."),
    post(24, "The union counts forty layoffs along this coast since Easter."),
    post(25, "Nobody at the ferry was fired, though the boss had a machine for it."),
    post(26, "Jobs went at the chandlery too, where a clerk of thirty years was let go."),
    post(27, "Since the cannery sacked its packers the pub has closed at nine."),
]


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("Claude of Anthropic planned layoffs at the cannery in April, said its foreman to the pub.", True),
        ("Claude of Anthropic went to the top of the list of apps that the cannery likes.", False),
    ],
)
def test_names_in_common_do_not_make_a_subject(press: Press, words: str, *, is_told: bool) -> None:
    """Where no word is in half of the records, an earlier story's record holds one of those that most share, beside the names."""
    told = EarlierStory(
        "list-0000",
        "A list of names",
        datetime(2026, 4, 1, tzinfo=UTC),
        ("anthropic", "claude"),
        tuple(press.assign([post(4, words)]).records),
    )
    assert bool(press.write(LAYOFFS, earlier=(told,))[1].story_so_far) == is_told
