"""How much speaks against a record's belonging, though it shares the subject's own name with those that do.

A near miss names the subject as they do, and is about something else: its title names nothing that theirs name, or another
thing first; it came long before or after theirs; it holds little else of what they hold. None of these is enough alone, for
each is true of some records that belong, so they are added up, and a record is doubted where the sum is large. What a
title leaves unsaid tells the more, the more of the other titles say it.

What each reason weighs is near what a logistic regression gave each on labelled sets (`evaluation/labels/near_misses.jsonl`), and the sum
beyond which a record is doubted is one where about two of three doubted ones are near misses; `make eval` says how many.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.chief import NEAR_CHIEF, Chief
from app.writers.extractive.heads import Head, families
from schemas.record import Record

_DOUBTED = 2.6
_FAINT = 4.4
# Who holds nearly nothing of the subject is doubted for that alone.
_FAINT_AT_MOST = 0.9
_LESS = 0.1
# Who writes in another language than the others has few words of theirs.
_FAINT_ALONE = 0.5
# What is not of the field counts whole from so much less of it on.
_FAINTER = 0.2
_UNNAMED = 0.9
_ANOTHER_FIRST = 1.0
_APART = 1.0
# Who posts or comments has words of his own for what others report in much the same.
_SAID = 0.4
# Whose head names the model or product that the others are about speaks of it, be it in few words; a firm has many matters.
_NAMES_PRODUCT = 0.7
# A reply takes its subject from what it replies to, in words that need not be said again.
_REPLIES = 2.5
# What is not of the field at all, where most of the others are.
_OUTSIDE = 2.0
# A question without a text tells nothing of the subject.
_ASKS_ALONE = 0.5
_QUESTION = re.compile(r"[?？]")
# Words that steer a model, handed out: no news leans on those, unless the set is about such.
_STEERS = 2.5
_STEERING = re.compile(r"jailbreak|system prompt|prompt injection|越狱|系统提示词|提示词注入|提示注入")
# Who heads a text with an injection reports it.
_HANDED_OUT = re.compile(r"jailbreak|system prompt|越狱|系统提示词")
_SPEAK_OF_IT = 0.3
_READ = 1_500
_HEAD = 160
_CHIEF_SHARE = 0.6
_TOLD_AT_ONCE = 0.4
_LEAST_TITLED = 3
_ENOUGH_OF_A_LANGUAGE = 4
_RARE = 0.15
# Up to the first it is not far from them.
_LEAST_APART, _MOST_APART = 1.0, 2.0
_DAY = 86_400.0
_SMOOTH_DAYS = 0.25
# Who takes up on the next day what all told within hours is not far from them.
_SOON_AFTER = 2.0
_NEIGHBOURS = 3
_MOST_DOUBTED = 0.2
_ALIKE_KINDS = ({"model", "product"},)
# What each reason says, and from which weight on it is told.
_WORTH_SAYING = 0.2
_SAYS_LITTLE = "holds little of what the others hold"
_LIES_APART = "was published far from them in time"
_IS_OUTSIDE = "tells of nothing in the field"
_HANDS_OUT = "hands out words that steer a model"
_ASKS = "asks a question and tells nothing"
_NAMES_NOTHING = "its title names nothing that theirs name"
_NAMES_ANOTHER = "names another thing first"
_FOR_IT = "is a post, or a reply"


class Doubts:
    """What speaks against each record of a set."""

    def __init__(
        self,
        records: Sequence[Record],
        heads: Mapping[str, Head],
        relevance: Mapping[str, float],
        chief: Chief,
        outside: AbstractSet[str],
    ) -> None:
        """Find how the records lie in time, and which steer a model where few do; `outside` are the few that are not of the field."""
        self._records = records
        self._chief = chief
        self._heads = heads
        self._relevance = relevance
        self._usual = _usual_by_language(records, relevance)
        self._spoken = Counter((record.language or "")[:2] for record in records)
        titled = [record.id for record in records if record.title]
        self._titled = len(titled)
        self._named = sum(map(chief.is_named_by, titled))
        self._holders = Counter(thing for record in records for thing in set(heads[record.id].things))
        self._outside = outside
        steering = {record.id for record in records if _STEERING.search(_opening(record))}
        self._steering = {i for i in steering if len(steering) - 1 < _SPEAK_OF_IT * (len(records) - 1)}
        self._gaps = _gaps(records)
        gaps = sorted(self._gaps.values())
        self._usual_gap = gaps[len(gaps) // 2] if gaps else 0.0

    def doubted(self) -> dict[str, str]:
        """Return the ids of the records that are doubted, the most doubtful fifth at most, each with what speaks against it in words."""
        against = {record.id: self.against(record) for record in self._records}
        found = sorted(
            ((math.fsum(reasons.values()), record_id) for record_id, reasons in against.items()), reverse=True
        )
        doubted = [
            record_id
            for doubt, record_id in found
            # Who names the chief thing no more than others, and holds as much of the subject as they do, only has a playful title.
            if doubt > _DOUBTED and (self._chief.is_named_by(record_id) or self._faint(record_id) >= _LESS)
        ]
        return {
            record_id: "; ".join(words for words, weight in against[record_id].items() if weight >= _WORTH_SAYING)
            for record_id in doubted[: int(_MOST_DOUBTED * len(self._records))]
        }

    def against(self, record: Record) -> dict[str, float]:
        """Return how much each reason speaks against a record, by what it says; it is doubted where they come to more than 2.6."""
        faint = self._faint(record.id)
        reasons = {
            _SAYS_LITTLE: _FAINT * min(self._most_faint(record), faint),
            _LIES_APART: _APART * self._apart(record),
            _IS_OUTSIDE: _OUTSIDE * min(1.0, faint / _FAINTER) if record.id in self._outside else 0.0,
            _HANDS_OUT: _STEERS if record.id in self._steering and _hands_out(record) else 0.0,
            _ASKS: _ASKS_ALONE if not (record.text or "").strip() and _QUESTION.search(record.title or "") else 0.0,
            _FOR_IT: -_SAID if _is_said(record) else 0.0,
        }
        if record.parent_external_id is not None and _is_said(record):
            reasons[_FOR_IT] -= _REPLIES
        if self._chief.kinds and self._chief.most >= _CHIEF_SHARE * len(self._records):
            reasons[_NAMES_NOTHING] = _UNNAMED * self._unnamed(record)
            reasons[_NAMES_ANOTHER] = _ANOTHER_FIRST if self._names_another_first(record) else 0.0
        if self._chief.is_of_field and self._chief.is_named_by(record.id):
            reasons[_FOR_IT] -= _NAMES_PRODUCT
        return reasons

    def _most_faint(self, record: Record) -> float:
        alone = self._spoken[(record.language or "")[:2]] < _ENOUGH_OF_A_LANGUAGE
        return _FAINT_ALONE if alone else _FAINT_AT_MOST

    def _faint(self, record_id: str) -> float:
        """Return how much less of the subject a record holds than most, 0 to 1."""
        return max(0.0, 1.0 - self._relevance[record_id] / self._usual[record_id])

    def _apart(self, record: Record) -> float:
        """Return how much further a record is from its neighbours in time than most are, as a logarithm.

        A paper is read when it is read, and its date says nothing of the talk that it belongs to.
        """
        if record.kind == "paper":
            return 0.0
        if self._gaps[record.id] < _SOON_AFTER:
            return 0.0
        ratio = (self._gaps[record.id] + _SMOOTH_DAYS) / (self._usual_gap + _SMOOTH_DAYS)
        apart = math.log(ratio)
        return min(_MOST_APART, apart) if apart >= _LEAST_APART else 0.0

    def _unnamed(self, record: Record) -> float:
        """Return how surprising it is that a title names nothing of what most titles name (rule of succession).

        An article that opens with the chief thing is about it, whatever its title plays with; a post may only come to itself by it.
        """
        others = self._titled - 1
        if not record.title or others < _LEAST_TITLED or self._chief.is_named_by(record.id):
            return 0.0
        surprise = math.log((others + 1) / (others - self._named + 1))
        own = max((self._chief.spread[term] for term in self._chief.terms[record.id]), default=0)
        lacking = max(0.0, 1.0 - own / (NEAR_CHIEF * self._chief.most))
        if not lacking or _is_said(record):
            return surprise * lacking
        return surprise * lacking * (_TOLD_AT_ONCE if self._opens_with_chief(record) else 1.0)

    def _opens_with_chief(self, record: Record) -> bool:
        """Say whether what somebody published opens with the chief thing under its title."""
        opening = content_words(self._heads[record.id].opening)
        return not _is_said(record) and any(word.startswith(self._chief.words) for word in opening)

    def _names_another_first(self, record: Record) -> bool:
        """Say whether a head names, before the chief thing, another of its kind that hardly any other head names."""
        if not self._chief.besides.isdisjoint(self._chief.terms[record.id]):
            return False
        rare = max(1.0, _RARE * len(self._records))
        for thing in self._heads[record.id].things:
            if not self._chief.named.isdisjoint((thing, *families(thing))):
                return False
            if self._is_of_chief_kind(thing) and self._holders[thing] <= rare:
                return not self._opens_with_chief(record)
        return False

    def _is_of_chief_kind(self, thing: str) -> bool:
        kind = self._chief.kinds_of.get(thing)
        return kind in self._chief.kinds or any(
            kind in alike and not self._chief.kinds.isdisjoint(alike) for alike in _ALIKE_KINDS
        )


def _opening(record: Record) -> str:
    """Return the small letters of a record's title, or of its first words where it has none, and of what follows."""
    return f"{record.title or ''} {(record.text or '')[:_READ]}".lower()


def _hands_out(record: Record) -> bool:
    """Say whether a record is headed by words that steer a model, and not only speaks of them further on."""
    head = record.title or (record.text or "")[:_HEAD]
    return _is_said(record) and bool(_HANDED_OUT.search(head.lower()))


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
