"""Title, dek, body and answers of which no publisher carries more than its share: who gives way, and in which order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from app.language.tokens import content_words
from app.story.draft import DraftQuestion, DraftSection
from app.writers.extractive.headline import Line
from app.writers.extractive.likeness import retells
from app.writers.extractive.once import Told
from app.writers.extractive.shares import Over, cited_above, cited_in, over_share
from schemas.record import Record

_LEAST_ASKED = 2
# From so many quotes on, there is enough to say of what a story covers.
_LONG = 10


class Head:
    """What stands above the sections: the `title`, and the `dek`, which gives way to the `plain` one that says what the story covers."""

    def __init__(self, title: Line, dek: Line, plain: Callable[[], Line]) -> None:
        """Begin with a dek that says something."""
        self.title = title
        self.dek = dek
        self._plain: Callable[[], Line] | None = plain

    def give_way(self, over: Over, told: Told) -> bool:
        """Have the dek say what the story covers where it tells the title again, or the body cannot give up enough; say whether it did.

        It does not where it would rest on as much of what is too much then.
        """
        if self._plain is None or not over.with_head or not self._rests_on(self.dek, over):
            return False
        words, title = set(content_words(self.dek.text)), set(content_words(self.title.text))
        if not retells(words, title) and told.may_give_up(over):
            return False
        plain, self._plain = self._plain(), None
        if self._rests_on(plain, over) > self._rests_on(self.dek, over):
            return False
        self.dek = plain
        told.words_again()
        return True

    def leave_to(self, told: Told) -> None:
        """Have the body print a headline for what the dek says, or else the dek of a long story say what that covers, but for a side of a dispute."""
        told.headline_instead(self.dek)
        printed = {(p.record.id, p.field, p.start) for p in told.body if not told.must_tell(p)}
        is_said_below = any((span.record_id, span.field, span.start) in printed for span in self.dek.spans)
        if self._plain is not None and is_said_below and len(told.body) >= _LONG:
            self.dek, self._plain = self._plain(), None
            told.words_again()

    @staticmethod
    def _rests_on(dek: Line, over: Over) -> int:
        return len(over.records.intersection(span.record_id for span in dek.spans))


def within_shares(
    arranged: Callable[[], Sequence[DraftSection]],
    faq: Sequence[DraftQuestion],
    told: Told,
    records: Mapping[str, Record],
    others: Collection[str],
    head: Head,
) -> tuple[tuple[DraftSection, ...], tuple[DraftQuestion, ...], Line]:
    """Return sections, questions and dek of which no publisher has more than its share where there are several, with the title and without.

    `arranged` arranges the body as it stands in `told`; `records` are all that may be cited, and `others` the ids of those that the story so far cites.
    """
    head.leave_to(told)
    # Nearly always what is arranged is what the body holds, so that it need not be arranged twice.
    while True:
        over = _over(Counter(p.record.id for p in (*told.body, *told.answers)), records, others, head)
        if not over.too_many or not (told.fill_up(over) or head.give_way(over, told) or told.give_up(over)):
            break
    while True:
        sections = arranged()
        body = (s for section in sections for paragraph in section.paragraphs for s in paragraph)
        over = _over(cited_in((*body, *(s for item in faq for s in item.answer))), records, others, head)
        if not over.too_many:
            break
        if told.fill_up(over) or head.give_way(over, told) or told.give_up(over):
            continue
        # Two questions that are answered are worth more than a sentence of a record that has none besides.
        if len(faq) <= _LEAST_ASKED and told.give_up(over, for_answers=True):
            continue
        fewer = _without_last(faq, over.records)
        if fewer is not None:
            faq = fewer
        elif not told.give_up(over, at_any_cost=True):
            break
    return tuple(sections), tuple(faq), head.dek


def _over(quoted: Counter[str], records: Mapping[str, Record], others: Collection[str], head: Head) -> Over:
    """Return what is too much in sections and answers, else with the lines above them."""
    found = over_share(quoted, records, others)
    if found.too_many:
        return found
    # What is no longer quoted below, a line above rests on no more.
    above = {i: count for i, count in cited_above(head.title, head.dek).items() if i in quoted}
    return over_share(quoted + Counter(above), records, others)._replace(with_head=True)


def _without_last(faq: Sequence[DraftQuestion], heavy: Collection[str]) -> list[DraftQuestion] | None:
    """Return questions without the last that records of one publisher answer, None where they answer none."""
    answered = [item for item in faq if any(span.record_id in heavy for s in item.answer for span in s.spans)]
    return [item for item in faq if item is not answered[-1]] if answered else None
