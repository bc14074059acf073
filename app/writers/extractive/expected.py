"""What a reader would ask of a story, and what in its records answers it, best first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.news import is_news, takes_side, tells_event
from app.writers.extractive.particulars import Naming, place_of
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.selection import alike
from app.writers.extractive.subject import Subject
from app.writers.extractive.turning import is_turned
from schemas.record import Record

_MOST_NAMES = 4
_EARLY = 40
# What a text says first, and what is asked of it is said there.
_LEAD = 3
# Nobody is answered in a language that neither the story nor its voice has.
_READ = ("en", "zh")
_SOON = 6
_CHIEF = 0.4
_WORTH_ASKING = 0.2
_WORTH_HEARING = 0.4
_MARKS = '"“‘「'
# What shares so many of its words with a passage is told by it; so many are looked at.
_TOLD = 0.5
_MOST_SPARE = 24
# So many passages are looked at for what they tell of one thing, and so many such questions are kept; two of a kind, and of a name.
_MOST_READ, _MOST_PARTICULARS, _MOST_ALIKE = 48, 5, 2
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


class Wanted(NamedTuple):
    """What a reader would ask: of which kind, about what (where `kind` is "told", the question itself), and what answers, best first."""

    kind: str
    about: str
    answers: Sequence[Passage]


def expected(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    naming: Naming,
    so_far: Sequence[Record],
    spare: Sequence[Passage],
) -> list[Wanted]:
    """Return what a reader would ask and what answers it, best first.

    What the body does not print answers before what it does.
    """
    printed = {id(p) for p in chosen}
    whole = [p for p in passages if _answers_alone(p)]
    # Who reads the story reads its answers in its language, where there are such.
    plain = sorted(whole, key=lambda p: (p.chinese != phrases.chinese, id(p) in printed, -p.score, p.index, p.order))
    leads = [p for p in plain if p.order <= _LEAD]
    news = [p for p in leads if is_news(p) and subject.is_told_in(p.words)]
    first, last = _ends(chosen, subject, so_far)
    counted = [
        p
        for p in (*leads, *spare)
        if p.order <= _LEAD
        and not subject.thread
        and _is_of(p, subject)
        and is_news(p)
        and _tells(p, _FIGURES, phrases)
    ]
    worthy = _WORTH_HEARING * max((p.score for p in plain), default=0.0)
    middle = sorted(p.record.published_at for p in chosen)[len(chosen) // 2]
    of_it = [p for p in leads if subject.cohesive and subject.may_be_headed_by(p.words) and _is_of(p, subject)]
    sided = [p for p in of_it if takes_side(p) and not is_turned(p)]
    wanted: list[Wanted] = [
        *_particulars((*passages, *spare), chosen, subject, naming, phrases),
        *(
            Wanted("about", name, _about(name, plain, printed, subject, chinese=phrases.chinese))
            for name in [n for n in naming.asked if not _is_chief(n, subject)][:_MOST_NAMES]
        ),
        Wanted("critics", "", [p for p in sided if p.side < 0]),
        Wanted("friends", "", [p for p in sided if p.side > 0]),
        Wanted("figures", "", _published_first(p for p in counted if _answers_alone(p) and not is_turned(p))),
        Wanted("ahead", "", [p for p in news if p.record.published_at >= middle and _tells(p, _AHEAD, phrases)]),
        Wanted(
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
        Wanted("start", "", _told_by(first, news, printed, chinese=phrases.chinese)),
        Wanted("latest", "", _told_by(last, news, printed, chinese=phrases.chinese)),
        Wanted(
            "else",
            "",
            _published_first(p for p in plain if _is_told_besides(p, printed, worthy, subject)),
        ),
        # Those for whom the sections had no room are heard before anything is printed twice.
        Wanted("else", "", [] if subject.thread else _untold(spare, chosen, subject, phrases)),
    ]
    if len({p.record.id for p in chosen}) == 1:
        # Where all is one sentence, no question is worth printing it once more.
        wanted = (
            [Wanted("else", "", plain[:1]), *(each for each in wanted if each.kind == "else")]
            if len(passages) > 1
            else []
        )
    return wanted


def _particulars(
    passages: Sequence[Passage], chosen: Sequence[Passage], subject: Subject, naming: Naming, phrases: Phrases
) -> Iterator[Wanted]:
    """Yield what passages tell of things that they name, each as a question of that thing, not many of a kind or of a name."""
    printed = {id(p) for p in chosen}
    telling = [p for p in passages if p.order <= _SOON and p.chinese == phrases.chinese and _may_tell(p)]
    telling.sort(key=lambda p: (id(p) in printed, p.personal, -p.score, p.index, p.order))
    before = {place_of(p): p for p in passages if not p.beside}
    kinds: Counter[str] = Counter()
    names: Counter[str] = Counter()
    asked: set[str] = set()
    for told in naming.told_in(telling[:_MOST_READ], before):
        question = phrases.particulars[told.particular].format(*told.names)
        again = question in asked or kinds[told.particular] >= _MOST_ALIKE or names[told.names[0]] >= _MOST_ALIKE
        if again or (
            subject.cohesive and not (_is_of(told.named, subject) and subject.may_be_headed_by(told.named.words))
        ):
            continue
        # What the body tells in other words is not told once more; what it prints itself is the last resort.
        if any(p is not told.passage and alike(told.passage, p) >= _TOLD for p in chosen):
            continue
        kinds[told.particular] += 1
        names[told.names[0]] += 1
        asked.add(question)
        yield Wanted("told", question, (told.passage,))
        if len(asked) >= _MOST_PARTICULARS:
            return


def _may_tell(passage: Passage) -> bool:
    """Say whether a passage may tell something of a thing: it answers alone, or of what stands before it."""
    if passage.leaning:
        return not (passage.clipped or passage.question or passage.addendum) and _is_understood(passage)
    return _answers_alone(passage)


def _is_told_besides(passage: Passage, printed: set[int], worthy: float, subject: Subject) -> bool:
    """Say whether a passage that the body does not print tells of the subject and is worth hearing."""
    is_worth = passage.score >= worthy and id(passage) not in printed
    # A headline that tells no event is no answer to what else is said.
    tells = passage.order > 0 or (tells_event(passage) and not passage.question)
    return is_worth and tells and not subject.thread and _is_of(passage, subject)


def _answers_alone(passage: Passage) -> bool:
    """Say whether a passage answers without what stands before it, and in no other's words alone."""
    return (
        not (passage.clipped or passage.question or passage.leaning or passage.addendum)
        and passage.text[0] not in _MARKS
        and not _TAKES_UP.match(passage.text)
        and _is_understood(passage)
    )


