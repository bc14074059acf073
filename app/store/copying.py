"""Copy all that one database holds into another, SQLite or PostgreSQL, so that a copy that is killed goes on where it stood.

A batch of rows and the place that it reached are one transaction of the target, so no row is ever missing or there twice.
All rows of a run are read from one state of the source, which may be in use; a run that goes on after another reads a later
state, and where the source has changed between, the comparison at the end says so. Search indexes are not copied but made anew.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, Table, func, inspect, select, text, tuple_
from sqlmodel import Session

from app.errors import SettingsError
from app.store import record_writes, search, story_writes
from app.store.deployment import forget_setting, get_setting, put_setting
from app.store.editions import NUMBERS
from app.store.migrate import HEAD, PROGRESS, migrate, revision_of
from app.store.session import Database
from app.store.webhook_tables import METADATA

# Few enough for a batch to be read and written while the other database waits within its transaction, many enough to be quick.
BATCH = 1_000
_MODULUS = 2**256
# What the deployment remembers goes last: its row that says how far a copy has come makes way for it.
_LAST = METADATA.tables["deployment"]
# What a database says of itself alone, and no other takes over.
_ITS_OWN = frozenset({PROGRESS, *NUMBERS.values()})
TABLES = (*(table for table in METADATA.sorted_tables if table is not _LAST), _LAST)

_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a table holds: how many rows, and a digest of them that is the same in whatever order they stand."""

    table: str
    rows: int
    digest: str


def copy(source_url: str, target_url: str, batch: int = BATCH) -> Generator[tuple[str, int]]:
    """Copy everything, and yield after each batch the table and how many rows of it were copied; to be gone through to the end.

    Raises SettingsError where the schemas are not those of this version, where the target holds anything but an earlier part of
    this very copy, or where both do not hold the same at the end.
    """
    with closing(Database(source_url)) as source, closing(Database(target_url)) as target:
        _prepare(source, target, target_url)
        table, after = _progress(source, target)
        with source.read() as reading:
            _be_patient(reading)
            steps = [each.name for each in TABLES[:-1]] + [index.table for index in search.INDEXES]
            for name in steps[steps.index(table) if table else 0 :]:
                from_here = after if name == table else None
                for rows in _batches(reading.connection(), _table_of(name), from_here, batch):
                    with target.write() as session:
                        _put(reading, session, name, rows)
                        _note(session, source, name, _key_of(_table_of(name), rows[-1]))
                    yield name, len(rows)
            yield _LAST.name, _finish(reading, target)


def digest_at(url: str) -> tuple[int, str]:
    """Return how many rows a database holds, and the digest of all of them."""
    with closing(Database(url)) as database, database.read() as session:
        _be_patient(session)
        found = contents(session)
    return sum(each.rows for each in found), digest(found)


def contents(session: Session, batch: int = BATCH) -> list[Contents]:
    """Return what each table holds, by its rows themselves; a copy that is under way counts for nothing."""
    found = []
    for table in TABLES:
        rows = total = 0
        for some in _batches(session.connection(), table, None, batch):
            kept = [row for row in some if table is not _LAST or row.key not in _ITS_OWN]
            rows += len(kept)
            total = (total + sum(map(_number, kept))) % _MODULUS
        found.append(Contents(table.name, rows, total.to_bytes(32).hex()))
    return found


def digest(found: Sequence[Contents]) -> str:
    """Return one digest of all that a database holds."""
    return "sha256:" + sha256(repr([(each.table, each.rows, each.digest) for each in found]).encode()).hexdigest()


def _number(row: Row[Any]) -> int:
    """Return a row's digest as a number; numbers can be added in whatever order a database gives its rows."""
    return int.from_bytes(sha256(repr(tuple(row)).encode()).digest())


def _be_patient(session: Session) -> None:
    """Let a reader wait within its transaction while the other database is at work."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def _prepare(source: Database, target: Database, target_url: str) -> None:
    """Make the target's schema where there is none; refuse what cannot be copied, or not there."""
    _refuse_other_schema(source, "source")
    if source.url == target.url:
        raise SettingsError("Source and target are the same database.")
    if revision_of(target) is None:
        with target.read() as session:
            if inspect(session.connection()).get_table_names():
                raise SettingsError("The target holds tables that are not Storywire's; give an empty database.")
        migrate(target_url)
    _refuse_other_schema(target, "target")
    with target.write() as session:
        if get_setting(session, PROGRESS) is not None:
            return
        held = [table.name for table in TABLES if session.connection().execute(_any_row_of(table)).first()]
        if held:
            raise SettingsError(f"The target holds data already, in {', '.join(held)}; give an empty database.")
        _note(session, source, None, None)


def _any_row_of(table: Table) -> Select[Any]:
    """Return the query for a row that a table holds, other than what each database counts for itself."""
    rows = select(table).limit(1)
    return rows.where(table.c.key.not_in(_ITS_OWN)) if table is _LAST else rows


