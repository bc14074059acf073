"""How much of a story each record and each publisher may carry, answers included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from app.story.publishers import publisher
from app.writers.extractive.passages import Passage

# From so many records on none carries more than half of the quotes, from so many publishers on none more than two fifths.
_SEVERAL_RECORDS, _RECORD_SHARE = 3, 0.5
SEVERAL_PUBLISHERS, PUBLISHER_SHARE = 5, 0.4


class Uses:
    """How often each record and publisher is quoted so far."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        """Begin with what is quoted already."""
        self._records: Counter[str] = Counter()
        self._publishers: Counter[str] = Counter()
        self.add(passages)

    def add(self, passages: Iterable[Passage]) -> None:
        """Count more quotes."""
        for passage in passages:
            self._records[passage.record.id] += 1
            self._publishers[publisher(passage.record)] += 1

    def allow(self, passage: Passage, *, is_needed: bool = False) -> bool:
        """Say whether one more quote leaves its record and its publisher their shares of all, where there are several.

        Where it `is_needed` for there to be questions at all, only the record's share counts.
        """
        quoted = self._records.total() + 1
        of_record, of_publisher = self._records[passage.record.id] + 1, self._publishers[publisher(passage.record)] + 1
        return (len(self._records) < _SEVERAL_RECORDS or of_record <= quoted * _RECORD_SHARE) and (
            is_needed or len(self._publishers) < SEVERAL_PUBLISHERS or of_publisher <= quoted * PUBLISHER_SHARE
        )
