"""Which passages are quoted: central to the subject, whole, new against what is chosen, and of many publishers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from app.story.publishers import publisher
from app.writers.extractive.news import events
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

_SAME = 0.6
# A text says again in its body what its summary said, in other words.
_SAME_IN_RECORD = 0.4
# An answer takes up the words of its question and says something else.
_SAME_AS_QUESTION = 0.9
# Of few words, some are the common subject's.
_SAME_IF_SHORT = 0.7
_SHORT = 8
_LONG_ENOUGH = 5
_SAME_BESIDES = 0.4
# A quotation that opens with a quotation is hard to read: only the best of a record may.
_MARKS = '“"‘「'
_PUBLISHER_SHARE = 0.4
_LEAST_PUBLISHERS = 5
_MOST_RECORDS = 40
_MOST_QUOTES = 52
_EXTRA_PER_RECORD = 0.6
_MOST_PER_RECORD = 3
_FEW_PER_RECORD = 2
_MANY = 10
_LEANING = 0.35
_ALONE_PER_RECORD = 10
# A sentence of which a fifth is figures and versions is a list, and nobody reads it out.
_FIGURE = re.compile(r"\d[\w.,-]*")
_FIGURES = 0.2
_LISTING = 0.5


def rank(passages: Sequence[Passage], subject: Subject, language: str) -> None:
    """Set each passage's score: the weight of the subject's terms in it, for its length and its making."""
    for passage in passages:
        held = sum(subject.terms.get(word, 0.0) for word in passage.words)
        score = held / math.sqrt(6 + len(passage.words))
        score *= _making(passage)
        score *= 1.15 if passage.chinese == language.startswith("zh") else 0.9
        score += 0.25 * subject.relevance.get(passage.record.id, 0.0)
        score += 0.05 * math.log10(1 + max(0, passage.record.engagement.get("score", 0)))
        passage.score = score


def _making(passage: Passage) -> float:
    """Weigh how well a passage stands alone: whole, neither short nor long, early, plain."""
    characters = len(passage.text)
    unit = characters / 2.2 if passage.chinese else characters / 6
    factor = 1.0
    if unit < 7:  # noqa: PLR2004 - fewer words than that say little
        factor *= 0.6
    elif unit > 34:  # noqa: PLR2004 - longer sentences are hard to read as quotations
        factor *= 0.7
    if passage.leaning:
        factor *= _LEANING
    if len(_FIGURE.findall(passage.text)) > _FIGURES * passage.length:
        factor *= _LISTING
    if passage.clipped:
        factor *= 0.5
    if passage.addendum:
        factor *= 0.15
    if passage.question:
        factor *= 0.6
    if '"' in passage.text or "“" in passage.text:
        factor *= 0.65 if passage.text[0] in '“"' else 0.85
    if passage.order and not passage.is_title:
        factor *= 1.12 if passage.order <= 2 else 0.96  # noqa: PLR2004 - the lead of a text says most
    return factor


class Chosen:
    """The passages chosen so far, and the rules that the next must keep."""

    def __init__(self, publishers: Mapping[str, str], anchors: frozenset[str] = frozenset()) -> None:
        """Begin with nothing chosen; `publishers` holds each record's by its id, and from five on a share is capped.

        `anchors` are the words that half of the records share, which two passages of one subject cannot but share too.
        """
        self._anchors = anchors
        self._publisher = publishers
        self.passages: list[Passage] = []
        self._by_record: Counter[str] = Counter()
        self._by_publisher: Counter[str] = Counter()
        self._capped = len(set(publishers.values())) >= _LEAST_PUBLISHERS

    def says_already(self, passage: Passage) -> bool:
        """Say whether something chosen says much the same."""
        return any(
            (likeness := alike(passage, other))
            and likeness >= _limit(passage, other)
            and self._share_more_than_subject(passage, other)
            and not _tells_what_came_later(passage, other)
            and passage.tone * other.tone >= 0
            for other in self.passages
        )

    def _share_more_than_subject(self, one: Passage, other: Passage) -> bool:
        """Say whether two records' passages share enough of what is left of them without the subject's own words."""
        if one.record.id == other.record.id:
            return True
        mine, theirs = one.words - self._anchors, other.words - self._anchors
        return len(mine & theirs) >= _SAME_BESIDES * min(len(mine), len(theirs) or len(mine))

    def has_room(self, passage: Passage, planned: int, per_record: int) -> bool:
        """Say whether one more quote of this record and publisher keeps the shares right."""
        if self._by_record[passage.record.id] >= per_record:
            return False
        share = int(_PUBLISHER_SHARE * planned) if self._capped else planned
        return self._by_publisher[self._publisher[passage.record.id]] < max(1, share)

    def follows(self, passage: Passage) -> bool:
        """Say whether the sentence right before the passage in its record is chosen, so that it is not lost alone."""
        return any(
            p.record.id == passage.record.id and p.order == passage.order - 1 and not p.is_title for p in self.passages
        )

    def hold_back(self, left_out: dict[str, str]) -> None:
        """Take back what one publisher has over its share of what was chosen, the least of it first.

        Second quotes of a record go before its only one; a record left without any goes into `left_out`.
        """
        while sum(count > 0 for count in self._by_publisher.values()) >= _LEAST_PUBLISHERS:
            key, count = self._by_publisher.most_common(1)[0]
            if count <= _PUBLISHER_SHARE * len(self.passages):
                return
            own = [p for p in self.passages if self._publisher[p.record.id] == key]
            least = min(own, key=lambda p: (self._by_record[p.record.id] < 2, p.score, -p.index, -p.order))  # noqa: PLR2004 - one quote is a record's only one
            self._take_back(least)
            if not self._by_record[least.record.id]:
                left_out[least.record.id] = ""

    def _take_back(self, passage: Passage) -> None:
        self.passages.remove(passage)
        self._by_record[passage.record.id] -= 1
        self._by_publisher[self._publisher[passage.record.id]] -= 1

    def add(self, passage: Passage) -> None:
        """Choose the passage."""
        self.passages.append(passage)
        self._by_record[passage.record.id] += 1
        self._by_publisher[self._publisher[passage.record.id]] += 1


def _tells_what_came_later(passage: Passage, other: Passage) -> bool:
    """Say whether a passage of another day tells that something was done which the other does not tell.

    What is threatened, done and taken back is told in much the same words.
    """
    return passage.record.published_at.date() != other.record.published_at.date() and bool(
        events(passage) - events(other)
    )


def _limit(one: Passage, other: Passage) -> float:
    """Return from which likeness on two passages say the same."""
    if one.question != other.question:
        return _SAME_AS_QUESTION
    if one.record.id == other.record.id:
        return _SAME_IN_RECORD
    return _SAME_IF_SHORT if min(len(one.words), len(other.words)) < _SHORT else _SAME


def alike(one: Passage, other: Passage) -> float:
    """Return how much of the smaller passage's words the other holds, 0 to 1."""
    if not one.words or not other.words:
        return 1.0 if one.text == other.text else 0.0
    shared = len(one.words & other.words)
    if not shared:
        return 0.0
    shorter = min(len(one.words), len(other.words))
    # Containment means nothing where two words shared by chance fill a short title.
    return shared / (shorter if shorter >= _LONG_ENOUGH else len(one.words | other.words))


