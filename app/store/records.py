"""Read records: one by one, many at once, and page by page, newest first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import orjson
from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select, tuple_
from sqlmodel import Session

from app.language.injection import injected_spans
from app.store import cursor as cursors
from app.store import entities, search
from app.store.compiled import CompiledQuery
from app.store.record_writes import RECORD, RECORD_BEAT, RECORD_ENTITY, VERSION, erase, replace_links, upsert
from app.store.times import micros, moment
from schemas.record import Record, RecordBeat, RecordDetail, RecordEntity

__all__ = [
    "RecordFilter",
    "beats_of",
    "count",
    "detail",
    "entities_of",
    "erase",
    "get",
    "get_many",
    "page",
    "replace_links",
    "states",
    "suspected",
    "upsert",
    "version",
]

# Writers read no further into a text than this, so an order beyond it reaches nobody.
_READ_FOR_ORDERS = 20_000
_NAMES = tuple(Record.model_fields)
_FIELDS = [RECORD.c[name] for name in _NAMES]
_AMONG = RECORD.c.id.in_(bindparam("ids", expanding=True))
_RECORDS = CompiledQuery(select(*_FIELDS).where(_AMONG))
_STATES = CompiledQuery(select(RECORD.c.id, RECORD.c.status, RECORD.c.version).where(_AMONG))
_ENTITIES = CompiledQuery(
    select(RECORD.c.id, RECORD_ENTITY.c.entity, RECORD_ENTITY.c.mentions)
    .join(RECORD_ENTITY, RECORD_ENTITY.c.record_pk == RECORD.c.pk)
    .where(_AMONG)
    .order_by(RECORD_ENTITY.c.mentions.desc(), RECORD_ENTITY.c.entity)
)
_BEATS = CompiledQuery(
    select(RECORD.c.id, RECORD_BEAT.c.beat, RECORD_BEAT.c.score, RECORD_BEAT.c.terms)
    .join(RECORD_BEAT, RECORD_BEAT.c.record_pk == RECORD.c.pk)
    .where(_AMONG)
    .order_by(RECORD_BEAT.c.score.desc(), RECORD_BEAT.c.beat)
)


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


def get(session: Session, record_id: str) -> Record | None:
    """Return a record as it stands, a withdrawn one without its words, or None."""
    return get_many(session, [record_id]).get(record_id)


def get_many(session: Session, ids: Iterable[str]) -> dict[str, Record]:
    """Return records by id, withdrawn ones too; unknown ids are left out."""
    return {row[0]: _record(row) for row in _each(session, _RECORDS, ids)}


def states(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return the status and the version at which each record stands; unknown ids are left out."""
    return {record_id: (status, number) for record_id, status, number in _each(session, _STATES, ids)}


def detail(session: Session, record_id: str) -> RecordDetail | None:
    """Return a record with what has been read from it, or None."""
    row = session.connection().execute(select(*_FIELDS, RECORD.c.raw).where(RECORD.c.id == record_id)).first()
    if row is None:
        return None
    mentions = entities_of(session, [record_id]).get(record_id, {})
    return RecordDetail(
        **_fields(row),
        beats=beats_of(session, [record_id]).get(record_id, []),
        entities=[RecordEntity(slug=slug, mentions=number) for slug, number in mentions.items()],
        suspected_injection=_speaks_to_model(row.title, row.text, row.author, row.community, _written_in(row.url)),
        # Python's own reader keeps every digit of a large whole number.
        raw=None if row.raw is None else json.loads(row.raw),
    )


def version(session: Session, record_id: str, number: int) -> Record | None:
    """Return a version of a record, or None; what is not its words is as it stands now."""
    connection = session.connection()
    row = connection.execute(select(*_FIELDS, RECORD.c.pk).where(RECORD.c.id == record_id)).first()
    if row is None or row.version == number:
        return None if row is None else _record(row)
    chosen = VERSION.c.record_pk == row.pk, VERSION.c.version == number
    words = connection.execute(select(VERSION).where(*chosen)).first()
    if words is None:
        return None
    earlier = {"title": words.title, "text": words.text, "language": words.language, "version": number}
    return Record(**(_fields(row) | earlier | {"collected_at": moment(words.collected_at)}))


