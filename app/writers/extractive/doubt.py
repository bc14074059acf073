"""How much speaks against a record's belonging, though it shares the subject's own name with those that do.

A near miss names the subject as they do, and is about something else: its title names nothing that theirs name, or another
thing first; it came long before or after theirs; it holds little else of what they hold. None of these is enough alone, for
each is true of some records that belong, so they are added up, and a record is doubted where the sum is large. What a
title leaves unsaid tells the more, the more of the other titles say it.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.heads import Head, families
from schemas.entity import EntityKind
from schemas.record import Record

_DOUBTED = 2.5
_FAINT = 4.4
_UNNAMED = 0.9
_ANOTHER_FIRST = 1.0
_APART = 0.5
# What has no title is seldom gathered for a name in passing, and its first sentence need not name its subject.
_UNTITLED = 1.0
# A reply takes its subject from what it replies to, in words that need not be said again.
_REPLIES = 1.5
# What is not of the field at all, where most of the others are.
_OUTSIDE = 1.75
_FEW = 0.25
# A question without a text tells nothing of the subject.
_ASKS_ALONE = 0.5
_QUESTION = re.compile(r"[?？]")
# Words that steer a model, handed out: no news leans on those, unless the set is about such.
_STEERS = 2.5
_STEERING = re.compile(r"jailbreak|system prompt|prompt injection|越狱|系统提示词|提示词注入|提示注入")
_SPEAK_OF_IT = 0.3
_READ = 1_500
_HEAD = 160
_CHIEF_SHARE = 0.55
_NEAR_CHIEF = 0.6
_TOLD_AT_ONCE = 0.4
_LEAST_TITLED = 3
_LEAST_PREFIX = 3
_ENOUGH_OF_A_LANGUAGE = 4
_RARE = 0.15
_MOST_APART = 2.0
_DAY = 86_400.0
_SMOOTH_DAYS = 0.25
_NEIGHBOURS = 3
_MOST_DOUBTED = 0.2
_ALIKE_KINDS = ({"model", "product"},)


class Doubts:
    """What speaks against each record of a set."""

    def __init__(
        self,
        records: Sequence[Record],
        heads: Mapping[str, Head],
        kinds: Mapping[str, EntityKind],
        relevance: Mapping[str, float],
        dull: AbstractSet[str],
        of_field: AbstractSet[str],
    ) -> None:
        """Find the chief thing of the set, which most heads name, and how its records lie in time."""
        self._records = records
        self._heads = heads
        self._kinds = kinds
        self._relevance = relevance
        self._usual = _usual_by_language(records, relevance)
        self._terms = {record.id: _terms(heads[record.id], dull) for record in records}
        self._spread = Counter(term for terms in self._terms.values() for term in terms)
        self._most = max(self._spread.values(), default=0)
        self._chief = {t for t, count in self._spread.items() if count >= _NEAR_CHIEF * self._most}
        titled = [self._terms[record.id] for record in records if record.title]
        self._titled = len(titled)
        self._named = sum(not self._chief.isdisjoint(terms) for terms in titled)
        self._chief_words = tuple(t for t in self._chief if len(t) >= _LEAST_PREFIX or not t.isascii())
        self._chief_kinds = {kinds[t] for t in self._chief if t in kinds}
        self._holders = Counter(thing for record in records for thing in set(heads[record.id].things))
        outside = {record.id for record in records if record.id not in of_field}
        self._outside = outside if len(outside) <= _FEW * len(records) else frozenset[str]()
        steering = {record.id for record in records if _STEERING.search(_opening(record))}
        self._steering = {i for i in steering if len(steering) - 1 < _SPEAK_OF_IT * (len(records) - 1)}
        self._gaps = _gaps(records)
        gaps = sorted(self._gaps.values())
        self._usual_gap = gaps[len(gaps) // 2] if gaps else 0.0

    def doubted(self) -> frozenset[str]:
        """Return the ids of the records that are doubted, the most doubtful fifth at most."""
        found = sorted(((self.of(record), record.id) for record in self._records), reverse=True)
        most = int(_MOST_DOUBTED * len(self._records))
        return frozenset(record_id for doubt, record_id in found[:most] if doubt > _DOUBTED)

    def of(self, record: Record) -> float:
        """Return how much speaks against a record; above 2.5 it is doubted."""
        faint = max(0.0, 1.0 - self._relevance[record.id] / self._usual[record.id])
        doubt = _FAINT * faint + _APART * self._apart(record) + _OUTSIDE * (record.id in self._outside)
        doubt += _STEERS * (record.id in self._steering and _hands_out(record))
        doubt += _ASKS_ALONE * (not (record.text or "").strip() and bool(_QUESTION.search(record.title or "")))
        doubt -= _UNTITLED * (not record.title) + _REPLIES * (
            record.parent_external_id is not None and _is_said(record)
        )
        if self._chief_kinds and self._most >= _CHIEF_SHARE * len(self._records):
            doubt += _UNNAMED * self._unnamed(record) + _ANOTHER_FIRST * self._names_another_first(record)
        return doubt

    def _apart(self, record: Record) -> float:
        """Return how much further a record is from its neighbours in time than most are, as a logarithm.

        A paper is read when it is read, and its date says nothing of the talk that it belongs to.
        """
        if record.kind == "paper":
            return 0.0
        ratio = (self._gaps[record.id] + _SMOOTH_DAYS) / (self._usual_gap + _SMOOTH_DAYS)
        return min(_MOST_APART, max(0.0, math.log(ratio)))

    def _unnamed(self, record: Record) -> float:
        """Return how surprising it is that a title names nothing of what most titles name (rule of succession).

        An article that opens with the chief thing is about it, whatever its title plays with; a post may only come to itself by it.
        """
        others = self._titled - 1
        if not record.title or others < _LEAST_TITLED:
            return 0.0
        named = self._named - (not self._chief.isdisjoint(self._terms[record.id]))
        surprise = math.log((others + 1) / (others - named + 1))
        own = max((self._spread[term] for term in self._terms[record.id]), default=0)
        lacking = max(0.0, 1.0 - own / (_NEAR_CHIEF * self._most))
        if not lacking or _is_said(record):
            return surprise * lacking
        opening = content_words(self._heads[record.id].opening)
        told = any(word.startswith(self._chief_words) for word in opening)
        return surprise * lacking * (_TOLD_AT_ONCE if told else 1.0)

    def _names_another_first(self, record: Record) -> bool:
        """Say whether a head names, before the chief thing, another of its kind that hardly any other head names."""
        rare = max(1.0, _RARE * len(self._records))
        for thing in self._heads[record.id].things:
            if not self._chief.isdisjoint((thing, *families(thing))):
                return False
            if self._is_of_chief_kind(thing) and self._holders[thing] <= rare:
                return True
        return False

    def _is_of_chief_kind(self, thing: str) -> bool:
        kind = self._kinds.get(thing)
        return kind in self._chief_kinds or any(
            kind in alike and not self._chief_kinds.isdisjoint(alike) for alike in _ALIKE_KINDS
        )


def _opening(record: Record) -> str:
    """Return the small letters of a record's title, or of its first words where it has none, and of what follows."""
    return f"{record.title or ''} {(record.text or '')[:_READ]}".lower()


