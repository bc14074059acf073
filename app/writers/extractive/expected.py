"""What a reader would ask of a story, and what in its records answers it, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import overload

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.answering import answers_alone, is_of
from app.writers.extractive.clauses import FINITE
from app.writers.extractive.likeness import alike
from app.writers.extractive.news import is_news, takes_side, tells_event
from app.writers.extractive.particulars import Naming, place_of
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.printing import VERB
from app.writers.extractive.subject import Subject
from app.writers.extractive.told_of import Wanted, aspects, particulars
from app.writers.extractive.turning import is_turned
from schemas.record import Record

_MOST_NAMES = 4
_EARLY = 40
# What a text says first, and what is asked of it is said there.
_LEAD = 3
_CHIEF = 0.4
_WORTH_ASKING = 0.2
_WORTH_HEARING = 0.4
# What shares so many of its words with a passage is told by it; so many are looked at.
_TOLD = 0.5
_MOST_SPARE = 24
# Figures that count or measure something, and not a name's, a version's or a day's. For text in small letters.
_FIGURES = re.compile(
    r"[$€£]\d|\d[\d.,]*\s?(?:%|per ?cent|percent|million|billion|trillion|thousand|people|users|jobs|workers|times|gigawatts?|gallons|images|tasks|tokens (?:per|a) second)"
    r"|\b\d{1,3}(?:,\d{3})+\b|\d[\d.]*\s?(?:[万亿％%倍]|美元)"
)
_AHEAD = re.compile(
    r"\b(?:will (?:be|not|start|begin|take|have|launch|release|open|remain|come)|(?<!with )plans? to|planning to|expect(?:s|ed) to|(?:is|are) set to|scheduled (?:for|to)|next (?:week|month|year)|later this (?:week|month|year)|in the coming (?:days|weeks|months|years))\b"
    r"|将于|将在|将会|计划于|预计(?!的)|明年|下个?月|未来[一两二三四五六七八九十\d]+年"
)
# What is done in the present, besides what nearly every sentence and headline is known by.
_DOES = re.compile(
    r"\b(?:includes?|offers?|provides?|partners|uses|works|runs|needs|enables?|builds|sells|pays|spends|leads|holds|expects?|wants|continues?|remains?|helps)\b"
)
_JUDGES = re.compile(
    r"\b(?:amazing(?:ly)?|awesome|better|worse|best|worst|works? (?:well|great|fine))\b|最好|更好|最差|更差"
)
_HOLDS_BACK = re.compile(r"n['’]t\b|\b(?:not|[Ii]f|stop|avoid|but)\b")
# What something is, or is about to be, is no news; what somebody said is.
_STATE = re.compile(r"正在|变成|成为|是|如何|为何|为什么|[?？!！]")
# A headline that ends so names a text, and no event.
_OF_TEXT = re.compile(
    r"\b(?:explain(?:ed|er)|guide|walkthrough|overview|review(?:ed)?|thoughts|tutorial|benchmarks?|compared)\W*$"
)
_SAID = re.compile(r"\b(?:said|says|told|reported|according to)\b")
# A version, or a variant, behind a name makes another of it.
_GOES_ON = re.compile(r"\.\d|-[A-Z\d]")


def expected(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    naming: Naming,
    so_far: Sequence[Record],
    spare: Sequence[Passage],
) -> Iterator[Wanted]:
    """Yield what a reader would ask and what answers it, best first.

    What the body does not print answers before what it does.
    """
    # Where all is one sentence, no question is worth printing it once more.
    if len(passages) < 2:  # noqa: PLR2004 - as above
        return
    printed = {id(p) for p in chosen}
    before = {place_of(p): p for p in (*passages, *spare) if not p.beside}
    yield from particulars((*passages, *spare), chosen, subject, naming, phrases, before)
    # Who reads the story reads its answers in its language, where there are such.
    plain = sorted(
        (p for p in passages if answers_alone(p)),
        key=lambda p: (p.chinese != phrases.chinese, id(p) in printed, -p.score, p.index, p.order),
    )
    for name in [n for n in naming.asked if not _is_chief(n, subject)][:_MOST_NAMES]:
        yield Wanted("about", name, _about(name, plain, printed, subject, chinese=phrases.chinese))
    leads = [p for p in plain if p.order <= _LEAD]
    if subject.cohesive:
        sided = [p for p in leads if takes_side(p) and _is_of_it(p, subject) and not is_turned(p)]
        yield Wanted("critics", "", [p for p in sided if p.side < 0])
        # Who bids others not to, or sets a condition, is no supporter for the words of praise that he needs for it.
        yield Wanted("friends", "", [p for p in sided if p.side > 0 and not _HOLDS_BACK.search(p.text)])
    rest = sorted(spare, key=lambda p: (-p.score, p.index, p.order))
    yield from aspects((*plain, *rest), printed, subject, phrases, before)
    # A Chinese reader asks for the one figure, not which there are.
    if not (subject.thread or phrases.chinese):
        yield Wanted("figures", "", _Late(lambda: _counted((*leads, *spare), subject, phrases)))
    news = [p for p in leads if is_news(p) and subject.is_told_in(p.words)]
    middle = sorted(p.record.published_at for p in chosen)[len(chosen) // 2]
    ahead = (
        p for p in news if p.record.published_at >= middle and p.record.kind != "paper" and _tells(p, _AHEAD, phrases)
    )
    yield Wanted("ahead", "", _Late(lambda: list(ahead)))
    ends = _ends(chosen, subject, so_far)
    worthy = _WORTH_HEARING * max((p.score for p in plain), default=0.0)
    # A thread's own story is what people say.
    if not subject.thread:
        yield Wanted("voices", "", _Late(lambda: [p for p in leads if _is_heard(p, worthy, subject)]))
    for kind, record_id in zip(("start", "latest"), ends, strict=True):
        yield Wanted(kind, "", _told_by(record_id, news, printed, chinese=phrases.chinese) if record_id else ())
    if not subject.thread:
        besides = (p for p in plain if p.chinese == phrases.chinese and _is_told_besides(p, printed, worthy, subject))
        yield Wanted("else", "", _Late(lambda: _published_first(besides)))
        # Those for whom the sections had no room are heard before anything is printed twice.
        yield Wanted("else", "", _Late(lambda: _untold(spare, chosen, subject, phrases)))


class _Late(Sequence[Passage]):
    """Passages that are looked for when they are first asked for: most questions are left before."""

    def __init__(self, find: Callable[[], Sequence[Passage]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Sequence[Passage]:
        return self._find()

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._found)

    @overload
    def __getitem__(self, at: int) -> Passage: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Passage]: ...

    def __getitem__(self, at: int | slice) -> Passage | Sequence[Passage]:
        return self._found[at]


def _counted(passages: Iterable[Passage], subject: Subject, phrases: Phrases) -> list[Passage]:
    """Return what news tells in figures, what somebody says of himself last."""
    found = (
        p
        for p in passages
        if p.order <= _LEAD and is_of(p, subject) and is_news(p) and _tells(p, _FIGURES, phrases) and answers_alone(p)
    )
    return _published_first(p for p in found if not is_turned(p))


def _is_of_it(passage: Passage, subject: Subject) -> bool:
    """Say whether what takes a side takes it on the subject."""
    return subject.may_be_headed_by(passage.words) and is_of(passage, subject)


def _is_heard(passage: Passage, worthy: float, subject: Subject) -> bool:
    """Say whether a passage is what somebody says of the subject, and worth hearing."""
    is_said = passage.order > 0 and passage.record.kind in PERSONAL and passage.score >= worthy
    return is_said and subject.is_told_in(passage.words) and _is_own_view(passage) and not is_news(passage)


def _is_own_view(passage: Passage) -> bool:
    """Say whether somebody speaks of himself, or praises or blames: who asks what people say asks for their views."""
    return passage.personal or passage.tone != 0 or _JUDGES.search(passage.text.lower()) is not None


def _is_told_besides(passage: Passage, printed: set[int], worthy: float, subject: Subject) -> bool:
    """Say whether a passage that the body does not print tells of the subject and is worth hearing."""
    is_worth = passage.score >= worthy and id(passage) not in printed
    # A headline that tells no event is no answer to what else is said.
    tells = passage.order > 0 or (tells_event(passage) and not passage.question)
    return is_worth and tells and tells_or_judges(passage) and is_of(passage, subject)


def tells_or_judges(passage: Passage) -> bool:
    """Say whether a passage tells that something is so, and, where somebody says it who reports nothing, what he makes of it."""
    is_said = passage.record.kind in PERSONAL and not is_news(passage)
    return _has_verb(passage) and (not is_said or _is_own_view(passage))


def _has_verb(passage: Passage) -> bool:
    """Say whether a passage tells that something is or was so; what has no verb answers nothing."""
    small = passage.text.lower()
    return passage.chinese or any(words.search(small) for words in (FINITE, VERB, _DOES))


def _untold(spare: Sequence[Passage], chosen: Sequence[Passage], subject: Subject, phrases: Phrases) -> list[Passage]:
    """Return what records without a quote open with, of the subject and to be read alone, where the body tells it in no other words."""
    fit = [
        p
        for p in spare
        if 0 < p.order <= _LEAD
        and p.chinese == phrases.chinese
        and not p.personal
        and _has_verb(p)
        and answers_alone(p)
        and is_of(p, subject)
    ]
    fit.sort(key=lambda p: (-p.score, p.index, p.order))
    return [p for p in fit[:_MOST_SPARE] if all(alike(p, other) < _TOLD for other in chosen)]


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
    # A paper tells of no news.
    told = [
        p
        for p in news
        if p.record.id == record_id and p.record.kind != "paper" and p.chinese == chinese and _tells_news(p)
    ]
    return sorted(told, key=lambda p: (id(p) in printed, not tells_event(p), -p.score))[:1]


def _tells_news(passage: Passage) -> bool:
    """Say whether a passage tells what somebody did or said, and not what something is or becomes; a headline without a verb answers nothing."""
    if tells_event(passage):
        return True
    small = passage.text.lower()
    if passage.chinese:
        return not _STATE.search(small)
    return bool((VERB if passage.is_title else _SAID).search(small)) and not (
        passage.is_title and _OF_TEXT.search(small)
    )


def names_itself(text: str, name: str) -> bool:
    """Say whether a name stands in a text by itself: ChatGPT does not name GPT, nor does Qwen3.5 or Qwen3-VL name Qwen3."""
    place = text.find(name)
    if _GOES_ON.match(text, place + len(name)):
        return False
    sides = text[max(0, place - 1) : place] + text[place + len(name) : place + len(name) + 1]
    return not any(side.isalnum() and side.isascii() for side in sides)


def _about(name: str, plain: Sequence[Passage], printed: set[int], subject: Subject, *, chinese: bool) -> list[Passage]:
    """Return the best passage that the body does not print and that begins with a name.

    It must hold a word of the subject.
    """
    told = (
        p
        for p in plain
        if id(p) not in printed
        and p.chinese == chinese
        and not (p.is_title or p.personal)
        and (not subject.cohesive or subject.may_be_headed_by(p.words))
    )
    early = (p for p in told if name in p.text[: _EARLY + len(name)] and names_itself(p.text, name))
    return [p for p in early if p.score >= _WORTH_ASKING * max((q.score for q in plain), default=0.0)][:1]