def page(
    session: Session, wanted: RecordFilter, limit: int, cursor: str | None = None
) -> tuple[list[Record], str | None]:
    """Return up to `limit` records, newest first, and the cursor of the next page, None at the end.

    A page stays right while records arrive: it goes on behind the last one shown, by time and then by key.
    Raises `InvalidCursorError`.
    """
    filters = {"list": "records"} | asdict(wanted)
    query, published_at, key = _wanted(session, wanted, _FIELDS)
    if cursor is not None:
        query = query.where(tuple_(published_at, key) < tuple_(*cursors.decode(cursor, filters)))
    query = query.add_columns(published_at.label("at"), key.label("key"))
    rows = session.connection().execute(query.order_by(published_at.desc(), key.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    more = len(rows) > limit
    return [_record(row) for row in shown], cursors.encode([shown[-1].at, shown[-1].key], filters) if more else None


def count(session: Session, wanted: RecordFilter) -> int:
    """Return how many records are wanted."""
    query, _, _ = _wanted(session, wanted, [func.count()])
    return int(session.connection().execute(query).scalar_one())


def entities_of(session: Session, ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return how often each record names each entity, most often first; a record that names none is left out."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for record_id, slug, mentions in _each(session, _ENTITIES, ids):
        found[record_id][slug] = mentions
    return dict(found)


def beats_of(session: Session, ids: Iterable[str]) -> dict[str, list[RecordBeat]]:
    """Return the beats that each record is filed under, best first."""
    found: dict[str, list[RecordBeat]] = defaultdict(list)
    for record_id, slug, score, terms in _each(session, _BEATS, ids):
        found[record_id].append(RecordBeat(slug=slug, score=score, terms=orjson.loads(terms)))
    return dict(found)


def suspected(found: Iterable[Record]) -> set[str]:
    """Return which of some records, by id, hold words addressed to a model.

    This is read from their words whenever it is asked, not kept: the rules grow as attacks do, and a story asks it of
    hundreds of records where an ingestion would of millions.
    """
    return {r.id for r in found if _speaks_to_model(r.title, r.text, r.author, r.community, _written_in(r.url))}


def _speaks_to_model(*fields: str | None) -> bool:
    """Say whether a record holds words addressed to a model, in its text or in what a citation prints of it."""
    return bool(injected_spans("\n".join(field[:_READ_FOR_ORDERS] for field in fields if field)))


def _written_in(url: str | None) -> str | None:
    """Return the words that an address holds in their escaped form, which a citation prints too; None where it holds none."""
    return unquote(url) if url and "%20" in url else None


def _each(session: Session, query: CompiledQuery, ids: Iterable[str]) -> Sequence[Any]:
    """Ask a query that was made for records by id; return its rows."""
    return query.rows(session, ids=list(dict.fromkeys(ids)))


def _wanted(
    session: Session, wanted: RecordFilter, columns: Sequence[ColumnElement[Any]]
) -> tuple[Select[Any], ColumnElement[int], ColumnElement[int]]:
    """Select the records wanted; return the time and the key to sort by, too.

    Under an entity or a beat these are those of the link, whose index holds them in order: a page costs the same
    however many records there are.
    """
    query = select(*columns).select_from(RECORD)
    published_at, key = RECORD.c.published_at, RECORD.c.pk
    entity = None if wanted.entity is None else entities.known_as(session, wanted.entity)
    for table, name, slug in ((RECORD_BEAT, "beat", wanted.beat), (RECORD_ENTITY, "entity", entity)):
        if slug is not None:
            query = query.join(table, table.c.record_pk == RECORD.c.pk).where(table.c[name] == slug)
            published_at, key = table.c.published_at, table.c.record_pk
    exact = {"source": wanted.source, "community": wanted.community, "kind": wanted.kind}
    conditions = [RECORD.c[name] == value for name, value in exact.items() if value is not None]
    conditions.append(RECORD.c.status == "active")
    if wanted.language is not None:
        tag = RECORD.c.language
        conditions.append((tag == wanted.language) | tag.startswith(f"{wanted.language}-", autoescape=True))
    if wanted.published_after is not None:
        conditions.append(published_at >= micros(wanted.published_after))
    if wanted.published_before is not None:
        conditions.append(published_at < micros(wanted.published_before))
    if wanted.q is not None:
        conditions.append(search.RECORDS.matches(session, RECORD.c.pk, wanted.q))
    return query.where(*conditions), published_at, key


def _record(row: Row[*tuple[Any, ...]]) -> Record:
    """Turn a row into the record that it holds."""
    return Record(**_fields(row))


def _fields(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """Turn a row, which starts with _FIELDS, into the fields of a record."""
    fields = dict(zip(_NAMES, row, strict=False))
    fields["published_at"] = moment(fields["published_at"])
    fields["collected_at"] = moment(fields["collected_at"])
    fields["engagement"] = orjson.loads(fields["engagement"])
    fields["image"] = None if fields["image"] is None else orjson.loads(fields["image"])
    return fields
