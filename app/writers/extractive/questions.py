"""Questions with answers: those that people in the records asked come first, then what a reader would ask."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter

from app.language.tokens import content_words
from app.story.draft import DraftQuestion
from app.story.publishers import PERSONAL, publisher
from app.writers.extractive.asking import Asked, self_answered
from app.writers.extractive.news import is_news, takes_side, tells_event
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.selection import alike
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import answers_in, side_threads
from app.writers.extractive.turning import is_turned
from schemas.record import Record

_MOST_ASKED = 3
_MOST = 5
_MOST_NAMES = 4
_EARLY = 40
# What a text says first, and what is asked of it is said there.
_LEAD = 3
_CHIEF = 0.4
_WORTH_ASKING = 0.2
_WORTH_HEARING = 0.4
# What is told once, and asked after all where there is little else to ask, may be printed again; what somebody says may not.
_PRINTED_ONCE = frozenset({"voices", "else"})
# What is asked only where little better is.
_LIMITS = {"start": 3, "latest": 3, "voices": 2, "else": 2}
_ANSWERS = {"critics": 2, "friends": 2}
_LEAST = 2
_MARKS = '"“‘「'
_STOPS = ".。!！ "
# What shares so many of its words with a passage is told by it; so many are looked at.
_TOLD = 0.5
_MOST_SPARE = 24
# What takes up another's words leans on them.
_TAKES_UP = re.compile(r"(?:as (?:for|to)|regarding|re:|speaking of|when it comes to)\b|至于|关于", re.IGNORECASE)
# Figures that count or measure something, and not a name's, a version's or a day's. For text in small letters.
_FIGURES = re.compile(
    r"[$€£]\d|\d[\d.,]*\s?(?:%|per ?cent|percent|million|billion|trillion|thousand|people|users|jobs|workers|times|gigawatts?|gallons|images|tasks|tokens (?:per|a) second)"
    r"|\b\d{1,3}(?:,\d{3})+\b|\d[\d.]*\s?(?:[万亿％%倍]|美元)"
)
_AHEAD = re.compile(
    r"\b(?:will (?:be|not|start|begin|take|have|launch|release|open|remain|come)|plans? to|planning to|expect(?:s|ed) to|(?:is|are) set to|scheduled (?:for|to)|next (?:week|month|year)|later this (?:week|month|year)|in the coming (?:days|weeks|months|years))\b"
    r"|将于|将在|将会|计划于|预计(?!的)|明年|下个?月|未来[一两二三四五六七八九十\d]+年"
)


def ask(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    names: Sequence[str],
    so_far: Sequence[Record] = (),
    spare: Sequence[Passage] = (),
    asked: Sequence[Asked] = (),
) -> tuple[DraftQuestion, ...]:
    """Return up to five questions with answers quoted from the records; `so_far` are those that the story so far cites.

    `asked` are the questions of the records themselves, the best answered first.

    `spare` are passages of records for which the sections had no room: what they tell in figures may answer all the same.
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
    wanted = _expected(passages, chosen, subject, phrases, names, so_far, spare)
    again = _again_of(chosen)
    # What the body prints is printed once more only where there would be hardly a question else.
    for most, may_repeat in ((_MOST, False), (_LEAST, True)):
        for name, about, answers in wanted:
            if len(found) >= min(most, _LIMITS.get(name, most)):
                continue
            fit = (
                p for p in answers if id(p) not in used and ((may_repeat and name not in _PRINTED_ONCE) or not again(p))
            )
            fresh = list(islice(fit, _ANSWERS.get(name, 1)))
            if not fresh:
                continue
            question = _worded(name, about, fresh[0], chosen, phrases)
            if question not in {item.question for item in found}:
                used.update(id(p) for p in fresh)
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


def _worded(name: str, about: str, answer: Passage, chosen: Sequence[Passage], phrases: Phrases) -> str:
    """Return the words of a question: about something that is named, or of whoever answers."""
    if asked := phrases.questions.get(name):
        return asked.replace("{}", about)
    own = publisher(answer.record)
    return phrases.asked_of(phrases.voice.owner(answer.record), more=any(publisher(p.record) == own for p in chosen))


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


