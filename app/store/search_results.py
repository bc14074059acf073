"""Search stories and records together: the newest that hold the words, ranked by how much they are about them and by time.

No index ranks a common word in less than the time it takes to look at everything that holds it. So the newest few hundred
of each sort are taken from the index, in the order in which they were stored, ranked, and shown; behind them come the next
few hundred. What a row is worth depends on the row and the query alone, on no count over the others, so that a page that
was asked for goes on where the one before ended, whatever has been stored meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from math import log2
from typing import Any, Literal, NamedTuple

import orjson
from sqlalchemy import Row, text
from sqlmodel import Session

from app.errors import InvalidCursorError
from app.language.search_hits import Seeker
from app.language.search_query import read_query
from app.store import cursor as cursors
from app.store import entities
from app.store.found import Found, found_records, found_stories
from app.store.search import RECORDS, STORIES, SearchIndex, match
from app.store.times import micros
from schemas.search import FoundRecord, FoundStory

_NEWEST = 500
# Records whose words change, and drafts that are published, come to hold words within a span that has been shown in part.
_MOST_LATER = 4 * _NEWEST
# How far into a text its words are counted: news says at its beginning what it is about.
_COUNTED = 6_000

# Okapi BM25's saturation of a word's count by the length of the text (Robertson and Zaragoza 2009, section 3.4) with the usual
# constants, a fixed length for the average, and no weight for rare words: all words have to be there, so none stands for others.
_SATURATION, _BY_LENGTH, _USUAL_LENGTH = 1.2, 0.75, 1_000
# A word in a title counts as so many in the text.
_TITLE_COUNTS = 4
# What is twice as much about the words stands level with what is newer by this.
_DOUBLED = 10 * 24 * 3600 * 1_000_000

_BEYOND_ALL_KEYS = 2**62


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """What is searched for, and among what; None wants any.

    `language` takes in its regions and scripts. `published_after` is the first moment wanted, `published_before` the first
    one not wanted.
    """

    q: str
    type: Literal["story", "record"] | None = None
    beat: str | None = None
    entity: str | None = None
    source: str | None = None
    language: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of thing that is searched, by the name of its table: its index, and how its rows, each an `item`, are read and filtered."""

    index: SearchIndex
    columns: str
    shown: str
    conditions: Mapping[str, str]


_ALIKE = {
    "language": "(item.language = :language OR substr(item.language, 1, :width) = :regions)",
    "published_after": "item.published_at >= :published_after",
    "published_before": "item.published_at < :published_before",
}
_SORTS: Mapping[str, _Sort] = {
    "story": _Sort(
        STORIES,
        "item.summary",
        "item.status = 'published'",
        _ALIKE
        | {
            "beat": "item.beat = :beat",
            "entity": "EXISTS (SELECT 1 FROM story_entity WHERE story_pk = {key} AND entity = :entity)",
            "source": "EXISTS (SELECT 1 FROM story_source WHERE story_pk = {key} AND source = :source)",
        },
    ),
    "record": _Sort(
        RECORDS,
        f"item.title, substr(item.text, 1, {_COUNTED})",
        "item.status = 'active'",
        _ALIKE
        | {
            "beat": "EXISTS (SELECT 1 FROM record_beat WHERE record_pk = {key} AND beat = :beat)",
            "entity": "EXISTS (SELECT 1 FROM record_entity WHERE record_pk = {key} AND entity = :entity)",
            "source": "item.source = :source",
        },
    ),
}


def statement(sort: str, dialect: str, names: Sequence[str]) -> str:
    """Return the query for the newest rows of a sort that hold the words and meet the named conditions.

    CROSS JOIN makes SQLite go through the index, newest first, and stop when there are enough; another order would
    gather all that holds a common word first. A link is looked for by the key in the index, before the row is read.
    """
    of = _SORTS[sort]
    key = of.index.key[dialect]
    ends = f"{key} <= :top AND {key} >= :bottom"
    conditions = " AND ".join(
        [
            of.index.condition[dialect],
            f"item.pk = {key}",
            ends,
            of.shown,
            *(of.conditions[name].format(key=key) for name in names),
        ]
    )
    return (
        f"SELECT item.pk, item.published_at, {of.columns} FROM {of.index.table} CROSS JOIN {sort} AS item"  # noqa: S608 - fixed names
        f" WHERE {conditions} ORDER BY {key} DESC LIMIT :most"
    )


class _Ranked(NamedTuple):
    """A row by its worth: what is greater is shown first."""

    rank: int
    sort: str
    key: int


