"""The dek: what carries the title's news on, and what it rests on; else, in the writer's own words, what the story covers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from heapq import nsmallest

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.headline import Line
from app.writers.extractive.likeness import retells
from app.writers.extractive.making import TOLD, making_of
from app.writers.extractive.news import is_old
from app.writers.extractive.once import Told
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.printing import (
    SLANG,
    THEN,
    is_printable,
    is_read,
    is_statement,
    may_head,
    printed_as,
    shortened,
    tells_something,
)
from app.writers.extractive.subject import FIELD_WORDS, Subject

_LONGEST = 240
_LONGEST_ZH = 110
_ATTRIBUTION = 40
_SAME, _SAME_ZH, _UNDONE = 0.6, 0.4, 0.4
# A title with so many commas is a table of contents.
_A_LIST = 3
_OF_THE_DAY = timedelta(days=1)
# Of other news than the title's a dek names so many headlines of a round-up, of what somebody published.
_MOST_OTHERS, _ALSO = 2, 16
_MOST_READ = 10
_PAST = timedelta(days=7)
_TELLS_NEWS = frozenset({"article", "post"})
# A dek is made of what a text begins with; a title is worth so much less.
_LEAD = 4
_AS_TITLE = 0.8
# Another record is of the title's event where it came within so many days, and shares so many words with the title, so much of it among them.
_OF_THE_EVENT = timedelta(days=3)
_SHARED, _SHARED_ZH = 3, 6
_OF_TITLE, _OF_TITLE_ZH = 0.4, 0.35
# Of a short title most words are enough.
_LEAST, _MOST_OF_TITLE = 2, 0.6


def write_dek(
    every: Sequence[Passage],
    told: Told,
    title: Line,
    subject: Subject,
    phrases: Phrases,
    plain: Callable[[], Line],
    opposite: Collection[int] = frozenset(),
) -> Line:
    """Write the line under the title: what its own record goes on to say, or another of the same event, else the `plain` one, what the story covers.

    `every` are the passages of the records that the story quotes. What the body does not print, or can do without, goes before what it tells
    again; what the dek takes, the body gives up. Another story's news is told as what it is. `opposite` are the identities of what
    stands against the title: whoever reads the one reads the other.
    """
    # What stands above a round-up is one of many things, so that the line under it says what else there is.
    event = _Event(every, title, subject.anchors, chinese=phrases.chinese)
    if subject.cohesive:
        longest = _LONGEST_ZH if phrases.chinese else _LONGEST
        newest = max(p.record.published_at for p in every)
        for passage in _by_worth(every, told, event, subject, phrases, opposite):
            short = shortened(passage, longest - _ATTRIBUTION)
            told.put_above(passage)
            return Line(_text(short, newest, phrases), (phrases.voice.span(short, whole=False),))
    if others := _other_news(every, told, event, subject, phrases):
        for passage in others:
            told.put_above(passage)
        text = phrases.also([phrases.voice.words(p, whole=False) for p in others])
        return Line(text, tuple(phrases.voice.span(p, whole=False) for p in others))
    return plain()


def _other_news(
    every: Sequence[Passage], told: Told, event: _Event, subject: Subject, phrases: Phrases
) -> list[Passage]:
    """Return the headlines of other news that a story tells of, the most central first: one of a subject, two of a round-up."""
    newest = max(p.record.published_at for p in every)
    most = 1 if subject.cohesive else _MOST_OTHERS
    room = (_LONGEST_ZH if phrases.chinese else _LONGEST) - _ALSO
    found: list[Passage] = []
    # What is only a title cannot be given up by the body.
    titles = (p for p in every if p.is_title and p.record.kind in _TELLS_NEWS and p.record.text and not p.beside)
    for passage in nsmallest(_MOST_READ, titles, key=lambda p: (-p.score, p.index)):
        if (
            len(passage.text) <= room
            and may_head(passage, phrases)
            and not (
                passage.question or is_old(passage.record, newest) or (subject.cohesive and event.is_past(passage))
            )
            and subject.may_be_headed_by(passage.words)
            and (subject.chief is None or subject.chief.is_named_by(passage.record.id))
            and event.is_other(passage)
            and is_printable(passage, printed_as(passage.text))
            and making_of(passage, passage.text) >= TOLD
            and told.may_put_above(passage)
            and all(len(passage.words & p.words) < _SAME * len(passage.words) for p in found)
        ):
            found.append(passage)
            room -= len(passage.text)
            if len(found) == most:
                break
    return found


def _by_worth(
    every: Sequence[Passage],
    told: Told,
    event: _Event,
    subject: Subject,
    phrases: Phrases,
    opposite: Collection[int],
) -> Iterable[Passage]:
    """Return what carries the title's news on, the best first: untold before told, and what its publication goes on to say before others."""
    fits = _Fitting(every, event, phrases)
    found = [p for p in every if id(p) in opposite and fits(p, opposite=True)] or [
        p
        for p in every
        if p.order <= _LEAD and event.is_of(p) and fits(p) and (event.is_lead(p) or not told.is_told_above(p))
    ]
    return sorted(
        found,
        key=lambda p: (
            not told.may_put_above(p),
            not event.is_lead(p),
            event.is_lead(p) and retells(p.words, event.words),
            -len(subject.asked & p.words),
            p.order if event.is_lead(p) else 0,
            -p.score * (_AS_TITLE if p.is_title else 1.0),
            p.index,
        ),
    )


