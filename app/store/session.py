"""Open the database: short reads, and writes that never deadlock, on SQLite and PostgreSQL alike.

One writer at a time, on both. On SQLite each write starts with BEGIN IMMEDIATE and waits its turn for up to thirty
seconds; a transaction that starts by reading and writes later would be refused at once when another has written. On
PostgreSQL a write first takes an advisory lock. So whoever writes may read first and trust what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from app.errors import SettingsError
from app.store.editions import Editions, PostgresEditions, Shown, SqliteEditions, mark
from app.store.failures import translated
from app.store.pipeline import PostgresReads
from app.store.quick_reads import QuickReads, SqliteReads
from app.store.replica import Replica

# Other rooms take the session's type from here: only the store names the library.
__all__ = ["Database", "Limits", "Session"]

_WAIT_SECONDS = 30
# A query for many ids is another statement for each number of them.
_STATEMENTS_KEPT = 512

# Caches of all connections together, in bytes; sixteen that are full would take five times as much.
_MOST_CACHED = 48 * 1024 * 1024

# secure_delete writes zeros over what is deleted: a withdrawn record must not be found in the file. FULL makes each
# commit outlive a power cut. The map lets readers see pages without copying them. The limit is the whole
# process's: at it a connection puts a page in the place of one of its own, and takes no more.
_PRAGMAS = f"""
    PRAGMA busy_timeout = {_WAIT_SECONDS * 1000};
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA mmap_size = {512 * 1024 * 1024};
    PRAGMA cache_size = -{16 * 1024};
    PRAGMA temp_store = MEMORY;
    PRAGMA soft_heap_limit = {_MOST_CACHED};
"""
# A machine that freezes within a write would hold everybody up until it wakes; jobs that it held are taken over after ten seconds.
_IDLE_SECONDS = 8
_CONNECT_SECONDS = 10
# What is opened beyond this many connections is closed again after use.
_KEPT_OPEN = 10
# An arbitrary number that no other use of the same PostgreSQL database is likely to lock.
_WRITE_LOCK = 7_406_914_221


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections a process opens to PostgreSQL, how long it waits for one, and how long a statement may take there."""

    connections: int = 40
    wait_seconds: int = _WAIT_SECONDS
    statement_seconds: int = _WAIT_SECONDS


_USUAL = Limits()