def _expected(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    names: Sequence[str],
    so_far: Sequence[Record],
    spare: Sequence[Passage],
) -> list[tuple[str, str, list[Passage]]]:
    """Return what a reader would ask and what answers it, best first, with the name that is asked about where there is one.

    What the body does not print answers before what it does.
    """
    printed = {id(p) for p in chosen}
    whole = [p for p in passages if _answers_alone(p)]
    plain = sorted(whole, key=lambda p: (id(p) in printed, -p.score, p.index, p.order))
    leads = [p for p in plain if p.order <= _LEAD]
    news = [p for p in leads if is_news(p) and subject.is_told_in(p.words)]
    first, last = _ends(chosen, subject, so_far)
    counted = [
        p
        for p in (*leads, *spare)
        if p.order <= _LEAD and not subject.thread and _is_of(p, subject) and _tells(p, _FIGURES, phrases)
    ]
    worthy = _WORTH_HEARING * max((p.score for p in plain), default=0.0)
    middle = sorted(p.record.published_at for p in chosen)[len(chosen) // 2]
    of_it = [p for p in leads if subject.cohesive and subject.may_be_headed_by(p.words) and _is_of(p, subject)]
    sided = [p for p in of_it if takes_side(p) and not is_turned(p)]
    wanted: list[tuple[str, str, list[Passage]]] = [
        *(
            ("about", name, _about(name, plain, printed, chinese=phrases.chinese))
            for name in [n for n in names if not _is_chief(n, subject)][:_MOST_NAMES]
        ),
        ("critics", "", [p for p in sided if p.side < 0]),
        ("friends", "", [p for p in sided if p.side > 0]),
        ("figures", "", _published_first(p for p in counted if _answers_alone(p) and not is_turned(p))),
        ("ahead", "", [p for p in news if p.record.published_at >= middle and _tells(p, _AHEAD, phrases)]),
        (
            "voices",
            "",
            [
                p
                for p in leads
                # A thread's own story is what people say.
                if not subject.thread
                and p.score >= worthy
                and p.order
                and p.record.kind in PERSONAL
                and subject.is_told_in(p.words)
                and not is_news(p)
            ],
        ),
        ("start", "", _told_by(first, news, printed)),
        ("latest", "", _told_by(last, news, printed)),
        (
            "else",
            "",
            _published_first(p for p in plain if _is_told_besides(p, printed, worthy, subject)),
        ),
        # Those for whom the sections had no room are heard before anything is printed twice.
        ("else", "", [] if subject.thread else _untold(spare, chosen, subject, phrases)),
    ]
    if len({p.record.id for p in chosen}) == 1:
        # Where all is one sentence, no question is worth printing it once more.
        wanted = [("else", "", plain[:1]), *(each for each in wanted if each[0] == "else")] if len(passages) > 1 else []
    return wanted


def _is_told_besides(passage: Passage, printed: set[int], worthy: float, subject: Subject) -> bool:
    """Say whether a passage that the body does not print tells of the subject and is worth hearing."""
    is_worth = passage.score >= worthy and id(passage) not in printed
    return is_worth and not subject.thread and _is_of(passage, subject)


def _answers_alone(passage: Passage) -> bool:
    """Say whether a passage answers without what stands before it, and in no other's words alone."""
    return (
        not (passage.clipped or passage.question or passage.leaning or passage.addendum)
        and passage.text[0] not in _MARKS
        and not _TAKES_UP.match(passage.text)
    )


def _untold(spare: Sequence[Passage], chosen: Sequence[Passage], subject: Subject, phrases: Phrases) -> list[Passage]:
    """Return what records without a quote open with, of the subject and to be read alone, where the body tells it in no other words."""
    fit = [
        p
        for p in spare
        if 0 < p.order <= _LEAD
        and p.chinese == phrases.chinese
        and not p.personal
        and _answers_alone(p)
        and _is_of(p, subject)
    ]
    fit.sort(key=lambda p: (-p.score, p.index, p.order))
    return [p for p in fit[:_MOST_SPARE] if all(alike(p, other) < _TOLD for other in chosen)]


def _is_of(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage speaks of the subject; what replies in a thread speaks of much else, so that it must name what that is about."""
    thread = subject.thread
    if thread and passage.record.id in thread.members and thread.words.isdisjoint(passage.words):
        return False
    return subject.is_told_in(passage.words)


def _published_first(passages: Iterable[Passage]) -> list[Passage]:
    """Return passages in their order, but what somebody says of himself behind the others."""
    return sorted(passages, key=attrgetter("personal"))


def _tells(passage: Passage, pattern: re.Pattern[str], phrases: Phrases) -> bool:
    """Say whether a sentence of a text, in the story's language, holds what a question asks for."""
    fits = passage.order and passage.chinese == phrases.chinese
    return bool(fits and pattern.search(passage.text.lower()))


def _is_chief(name: str, subject: Subject) -> bool:
    """Say whether a name is of what the records are about: nobody asks of it what is said."""
    return any(subject.shares.get(word, 0.0) >= _CHIEF for word in content_words(name))


def _ends(chosen: Sequence[Passage], subject: Subject, so_far: Sequence[Record]) -> tuple[str, str]:
    """Return the ids of the first and the last record of all that the story cites, "" where nothing may be said of that.

    A round-up has no beginning and no end, and where all came on one day neither is worth asking.
    """
    cited = sorted((*(p.record for p in chosen), *so_far), key=lambda r: (r.published_at, r.id))
    if not (subject.cohesive and subject.anchors) or cited[0].published_at.date() == cited[-1].published_at.date():
        return "", ""
    return cited[0].id, cited[-1].id


def _told_by(record_id: str, news: Sequence[Passage], printed: set[int]) -> list[Passage]:
    """Return the best that a record tells as news and the body does not print, else the best that it prints."""
    told = [p for p in news if p.record.id == record_id]
    return sorted(told, key=lambda p: (id(p) in printed, not tells_event(p), -p.score))[:1]


def _names(text: str, name: str) -> bool:
    """Say whether a name stands in a text by itself: ChatGPT does not name GPT."""
    place = text.find(name)
    sides = text[max(0, place - 1) : place] + text[place + len(name) : place + len(name) + 1]
    return not any(side.isalnum() and side.isascii() for side in sides)


def _about(name: str, plain: Sequence[Passage], printed: set[int], *, chinese: bool) -> list[Passage]:
    """Return the best passage that the body does not print and that begins with a name."""
    told = (p for p in plain if id(p) not in printed and p.chinese == chinese and not (p.is_title or p.personal))
    early = (p for p in told if name in p.text[: _EARLY + len(name)] and _names(p.text, name))
    return [p for p in early if p.score >= _WORTH_ASKING * max((q.score for q in plain), default=0.0)][:1]
