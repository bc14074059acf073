"""The angle that a story was asked to have: its words, and which records say nothing of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.language.tokens import content_words
from app.writers.base import Assignment
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

# With so many records of the angle that was asked for, the story does without the others.
_ENOUGH_ON_ANGLE = 3


_READ = 1_500
# Who asks for the licence means the license too. For words as `content_words` reads them.
_SPELLINGS = tuple(
    (re.compile(one), other)
    for one, other in (
        (r"enc\b", "ens"), (r"ens\b", "enc"), (r"our\b", "or"), (r"or\b", "our"), (r"tr\b", "ter"), (r"ter\b", "tre"),
        (r"is\b", "iz"), (r"iz\b", "is"), (r"isation\b", "ization"), (r"ization\b", "isation"),
    )
)  # fmt: skip


def words_of_angle(assignment: Assignment) -> frozenset[str]:
    """Return the words of the angle that was asked for, those of the names that it means with them: NYT is The New York Times."""
    if not assignment.angle:
        return frozenset()
    slugs = {m.slug for m in assignment.gazetteer.find(assignment.angle, "")} if assignment.gazetteer else set[str]()
    names = [assignment.entity_names.get(slug, "") for slug in sorted(slugs)]
    used = {word for r in assignment.records for word in content_words(f"{r.title or ''} {(r.text or '')[:_READ]}")}
    told = " ".join([assignment.angle, *names])
    return frozenset(_as_used(word, used) for word in content_words(told))


def _as_used(word: str, used: AbstractSet[str]) -> str:
    """Return a word as the records spell it, where they spell it otherwise."""
    spelt = (one.sub(form, word) for one, form in _SPELLINGS)
    return word if word in used else next((other for other in spelt if other in used), word)


def is_angle_unknown(assignment: Assignment, held: Mapping[str, Sequence[Passage]], subject: Subject) -> bool:
    """Say whether an angle was asked for of which nothing that can be quoted speaks."""
    if not (assignment.angle or "").strip():
        return False
    return not any(subject.asked & p.words for passages in held.values() for p in passages)


def beside_angle(held: Mapping[str, Sequence[Passage]], subject: Subject) -> dict[str, str]:
    """Return the records that say nothing of the angle, where enough say something; with a reason for each."""
    if not subject.asked:
        return {}
    on_it = {record_id for record_id, passages in held.items() if any(subject.asked & p.words for p in passages)}
    if len(on_it) < _ENOUGH_ON_ANGLE:
        return {}
    return dict.fromkeys((i for i in held if i not in on_it), "says nothing of the angle that was asked for")
