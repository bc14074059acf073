"""List records, newest first, by any filter: a page costs the same wherever it stands in the list, and however many records there are.

Each filter has an index that holds its records in the order of the list. Under several of them SQLite goes along one, that of the
filter whose records lie furthest apart, and looks at each record for the others; so at worst a page reads what the rarest filter
lets through. PostgreSQL has statistics, and chooses by itself.

Words have an index in another order, that of arrival. Where few records hold them, these are read and sorted. Where many do, the
list is gone along in stretches, and of each stretch the index is asked which records hold the words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, FromClause, Select, func, select, text, tuple_
from sqlmodel import Session

from app.language.search_query import Phrase, read_query
from app.store import cursor as cursors
from app.store import entities
from app.store.planning import along_no_index
from app.store.record_writes import RECORD, RECORD_BEAT, RECORD_ENTITY
from app.store.search import RECORDS, match
from app.store.times import micros

_COLUMNS = ("community", "source", "language", "kind")
_LINKS: Mapping[str, FromClause] = {"entity": RECORD_ENTITY, "beat": RECORD_BEAT}
# How far into each filter's list is looked to see how far apart its records lie.
_LOOKED_AHEAD = 200
# So many records that hold the words are read and sorted; that takes a few milliseconds.
_FEW = 2_000
_FIRST_STRETCH, _LONGEST_STRETCH = 500, 32_000

# A moment and a key: where a record stands in the list.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which active records are wanted; None wants any.

    `language` takes in its regions and scripts (zh has zh-Hans). `published_after` is the first moment wanted,
    `published_before` the first one not wanted. `q` holds words and “phrases”, all of which must stand in title or text.
    """

    source: str | None = None
    community: str | None = None
    kind: str | None = None
    language: str | None = None
    beat: str | None = None
    entity: str | None = None
    q: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None


class _Asked(NamedTuple):
    """A filter made ready: what each column and link must be, any one of the values, and within which times."""

    columns: Mapping[str, Sequence[str]]
    links: Mapping[str, str]
    after: int | None
    before: int | None
    phrases: Sequence[Phrase] | None


def places(
    session: Session, wanted: RecordFilter, limit: int, cursor: str | None = None
) -> tuple[list[int], str | None]:
    """Return the keys of up to `limit` records, newest first, and the cursor of what follows, None at the end.

    A page stays right while records arrive: it goes on behind the last one shown, by time and then by key.
    Raises `InvalidCursorError`.
    """
    filters = {"list": "records"} | asdict(wanted)
    behind = None if cursor is None else _place(cursors.decode(cursor, filters, (int, int)))
    found = list(islice(_in_order(session, _asked(session, wanted), behind, limit + 1), limit + 1))
    shown = found[:limit]
    return [key for _, key in shown], cursors.encode(shown[-1], filters) if len(found) > limit else None


def count(session: Session, wanted: RecordFilter) -> int:
    """Return how many records are wanted; this looks at each of them."""
    asked = _asked(session, wanted)
    if asked.phrases == []:
        return 0
    driver = None if asked.phrases else _driver(session, asked, None)
    total = 0
    for query in _queries(session, asked, driver, None):
        counted = query.where(RECORDS.holds(session, RECORD.c.pk, asked.phrases)) if asked.phrases else query
        total += session.connection().execute(select(func.count()).select_from(counted.subquery())).scalar_one()
    return total


def _place(position: Sequence[int | str]) -> Place:
    at, key = position
    return int(at), int(key)


def _asked(session: Session, wanted: RecordFilter) -> _Asked:
    """Make a filter ready."""
    columns = {name: [value] for name in _COLUMNS if (value := getattr(wanted, name)) is not None}
    if wanted.language is not None:
        columns["language"] = [wanted.language, *_regions(session, wanted.language)]
    links = {} if wanted.beat is None else {"beat": wanted.beat}
    if wanted.entity is not None:
        links["entity"] = entities.known_as(session, wanted.entity)
    return _Asked(
        columns,
        links,
        None if wanted.published_after is None else micros(wanted.published_after),
        None if wanted.published_before is None else micros(wanted.published_before),
        None if wanted.q is None else read_query(wanted.q),
    )


