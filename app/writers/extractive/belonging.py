"""Which records do not belong: near misses that share words with the others, but not their subject.

A subject crosses a thing with the field (layoffs and AI, the Pentagon and a lab), and its records are kin: each shares
something particular with another, a figure, a name, a street. A near miss is of the thing and not of the field, or
shares the subject's own word with all of them and nothing else with any.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from app.writers.extractive.doubt import Doubts
from app.writers.extractive.heads import Head
from schemas.entity import EntityKind
from schemas.record import Record

_FAR = 0.3
_REPLY = 0.5
_STRANGE = 0.35
_ENOUGH_ANCHORS = 2
_SAMPLE = 40
_STEPS = 2**24
_NEAREST = 3
# A word that more records than this share is no longer particular to any, and would cost the square of their number.
_MOST_SHARING = 50


def off_topic(
    records: Sequence[Record],
    features: Mapping[str, frozenset[str]],
    relevance: Mapping[str, float],
    of_field: frozenset[str],
    dull: frozenset[str],
    anchors: frozenset[str],
    heads: Mapping[str, Head],
    kinds: Mapping[str, EntityKind],
) -> frozenset[str]:
    """Return the ids of the records that do not belong.

    Left out is what holds next to nothing of the subject; of what is not of the field, what is kin to none; and what is
    doubted for more than one reason (see `doubt`). A reply belongs where the record that it replies to does, however few
    words of the subject it needs, and so does what those that belong reply to; one in another language than most has few
    words to be kin by. `dull` are terms that say little in this field, `anchors` the words that half of the records share: who holds two
    of them speaks of the subject, in whatever words of its own.
    """
    ordered = sorted(relevance[record.id] for record in records)
    median = ordered[len(ordered) // 2]
    outside = [record.id for record in records if record.id not in of_field]
    off = {
        record.id
        for record in records
        if relevance[record.id] < _FAR * median * (1.0 if record.parent_external_id is None else _REPLY)
    }
    if outside:
        kinship = Kinship(features, dull)
        usual = kinship.usual(record.id for record in records[:: max(1, len(records) // _SAMPLE)])
        spoken = Counter(record.language for record in records).most_common(1)[0][0]
        strangers = [
            r.id
            for r in records
            if r.id not in of_field and r.language == spoken and len(features[r.id] & anchors) < _ENOUGH_ANCHORS
        ]
        off |= {record_id for record_id in strangers if kinship.of(record_id) < _STRANGE * usual}
    off |= Doubts(records, heads, kinds, relevance, dull, of_field).doubted()
    here = {record.external_id for record in records if record.id not in off}
    asked = {record.parent_external_id for record in records if record.id not in off}
    return frozenset(
        record.id
        for record in records
        if record.id in off and record.parent_external_id not in here and record.external_id not in asked
    )


class Kinship:
    """The likeness of records: the cosine of TF-IDF vectors, with the document frequencies of the set itself."""

    def __init__(self, features: Mapping[str, frozenset[str]], dull: frozenset[str]) -> None:
        """Weigh the terms; `dull` ones, which say little in this field, are left out."""
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for record_id, held in features.items():
            for term in held - dull:
                holders[term].append(record_id)
        self._features = features
        self._holders = holders
        # In steps of a power of two, in which sums are exact: in whichever order sets give their terms, likeness is the same.
        self._weights = {
            term: round(math.log((len(features) + 1) / len(ids)) ** 2 * _STEPS) / _STEPS
            for term, ids in holders.items()
        }
        self._norms = {
            record_id: math.sqrt(sum(self._weights.get(term, 0.0) for term in held)) or 1.0
            for record_id, held in features.items()
        }

    def of(self, record_id: str) -> float:
        """Return the mean likeness, 0 to 1, of a record to the three records nearest to it."""
        shared: defaultdict[str, float] = defaultdict(float)
        for term in self._features[record_id]:
            holders = self._holders.get(term, ())
            if 1 < len(holders) <= _MOST_SHARING:
                for other in holders:
                    shared[other] += self._weights[term]
        norm = self._norms[record_id]
        near = sorted(
            (mass / (norm * self._norms[other]) for other, mass in shared.items() if other != record_id), reverse=True
        )
        return sum(near[:_NEAREST]) / _NEAREST

    def usual(self, record_ids: Iterable[str]) -> float:
        """Return the median likeness of the records named."""
        found = sorted(self.of(record_id) for record_id in record_ids)
        return found[len(found) // 2] if found else 0.0
