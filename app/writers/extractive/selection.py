"""Which passages are quoted: central to the subject, whole, new against what is chosen, and of many publishers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.story.publishers import publisher
from app.writers.extractive.accounting import FAR, OVER_BUDGET, SHARE_SPENT, Reason, repeats
from app.writers.extractive.amounts import amounts
from app.writers.extractive.likeness import MAY_BE_SAME_NEWS, alike, is_said_by, limit_of
from app.writers.extractive.needless import is_beside_field, why_needless
from app.writers.extractive.passages import Passage
from app.writers.extractive.sameness import tells_same_news
from app.writers.extractive.shares import PUBLISHER_SHARE, SEVERAL_PUBLISHERS
from app.writers.extractive.subject import MOST_RECORDS, Subject
from app.writers.extractive.turns import beside_subject, in_turn

# What has so much of another's words is told in others, where its record has any that are worth so much of the best.
_ECHOING = 0.65
_WORTHY = 0.5
_NEW, _ECHO, _SAID = range(3)
# With so many records chosen, one that does not name what most of them name, and is less near to all than this, is not missed.
_ENOUGH, _NEAR = 24, 0.7
# A quotation that opens with a quotation is hard to read: only the best of a record may.
_MARKS = '“"‘「'
_MOST_QUOTES = 42
_EXTRA_PER_RECORD = 0.6
_MOST_PER_RECORD = 3
_FEW_PER_RECORD = 2
_MANY = 10
# What a title is worth beside the words under it, where many records stand side by side.
_AS_TITLE = 0.5
_ALONE_PER_RECORD = 10


class Chosen:
    """The passages chosen so far, and the rules that the next must keep."""

    def __init__(
        self,
        publishers: Mapping[str, str],
        anchors: frozenset[str] = frozenset(),
        wanted: AbstractSet[int] = frozenset(),
    ) -> None:
        """Begin with nothing chosen; `publishers` holds each record's by its id, and from five on a share is capped.

        `anchors` are the words that half of the records share, which two passages of one subject cannot but share too.
        """
        self._anchors = anchors
        self._wanted = wanted
        self._publisher = publishers
        self.passages: list[Passage] = []
        # The records of what was taken back for another that tells it too, with the other's.
        self.replaced: dict[str, str] = {}
        self._by_record: Counter[str] = Counter()
        self._by_publisher: Counter[str] = Counter()
        self._capped = len(set(publishers.values())) >= SEVERAL_PUBLISHERS
        self._tellers: dict[int, str] = {}

    def says_already(self, passage: Passage) -> bool:
        """Say whether something chosen says much the same, or has most of its words though it may tell with them what came later."""
        return self._likeness(passage) != _NEW

    def fresh(self, best: Sequence[Passage]) -> Passage | None:
        """Return the first of a record's passages that says something new, preferably in words of its own, None where none does."""
        echo: Passage | None = None
        for passage in best:
            if echo and passage.score < _WORTHY * echo.score:
                break
            likeness = self._likeness(passage)
            if likeness == _NEW:
                return passage
            if likeness == _ECHO:
                echo = echo or passage
        return echo

    def _likeness(self, passage: Passage) -> int:
        """Say whether a passage is new against each that is chosen, an echo of one, telling more in its words, or said already."""
        # A headline of the subject's own words and one more tells little beside others.
        says_little = self._anchors and passage.is_title and len(passage.words - self._anchors) <= 1
        found = _ECHO if says_little and self.passages else _NEW
        # Those who disagree use the same words.
        opposed = self._wanted if id(passage) in self._wanted else ()
        for other in self.passages:
            if opposed and id(other) in opposed:
                continue
            likeness = alike(passage, other)
            if likeness >= _ECHOING and passage.question == other.question:
                found = _ECHO
            if (likeness and likeness >= limit_of(passage, other) and is_said_by(passage, other, self._anchors)) or (
                likeness >= MAY_BE_SAME_NEWS and tells_same_news(passage, other)
            ):
                self._tellers[id(passage)] = other.record.id
                return _SAID
        return found

    def teller_of(self, passage: Passage) -> str:
        """Return the id of the record that tells what a passage does which was found to be said already."""
        return self._tellers[id(passage)]

    def _replace_told_by(self, passage: Passage) -> None:
        """Take back what a passage that counts something tells whole beside more, unless it stands against another."""
        if not _counts(passage):
            return
        for other in [p for p in self.passages if p.record.id != passage.record.id and id(p) not in self._wanted]:
            if alike(other, passage) >= MAY_BE_SAME_NEWS and _counts(other) and tells_same_news(other, passage):
                self._take_back(other)
                self.replaced[other.record.id] = passage.record.id

    def has_room(self, passage: Passage, planned: int, per_record: int) -> bool:
        """Say whether one more quote of this record and publisher keeps the shares right."""
        if self._by_record[passage.record.id] >= per_record:
            return False
        share = int(PUBLISHER_SHARE * planned) if self._capped else planned
        return self._by_publisher[self._publisher[passage.record.id]] < max(1, share)

    def follows(self, passage: Passage) -> bool:
        """Say whether the sentence right before the passage in its record is chosen, so that it is not lost alone."""
        return any(
            p.record.id == passage.record.id and p.order == passage.order - 1 and not p.is_title for p in self.passages
        )

    def hold_back(self, left_out: dict[str, Reason]) -> None:
        """Take back what one publisher has over its share of what was chosen, the least of it first.

        Second quotes of a record go before its only one; a record left without any goes into `left_out`.
        """
        while sum(count > 0 for count in self._by_publisher.values()) >= SEVERAL_PUBLISHERS:
            key, count = self._by_publisher.most_common(1)[0]
            if count <= PUBLISHER_SHARE * len(self.passages):
                return
            own = [p for p in self.passages if self._publisher[p.record.id] == key]
            least = min(
                own,
                key=lambda p: (id(p) in self._wanted, self._is_only_one(p), p.score, -p.index, -p.order),
            )
            self._take_back(least)
            if not self._by_record[least.record.id]:
                left_out[least.record.id] = SHARE_SPENT

    def _is_only_one(self, passage: Passage) -> bool:
        return self._by_record[passage.record.id] == 1

    def _take_back(self, passage: Passage) -> None:
        self.passages.remove(passage)
        self._by_record[passage.record.id] -= 1
        self._by_publisher[self._publisher[passage.record.id]] -= 1

    def add(self, passage: Passage) -> None:
        """Choose the passage, in the place of what it tells beside more."""
        self._replace_told_by(passage)
        self.passages.append(passage)
        self._by_record[passage.record.id] += 1
        self._by_publisher[self._publisher[passage.record.id]] += 1