def choose(by_record: Mapping[str, Sequence[Passage]], subject: Subject) -> tuple[list[Passage], dict[str, str]]:
    """Choose what to quote: first the best of each record, then more from those that hold more.

    Returns the passages and, for records left without one, what they repeat ("" where the length was
    spent). With more records than a story can hold, the most relevant go first, publishers in turn.
    """
    publishers = {record_id: publisher(passages[0].record) for record_id, passages in by_record.items()}
    order = _in_turn(by_record, subject, publishers)
    planned = min(_MOST_QUOTES, round(len(order) * (1 + _EXTRA_PER_RECORD)))
    if len(order) <= 2:  # noqa: PLR2004 - one or two records are told at more length
        planned = _ALONE_PER_RECORD
    per_record = (
        _ALONE_PER_RECORD if len(order) <= 2 else _MOST_PER_RECORD if len(order) < _MANY else _FEW_PER_RECORD  # noqa: PLR2004 - as above
    )
    chosen = Chosen(publishers, subject.anchors)
    left_out: dict[str, str] = {}
    for record_id in order:
        best = sorted(by_record[record_id], key=lambda p: (-p.score, p.order))
        if len(chosen.passages) >= _MOST_RECORDS or not chosen.has_room(best[0], planned, per_record):
            left_out[record_id] = ""
            continue
        new = next((p for p in best if not chosen.says_already(p)), None)
        if new is None:
            left_out[record_id] = max(chosen.passages, key=lambda c: alike(best[0], c)).record.id
        else:
            chosen.add(new)
    _add_more(by_record, chosen, planned, per_record, left_out, subject.anchors)
    chosen.hold_back(left_out)
    return chosen.passages, left_out


def _add_more(
    by_record: Mapping[str, Sequence[Passage]],
    chosen: Chosen,
    planned: int,
    per_record: int,
    left_out: Mapping[str, str],
    anchors: frozenset[str],
) -> None:
    """Spend what length is left on the best of the rest, keeping novelty and the publishers' shares.

    What a record says besides is of the subject where it names it, or goes on from a sentence of its text that is chosen.
    """
    rest = [p for record_id, passages in by_record.items() if record_id not in left_out for p in passages]
    best = sorted((p for p in rest if not p.clipped), key=lambda p: (-p.score, p.index, p.order))
    floor = best[len(best) // 2].score if best else 0.0
    for passage in best:
        if len(chosen.passages) >= planned or (passage.score < floor and per_record != _ALONE_PER_RECORD):
            break
        if passage in chosen.passages or not chosen.has_room(passage, planned, per_record):
            continue
        strays = passage.leaning or (anchors and anchors.isdisjoint(passage.words))
        if passage.text[0] in _MARKS or (strays and not chosen.follows(passage)):
            continue
        if not chosen.says_already(passage):
            chosen.add(passage)


def _in_turn(by_record: Mapping[str, Sequence[Passage]], subject: Subject, publishers: Mapping[str, str]) -> list[str]:
    """Order the records so that each publisher's first comes before any publisher's second."""
    place: Counter[str] = Counter()
    keyed: list[tuple[int, float, int, str]] = []
    ranked = sorted(
        by_record,
        key=lambda i: (-subject.relevance.get(i, 0.0) - max(p.score for p in by_record[i]), by_record[i][0].index),
    )
    for record_id in ranked:
        key = publishers[record_id]
        index = by_record[record_id][0].index
        keyed.append((place[key] // 2, -subject.relevance.get(record_id, 0.0), index, record_id))
        place[key] += 1
    return [record_id for *_, record_id in sorted(keyed)]
