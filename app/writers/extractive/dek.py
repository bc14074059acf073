"""The dek: one or two sentences under the title, and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.language.tokens import content_words
from app.story.draft import Span
from app.writers.extractive.headline import Line
from app.writers.extractive.news import is_news, is_old
from app.writers.extractive.once import Told
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.printing import SLANG, THEN, is_read, is_statement, shortened, tells_something
from app.writers.extractive.subject import Subject

_LONGEST = 210
_LONGEST_ZH = 90
_ATTRIBUTION = 40
_SAME, _UNDONE = 0.6, 0.4
# A title with so many commas is a table of contents.
_A_LIST = 3
_OF_THE_DAY = timedelta(days=1)
# A dek is made of what a text begins with; a title is worth so much less.
_LEAD = 4
_AS_TITLE = 0.8
# What the body does not tell goes above it where it is worth so much of the best that the body tells.
_WORTHY = 0.5


@dataclass(frozen=True, slots=True)
class DekFacts:
    """What a dek may count on: the records asked for, their publishers, and the first and last quoted."""

    records: int
    publishers: int
    first: Passage
    last: Passage
    titled_at: datetime | None = None


def write_dek(
    every: Sequence[Passage],
    told: Told,
    title: Line,
    subject: Subject,
    phrases: Phrases,
    facts: DekFacts,
) -> Line:
    """Write one or two sentences under the title: what else is told, in its owner's words, or what the story covers.

    `every` are the passages of the records that the story quotes. What the body does not print, or can do without, goes before what it tells
    again; what the dek takes, the body gives up.
    """
    longest = _LONGEST_ZH if phrases.chinese else _LONGEST
    newest = facts.last.record.published_at
    titled = {span.record_id for span in title.spans}
    fits = _Fitting(title, facts, subject, phrases)
    # The first news and the first talk: of others than the title's record, of that, what the body tells too, what was told long before.
    best, own, again, old = levels = tuple(dict[bool, Passage]() for _ in range(4))
    for passage in sorted(
        (p for p in every if p.order <= _LEAD),
        key=lambda p: (
            -len(subject.asked & p.words),
            -p.score * (_AS_TITLE if p.is_title else 1.0),
            p.index,
        ),
    ):
        is_told = is_news(passage)
        if is_told in best or (passage.is_title and not is_told) or not fits(passage):
            continue
        level = best
        if is_old(passage.record, newest):
            level = old
        elif not told.may_put_above(passage):
            level = again
        elif passage.record.id in titled:
            level = own
        level.setdefault(is_told, passage)
        if len(best) > 1 or (best and not subject.cohesive):
            break
    worthy = _first_worthy(levels)
    found = [p for p in map(worthy.get, (True, False)) if p is not None]
    for taken in (found, found[:1], found[1:]):
        shorts = [shortened(p, longest - _ATTRIBUTION) for p in taken]
        if taken and len(text := _text(shorts, phrases)) <= longest:
            for passage in taken:
                told.put_above(passage)
            return Line(text, tuple(phrases.voice.span(p, whole=False) for p in shorts))
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in (facts.first, facts.last))
    return Line(phrases.plain_dek(facts), spans)


def _first_worthy(levels: Sequence[Mapping[bool, Passage]]) -> Mapping[bool, Passage]:
    """Return the first level that holds anything, unless what the next holds is far more of the subject: then it is worth being told again."""
    held = [level for level in levels[:-1] if level] or [levels[-1]]
    best = [max(p.score for p in level.values()) if level else 0.0 for level in held]
    return next(level for level, score in zip(held, best, strict=True) if score >= _WORTHY * max(best))


class _Fitting:
    """Says whether a passage adds something to the title, and is told as it stands to whoever reads no further."""

    def __init__(self, title: Line, facts: DekFacts, subject: Subject, phrases: Phrases) -> None:
        self._title = frozenset(content_words(title.text))
        self._facts, self._subject, self._phrases = facts, subject, phrases
        self._longest = _LONGEST_ZH if phrases.chinese else _LONGEST

    def __call__(self, passage: Passage) -> bool:
        if passage.clipped or passage.leaning or passage.question or passage.beside or not passage.words:
            return False
        at, newest = passage.record.published_at, self._facts.last.record.published_at
        # What was done before may have been undone by what the title tells of the same things.
        limit = _UNDONE if (self._facts.titled_at or at) - at > _OF_THE_DAY else _SAME
        if (
            not is_read(passage, self._phrases)
            or len(passage.words & self._title) >= len(passage.words) * limit
            or not self._subject.may_be_headed_by(passage.words)
        ):
            return False
        small = passage.text.lower().replace("a.i.", "ai")
        # A dek tells no day, so that “yesterday” is the day before the newest record.
        if (newest - at > _OF_THE_DAY and THEN.search(small)) or SLANG.search(small) or passage.reports_voices:
            return False
        if not (
            (is_statement(passage) and passage.text.count(",") < _A_LIST)
            if passage.is_title
            else passage.listed or tells_something(passage)
        ):
            return False
        text = _text([shortened(passage, self._longest - _ATTRIBUTION)], self._phrases)
        return 0 < len(text) <= self._longest


def _text(shorts: Sequence[Passage], phrases: Phrases) -> str:
    return phrases.dek([(p, phrases.voice.owner(p.record)) for p in shorts])
