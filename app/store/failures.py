"""Translate what a database fails with into what a caller is told: try again, or make room."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.errors import StorageFullError, StorywireError, UnavailableError

_RETRY_AFTER = {"Retry-After": "5"}

# The low byte of SQLite's extended codes is the plain one (https://sqlite.org/rescode.html).
_PLAIN_CODE = 0xFF
_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PROTOCOL,
}

# PostgreSQL, appendix A: 53100 is a full disk. The classes are connection (08), rollback by the server such as a deadlock
# (40), resources (53), a statement or a server that was stopped (57), and the system beneath (58); 55P03 is a lock that was not to be had in time.
_POSTGRES_FULL = "53100"
_POSTGRES_AWAY = ("08", "40", "53", "57", "58", "25P03", "55P03")


@contextmanager
def translated() -> Iterator[None]:
    """Run a block; raise `UnavailableError` or `StorageFullError` where the database is away or full.

    A mistake in a statement, or a broken constraint, is ours and passes as it is.
    """
    try:
        yield
    except PoolTimeoutError as error:
        raise away() from error
    except DBAPIError as error:
        told = _told(error)
        if told is None:
            raise
        raise told from error


def _told(error: DBAPIError) -> StorywireError | None:
    """Return what the caller is told of a driver's error, or None where it is no matter of the database's state."""
    cause = error.orig
    plain = (getattr(cause, "sqlite_errorcode", None) or 0) & _PLAIN_CODE
    state = getattr(cause, "sqlstate", None) or ""
    if plain == sqlite3.SQLITE_FULL or state == _POSTGRES_FULL:
        return StorageFullError("There is no room left to write.")
    lost = error.connection_invalidated or (type(cause).__module__.startswith("psycopg") and _never_connected(cause))
    if plain in _SQLITE_AWAY or state.startswith(_POSTGRES_AWAY) or lost:
        return away()
    return None


def _never_connected(cause: BaseException | None) -> bool:
    """Say whether psycopg failed before the server could name a reason: no server there, or it hung up."""
    return (
        type(cause).__name__ in ("OperationalError", "ConnectionTimeout") and getattr(cause, "sqlstate", None) is None
    )


def away() -> UnavailableError:
    """Return the error for a database that does not answer now."""
    return UnavailableError("The database is busy or away.", headers=_RETRY_AFTER)