def _refuse_other_schema(database: Database, name: str) -> None:
    """Raise SettingsError where a database has not the schema that this version knows."""
    revision = revision_of(database)
    if revision != HEAD:
        raise SettingsError(
            f"The {name} has the schema {revision or 'of nothing'}, this version has {HEAD}: migrate it first."
        )


def _progress(source: Database, target: Database) -> tuple[str | None, _Key | None]:
    """Return the table that the copy has come to and the key that it reached there; refuse the copy of another source."""
    with target.read() as session:
        noted = orjson.loads(get_setting(session, PROGRESS) or "{}")
    if noted.get("source") != source.url:
        raise SettingsError("The target holds part of a copy of another source; give an empty database.")
    after = None if noted["after"] is None else tuple(map(_from_json, noted["after"]))
    return noted["table"], after


def _note(session: Session, source: Database, table: str | None, after: _Key | None) -> None:
    """Write down how far the copy has come, in the transaction that brings it there."""
    reached = None if after is None else list(map(_to_json, after))
    put_setting(session, PROGRESS, orjson.dumps({"source": source.url, "table": table, "after": reached}).decode())


def _to_json(value: object) -> object:
    """Write a part of a key; bytes as what JSON cannot mistake for another part."""
    return {"hex": value.hex()} if isinstance(value, bytes) else value


def _from_json(value: Any) -> Any:  # noqa: ANN401 - a part of a key of any table
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def _table_of(name: str) -> Table:
    """Return the table of a name, or the one that a search index stands for."""
    return METADATA.tables[name.removesuffix("_search")]


def _put(reading: Session, session: Session, name: str, rows: Sequence[Row[Any]]) -> None:
    """Put rows into the table of a name, or their entries into the search index of that name."""
    connection = session.connection()
    if name == search.RECORDS.table:
        # A record that was withdrawn has no entry.
        entries = [record_writes.entry(row.pk, row.title, row.text) for row in rows if row.status == "active"]
        search.RECORDS.add(connection, entries)
    elif name == search.STORIES.table:
        search.STORIES.add(connection, list(story_writes.entries(reading.connection(), [row.pk for row in rows])))
    else:
        _insert(connection, _table_of(name), rows)


def _batches(connection: Connection, table: Table, after: _Key | None, size: int) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a table by its key, some at a time: no statement goes on for longer than a batch takes."""
    key = tuple_(*table.primary_key.columns)
    while True:
        asked = select(table).order_by(*table.primary_key.columns).limit(size)
        rows = connection.execute(asked if after is None else asked.where(key > after)).all()
        if not rows:
            return
        yield rows
        after = _key_of(table, rows[-1])


def _key_of(table: Table, row: Row[Any]) -> _Key:
    return tuple(getattr(row, column.name) for column in table.primary_key.columns)


def _insert(connection: Connection, table: Table, rows: Sequence[Row[Any]]) -> None:
    """Put rows in: by COPY on PostgreSQL."""
    names = [column.name for column in table.columns]
    record_writes.insert(connection, table.name, names, [tuple(row) for row in rows])


def _finish(reading: Session, target: Database) -> int:
    """Compare; then put in what the deployment remembers, let PostgreSQL count on, and end the copy; return how many rows went last."""
    here = contents(reading)
    remembered = reading.connection().execute(select(_LAST).where(_LAST.c.key.not_in(_ITS_OWN))).all()
    with target.write() as session:
        _be_patient(session)
        there = contents(session)
        differing = [one.table for one, two in zip(here[:-1], there[:-1], strict=True) if one != two]
        if differing := differing + _not_indexed(session.connection()):
            raise SettingsError(
                f"Source and target differ in {', '.join(differing)}. The source has changed between the runs of this copy: "
                "stop what writes to it, empty the target and copy again."
            )
        forget_setting(session, PROGRESS)
        _insert(session.connection(), _LAST, remembered)
        _count_on(session.connection())
    return len(remembered)


def _not_indexed(connection: Connection) -> list[str]:
    """Return the search indexes that do not hold an entry for each story and for each record that was not withdrawn."""
    record, story = METADATA.tables["record"], METADATA.tables["story"]
    wanted = (
        (search.RECORDS, select(func.count()).select_from(record).where(record.c.status == "active")),
        (search.STORIES, select(func.count()).select_from(story)),
    )
    return [index.table for index, asked in wanted if index.size(connection) != connection.execute(asked).scalar_one()]


def _count_on(connection: Connection) -> None:
    """Let each key that PostgreSQL counts by itself go on from the highest; SQLite does so unasked."""
    if connection.dialect.name != "postgresql":
        return
    for table in TABLES:
        column = table.autoincrement_column
        if column is not None and column.name == "pk":
            highest = f"(SELECT max({column.name}) FROM {table.name})"  # noqa: S608 - fixed names
            sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            connection.execute(text(f"SELECT setval({sequence}, coalesce({highest}, 1), {highest} IS NOT NULL)"))
