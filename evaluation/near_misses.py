"""Measure which records are left out as off topic, on sets of the corpus in which a reader labelled those that do not belong.

`labels/near_misses.jsonl` holds the sets (how they were made stands beside it). They are harder than the assignments: more of them are
small, and most near misses name the very thing that the others are about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.story.record_id import record_id
from evaluation.assignments import CREATED
from evaluation.service import Service

_LABELS = Path(__file__).parent / "labels" / "near_misses.jsonl"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out as off topic of labelled sets: how many near misses of how many, and how many others of how many."""

    sets: int
    found: int
    near_misses: int
    others: int
    belonging: int

    @property
    def recall(self) -> float:
        """Return the share of the near misses that were left out."""
        return self.found / self.near_misses if self.near_misses else 0.0

    @property
    def precision(self) -> float:
        """Return the share of near misses among what was left out."""
        return self.found / (self.found + self.others) if self.found else 0.0


def labelled_sets() -> Iterator[tuple[list[str], frozenset[str]]]:
    """Yield the ids of each set's records, and of those that do not belong."""
    with _LABELS.open(encoding="utf-8") as file:
        for line in file:
            each = json.loads(line)
            ids = [record_id(*pair) for pair in (*each["belonging"], *each["near_misses"])]
            # In the order of their ids, which tells nothing.
            yield sorted(ids), frozenset(ids[len(each["belonging"]) :])


def run_near_misses(service: Service) -> LeftOut:
    """Have a draft written of each labelled set; the service must hold the corpus's records."""
    sets = found = near_misses = others = belonging = 0
    for ids, misses in labelled_sets():
        status, story, _ = service.synthesize(ids, publish=False)
        if status != CREATED:
            continue
        off = {each["record_id"] for each in story["methodology"]["unused"] if each["reason"] == "off_topic"}
        sets += 1
        found += len(off & misses)
        others += len(off - misses)
        near_misses += len(misses)
        belonging += len(ids) - len(misses)
    return LeftOut(sets, found, near_misses, others, belonging)