class _Span(NamedTuple):
    """From which key down to which the rows of a sort are ranked together; the lower end is None until they have been read."""

    top: int
    bottom: int | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a list goes on: among which rows, and behind which of them (None before the first)."""

    spans: Mapping[str, _Span]
    behind: _Ranked | None

    def position(self) -> list[int | str]:
        """Return the place as a cursor holds it."""
        spans = [end for span in self.spans.values() for end in (span.top, span.bottom or 0)]
        return [*spans, *(self.behind or ())]

    @classmethod
    def read(cls, position: Sequence[int | str], sorts: Sequence[str]) -> _Place:
        """Return the place that a cursor holds; raise InvalidCursorError where it is none."""
        ends, behind = position[: 2 * len(sorts)], position[2 * len(sorts) :]
        match behind:
            case [int(rank), str(sort), int(key)] if sort in sorts and all(isinstance(end, int) for end in ends):
                bounds = [int(end) for end in ends]
                spans = [_Span(top, bottom) for top, bottom in zip(bounds[::2], bounds[1::2], strict=True)]
                return cls(dict(zip(sorts, spans, strict=True)), _Ranked(rank, sort, key))
        raise InvalidCursorError("The cursor was not made here.")


def page(
    session: Session, wanted: SearchFilter, limit: int, cursor: str | None = None
) -> tuple[list[FoundStory | FoundRecord], str | None]:
    """Return up to `limit` stories and records that hold every word of the query, and the cursor of the next page, None at the end.

    A query without a word in it finds nothing. Raises InvalidCursorError for a cursor of another list.
    """
    filters = {"list": "search"} | asdict(wanted)
    sorts = [wanted.type] if wanted.type else list(_SORTS)
    place = _Place(dict.fromkeys(sorts, _Span(_BEYOND_ALL_KEYS, None)), None)
    if cursor is not None:
        place = _Place.read(cursors.decode(cursor, filters), sorts)
    phrases = read_query(wanted.q)
    if not phrases:
        return [], None
    seeker = Seeker(phrases)
    given = _values(session, wanted) | {"match": match(session.get_bind().dialect.name, phrases)}
    shown: list[tuple[_Ranked, _Place]] = []
    for each in _in_order(session, seeker, given, place):
        if len(shown) == limit:
            ranked, at = shown[-1]
            return _read(session, seeker, shown), cursors.encode(_Place(at.spans, ranked).position(), filters)
        shown.append(each)
    return _read(session, seeker, shown), None


def _values(session: Session, wanted: SearchFilter) -> dict[str, Any]:
    """Return the filter as the values of the conditions that it names."""
    values = {name: value for name, value in asdict(wanted).items() if value is not None and name not in ("q", "type")}
    for name in ("published_after", "published_before"):
        if name in values:
            values[name] = micros(values[name])
    if wanted.entity is not None:
        values["entity"] = entities.known_as(session, wanted.entity)
    if wanted.language is not None:
        values["regions"] = f"{wanted.language}-"
        values["width"] = len(values["regions"])
    return values


def _in_order(
    session: Session, seeker: Seeker, given: Mapping[str, Any], place: _Place
) -> Iterator[tuple[_Ranked, _Place]]:
    """Go through what is found from a place on, best first, span by span; name with each the place where its span is."""
    while any(span.bottom != 0 or place.behind for span in place.spans.values()):
        ranked: list[_Ranked] = []
        spans: dict[str, _Span] = {}
        for sort, span in place.spans.items():
            rows = _rows(session, sort, span, given)
            ranked += [_Ranked(_rank(seeker, sort, row), sort, row[0]) for row in rows]
            spans[sort] = _settled(span, rows)
        place = _Place(spans, place.behind)
        for each in sorted(ranked, reverse=True):
            if place.behind is None or each < place.behind:
                yield each, place
        place = _Place({sort: _below(span) for sort, span in spans.items()}, None)


def _rows(session: Session, sort: str, span: _Span, given: Mapping[str, Any]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read the rows of a span, newest first; of one that has been read before, whatever is in it by now."""
    if span.top < 1:
        return []
    names = [name for name in given if name in _SORTS[sort].conditions]
    most = _NEWEST if span.bottom is None else _MOST_LATER
    ends = {"top": span.top, "bottom": span.bottom or 0, "most": most}
    asked = text(statement(sort, session.get_bind().dialect.name, names))
    return session.connection().execute(asked, {**given, **ends}).all()


def _settled(span: _Span, rows: Sequence[Row[*tuple[Any, ...]]]) -> _Span:
    """Return a span with its ends where its rows put them: nothing that is stored from now on gets into it."""
    if span.bottom is not None:
        return span
    return _Span(rows[0][0] if rows else 0, rows[-1][0] if len(rows) == _NEWEST else 0)


def _below(span: _Span) -> _Span:
    """Return the span below another; one that ends at 0 has none, and so has that."""
    return _Span(span.bottom - 1, None) if span.bottom else _Span(0, 0)


def _rank(seeker: Seeker, sort: str, row: Row[*tuple[Any, ...]]) -> int:
    """Return what a row is worth: its time in microseconds, later by _DOUBLED for each time that it doubles in relevance."""
    if sort == "record":
        title, body = row[2], row[3]
    else:
        told = orjson.loads(row[2])
        title, body = told["title"], told["dek"]
    return int(row[1]) + round(_DOUBLED * log2(_relevance(seeker, title or "", body or "")))


def _relevance(seeker: Seeker, title: str, body: str) -> float:
    """Return how much a text is about the words, from above 0 to 2.2: the mean over the phrases.

    A phrase that is not found again stands further down, or in a form that only the index takes for the same: it counts once.
    A story's body is its dek here, since reading five hundred whole stories would take longer than everything else.
    """
    length = len(title) + len(body)
    damped = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * length / _USUAL_LENGTH)
    worth = 0.0
    for in_title, in_body in seeker.counts(title, body):
        count = _TITLE_COUNTS * in_title + in_body or 1
        worth += count * (_SATURATION + 1) / (count + damped)
    return worth / seeker.phrases


def _read(session: Session, seeker: Seeker, shown: Sequence[tuple[_Ranked, _Place]]) -> list[FoundStory | FoundRecord]:
    """Read what is shown, in its order, with its snippets."""
    keys = {sort: [each.key for each, _ in shown if each.sort == sort] for sort in _SORTS}
    found: dict[str, Mapping[int, Found]] = {
        "story": found_stories(session, seeker, keys["story"]),
        "record": found_records(session, seeker, keys["record"]),
    }
    return [found[each.sort][each.key] for each, _ in shown]
