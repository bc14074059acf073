"""In which order records have their turn to be quoted: the nearest to the subject first, and publishers one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject


def in_turn(
    by_record: Mapping[str, Sequence[Passage]],
    subject: Subject,
    publishers: Mapping[str, str],
    beside: AbstractSet[str],
) -> list[str]:
    """Order the records so that each publisher's first comes before any publisher's second.

    Those that are `beside` what most of them name come last, the nearest to all first.
    """
    place: Counter[str] = Counter()
    keyed: list[tuple[bool, float, float, int, str]] = []
    ranked = sorted(
        by_record,
        key=lambda i: (-subject.relevance.get(i, 0.0) - max(p.score for p in by_record[i]), by_record[i][0].index),
    )
    for record_id in ranked:
        key = publishers[record_id]
        index = by_record[record_id][0].index
        first = -subject.nearness[record_id] if record_id in beside else place[key] // 2
        keyed.append((record_id in beside, first, -subject.relevance.get(record_id, 0.0), index, record_id))
        place[key] += 1
    return [record_id for *_, record_id in sorted(keyed)]


def beside_subject(
    by_record: Mapping[str, Sequence[Passage]], subject: Subject, here: AbstractSet[str]
) -> frozenset[str]:
    """Return, of more records than a story can hold, those that name at their head nothing of what most of them name, and reply to none that is `here`."""
    if not (subject.chief and subject.nearness):
        return frozenset()
    return frozenset(
        record_id
        for record_id, passages in by_record.items()
        if record_id in subject.nearness
        and passages[0].record.parent_external_id not in here
        and not subject.chief.is_named_by(record_id)
    )
