"""What a story must not say in its own name: a claim that another record denies."""

from __future__ import annotations

from collections.abc import Sequence

from app.writers.extractive.dispute import Opposition
from app.writers.extractive.passages import Passage

_SAYS_THE_SAME, _LEAST_SHARED = 0.6, 3
_NEXT_TO = 1


def contested(passages: Sequence[Passage], oppositions: Sequence[Opposition]) -> frozenset[int]:
    """Return the identities of the passages that state what a record denies or finds otherwise, in its words or much like them.

    A headline is above its story's claim; whatever a commenter doubts, it stays one.
    """
    claims = [
        each.claim
        for each in oppositions
        if each.claim and each.manner != "judged" and each.counter.record.kind != "comment"
    ]
    deniers = {each.counter.record.id for each in oppositions}
    return frozenset(id(p) for p in passages for claim in claims if p.record.id not in deniers and _states(p, claim))


def _states(passage: Passage, claim: Passage) -> bool:
    if passage.record.id == claim.record.id:
        return passage.is_title or abs(passage.order - claim.order) <= _NEXT_TO
    shared = passage.words & claim.words
    return len(shared) >= _LEAST_SHARED and len(shared) >= _SAYS_THE_SAME * len(passage.words)
