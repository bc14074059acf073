"""How much of a story each record and each publisher may carry, answers, title and dek included."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from app.story.draft import DraftSentence
from app.story.publishers import publisher, publishers
from app.writers.extractive.headline import Line
from app.writers.extractive.passages import Passage
from schemas.record import Record

# From so many records on none carries more than half of the quotes, from so many publishers on none more than two fifths.
_SEVERAL_RECORDS, _RECORD_SHARE = 3, 0.5
SEVERAL_PUBLISHERS, PUBLISHER_SHARE = 5, 0.4
# Of fewer in sections and answers one carries more in any case, though the story so far cites others.
_LEAST_PUBLISHERS = 3
_CLOSE = 1e-9


class Over(NamedTuple):
    """The records of a publisher that carries more than its share, how many of its sentences are too many, and whether they are so only `with_head`."""

    records: frozenset[str]
    too_many: int
    with_head: bool = False


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

    def allow(self, passage: Passage, *, body_gives_way: bool = False) -> bool:
        """Say whether one more quote leaves its record and its publisher their shares of all, where there are several.

        Where the body is to give up others of the publisher for it, only the record's share counts.
        """
        quoted = self._records.total() + 1
        of_record, of_publisher = self._records[passage.record.id] + 1, self._publishers[publisher(passage.record)] + 1
        return (len(self._records) < _SEVERAL_RECORDS or of_record <= quoted * _RECORD_SHARE) and (
            body_gives_way or len(self._publishers) < SEVERAL_PUBLISHERS or of_publisher <= quoted * PUBLISHER_SHARE
        )


def cited_above(*lines: Line) -> Counter[str]:
    """Count the lines above the sections that rest on each record."""
    return Counter(i for line in lines for i in {span.record_id for span in line.spans})


def cited_in(sentences: Iterable[DraftSentence]) -> Counter[str]:
    """Count the sentences that rest on each record."""
    return Counter(i for sentence in sentences for i in {span.record_id for span in sentence.spans})


def over_share(quoted: Mapping[str, int], records: Mapping[str, Record], others: Collection[str] = ()) -> Over:
    """Return the records of the publisher that carries more than its share of sentences, and how many of those are too many; none where none does.

    `quoted` are the sentences that rest on each record, `records` all that may be cited, by id, and `others` the ids of those that the story so far cites.
    """
    publisher_of = publishers(records[i] for i in sorted({*quoted, *others}))
    carried = Counter[str]()
    for record_id, count in quoted.items():
        carried[publisher_of[record_id]] += count
    if len(set(publisher_of.values())) < SEVERAL_PUBLISHERS or len(carried) < _LEAST_PUBLISHERS:
        return Over(frozenset(), 0)
    key, count = max(carried.items(), key=lambda each: (each[1], each[0]))
    # With each that goes, there is one less in all too.
    too_many = math.ceil((count - PUBLISHER_SHARE * carried.total()) / (1 - PUBLISHER_SHARE) - _CLOSE)
    return Over(frozenset(i for i in quoted if publisher_of[i] == key), max(0, too_many))
