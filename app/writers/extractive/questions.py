"""Questions with answers: those that people in the records asked come first, then what a reader would ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from app.story.draft import DraftQuestion
from app.story.publishers import publisher
from app.writers.extractive.asking import Asked, self_answered
from app.writers.extractive.expected import expected
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.shares import Uses
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import answers_in, side_threads
from schemas.record import Record

_MOST_ASKED = 3
_MOST = 5
# What is told once, and asked after all where there is little else to ask, may be printed again; what somebody says may not.
_PRINTED_ONCE = frozenset({"voices", "else"})
# What is asked only where little better is.
_LIMITS = {"start": 3, "latest": 3, "figures": 3, "voices": 3, "else": 3}
# What says nothing of what it is about is asked last, where there would be hardly a question else.
_VAGUE = frozenset({"voices", "else", "figures"})
_ANSWERS = {"critics": 2, "friends": 2}
_LEAST = 2
# How many questions each round may fill up to, whether it may print the body's words again, and whether it may ask what is vague.
# The vague have two: a round takes one answer of each kind, and another of the same kind goes before the body's words again.
_ROUNDS = ((_MOST, False, False), (_LEAST, False, True), (_LEAST, False, True), (_LEAST, True, True))
_STOPS = ".。!！ "


def ask(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    naming: Naming,
    so_far: Sequence[Record] = (),
    spare: Sequence[Passage] = (),
    asked: Sequence[Asked] = (),
) -> tuple[DraftQuestion, ...]:
    """Return up to five questions with answers quoted from the records; `so_far` are those that the story so far cites.

    `asked` are the questions of the records themselves, the best answered first.

    `spare` are passages of records for which the sections had no room: what they tell of a thing, or in figures, may answer all the same.
    `naming` knows what the things that passages name are called.
    """
    printed = {id(p) for p in chosen}
    every = (*passages, *spare)
    own = self_answered(every, printed, chinese=phrases.chinese)
    by_question: dict[str, tuple[Passage, ...]] = {}
    for words, told in (*_asked_by_threads(subject, every, printed), *_answered((*asked, *own))):
        by_question.setdefault(words, told)
    answered = list(islice(by_question.items(), _MOST_ASKED))
    used = {id(p) for item in answered for p in item[1]}
    found = [_write(question, answers, phrases) for question, answers in answered]
    wanted = expected(passages, chosen, subject, phrases, naming, so_far, spare)
    again = _again_of(chosen)
    uses = Uses((*chosen, *(p for _, told in answered for p in told)))
    # What the body prints is printed once more, and what is vague asked, only where there would be hardly a question else.
    for most, may_repeat, may_be_vague in _ROUNDS:
        for each in wanted:
            if len(found) >= min(most, _LIMITS.get(each.kind, most)):
                continue
            may_stand = may_repeat and each.kind not in _PRINTED_ONCE
            fit = (
                p
                for p in each.answers
                if id(p) not in used and (may_stand or not again(p)) and uses.allow(p, is_needed=most == _LEAST)
            )
            fresh = list(islice(fit, _ANSWERS.get(each.kind, 1)))
            if not fresh:
                continue
            about = each.about or naming.subject_of(fresh[0])
            if not about and not may_be_vague and each.kind in _VAGUE:
                continue
            question = _worded(each.kind, about, fresh[0], chosen, phrases)
            if question not in {item.question for item in found}:
                used.update(id(p) for p in fresh)
                uses.add(fresh)
                found.append(_write(question, fresh, phrases))
    return tuple(found)


def _asked_by_threads(
    subject: Subject, passages: Sequence[Passage], printed: set[int]
) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Yield what posts ask that others of the records reply to, with what answers it, that of the records' own thread first."""
    here = list({p.record.id: p.record for p in passages}.values())
    for thread in [*([subject.thread] if subject.thread else []), *side_threads(here)]:
        question = thread.question
        if question and (answers := answers_in(thread, passages, printed)):
            yield question, answers


def _worded(kind: str, about: str, answer: Passage, chosen: Sequence[Passage], phrases: Phrases) -> str:
    """Return the words of a question: of what the answer is about where that has a name, else of what happened or of whoever answers."""
    if kind == "told":
        return about
    if about and (of_named := phrases.of_named.get(kind)):
        return of_named.replace("{}", about)
    if asked := phrases.questions.get(kind):
        return asked.replace("{}", about)
    own = publisher(answer.record)
    more = any(publisher(p.record) == own for p in chosen)
    return phrases.asked_of(phrases.voice.owner(answer.record), about, more=more)


def _again_of(chosen: Sequence[Passage]) -> Callable[[Passage], bool]:
    """Return what says whether a passage is printed in the body already, be it by another record's words."""
    printed = {id(p) for p in chosen}
    texts = {p.text.casefold().rstrip(_STOPS) for p in chosen}
    return lambda p: id(p) in printed or p.text.casefold().rstrip(_STOPS) in texts


def _write(question: str, answers: Sequence[Passage], phrases: Phrases) -> DraftQuestion:
    phrases.voice.start_section()
    return DraftQuestion(question, tuple(phrases.voice.quote(p, dated=True) for p in answers))


def _answered(asked: Iterable[Asked]) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """Yield the words of each question that has an answer, once."""
    texts: set[str] = set()
    for each in asked:
        text = " ".join(each.question.text.split())
        if each.answers and text.casefold() not in texts:
            texts.add(text.casefold())
            yield text, each.answers
