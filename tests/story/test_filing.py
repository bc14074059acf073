"""A story is filed under the beat that its records fit best, and says why."""

from __future__ import annotations

from app.story.filing import Filing, file_story
from schemas.beat import BeatRef
from schemas.record import RecordBeat

NAMES = {"general": "General", "open-source-ai": "Open Source AI", "ai-regulation": "AI Regulation"}


def fit(slug: str, score: float, *terms: str) -> RecordBeat:
    """Return how well a record fits a beat."""
    return RecordBeat(slug=slug, score=score, terms=list(terms))


BEATS = {
    "a": [fit("open-source-ai", 0.8, "weights", "licence"), fit("ai-regulation", 0.2, "law")],
    "b": [fit("open-source-ai", 0.4, "licence")],
    "c": [fit("ai-regulation", 0.9, "law")],
}


def test_the_beat_is_what_most_of_the_relevance_fits() -> None:
    """Each record counts by its relevance; scores are the means, and the terms that decided most stand first."""
    assert file_story(None, BEATS, {"a": 1.0, "b": 1.0}, NAMES) == Filing(
        BeatRef(slug="open-source-ai", name="Open Source AI"),
        [fit("open-source-ai", 0.6, "licence", "weights"), fit("ai-regulation", 0.1, "law")],
    )


def test_a_record_that_does_not_belong_files_nothing() -> None:
    """A record with no relevance, or none told, has no say; one that is nearer has more."""
    assert file_story(None, BEATS, {"a": 1.0, "c": 0.0}, NAMES).beat.slug == "open-source-ai"
    assert file_story(None, BEATS, {"a": 0.1, "c": 1.0}, NAMES).beat.slug == "ai-regulation"


def test_where_nothing_fits_the_story_is_general() -> None:
    """Below 0.15, and without any record's score, there is no beat to speak of; the scores are told all the same."""
    weak = {"a": [fit("ai-regulation", 0.1, "law")]}
    assert file_story(None, weak, {"a": 1.0}, NAMES) == Filing(
        BeatRef(slug="general", name="General"), [fit("ai-regulation", 0.1, "law")]
    )
    assert file_story(None, {}, {}, NAMES) == Filing(BeatRef(slug="general", name="General"), [])


def test_the_beat_that_was_asked_for_stands() -> None:
    """An editor's choice overrides the records', whose scores are still told."""
    filed = file_story("ai-regulation", BEATS, {"a": 1.0}, NAMES)
    assert filed.beat == BeatRef(slug="ai-regulation", name="AI Regulation")
    assert [each.slug for each in filed.scores] == ["open-source-ai", "ai-regulation"]


def test_a_beat_that_was_deleted_since_is_not_filed_under() -> None:
    """Records may still bear the score of a beat that is no more, and the general beat competes with none."""
    beats = {"a": [fit("gone", 0.9, "x"), fit("general", 0.9), fit("ai-regulation", 0.3, "law")]}
    assert file_story(None, beats, {"a": 1.0}, NAMES) == Filing(
        BeatRef(slug="ai-regulation", name="AI Regulation"), [fit("ai-regulation", 0.3, "law")]
    )
