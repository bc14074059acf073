"""The angle that a story was asked to have: its words, and which records say nothing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.language.tokens import content_words
from app.writers.base import Assignment
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

# With so many records of the angle that was asked for, the story does without the others.
_ENOUGH_ON_ANGLE = 3


def words_of_angle(assignment: Assignment) -> frozenset[str]:
    """Return the words of the angle that was asked for, those of the names that it means with them: NYT is The New York Times."""
    if not assignment.angle:
        return frozenset()
    slugs = {m.slug for m in assignment.gazetteer.find(assignment.angle, "")} if assignment.gazetteer else set[str]()
    names = [assignment.entity_names.get(slug, "") for slug in sorted(slugs)]
    return frozenset(content_words(" ".join([assignment.angle, *names])))


def beside_angle(held: Mapping[str, Sequence[Passage]], subject: Subject) -> dict[str, str]:
    """Return the records that say nothing of the angle, where enough say something; with a reason for each."""
    if not subject.asked:
        return {}
    on_it = {record_id for record_id, passages in held.items() if any(subject.asked & p.words for p in passages)}
    if len(on_it) < _ENOUGH_ON_ANGLE:
        return {}
    return dict.fromkeys((i for i in held if i not in on_it), "says nothing of the angle that was asked for")
