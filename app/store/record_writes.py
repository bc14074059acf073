"""Store records as they arrive: new ones, new words for known ones, and what changed beside the words.

Statements go to the driver as they are and take many rows each: this is the one place where the cost of every row counts.
Everything here runs inside the caller's write, so that no other writer can come between reading and writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import orjson
from sqlalchemy import Connection, Row, bindparam, delete, func, select, update
from sqlmodel import Session

from app.language.tokens import search_text
from app.store import search, sources, volume_counts
from app.store.beats import GENERAL
from app.store.prepared import Links, PreparedRecord
from app.store.tables import METADATA
from schemas.record import Outcome

if TYPE_CHECKING:
    from psycopg import Connection as PostgresConnection

RECORD = METADATA.tables["record"]
VERSION = METADATA.tables["record_version"]
RECORD_ENTITY = METADATA.tables["record_entity"]
RECORD_BEAT = METADATA.tables["record_beat"]

_SENT = PreparedRecord._fields[:-1]
_WORDS = ("title", "text", "digest")
# What goes on changing at the source and no sentence rests on. Who, where and when stay as they were first sent: stories
# state them, and a record is superseded or withdrawn but never edited.
_GOES_ON = ("engagement", "image", "raw")

# A record's key, the time that its links are sorted by, and what it leads to.
Linked = tuple[int, int, Links]


def upsert(session: Session, records: Sequence[PreparedRecord]) -> list[Outcome]:
    """Store records in order; return for each whether it is created, updated, unchanged, or rejected as withdrawn.

    A record whose title or text differs from what is kept becomes the next version, and the words before stay readable.
    Engagement, image and raw are put in place without a new version: the last sending wins, also where it leaves one out.
    Author, community, address and times stay as they were first sent, since stories state them.
    A record that stands twice among `records` is stored twice, in order. A withdrawn one stays withdrawn.
    """
    outcomes: list[Outcome] = []
    for batch in _without_repeats(records):
        outcomes += _upsert(session, batch)
    return outcomes


def replace_links(session: Session, linked: Sequence[Linked]) -> None:
    """Put the given links in the place of those that the records had; a record that fits no beat is filed as general."""
    connection = session.connection()
    keys = [key for key, _, _ in linked]
    _drop_links(connection, keys)
    found = connection.execute(select(RECORD.c.pk, RECORD.c.source).where(RECORD.c.pk.in_(keys)))
    _add_links(connection, linked, {key: source for key, source in found})  # noqa: C416 - rows are not pairs to dict()


def erase(session: Session, record_id: str) -> bool:
    """Erase a record's words for good, its versions, links and index entries; return whether there were any.

    What stays is its id, so that it is known when it is sent again, with its source, kind, times and version.
    On SQLite the words are gone from the file once the caller has committed and called `Database.forget`.
    """
    connection = session.connection()
    row = connection.execute(select(RECORD).where(RECORD.c.id == record_id, RECORD.c.status == "active")).first()
    if row is None:
        return False
    search.RECORDS.remove(connection, [entry(row.pk, row.title, row.text)])
    search.RECORDS.forget(connection, lambda: _entries_but(connection, row.pk))
    connection.execute(delete(VERSION).where(VERSION.c.record_pk == row.pk))
    _drop_links(connection, [row.pk])
    emptied = {
        "external_id": "",
        "engagement": "{}",
        "digest": b"",
        "status": "withdrawn",
    }
    nothing = ("community", "url", "author", "title", "text", "language", "parent_external_id", "image", "raw")
    connection.execute(update(RECORD).where(RECORD.c.pk == row.pk).values(**emptied, **dict.fromkeys(nothing)))
    sources.count_withdrawn(session, row.source)
    return True


def _without_repeats(records: Sequence[PreparedRecord]) -> Iterator[Sequence[PreparedRecord]]:
    """Cut a batch into stretches in which no record stands twice."""
    start, seen = 0, set[str]()
    for place, record in enumerate(records):
        if record.id in seen:
            yield records[start:place]
            start, seen = place, set()
        seen.add(record.id)
    if start < len(records):
        yield records[start:]


def _upsert(session: Session, records: Sequence[PreparedRecord]) -> list[Outcome]:
    """Store records of which none stands twice."""
    kept = {row.id: row for row in _kept(session.connection(), [record.id for record in records])}
    outcomes: list[Outcome] = []
    created: list[PreparedRecord] = []
    reworded: list[tuple[Row[Any], PreparedRecord]] = []
    touched: list[tuple[Row[Any], PreparedRecord]] = []
    for record in records:
        row = kept.get(record.id)
        if row is None:
            created.append(record)
            outcomes.append("created")
        elif row.status == "withdrawn":
            outcomes.append("rejected")
        elif row.digest != record.digest:
            reworded.append((row, record))
            outcomes.append("updated")
        else:
            if any(getattr(row, name) != getattr(record, name) for name in _GOES_ON):
                touched.append((row, record))
            outcomes.append("unchanged")
    _create(session, created)
    _reword(session, reworded)
    _touch(session, touched)
    return outcomes


def _kept(connection: Connection, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """Return what is kept of these records."""
    return connection.execute(select(RECORD).where(RECORD.c.id.in_(ids))).all()


def _create(session: Session, records: Sequence[PreparedRecord]) -> None:
    """Store records that are new; keys go on from the highest, which no other writer can take meanwhile."""
    if not records:
        return
    connection = session.connection()
    first = (connection.execute(select(func.max(RECORD.c.pk))).scalar() or 0) + 1
    keyed = list(enumerate(records, first))
    insert(
        connection,
        "record",
        ("pk", *_SENT, "status", "version"),
        [(key, *record[:-1], "active", 1) for key, record in keyed],
    )
    links = [(key, record.published_at, record.links) for key, record in keyed]
    _add_links(connection, links, {key: record.source for key, record in keyed})
    search.RECORDS.add(connection, [entry(key, record.title, record.text) for key, record in keyed])
    sources.count_created(connection, records)


def _reword(session: Session, changes: Sequence[tuple[Row[Any], PreparedRecord]]) -> None:
    """Keep the words before as a version and put new ones in their place."""
    if not changes:
        return
    connection = session.connection()
    insert(
        connection,
        "record_version",
        ("record_pk", "version", "title", "text", "language", "collected_at"),
        [(row.pk, row.version, row.title, row.text, row.language, row.collected_at) for row, _ in changes],
    )
    search.RECORDS.remove(connection, [entry(row.pk, row.title, row.text) for row, _ in changes])
    search.RECORDS.add(connection, [entry(row.pk, record.title, record.text) for row, record in changes])
    _set(connection, (*_GOES_ON, *_WORDS, "language", "collected_at", "version"), changes)
    _relink(session, changes)


def _touch(session: Session, changes: Sequence[tuple[Row[Any], PreparedRecord]]) -> None:
    """Put in place what changed beside the words; nothing that is linked or searched depends on it."""
    if changes:
        _set(session.connection(), _GOES_ON, changes)


def _set(connection: Connection, columns: Sequence[str], changes: Sequence[tuple[Row[Any], PreparedRecord]]) -> None:
    """Write columns of records that are kept already."""
    statement = (
        update(RECORD)
        .where(RECORD.c.pk == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    values = [
        {"key": row.pk}
        | {f"new_{name}": row.version + 1 if name == "version" else getattr(record, name) for name in columns}
        for row, record in changes
    ]
    connection.execute(statement, values)


def _relink(session: Session, changes: Sequence[tuple[Row[Any], PreparedRecord]]) -> None:
    """Replace the links of records whose words changed."""
    replace_links(session, [(row.pk, row.published_at, record.links) for row, record in changes])


def _drop_links(connection: Connection, keys: Sequence[int]) -> None:
    """Take away what records lead to."""
    before = volume_counts.linked(connection, keys)
    for table in (RECORD_ENTITY, RECORD_BEAT):
        connection.execute(delete(table).where(table.c.record_pk.in_(keys)))
    volume_counts.add(connection, {place: -number for place, number in before.items()})


def _add_links(connection: Connection, linked: Iterable[Linked], source_of: Mapping[int, str]) -> None:
    """Store what records lead to, and count it."""
    entities = []
    beats = []
    tally: volume_counts.Tally = defaultdict(int)
    for key, published_at, links in linked:
        entities += [(key, slug, mentions, published_at) for slug, mentions in links.entities.items()]
        filed = [(key, beat.slug, beat.score, _terms(beat.terms), published_at) for beat in links.beats] or [
            (key, GENERAL, 0.0, "[]", published_at)
        ]
        beats += filed
        hour, source = volume_counts.hour_of(published_at), source_of[key]
        for slug in links.entities:
            tally["entity:" + slug, hour, source] += 1
        for row in filed:
            tally["beat:" + row[1], hour, source] += 1
    insert(connection, "record_entity", ("record_pk", "entity", "mentions", "published_at"), entities)
    insert(connection, "record_beat", ("record_pk", "beat", "score", "terms", "published_at"), beats)
    volume_counts.add(connection, tally)


def _terms(terms: Sequence[str]) -> str:
    """Write terms as JSON."""
    return orjson.dumps(terms).decode()


def entry(key: int, title: str | None, text: str | None) -> search.Entry:
    """Make a record's entry in the index; the same words always make the same entry."""
    return key, search_text(title or ""), search_text(text or "")


def _entries_but(connection: Connection, key: int) -> Iterator[search.Entry]:
    """Yield the entry of every record but one and those that were withdrawn."""
    found = select(RECORD.c.pk, RECORD.c.title, RECORD.c.text).where(RECORD.c.status == "active", RECORD.c.pk != key)
    for row in connection.execute(found.order_by(RECORD.c.pk).execution_options(yield_per=1_000)):
        yield entry(row.pk, row.title, row.text)


def insert(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows through the driver itself: by COPY on PostgreSQL, which reads no statement and sends no answer for each."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        driver = cast("PostgresConnection", connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as sink:
            for row in rows:
                sink.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", list(rows))  # noqa: S608 - fixed names