class Database:
    """A deployment's database. Safe to share between threads; a process that forks must open its own."""

    def __init__(self, url: str, replica_url: str | None = None, limits: Limits = _USUAL) -> None:
        """Prepare to connect to `sqlite:///FILE` or `postgresql://…`; raise `SettingsError` for any other address.

        A replica is a PostgreSQL server that follows the one at `url`.
        """
        address = _address(url)
        self._opened_by = (url, replica_url, limits)
        self.url = address.render_as_string(hide_password=True)
        is_sqlite = address.get_backend_name() == "sqlite"
        self.is_served = not is_sqlite  # by PostgreSQL; else a file
        self._engine = _sqlite(address) if is_sqlite else _postgres(address, limits)
        self._reader = self._engine.execution_options(**_read_options(address))
        self._writer = self._engine.execution_options(writes=True)
        self._replica = None
        if replica_url is not None:
            replica = _address(replica_url)
            if is_sqlite or replica.get_backend_name() == "sqlite":
                raise SettingsError(
                    "READ_DATABASE_URL names a replica of PostgreSQL: both addresses begin with postgresql."
                )
            self._replica = Replica(
                self._engine, _postgres(replica, limits).execution_options(**_read_options(replica))
            )
        self.editions, self.quick = _beside(address, self._replica.doubt if self._replica else None)

    def __reduce__(self) -> tuple[type[Database], tuple[str, str | None, Limits]]:
        """Let another process of the service open its own."""
        return type(self), self._opened_by

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database throughout; what it changes is thrown away."""
        with translated(), Session(self._reader) as session:
            yield session

    @contextmanager
    def read_anywhere(self) -> Iterator[Session]:
        """Give a session as `read` does, on the replica where there is one that has all that this process wrote or learned of.

        For what readers are shown. Whoever reads in order to decide what to write uses `read` or reads within `write`.
        """
        connection = None if self._replica is None else self._replica.caught_up()
        if connection is None:
            with self.read() as session:
                yield session
            return
        with translated(), connection, Session(connection) as session:
            yield session

    @contextmanager
    def write(self, changes: Shown = "stories") -> Iterator[Session]:
        """Give the one session that may write; commit at the end, roll back when the block raises.

        `changes` says what of that which readers are shown may be another afterwards: `stories` for anything, `records` where no
        story, list or feed can tell anything else than before, `nothing` for what only the service itself looks at.
        """
        try:
            with translated(), Session(self._writer, expire_on_commit=False) as session, session.begin():
                session.connection()
                yield session
                mark(session.connection(), changes)
        finally:
            # Also where the commit is said to have failed: it may have come through before the connection broke.
            self.wrote(changes)

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """Give a connection on which each statement is a transaction of its own, for what PostgreSQL refuses within one."""
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with translated(), engine.connect() as connection:
            yield connection

    def interrupt_often(self, act: Callable[[], None], steps: int) -> None:
        """Have something done each time that SQLite has made so many steps in this process; a server makes them elsewhere."""

        @event.listens_for(self._engine, "connect")
        def _interrupt(connection: SqliteConnection, _record: object) -> None:
            if isinstance(connection, SqliteConnection):
                connection.set_progress_handler(act, steps)

    def wrote(self, changes: Shown) -> None:
        """Take note of a write of this process, or of one that it had another do; to be called before anybody is told that it succeeded."""
        self.learned()
        self.editions.changed(changes)

    def learned(self) -> None:
        """Let every later `read_anywhere` show all that is committed now; to be called when another process is known to have written."""
        if self._replica is not None:
            self._replica.demand()

    def ping(self) -> None:
        """Ask the database for something small; raise `UnavailableError` where it does not answer."""
        with self.read() as session:
            session.connection().exec_driver_sql("SELECT 1")

    def forget(self) -> None:
        """Empty SQLite's write-ahead log, in which words that were erased still stand.

        To be called after the transaction that erased them. It waits for readers; where one stays, the log is emptied
        by the next call. PostgreSQL leaves erased rows to its own vacuum.
        """
        if self._engine.dialect.name == "sqlite":
            with translated(), self._engine.connect() as connection:
                connection.commit()
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self.editions.close()
        self.quick.close()
        self._engine.dispose()
        if self._replica is not None:
            self._replica.close()


def _address(url: str) -> URL:
    """Read an address and choose the driver."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise SettingsError(
            "DATABASE_URL is not an address such as sqlite:///storywire.db or postgresql://host/name"
        ) from None
    if address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite":
        raise SettingsError(f"DATABASE_URL names {address.drivername}; sqlite and postgresql are what there is")
    if address.database in (None, "", ":memory:"):
        raise SettingsError(
            "DATABASE_URL names no file: several connections must see the same database, so SQLite needs one"
        )
    folder = Path(str(address.database)).absolute().parent
    if not folder.is_dir():
        raise SettingsError(f"DATABASE_URL names a file in {folder}, which is not a folder")
    return address


def _beside(address: URL, heard: Callable[[], None] | None) -> tuple[Editions, QuickReads]:
    """Return what knows whether something was changed, and what reads without a session; both on connections of their own.

    `heard` is called where another process is heard to have written.
    """
    if address.get_backend_name() == "sqlite":
        path = str(address.database)
        return SqliteEditions(path), SqliteReads(path)
    conninfo = address.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresEditions(conninfo, heard), PostgresReads(conninfo)


def _read_options(address: URL) -> dict[str, object]:
    """Return what makes a read see one state: SQLite's WAL does by itself."""
    if address.get_backend_name() == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _sqlite(address: URL) -> Engine:
    """Return an engine whose transactions begin when and as we say."""
    # The connection that was used last is used next: it has the pages that it wrote, and the statements that it prepared, at hand.
    engine = create_engine(
        address,
        pool_size=16,
        max_overflow=48,
        pool_timeout=_WAIT_SECONDS,
        pool_use_lifo=True,
        connect_args={"timeout": _WAIT_SECONDS, "cached_statements": _STATEMENTS_KEPT},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        # Python's own transaction control would commit before some statements and delay BEGIN; None turns it off.
        connection.isolation_level = None
        connection.executescript(_PRAGMAS)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(address: URL, limits: Limits) -> Engine:
    """Return an engine whose writes wait for one another, and whose statements end in time."""
    kept = min(_KEPT_OPEN, limits.connections)
    options = {
        "statement_timeout": f"{limits.statement_seconds}s",
        "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
        "timezone": "UTC",
    }
    engine = create_engine(
        address,
        pool_size=kept,
        max_overflow=limits.connections - kept,
        pool_timeout=limits.wait_seconds,
        pool_pre_ping=True,
        connect_args={
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            "connect_timeout": _CONNECT_SECONDS,
        },
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes", False):
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _WRITE_LOCK})

    return engine