class _Event:
    """What a title tells of: its records, their days, and its words."""

    def __init__(self, every: Sequence[Passage], title: Line, anchors: frozenset[str], *, chinese: bool) -> None:
        self.titled = {span.record_id for span in title.spans}
        self._heads = {p.record.external_id for p in every if p.record.id in self.titled}
        self.times = sorted({p.record.published_at for p in every if p.record.id in self.titled})
        self.words = frozenset(content_words(title.text))
        self._telling = self.words - FIELD_WORDS
        self._shared, self._share = (_SHARED_ZH, _OF_TITLE_ZH) if chinese else (_SHARED, _OF_TITLE)
        self._anchors = anchors
        self._chinese = chinese

    def is_lead(self, passage: Passage) -> bool:
        """Say whether a passage stands under the title in what somebody published."""
        return passage.record.id in self.titled and passage.record.kind not in PERSONAL

    def is_other(self, passage: Passage) -> bool:
        """Say whether a passage is of another record, and holds less than half of the title's words."""
        return passage.record.id not in self.titled and len(self.words & passage.words) < _UNDONE * len(self.words)

    def is_past(self, passage: Passage) -> bool:
        """Say whether a passage is of days well before the title's: what was threatened then may have been done since."""
        return bool(self.times) and self.times[-1] - passage.record.published_at > _PAST

    def is_of(self, passage: Passage) -> bool:
        """Say whether a passage is of the title's event: of its record or in reply to it, and in its words, or of those days and in most of its words."""
        words = {word for word in self._telling & passage.words if not word.isdecimal()}
        shared = len(words)
        own = passage.record.id in self.titled
        if own or passage.record.parent_external_id in self._heads:
            return shared >= (1 if own else 2) + self._chinese
        at = passage.record.published_at
        near = any(abs(at - time) <= _OF_THE_EVENT for time in self.times)
        most = shared >= max(_LEAST, _MOST_OF_TITLE * len(self._telling)) and not self._chinese
        # What all records name is the subject's; the event's own is what is done to it.
        more = self._shared + words.issubset(self._anchors)
        return near and (most or shared >= max(more, self._share * len(self._telling)))


class _Fitting:
    """Says whether a passage adds something to the title, and is told as it stands to whoever reads no further."""

    def __init__(self, every: Sequence[Passage], event: _Event, phrases: Phrases) -> None:
        self._title, self._phrases = event.words, phrases
        self._newest = max(p.record.published_at for p in every)
        self._titled_at = event.times[-1] if event.times else None
        self._own = event.titled
        self._longest = _LONGEST_ZH if phrases.chinese else _LONGEST

    def __call__(self, passage: Passage, *, opposite: bool = False) -> bool:
        if passage.clipped or passage.leaning or passage.question or passage.beside or not passage.words:
            return False
        at, own = passage.record.published_at, passage.record.id in self._own
        # What was done before may have been undone by what the title tells of the same things.
        same = _SAME_ZH if passage.chinese else _SAME
        limit = _UNDONE if (self._titled_at or at) - at > _OF_THE_DAY else same
        if (
            not is_read(passage, self._phrases)
            or (not opposite and len(passage.words & self._title) >= len(passage.words) * limit)
            or (is_old(passage.record, self._newest) and not own)
        ):
            return False
        if SLANG.search(passage.text.lower().replace("a.i.", "ai")) or passage.reports_voices:
            return False
        if not (
            (is_statement(passage) and passage.text.count(",") < _A_LIST)
            if passage.is_title
            else passage.listed or tells_something(passage)
        ):
            return False
        text = _text(shortened(passage, self._longest - _ATTRIBUTION), self._newest, self._phrases)
        return 0 < len(text) <= self._longest


def _text(short: Passage, newest: datetime, phrases: Phrases) -> str:
    """Write the dek around a passage, with its day where it speaks of one that only its own day explains: “today”."""
    then = newest - short.record.published_at > _OF_THE_DAY and THEN.search(short.text.lower())
    return phrases.dek(short, phrases.voice.owner(short.record), dated=bool(then))
