"""What a story tells once: the body gives up what its title, dek or an answer tells, where enough of it is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from app.story.draft import Span
from app.story.publishers import publisher
from app.writers.extractive.headline import Line
from app.writers.extractive.likeness import tells_again
from app.writers.extractive.news import is_news, tells_event
from app.writers.extractive.passages import Passage
from app.writers.extractive.sameness import tells_same_news
from app.writers.extractive.shares import PUBLISHER_SHARE, SEVERAL_PUBLISHERS, Over
from app.writers.extractive.subject import Subject

# So many sentences the body keeps, and so much of what was chosen for it.
_LEAST_LEFT, _LEFT = 3, 0.75
# What fills the body up is worth so much of what is usual in it, and leaves a record so many quotes.
_WORTHY, _MOST_OF_RECORD = 0.4, 3
# A dek that says a sentence prints so much of it at least.
_QUOTED = 24
# The best of what was chosen stays, since a story is read for it.
_BEST = 2


class Told:
    """What is told so far, and where: the `body` as it stands, the `answers`, and what stands above both.

    `repeats` are the records that the body quotes no more since what stands elsewhere tells the same, by id, with the teller's.
    """

    def __init__(
        self, chosen: Sequence[Passage], every: Sequence[Passage], subject: Subject, kept: Collection[int] = ()
    ) -> None:
        """Begin with what was chosen for the body, of all that may be quoted; the passages whose identities are `kept` stay in it."""
        self.body = list(chosen)
        self._every = every
        self._subject = subject
        self._above: list[Passage] = []
        self.answers: list[Passage] = []
        self.repeats: dict[str, str] = {}
        self._headlines: list[tuple[Passage, Passage]] = []
        self._is_filled = False
        self._publishers: dict[str, str] | None = None
        self._best = {id(p) for p in sorted(chosen, key=lambda p: -p.score)[:_BEST]}
        # Names of releases are told together.
        self._kept = {*kept, *(id(p) for p in chosen if p.is_release_name)}
        if subject.thread:
            self._kept |= {id(p) for p in chosen if p.record.id == subject.thread.root.id}
        self._least = max(_LEAST_LEFT, _LEFT * len(chosen))

    def head(self, spans: Sequence[Span]) -> None:
        """Let the body say something else of the record whose title heads the story, where it has more to say."""
        heads = {(span.record_id, span.field, span.start) for span in spans}
        titled = {span.record_id for span in spans}
        self._best |= {id(p) for p in self.body if p.record.id in titled and not p.is_title}
        for passage in self._every:
            if (passage.record.id, passage.field, passage.start) not in heads:
                continue
            # Below, a sentence that heads the story stays in front of what goes on from it.
            if not passage.is_title and self._is_followed(passage):
                self._above.append(passage)
            else:
                self.put_above(passage)

    def must_tell(self, passage: Passage) -> bool:
        """Say whether a passage stays in the body whatever else tells it: a side of a dispute, what is open, the name of a release."""
        return id(passage) in self._kept

    def put_above(self, passage: Passage) -> None:
        """Tell a passage above the body, which goes on quoting its record: by what it says besides, where it says more."""
        self._above.append(passage)
        for other in [p for p in self.body if p.record.id != passage.record.id and tells_same_news(p, passage)]:
            if self._cites(passage, besides=passage):
                self._leave_to(passage, other)
        if id(passage) in self._kept or not self._prints(passage):
            return
        if self._cites(passage, besides=passage):
            if not self._is_leant_on(passage) and self._is_balanced_without(passage):
                self.body.remove(passage)
        elif instead := self._said_besides(passage):
            self.body[self.body.index(passage)] = instead

    def _leave_to(self, teller: Passage, passage: Passage) -> None:
        """Leave what a passage of the body tells to one elsewhere that tells it too, where the body can do without."""
        if id(passage) in self._kept or self._is_leant_on(passage):
            return
        if self._cites(passage, besides=passage):
            self.body.remove(passage)
        elif instead := self._said_besides(passage):
            self.body[self.body.index(passage)] = instead
        # What is the last that the body quotes of a record above it stays: a title or dek rests on what is quoted.
        elif len(self.body) > self._least and all(p.record.id != passage.record.id for p in self._above):
            self.body.remove(passage)
            self.repeats[passage.record.id] = teller.record.id

    def _cites(self, passage: Passage, *, besides: Passage) -> bool:
        """Say whether the body quotes a passage's record by other words than some."""
        return any(p.record.id == passage.record.id and p is not besides for p in self.body)

    def _said_besides(self, passage: Passage) -> Passage | None:
        """Return the best that a passage's record says besides, of the subject and to be read alone, None where there is nothing."""
        fit = (
            p
            for p in self._every
            if p.record.id == passage.record.id
            and p is not passage
            and p.chinese == passage.chinese
            and self._is_fit(p)
        )
        return max(fit, key=lambda p: (not p.is_title, p.score, -p.order), default=None)

    def _is_fit(self, passage: Passage) -> bool:
        """Say whether a passage is of the subject, can be read alone, and is told by nothing yet."""
        p = passage
        is_whole = not (p.clipped or p.leaning or p.question or p.addendum or p.beside or p.reports_voices)
        return is_whole and self._subject.is_told_in(p.words) and not self.says(p)

    def says(self, passage: Passage) -> bool:
        """Say whether the story tells already, in these words or much the same, what a passage tells."""
        anchors = self._subject.anchors
        return any(
            other is not passage and tells_again(passage, other, anchors)
            for other in (*self.body, *self._above, *self.answers)
        )

    def headline_instead(self, dek: Line) -> None:
        """Have the body print a record's headline in place of a sentence that the dek says, which it would print once more."""
        said = {(span.record_id, span.field, span.start) for span in dek.spans if span.field != "title"}
        for passage in [p for p in self.body if (p.record.id, p.field, p.start) in said and not self.must_tell(p)]:
            # What a dek only counts it does not say.
            if passage.text[:_QUOTED] not in dek.text or passage.record.kind == "release":
                continue
            headline = next((p for p in self._every if p.is_title and p.record.id == passage.record.id), None)
            is_whole = headline and not (headline.clipped or headline.question or headline.beside)
            if headline and is_whole and not self._prints(headline) and not self._is_leant_on(passage):
                self.body[self.body.index(passage)] = headline
                self._headlines.append((headline, passage))

    def words_again(self) -> None:
        """Have the body print what it printed before the headlines that stand for what the dek said, which says it no longer."""
        for headline, passage in self._headlines:
            self.body = [passage if p is headline else p for p in self.body]

    def is_told_above(self, passage: Passage) -> bool:
        """Say whether what stands above the body tells all that a passage does."""
        return any(tells_same_news(passage, other) for other in self._above)

    def is_printed(self, passage: Passage) -> bool:
        """Say whether the body or what stands beside it prints a passage."""
        return self._prints(passage) or self._prints_beside(passage)

    def may_take(self, passage: Passage, *, events: bool = True, needed: bool = False) -> bool:
        """Say whether the body can do without a passage that it prints, for an answer to tell it; where no `events` are asked for, no news of any.

        Where it is `needed`, only the shares of body and answers together count, which stay what they are, and one of the best may go whose record says
        something else for it.
        """
        is_swapped = needed and id(passage) in self._best and self._said_besides(passage) is not None
        return (
            (events or not (is_news(passage) and tells_event(passage)))
            and id(passage) not in self._kept
            and (is_swapped or id(passage) not in self._best)
            and (is_swapped or len(self.body) > self._least)
            and self._prints(passage)
            and not self._prints_beside(passage)
            and not self._is_leant_on(passage)
            and (needed or self._is_balanced_without(passage))
        )

    def may_put_above(self, passage: Passage) -> bool:
        """Say whether nothing would be told twice if a passage were told above the body."""
        if not self._prints(passage):
            return not self.says(passage)
        own = self._cites(passage, besides=passage)
        if id(passage) in self._kept or (own and self._is_leant_on(passage)):
            return False
        return self._is_balanced_without(passage) if own else self._said_besides(passage) is not None

    def hand_over(self, passage: Passage) -> None:
        """Leave to an answer what the body prints, unless it must."""
        if self._prints(passage) and id(passage) not in self._kept and not self._is_leant_on(passage):
            self.tell([passage])

    def tell(self, passages: Iterable[Passage], *, swapped: bool = False) -> None:
        """Tell passages in an answer; the body prints neither them nor what they tell beside more, and in place of its best, `swapped`, what its record says besides."""
        for passage in passages:
            is_best = swapped and id(passage) in self._best and self._prints(passage)
            instead = self._said_besides(passage) if is_best else None
            self.body = [instead if p is passage and instead else p for p in self.body if instead or p is not passage]
            for other in [p for p in self.body if p.record.id != passage.record.id and tells_same_news(p, passage)]:
                self._leave_to(passage, other)
            self.answers.append(passage)

    def leave_asked(self, questions: Collection[str]) -> None:
        """Leave out of the body what is asked below it in the same words, where the story quotes its record by others."""
        for passage in [p for p in self.body if p.question and " ".join(p.text.split()) in questions]:
            cited = (p for p in (*self.body, *self.answers) if p is not passage)
            if any(p.record.id == passage.record.id for p in cited) and not self._is_leant_on(passage):
                self.body.remove(passage)

    def fill_up(self, over: Over) -> bool:
        """Have the body print what else it can, once and at most so much, of other records than are too much; say whether there was anything."""
        if self._is_filled or not self.body:
            return False
        self._is_filled = True
        floor = _WORTHY * sorted(p.score for p in self.body)[len(self.body) // 2]
        quotes = Counter(p.record.id for p in (*self.body, *self.answers))
        chinese = max(self.body, key=lambda p: p.score).chinese
        before = len(self.body)
        for passage in sorted(self._every, key=lambda p: (-p.score, p.index, p.order)):
            if passage.score < floor or len(self.body) == before + over.too_many:
                break
            record_id = passage.record.id
            is_room = record_id not in over.records and quotes[record_id] < _MOST_OF_RECORD
            if is_room and passage.chinese == chinese and not self.is_printed(passage) and self._is_fit(passage):
                self.body.append(passage)
                quotes[record_id] += 1
        return len(self.body) > before

    def give_up(self, over: Over, *, for_answers: bool = False, at_any_cost: bool = False) -> bool:
        """Have the body print so much less of what is too much, what is missed least first; say whether it could.

        The best of it it does not give up but `for_answers`, nor what it must tell, nor, but `at_any_cost`, the only words of a record whose
        words head the story.
        """
        quotes = Counter(p.record.id for p in (*self.body, *self.answers))
        before = len(self.body)
        for _ in range(over.too_many):
            free = self._free(over.records, quotes, for_answers=for_answers)
            if not free and at_any_cost:
                free = self._least_first(over.records)
            given = min(free, key=lambda p: quotes[p.record.id] == 1, default=None)
            if given is None:
                break
            quotes[given.record.id] -= 1
            self.body = [p for p in self.body if p is not given]
        return len(self.body) < before

    def may_give_up(self, over: Over) -> bool:
        """Say whether the body could give up all that is too much."""
        body = self.body
        self.give_up(over)
        left, self.body = self.body, body
        return len(body) - len(left) >= over.too_many

    def _free(self, records: Collection[str], quotes: Mapping[str, int], *, for_answers: bool) -> list[Passage]:
        heads = {p.record.id for p in self._above}
        every = self._least_first(records)
        return [
            p
            for p in (every if for_answers else every[:-1])
            if (for_answers or id(p) not in self._kept)
            and not self._is_leant_on(p)
            and (quotes[p.record.id] > 1 or p.record.id not in heads)
        ]

    def _least_first(self, records: Collection[str]) -> list[Passage]:
        return sorted((p for p in self.body if p.record.id in records), key=lambda p: (p.score, -p.index, -p.order))

    def _prints(self, passage: Passage) -> bool:
        return passage in self.body

    def _prints_beside(self, passage: Passage) -> bool:
        return passage in self._above or passage in self.answers

    def _is_followed(self, passage: Passage) -> bool:
        return any(p.record.id == passage.record.id and p.order == passage.order + 1 for p in self.body)

    def _is_leant_on(self, passage: Passage) -> bool:
        """Say whether what leans on a passage would lean on nothing without it."""
        record_id, following = passage.record.id, passage.order + 1
        return any(p.leaning and p.order == following and p.record.id == record_id for p in self.body)

    def _is_balanced_without(self, passage: Passage) -> bool:
        """Say whether no publisher has more than its share of what the body prints without a passage."""
        if self._publishers is None:
            self._publishers = {p.record.id: publisher(p.record) for p in self.body}
        if len(set(self._publishers.values())) < SEVERAL_PUBLISHERS:
            return True
        left = Counter(self._publishers[p.record.id] for p in self.body if p is not passage)
        return max(left.values()) <= PUBLISHER_SHARE * left.total()
