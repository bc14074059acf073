"""The dek: one or two sentences under the title, and what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.language.tokens import content_words
from app.story.draft import Span
from app.writers.extractive.headline import SLANG, THEN, Line, is_read, is_statement, shortened, tells_something
from app.writers.extractive.news import is_news, is_old
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.subject import Subject

_LONGEST = 210
_LONGEST_ZH = 90
_ATTRIBUTION = 40
_SAME, _UNDONE = 0.6, 0.4
# A title with so many commas is a table of contents.
_A_LIST = 3
_OF_THE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DekFacts:
    """What a dek may count on: the records asked for, their publishers, and the first and last quoted."""

    records: int
    publishers: int
    first: Passage
    last: Passage


def write_dek(chosen: Sequence[Passage], title: Line, subject: Subject, phrases: Phrases, facts: DekFacts) -> Line:
    """Write one or two sentences under the title: what else is told, in its owner's words, or what the story covers."""
    titled = {span.record_id for span in title.spans}
    of_title = frozenset(content_words(title.text))
    longest = _LONGEST_ZH if phrases.chinese else _LONGEST
    newest = facts.last.record.published_at
    titled_at = max(
        (p.record.published_at for p in chosen if p.record.id in titled), default=facts.first.record.published_at
    )
    fit = [
        shortened(p, longest - _ATTRIBUTION)
        for p in sorted(
            chosen,
            key=lambda p: (
                is_old(p.record, newest),
                -len(subject.asked & p.words),
                -p.score * (0.8 if p.is_title else 1.0),
                p.index,
            ),
        )
        if p.record.id not in titled
        and is_read(p, phrases)
        and not (p.clipped or p.leaning or p.question or p.reports_voices)
        and subject.may_be_headed_by(p.words)
        # A dek tells no day, so that “yesterday” is the day before the newest record.
        and not (newest - p.record.published_at > _OF_THE_DAY and THEN.search(p.text.lower()))
        and not SLANG.search(p.text.lower().replace("a.i.", "ai"))
        and (is_statement(p) and p.text.count(",") < _A_LIST if p.is_title else tells_something(p))
        # What was done before may have been undone by what the title tells of the same things.
        and len(p.words & of_title)
        < len(p.words) * (_UNDONE if titled_at - p.record.published_at > _OF_THE_DAY else _SAME)
    ]
    told = [p for p in fit if is_news(p)]
    said = [p for p in fit if not is_news(p) and not p.is_title]
    if subject.cohesive:
        pairs = [(one, other) for one in told[:1] for other in said[:1]]
        for found in (*pairs, *((p,) for p in told), *((p,) for p in said)):
            text = phrases.dek([(p, phrases.voice.owner(p.record)) for p in found])
            if text and len(text) <= longest:
                return Line(text, tuple(phrases.voice.span(p, whole=False) for p in found))
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in (facts.first, facts.last))
    return Line(phrases.plain_dek(facts), spans)