# Goes from each tag of the index to the next, without looking at what lies between.
_TAGS = text("""
    WITH RECURSIVE region (tag) AS (
        SELECT min(language) FROM record WHERE language >= :first AND language < :last
        UNION ALL
        SELECT (SELECT min(language) FROM record WHERE language > region.tag AND language < :last)
        FROM region WHERE region.tag IS NOT NULL
    )
    SELECT tag FROM region WHERE tag IS NOT NULL
""")


def _regions(session: Session, language: str) -> list[str]:
    """Return the tags of a language's regions and scripts that records bear: those that start with it and a hyphen."""
    first = f"{language}-"
    last = first[:-1] + chr(ord("-") + 1)
    found = session.connection().execute(_TAGS, {"first": first, "last": last}).scalars()
    return [tag for tag in found if tag.startswith(first)]


def _in_order(session: Session, asked: _Asked, behind: Place | None, most: int) -> Iterator[Place]:
    """Yield what is wanted behind a place, newest first, at least `most` where there are so many."""
    if asked.phrases is None:
        yield from _along(session, asked, behind, most)
    elif asked.phrases:
        if _are_few(session, asked.phrases):
            yield from _sorted(session, asked, behind, most)
        else:
            yield from _held(session, asked, behind)


def _along(session: Session, asked: _Asked, behind: Place | None, most: int) -> Iterator[Place]:
    """Yield up to `most` places along the index of one filter; where that has several values, their lists become one."""
    driver = _driver(session, asked, behind)
    lists = [
        [(at, key) for at, key in session.connection().execute(query.order_by(*_newest_first(query)).limit(most))]
        for query in _queries(session, asked, driver, behind)
    ]
    return islice(merge(*lists, reverse=True), most)


def _sorted(session: Session, asked: _Asked, behind: Place | None, most: int) -> Iterator[Place]:
    """Yield up to `most` places of those few that hold the words."""
    (query,) = _queries(session, asked, None, behind)
    query = query.where(RECORDS.holds(session, RECORD.c.pk, asked.phrases or ()))
    for at, key in session.connection().execute(query.order_by(*_newest_first(query)).limit(most)).all():
        yield int(at), int(key)


def _held(session: Session, asked: _Asked, behind: Place | None) -> Iterator[Place]:
    """Yield the places that hold the words, stretch by stretch of the list, each longer than the one before."""
    length = _FIRST_STRETCH
    while stretch := list(_along(session, asked, behind, length)):
        held = _holding(session, asked.phrases or (), [key for _, key in stretch])
        yield from (place for place in stretch if place[1] in held)
        if len(stretch) < length:
            return
        behind, length = stretch[-1], min(4 * length, _LONGEST_STRETCH)


def _driver(session: Session, asked: _Asked, behind: Place | None) -> str | None:
    """Return the filter along whose index to go: that whose records lie furthest apart from here on."""
    names = [*asked.links, *asked.columns]
    if len(names) < 2:  # noqa: PLR2004 - nothing to choose from
        return names[0] if names else None
    reached = {}
    for name in names:
        alone = asked._replace(
            columns={key: values for key, values in asked.columns.items() if key == name},
            links={key: value for key, value in asked.links.items() if key == name},
        )
        found = list(_ends(session, alone, name, behind))
        reached[name] = max(found) if found else -1
    return min(names, key=reached.__getitem__)


def _ends(session: Session, alone: _Asked, name: str, behind: Place | None) -> Iterator[int]:
    """Yield the moments at which a filter's lists are _LOOKED_AHEAD records further on, of those that are so long."""
    for query in _queries(session, alone, name, behind, shown=False):
        ahead = query.order_by(*_newest_first(query)).offset(_LOOKED_AHEAD).limit(1)
        found = session.connection().execute(ahead).first()
        if found is not None:
            yield int(found[0])


