"""A diff says what a reader would: what is new, what is gone, what was put otherwise."""

from __future__ import annotations

from app.story.diff import compare
from app.story.quotes import cut
from schemas.beat import BeatRef
from schemas.story import Paragraph, Reworded, Section, Sentence, Story, StoryDiff, StoryEntity
from tests.story.newsdesk import citation, record, sentence, span_of, story

FIRST = story()
NOTHING = StoryDiff(
    revision=2,
    compared_with=1,
    cause="edit",
    note=None,
    sentences_added=[],
    sentences_removed=[],
    sentences_reworded=[],
    citations_gained=[],
    citations_lost=[],
    entities_gained=[],
    entities_lost=[],
    fields_changed=[],
)


def with_sentences(*sentences: Sentence, **changes: object) -> Story:
    """Make the second revision, with these sentences and no questions."""
    section = Section(heading=None, paragraphs=[Paragraph(sentences=list(sentences))])
    return story(**({"revision": 2, "sections": [section], "faq": []} | changes))


def test_without_a_revision_before_everything_is_added() -> None:
    """The first revision adds its sentences, citations and entities."""
    assert compare(None, FIRST, "first", None) == StoryDiff(
        revision=1,
        compared_with=None,
        cause="first",
        note=None,
        sentences_added=[each.text for each in FIRST.body()],
        sentences_removed=[],
        sentences_reworded=[],
        citations_gained=[record().id],
        citations_lost=[],
        entities_gained=["harbour-labs"],
        entities_lost=[],
        fields_changed=[],
    )


def test_a_story_does_not_differ_from_itself() -> None:
    """Sentences that only moved to another section are no difference."""
    moved = with_sentences(*reversed(FIRST.body()))
    assert compare(FIRST, moved, "edit", None) == NOTHING


def test_a_sentence_alike_is_reworded() -> None:
    """A sentence that differs in a few words is the same one, put otherwise; what is unlike is gone and new."""
    kept, changed = FIRST.body()
    after = with_sentences(kept, sentence(2, changed.text.replace("doubts it", "has doubts"), ["q2"], [1]))
    assert compare(FIRST, after, "correction", "Said too much.") == NOTHING.model_copy(
        update={
            "cause": "correction",
            "note": "Said too much.",
            "sentences_reworded": [Reworded(before=changed.text, after=after.body()[1].text)],
        }
    )


def test_a_quote_in_common_makes_less_likeness_enough() -> None:
    """Two sentences on one quote are versions of each other where those on different quotes are two sentences."""
    kept, changed = FIRST.body()
    text = "Will they keep it open? One reader says: I do not believe it."
    on_it = with_sentences(kept, sentence(2, text, ["q2"], [1]))
    elsewhere = with_sentences(kept, sentence(2, text, ["q1"], [1]))
    assert compare(FIRST, on_it, "edit", None).sentences_reworded == [Reworded(before=changed.text, after=text)]
    assert compare(FIRST, elsewhere, "edit", None) == NOTHING.model_copy(
        update={"sentences_added": [text], "sentences_removed": [changed.text]}
    )


def test_a_sentence_said_twice_and_then_once_is_gone_once() -> None:
    """Equal sentences pair one to one."""
    kept = FIRST.body()[0]
    twice = with_sentences(kept, kept, revision=1)
    assert compare(twice, with_sentences(kept), "edit", None).sentences_removed == [kept.text]


def test_what_else_changed_is_named() -> None:
    """Citations and entities gained and lost, and the fields of the head that differ, are told apart."""
    other = record("Lantern wants the same.", external_id="t3_7")
    quote = cut(other, span_of("Lantern wants the same.", other), "q1")
    after = story(
        revision=2,
        title="Lantern wants the same",
        status="retracted",
        beat=BeatRef(slug="general", name="General"),
        citations=[citation(1, other, [quote])],
        entities=[StoryEntity(slug="lantern", name="Lantern", kind="organization", mentions=1, salience=1.0)],
    )
    assert compare(FIRST, after, "new_records", None) == NOTHING.model_copy(
        update={
            "cause": "new_records",
            "citations_gained": [other.id],
            "citations_lost": [record().id],
            "entities_gained": ["lantern"],
            "entities_lost": ["harbour-labs"],
            "fields_changed": ["title", "beat", "status"],
        }
    )
