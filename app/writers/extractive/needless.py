"""What nobody misses in a story that has enough to say: asides, and one more question that nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from app.story.publishers import PERSONAL
from app.writers.extractive.accounting import LEANS, Reason
from app.writers.extractive.field import speaks_of_field
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

# With so many chosen, what somebody says besides the subject is not missed.
_ENOUGH_VOICES = 8
# Of what people ask and nobody answers, a story needs no more than so much.
_MOST_ASKED = 3


_ONE_MORE: Reason = ("over_budget", "asks one question more, and the story has enough of them")
_AN_ASIDE: Reason = (
    "over_budget",
    "the best sentence in it has no word of the subject, and the story has voices enough",
)


def why_needless(
    best: Passage, chosen: Sequence[Passage], subject: Subject, here: AbstractSet[str], wanted: AbstractSet[int]
) -> Reason | None:
    """Say why nobody misses the best of a record among what is chosen: an aside, or one more question that somebody asks; None where it is missed."""
    if len(chosen) < _ENOUGH_VOICES or id(best) in wanted:
        return None
    asked = sum(p.question and p.record.kind in PERSONAL for p in chosen)
    if best.question and best.record.kind in PERSONAL and asked >= _MOST_ASKED:
        return _ONE_MORE
    # What leans on words that are not printed is not missed where others stand alone.
    if best.is_scrap and best.record.kind == "comment" and not subject.cohesive:
        return LEANS
    if not _is_aside(best, subject, here):
        return None
    return LEANS if best.leaning or best.clipped else _AN_ASIDE


def _is_aside(best: Passage, subject: Subject, here: AbstractSet[str]) -> bool:
    """Say whether the best of a comment takes up nothing of the subject, so that nobody misses it among many.

    In a thread it shares no word with what is replied to; elsewhere it names nothing of the subject, and what it replies to is not `here`.
    """
    if best.record.kind != "comment" or not subject.cohesive:
        return is_beside_field(best, subject)
    thread = subject.thread
    if thread and best.record.id in thread.members:
        return best.clipped or best.leaning or thread.words.isdisjoint(best.words)
    return best.record.parent_external_id not in here and not subject.is_told_in(best.words)


def is_beside_field(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage of a comment has no word of the field, where that is all that the records share."""
    return (
        subject.is_of_field
        and not subject.cohesive
        and passage.record.kind == "comment"
        and not speaks_of_field(passage.text)
    )