def choose(
    by_record: Mapping[str, Sequence[Passage]],
    subject: Subject,
    wanted: AbstractSet[int] = frozenset(),
    *,
    chinese: bool = False,
) -> tuple[list[Passage], dict[str, Reason]]:
    """Choose what to quote: first the best of each record, then more from those that hold more.

    `wanted` are the identities of passages that come before the best of their record, since they stand against another.

    Returns the passages and, for records left without one, why. With more records than a story can hold, the most relevant go first, publishers in turn.
    """
    publishers = {record_id: publisher(passages[0].record) for record_id, passages in by_record.items()}
    here = {passages[0].record.external_id for passages in by_record.values()}
    beside = beside_subject(by_record, subject, here)
    order = in_turn(by_record, subject, publishers, beside)
    planned = min(_MOST_QUOTES, round(len(order) * (1 + _EXTRA_PER_RECORD)))
    if len(order) <= 2:  # noqa: PLR2004 - one or two records are told at more length
        planned = _ALONE_PER_RECORD
    per_record = (
        _ALONE_PER_RECORD if len(order) <= 2 else _MOST_PER_RECORD if len(order) < _MANY else _FEW_PER_RECORD  # noqa: PLR2004 - as above
    )
    chosen = Chosen(publishers, subject.anchors, wanted)
    left_out: dict[str, Reason] = {}
    for record_id in order:
        best = _best_first(by_record[record_id], subject, chinese=chinese, many=len(order) >= _MANY)
        if wanted:
            best.sort(key=lambda p: id(p) not in wanted)
        why = (
            FAR
            if len(chosen.passages) >= _ENOUGH and record_id in beside and subject.nearness[record_id] < _NEAR
            else OVER_BUDGET
            if len(chosen.passages) >= MOST_RECORDS
            else SHARE_SPENT
            if not chosen.has_room(best[0], planned, per_record)
            else why_needless(best[0], chosen.passages, subject, here, wanted)
        )
        if why:
            left_out[record_id] = why
            continue
        new = chosen.fresh(best)
        if new is None:
            left_out[record_id] = repeats(chosen.teller_of(best[0]))
        else:
            chosen.add(new)
            for passage in best:
                if id(passage) in wanted and passage is not new:
                    chosen.add(passage)
    _add_more(_readable(by_record, chinese=chinese), chosen, planned, per_record, left_out, subject)
    chosen.hold_back(left_out)
    quoted = {p.record.id for p in chosen.passages}
    left_out |= {told: repeats(teller) for told, teller in chosen.replaced.items() if told not in quoted}
    return chosen.passages, left_out


def _counts(passage: Passage) -> bool:
    return any(amount.counts for amount in amounts(passage.text))


def _best_first(passages: Sequence[Passage], subject: Subject, *, chinese: bool, many: bool) -> list[Passage]:
    """Return a record's passages, the best first; among many records what a text says of the subject goes before its title.

    Titles side by side read as a list, and say less than the words under them; of another language a title is enough. What a release is called is
    said with whatever its notes say.
    """
    telling = many and any(
        p.order and p.chinese == chinese and not (p.leaning or p.question or p.addendum) and subject.is_told_in(p.words)
        for p in passages
    )
    kind = passages[0].record.kind
    return sorted(
        passages,
        key=lambda p: (
            (kind == "comment" and is_beside_field(p, subject)) or (kind == "release" and p.is_title),
            -p.score * (_AS_TITLE if telling and p.is_title else 1.0),
            p.order,
        ),
    )


def _readable(by_record: Mapping[str, Sequence[Passage]], *, chinese: bool) -> Mapping[str, Sequence[Passage]]:
    """Return what is in the story's language, of which a reader may want more, or everything where nothing is."""
    own = {i: [p for p in passages if p.chinese == chinese] for i, passages in by_record.items()}
    return own if any(own.values()) else by_record


def _add_more(
    by_record: Mapping[str, Sequence[Passage]],
    chosen: Chosen,
    planned: int,
    per_record: int,
    left_out: Mapping[str, Reason],
    subject: Subject,
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
        strays = passage.leaning or not subject.is_told_in(passage.words)
        if passage.text[0] in _MARKS or (strays and not chosen.follows(passage)):
            continue
        if not chosen.says_already(passage):
            chosen.add(passage)
