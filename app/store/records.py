"""Read records: one by one, many at once, and page by page, newest first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote

import orjson
from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from app.language.injection import injected_spans
from app.store.compiled import CompiledQuery
from app.store.record_pages import RecordFilter, count, places
from app.store.record_writes import RECORD, RECORD_BEAT, RECORD_ENTITY, VERSION, erase, replace_links, upsert
from app.store.times import moment
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
_PLACED = CompiledQuery(select(*_FIELDS, RECORD.c.pk).where(RECORD.c.pk.in_(bindparam("keys", expanding=True))))
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
    keys, following = places(session, wanted, limit, cursor)
    rows = {row.pk: row for row in _PLACED.rows(session, keys=keys)} if keys else {}
    return [_record(rows[key]) for key in keys], following


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