def _is_understood(passage: Passage) -> bool:
    """Say whether a passage is in a language that the story, or its voice, has."""
    return (passage.record.language or "en")[:2] in _READ


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


def _told_by(record_id: str, news: Sequence[Passage], printed: set[int], *, chinese: bool) -> list[Passage]:
    """Return the best that a record tells as news and the body does not print, else the best that it prints."""
    told = [p for p in news if p.record.id == record_id and p.chinese == chinese]
    return sorted(told, key=lambda p: (id(p) in printed, not tells_event(p), -p.score))[:1]


def _names(text: str, name: str) -> bool:
    """Say whether a name stands in a text by itself: ChatGPT does not name GPT."""
    place = text.find(name)
    sides = text[max(0, place - 1) : place] + text[place + len(name) : place + len(name) + 1]
    return not any(side.isalnum() and side.isascii() for side in sides)


def _about(name: str, plain: Sequence[Passage], printed: set[int], subject: Subject, *, chinese: bool) -> list[Passage]:
    """Return the best passage that the body does not print and that begins with a name.

    In English it must hold a word of the subject; what records of two languages share need not stand in Chinese words.
    """
    told = (
        p
        for p in plain
        if id(p) not in printed
        and p.chinese == chinese
        and not (p.is_title or p.personal)
        and (chinese or not subject.cohesive or subject.may_be_headed_by(p.words))
    )
    early = (p for p in told if name in p.text[: _EARLY + len(name)] and _names(p.text, name))
    return [p for p in early if p.score >= _WORTH_ASKING * max((q.score for q in plain), default=0.0)][:1]