def _queries(
    session: Session, asked: _Asked, driver: str | None, behind: Place | None, *, shown: bool = True
) -> list[Select[Any]]:
    """Select place by place what is wanted along one filter's index, a query for each of its values, or along that of time.

    What `shown` says no to is whether withdrawn records are left out.
    """
    link = _LINKS.get(driver or "")
    if driver and link is not None:
        at, key = link.c.published_at, link.c.record_pk
        starts = [select(at, key).where(link.c[driver] == asked.links[driver])]
    else:
        at, key = RECORD.c.published_at, RECORD.c.pk
        values = asked.columns[driver] if driver else []
        starts = [select(at, key).where(RECORD.c[driver or ""] == value) for value in values] or [select(at, key)]
    conditions: list[ColumnElement[bool]] = [
        along_no_index(session, RECORD.c[name]).in_(values) for name, values in asked.columns.items() if name != driver
    ]
    # A link goes when its record is withdrawn, so only where there are other conditions is the record looked at.
    joined = link is not None and bool(conditions)
    if link is None and shown:
        conditions.append(RECORD.c.status == "active")
    conditions += [_linked(name, slug, key) for name, slug in asked.links.items() if name != driver]
    conditions += _within(asked, behind, at, key)
    return [(start.join(RECORD, RECORD.c.pk == key) if joined else start).where(*conditions) for start in starts]


def _linked(name: str, slug: str, key: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a record is linked, which its key answers."""
    link = _LINKS[name].alias()
    return select(link.c.record_pk).where(link.c.record_pk == key, link.c[name] == slug).exists()


def _within(
    asked: _Asked, behind: Place | None, at: ColumnElement[int], key: ColumnElement[int]
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on a record's time, and on its place behind another."""
    if asked.after is not None:
        yield at >= asked.after
    # What is behind a place is before that time too, and an index is gone along from one end alone.
    if asked.before is not None and behind is None:
        yield at < asked.before
    if behind is not None:
        yield tuple_(at, key) < tuple_(*behind)


def _newest_first(query: Select[Any]) -> list[ColumnElement[Any]]:
    return [column.desc() for column in query.selected_columns]


def _are_few(session: Session, phrases: Sequence[Phrase]) -> bool:
    """Say whether few records hold the words."""
    some = f"SELECT 1 AS held FROM record_search WHERE {RECORDS.condition[session.get_bind().dialect.name]} LIMIT {_FEW + 1}"  # noqa: S608 - fixed names
    counted = text(f"SELECT count(*) FROM ({some}) AS found")  # noqa: S608 - fixed names
    return int(session.connection().execute(counted, {"match": _match(session, phrases)}).scalar_one()) <= _FEW


# Each row that holds the words is looked up among the keys, which are few, while the index is gone along.
_AMONG_KEYS: Mapping[str, str] = {
    "sqlite": "rowid >= :lowest AND rowid <= :highest AND +rowid IN (SELECT value FROM json_each(:keys))",
    "postgresql": "pk = ANY(CAST(:keys AS bigint[]))",
}


def _holding(session: Session, phrases: Sequence[Phrase], keys: Sequence[int]) -> set[int]:
    """Return which of some records, by key, hold the words."""
    dialect = session.get_bind().dialect.name
    asked = text(f"{RECORDS.keys(dialect)} AND {_AMONG_KEYS[dialect]}")
    given: dict[str, Any] = {"match": _match(session, phrases), "keys": list(keys)}
    if dialect == "sqlite":
        given |= {"keys": orjson.dumps(keys).decode(), "lowest": min(keys), "highest": max(keys)}
    return set(session.connection().execute(asked, given).scalars())


def _match(session: Session, phrases: Sequence[Phrase]) -> str:
    return match(session.get_bind().dialect.name, phrases)