def _hands_out(record: Record) -> bool:
    """Say whether a record is headed by words that steer a model, and not only speaks of them further on."""
    head = record.title or (record.text or "")[:_HEAD]
    return _is_said(record) and bool(_STEERING.search(head.lower()))


def _is_said(record: Record) -> bool:
    return record.kind in PERSONAL


def _usual_by_language(records: Sequence[Record], relevance: Mapping[str, float]) -> dict[str, float]:
    """Return, for each record, the median relevance of those in its language, which share the most words; of all if few are."""
    by_language: defaultdict[str, list[float]] = defaultdict(list)
    for record in records:
        by_language[(record.language or "")[:2]].append(relevance[record.id])
    every = _median([relevance[record.id] for record in records])
    medians = {
        language: _median(found) if len(found) >= _ENOUGH_OF_A_LANGUAGE else every
        for language, found in by_language.items()
    }
    return {record.id: min(every, medians[(record.language or "")[:2]]) or 1.0 for record in records}


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _terms(head: Head, dull: AbstractSet[str]) -> frozenset[str]:
    """Return what a head holds: its words, the things that it names and their families."""
    return frozenset({*head.words, *head.things, *(f for thing in head.things for f in families(thing))} - dull)


def _gaps(records: Sequence[Record]) -> dict[str, float]:
    """Return each record's mean distance in days to the three records nearest in time."""
    ordered = sorted((record.published_at.timestamp() / _DAY, record.id) for record in records)
    times = [time for time, _ in ordered]
    found: dict[str, float] = {}
    for place, (time, record_id) in enumerate(ordered):
        around = times[max(0, place - _NEIGHBOURS) : place] + times[place + 1 : place + 1 + _NEIGHBOURS]
        near = sorted(abs(time - other) for other in around)[:_NEIGHBOURS]
        found[record_id] = sum(near) / len(near) if near else 0.0
    return found
