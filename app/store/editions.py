"""Know at any moment whether what readers are shown has changed, in this process or in another.

Two numbers are counted: one for what stories, lists and feeds tell, one for records. Each write says which of them it moves
(`Database.write`), and moves it in its own transaction. What was composed from the database is good for as long as its numbers stand.

Other processes learn of it without being told by us: on SQLite `PRAGMA data_version` is asked at most every twentieth of a second's
half, and the numbers are read where it says that somebody wrote; on PostgreSQL a connection listens, and what has come is looked at as
often. A write of this process is known before it is answered. Where nothing is known, since the database does not answer, `are_known` is
false and nothing that was composed before may be shown.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection

if TYPE_CHECKING:
    import psycopg

# What of that which readers are shown a write may change. Whatever changes stories is taken to change all.
Shown = Literal["stories", "records", "nothing"]

# Others have to know within fifty milliseconds. Asking costs four microseconds, so it is not done for each of ten thousand reads a second.
LOOK_SECONDS = 0.02
CHANNEL = "storywire_editions"

# By what each number is remembered.
NUMBERS = {"stories": "edition of stories", "records": "edition of records"}
_COUNT_ON = (
    "INSERT INTO deployment (key, value) VALUES ('{key}', '1') ON CONFLICT (key) "
    "DO UPDATE SET value = CAST(CAST(deployment.value AS BIGINT) + 1 AS TEXT)"
)
_READ = f"SELECT key, value FROM deployment WHERE key IN ('{NUMBERS['stories']}', '{NUMBERS['records']}')"  # noqa: S608 - fixed names

# How long a listening connection may be silent before what it says is no longer believed, and how often it is asked for a sign of life.
_PULSE_SECONDS = 1.0
_BELIEVED_SECONDS = 3.0
_AGAIN_SECONDS = 1.0


def mark(connection: Connection, shown: Shown) -> None:
    """Count on what a write changes, within its transaction."""
    if shown == "nothing":
        return
    connection.exec_driver_sql(_COUNT_ON.format(key=NUMBERS[shown]))
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, shown))


class Editions(ABC):
    """The numbers as far as this process knows them; they mean nothing but that they differ when something changed.

    `look_at` is when `look` has to be called next before they may be believed. Safe to be shared between threads.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self.stories = 0
        self.records = 0
        self.are_known = False
        self.look_at = 0.0
        self._lock = threading.Lock()

    def changed(self, shown: Shown) -> None:
        """Take note of a write of this process; to be called before anybody is told that it succeeded."""
        with self._lock:
            self._move(shown)

    def look(self) -> None:
        """Find out what others wrote; takes microseconds, and never waits for the database."""
        with self._lock:
            self.are_known = self._look()
            self.look_at = time.monotonic() + LOOK_SECONDS

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def _look(self) -> bool:
        """Move the numbers where others wrote; return whether they can be believed."""

    def _move(self, shown: Shown) -> None:
        if shown == "stories":
            self.stories += 1
        elif shown == "records":
            self.records += 1


class SqliteEditions(Editions):
    """What others wrote into a file, by SQLite's own counter of commits."""

    def __init__(self, path: str) -> None:
        """Prepare to open the file when it is first looked at."""
        super().__init__()
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._values: dict[str, str] = {}

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._let_go()

    def _look(self) -> bool:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, timeout=0)
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
            if version != self._version:
                self._compare(dict(self._connection.execute(_READ).fetchall()))
                self._version = version
        except sqlite3.Error:
            self._let_go()
            return False
        return True

    def _compare(self, values: dict[str, str]) -> None:
        shown: tuple[Shown, Shown] = ("stories", "records")
        for each in shown:
            if values.get(NUMBERS[each]) != self._values.get(NUMBERS[each]):
                self._move(each)
        self._values = values

    def _let_go(self) -> None:
        """Close the connection; whatever happened until there is another counts as a change."""
        connection, self._connection, self._version = self._connection, None, -1
        self.stories += 1
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()


class PostgresEditions(Editions):
    """What others wrote into a PostgreSQL database, as it tells whoever listens.

    A notification comes after its commit, in order, on a connection that is asked for a sign of life every second: one that is cut
    without a word is believed for three seconds at most. Connecting, which can take long, is done by a thread.
    """

    def __init__(self, conninfo: str, heard: Callable[[], None] | None = None) -> None:
        """Prepare to listen when it is first looked at; `conninfo` is an address as libpq reads it.

        `heard` is called before what was written elsewhere counts here: a replica may not show less than what is known.
        """
        super().__init__()
        self._conninfo = conninfo
        self._heard = heard or (lambda: None)
        self._connection: psycopg.Connection | None = None
        self._connecting: threading.Thread | None = None
        self._again_at = 0.0
        self._asked_at = 0.0
        self._alive_at = 0.0
        self._is_asked = False
        self._is_closed = False

    def close(self) -> None:
        """Stop listening."""
        with self._lock:
            self._is_closed = True
            self._let_go()

    def _look(self) -> bool:
        now = time.monotonic()
        if self._connection is None:
            self._connect_beside(now)
            return False
        try:
            return self._hear(self._connection, now)
        except Exception:  # noqa: BLE001 - whatever the driver says, nothing is known any longer
            self._let_go()
            return False

    def _hear(self, connection: psycopg.Connection, now: float) -> bool:
        """Take in what has come, without waiting; return whether the connection was alive a moment ago."""
        server = connection.pgconn
        server.consume_input()
        while told := server.notifies():
            self._heard()
            self._move("records" if told.extra == b"records" else "stories")
        if self._is_asked and not server.is_busy():
            while server.get_result() is not None:
                pass
            self._is_asked, self._alive_at = False, self._asked_at
        if not self._is_asked and now - self._asked_at > _PULSE_SECONDS:
            server.send_query(b"SELECT 1")
            server.flush()
            self._is_asked, self._asked_at = True, now
        return now - self._alive_at < _BELIEVED_SECONDS

    def _connect_beside(self, now: float) -> None:
        if self._is_closed or now < self._again_at or (self._connecting and self._connecting.is_alive()):
            return
        self._again_at = now + _AGAIN_SECONDS
        self._connecting = threading.Thread(target=self._connect, name="editions", daemon=True)
        self._connecting.start()

    def _connect(self) -> None:
        import psycopg  # noqa: PLC0415 - only where there is a PostgreSQL

        asked_at = time.monotonic()
        try:
            made = psycopg.connect(self._conninfo, autocommit=True, connect_timeout=5)
            made.execute(f"LISTEN {CHANNEL}")
        except psycopg.Error:
            return
        with self._lock:
            if self._is_closed:
                made.close()
                return
            self._connection, self._is_asked = made, False
            self._asked_at = self._alive_at = asked_at
            self._heard()
            self.stories += 1  # Nobody told us what happened until now.

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        self.stories += 1
        if connection is not None:
            with suppress(Exception):
                connection.close()
