"""Which records do not belong: near misses that share words with the others, but not their subject.

A subject crosses a thing with the field (layoffs and AI, the Pentagon and a lab), and its records are kin: each shares
something particular with another, a figure, a name, a street. A near miss is of the thing and not of the field, or
shares the subject's own word with all of them and nothing else with any.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import truediv

from app.writers.extractive.chief import Chief
from app.writers.extractive.doubt import Doubts
from app.writers.extractive.heads import Head
from schemas.record import Record

_FAR = 0.3
# What is not of the field either need hold a little more of the subject.
_FAR_AND_STRANGE = 0.35
_REPLY = 0.5
_STRANGE = 0.35
# Who names the chief thing at the head and holds half of the subject that most hold is a stranger only where hardly a word is shared; who
# holds nearly as much is none.
_STRANGE_THOUGH_NAMED, _HALF, _NEARLY = 0.12, 0.5, 0.65
_ENOUGH_ANCHORS = 2
# Where more are not of the field than this share, not to be of it tells nothing.
_FEW = 0.25
# Where less of the records name the chief thing than this share, they share no subject of which the rest could not be; and of what is not
# of the field nothing is said where most are not, or less than that share name one thing.
_LEAST_CHIEF, _LEAST_CHIEF_TO_SHARE, _LEAST_CHIEF_TO_BE_KIN = 0.35, 0.45, 0.5
_MOST_OUTSIDE = 0.5
# What has fewer words is a name, and tells nothing of what it is about.
_LEAST_TERMS = 3
_MOSTLY_RELEASES = 0.5
_SAMPLE = 40
_STEPS = 2**24
_NEAREST = 3
# A word that more records than this share is no longer particular to any, and would cost the square of their number.
_MOST_SHARING = 50
_NOTHING = "shares next to nothing with the others' subject"
_KIN_TO_NONE = "tells of nothing in the field, and shares nothing particular with any other record"


def off_topic(
    records: Sequence[Record],
    features: Mapping[str, frozenset[str]],
    relevance: Mapping[str, float],
    of_field: frozenset[str],
    anchors: frozenset[str],
    heads: Mapping[str, Head],
    chief: Chief,
    dull: frozenset[str],
) -> dict[str, str]:
    """Return the ids of the records that do not belong, each with what speaks against it, in words.

    Left out is what holds next to nothing of the subject and does not name it at its head; of what is not of the field, what is kin to
    none; and what is doubted for more than one reason (see `doubt`), unless it is as near to others as most are. A reply belongs where the
    record that it replies to does, however few words of the subject it needs, and so does what those that belong reply to; one in another
    language than most has few words to be kin by. `dull` are terms that say little in this field, `anchors` the words that half of the
    records share: who holds two of them speaks of the subject, in whatever words of its own.
    """
    named = chief.most / len(records)
    if named < _LEAST_CHIEF or sum(r.kind == "release" for r in records) > _MOSTLY_RELEASES * len(records):
        return {}
    ordered = sorted(relevance[record.id] for record in records)
    median = ordered[len(ordered) // 2]
    outside = {
        record.id
        for record in records
        if record.id not in of_field
        and len(features[record.id] & anchors) < _ENOUGH_ANCHORS
        and not (chief.is_of_field and chief.is_named_by(record.id))
    }
    few_outside = outside if sum(r.id not in of_field for r in records) <= _FEW * len(records) else frozenset[str]()
    doubts = Doubts(records, heads, relevance, chief, few_outside)
    tells_of_field = named >= _LEAST_CHIEF_TO_BE_KIN and len(outside) <= _MOST_OUTSIDE * len(records)
    kinship = Kinship(features, dull)
    spoken = Counter(record.language for record in records).most_common(1)[0][0]
    off: dict[str, str] = {}
    bare: set[str] = set()
    for record in records:
        is_named = chief.is_named_by(record.id)
        if is_named and len(features[record.id]) < _LEAST_TERMS:
            bare.add(record.id)
        is_spoken = record.language == spoken
        is_strange = record.id in outside and is_spoken
        held = relevance[record.id] / median if median else 1.0
        least = (_FAR_AND_STRANGE if is_strange else _FAR) * (1.0 if record.parent_external_id is None else _REPLY)
        if not is_named and held < least:
            if is_spoken and named >= _LEAST_CHIEF_TO_SHARE:
                off[record.id] = _NOTHING
        elif is_strange and tells_of_field and not (is_named and held > _NEARLY):
            limit = _STRANGE_THOUGH_NAMED if is_named and held >= _HALF else _STRANGE
            if kinship.beside_usual(record.id) < limit:
                off[record.id] = _KIN_TO_NONE
    for record_id, reasons in doubts.doubted().items():
        speaks_of_it = chief.is_named_by(record_id) or (
            len(anchors) >= _ENOUGH_ANCHORS and anchors <= features[record_id]
        )
        if not (speaks_of_it and kinship.beside_usual(record_id) >= 1.0):
            off.setdefault(record_id, reasons)
    here = {record.external_id for record in records if record.id not in off}
    asked = {record.parent_external_id for record in records if record.id not in off}
    return {
        record.id: off[record.id]
        for record in records
        if record.id in off.keys() - bare and record.parent_external_id not in here and record.external_id not in asked
    }


class Kinship:
    """The likeness of records: the cosine of TF-IDF vectors, with the document frequencies of the set itself."""

    def __init__(self, features: Mapping[str, frozenset[str]], dull: frozenset[str]) -> None:
        """Take the terms of each record; `dull` ones, which say little in this field, are left out. Nothing is weighed before it is asked for."""
        self._features = features
        self._dull = dull

    @cached_property
    def _terms(self) -> Sequence[tuple[float, Sequence[int]]]:
        """Return each term's weight and the places of the records that hold it.

        Weights are in steps of a power of two, in which sums are exact: in whichever order sets give their terms.
        """
        holders: defaultdict[str, list[int]] = defaultdict(list)
        for place, held in enumerate(self._features.values()):
            for term in held - self._dull:
                holders[term].append(place)
        weights = [math.log((len(self._features) + 1) / n) ** 2 if n else 0.0 for n in range(len(self._features) + 1)]
        weights = [round(weight * _STEPS) / _STEPS for weight in weights]
        return [(weights[len(places)], places) for places in holders.values()]

    @cached_property
    def _norms(self) -> Sequence[float]:
        squares = [0.0] * len(self._features)
        for weight, places in self._terms:
            for place in places:
                squares[place] += weight
        return [math.sqrt(square) or 1.0 for square in squares]

    @cached_property
    def _shared(self) -> Sequence[Sequence[tuple[float, Sequence[int]]]]:
        """Return, for each record, the terms that it shares with others."""
        shared: list[list[tuple[float, Sequence[int]]]] = [[] for _ in self._features]
        for term in self._terms:
            if 1 < len(term[1]) <= _MOST_SHARING:
                for place in term[1]:
                    shared[place].append(term)
        return shared

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {record_id: place for place, record_id in enumerate(self._features)}

    def of(self, record_id: str) -> float:
        """Return the mean likeness, 0 to 1, of a record to the three records nearest to it."""
        own, norms = self._places[record_id], self._norms
        masses = [0.0] * len(norms)
        for weight, places in self._shared[own]:
            for place in places:
                masses[place] += weight
        masses[own] = 0.0
        near: list[float] = sorted(map(truediv, masses, norms), reverse=True)[:_NEAREST]
        return sum(near) / norms[own] / _NEAREST

    def beside_usual(self, record_id: str) -> float:
        """Return how near a record is to others beside how near most are: 1 where it is as near as the median of a sample."""
        return self.of(record_id) / self._usual if self._usual else 1.0

    @cached_property
    def _usual(self) -> float:
        found = sorted(map(self.of, list(self._features)[:: max(1, len(self._features) // _SAMPLE)]))
        return found[len(found) // 2]
