"""What is chosen so far: what says the same is chosen once, the fuller of two, and no record or publisher more than its share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.writers.extractive.accounting import SHARE_SPENT, Reason
from app.writers.extractive.amounts import counts
from app.writers.extractive.likeness import MAY_BE_SAME_NEWS, alike, is_much_alike, is_said_by
from app.writers.extractive.passages import Passage
from app.writers.extractive.sameness import counts_no_more, tells_same_news
from app.writers.extractive.shares import PUBLISHER_SHARE, SEVERAL_PUBLISHERS
from app.writers.extractive.subject import Subject

# What has so much of another's words is told in others, where its record has any that are worth so much of the best.
_ECHOING, _MOSTLY = 0.65, 0.7
_WORTHY = 0.5
_NEW, _ECHO, _BESIDE_MORE, _SAID = range(4)


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
        # What of the chosen a passage that is not chosen yet tells beside more.
        self._told_by: dict[int, list[Passage]] = {}
        # And what is near enough to it to tell the same news.
        self._near: dict[int, list[Passage]] = {}

    def says_already(self, passage: Passage) -> bool:
        """Say whether something chosen says much the same, or has most of its words though it may tell with them what came later."""
        return self._likeness(passage) != _NEW

    def fresh(self, best: Sequence[Passage]) -> Passage | None:
        """Return the first of a record's passages that says something new, preferably in words of its own, None where none does.

        What says again what is chosen, beside more, is the last resort.
        """
        echo: Passage | None = None
        last: Passage | None = None
        for passage in best:
            if echo and passage.score < _WORTHY * echo.score:
                break
            likeness = self._likeness(passage)
            if likeness == _NEW:
                return passage
            if likeness == _ECHO:
                echo = echo or passage
            elif likeness == _BESIDE_MORE:
                last = last or passage
        return echo or last

    def _likeness(self, passage: Passage) -> int:
        """Say whether a passage is new against each that is chosen, an echo of one, telling more in its words, or said already."""
        # A headline of the subject's own words and one more tells little beside others.
        says_little = self._anchors and passage.is_title and len(passage.words - self._anchors) <= 1
        found = _ECHO if says_little and self.passages else _NEW
        # Those who disagree use the same words.
        opposed = self._wanted if id(passage) in self._wanted else ()
        told: list[Passage] = []
        near: list[Passage] = []
        for other in self.passages:
            if opposed and id(other) in opposed:
                continue
            likeness = alike(passage, other)
            if not likeness:
                continue
            if self._is_told_below(other, passage, likeness):
                told.append(other)
                continue
            if likeness >= _ECHOING and passage.question == other.question:
                found = max(found, _ECHO)
            is_told = is_much_alike(passage, likeness) and is_said_by(other, passage, self._anchors, likeness)
            # A headline with nothing under it gives way to one that says the same above a text.
            gives_way = is_told and passage.record.text and not other.record.text
            if (not gives_way and is_said_by(passage, other, self._anchors, likeness)) or (
                likeness >= MAY_BE_SAME_NEWS and tells_same_news(passage, other)
            ):
                self._tellers[id(passage)] = other.record.id
                return _SAID
            if is_told:
                told.append(other)
            elif likeness >= MAY_BE_SAME_NEWS:
                near.append(other)
            if not is_told and likeness >= _MOSTLY and passage.question == other.question:
                found = _BESIDE_MORE
        self._told_by[id(passage)] = told
        self._near[id(passage)] = near
        return found

    def _is_told_below(self, title: Passage, passage: Passage, likeness: float) -> bool:
        """Say whether a sentence tells all that its record's own headline does, beside more."""
        return (
            title.record.id == passage.record.id
            and title.is_title
            and not passage.is_title
            and is_said_by(title, passage, self._anchors, likeness)
            and counts_no_more(title, passage.text)
        )

    def teller_of(self, passage: Passage) -> str:
        """Return the id of the record that tells what a passage does which was found to be said already."""
        return self._tellers[id(passage)]

    def _replace_told_by(self, passage: Passage) -> list[Passage]:
        """Take back and return what a passage tells beside more: what another record says, or its own headline, unless that stands against another."""
        told = [*self._told_by.get(id(passage), ())]
        is_counting = counts(passage.text)
        told += [
            other
            for other in self._near.get(id(passage), ())
            if (other.is_title or (is_counting and counts(other.text))) and tells_same_news(other, passage)
        ]
        found: list[Passage] = []
        for other in told:
            own = other.record.id == passage.record.id
            if other not in self.passages or id(other) in self._wanted or (own and not other.is_title):
                continue
            self._take_back(other)
            if not own:
                self.replaced[other.record.id] = passage.record.id
                found.append(other)
        return found

    def tell_besides(self, told: Passage, passages: Sequence[Passage], subject: Subject) -> None:
        """Choose what a record says besides a passage that another tells, where it says something new, of the subject, that can be read alone."""
        fit = (
            p
            for p in sorted(passages, key=lambda p: (-p.score, p.order))
            if p is not told
            and p.chinese == told.chinese
            and p.score >= _WORTHY * told.score
            and not (p.clipped or p.leaning or p.question or p.addendum or p.beside)
            and subject.is_told_in(p.words)
            and self._likeness(p) == _NEW
        )
        if not self._by_record[told.record.id] and (passage := next(fit, None)):
            self.add(passage)

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

    def add(self, passage: Passage) -> list[Passage]:
        """Choose the passage, in the place of what it tells beside more, which is returned."""
        replaced = self._replace_told_by(passage)
        self.passages.append(passage)
        self._by_record[passage.record.id] += 1
        self._by_publisher[self._publisher[passage.record.id]] += 1
        return replaced
