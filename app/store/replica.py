"""Read from a server that follows the one that is written to, where it has come far enough.

PostgreSQL numbers every place in its log (LSN). After each write of this process the place that the log has come to is noted, and a
reader is sent to the replica only once that has replayed the log up to there; until then, and while the replica is away, to the
server that is written to. So no read that starts after a write was answered shows the older state in that process. What other
processes wrote before it began, or is told of (`demand`, `doubt`), it shows as well; the rest as soon as the replica has it.
"""

from __future__ import annotations

import threading
import time

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_PAUSE_SECONDS = 5.0
_LOW_BITS = 32
_EVERYTHING = 2**64


class Replica:
    """A replica and how far it must have come. Safe to share between threads."""

    def __init__(self, primary: Engine, engine: Engine) -> None:
        """Prepare to read from the server of an engine what the primary has."""
        self._primary = primary
        self._engine = engine
        self._lock = threading.Lock()
        # Whoever begins does not know what others wrote before; a replica may have stood still for hours.
        self._demanded = _EVERYTHING
        self._away_until = 0.0

    def demand(self) -> None:
        """Ask for all that is committed now; where nobody can say how far that is, for more than there will be."""
        try:
            with self._primary.connect() as connection:
                place = _number(connection.exec_driver_sql("SELECT pg_current_wal_insert_lsn()::text").scalar_one())
        except SQLAlchemyError:
            place = _EVERYTHING
        with self._lock:
            # Once the server can say again, what it says covers what it could not say before.
            self._demanded = place if self._demanded == _EVERYTHING else max(self._demanded, place)

    def doubt(self) -> None:
        """Ask for all that is committed when somebody next reads; waits for nothing, so that whoever hears of a write may call it."""
        with self._lock:
            self._demanded = _EVERYTHING

    def caught_up(self) -> Connection | None:
        """Return a connection that shows all that is demanded, its transaction not yet begun; None where the replica has not come there or is away."""
        if self._demanded == _EVERYTHING:
            self.demand()
        demanded = self._demanded
        if time.monotonic() < self._away_until:
            return None
        try:
            connection = self._engine.connect()
        except (DBAPIError, OSError):
            self._away_until = time.monotonic() + _PAUSE_SECONDS
            return None
        try:
            if self._has(connection, demanded):
                return connection
        except DBAPIError:
            self._away_until = time.monotonic() + _PAUSE_SECONDS
        connection.close()
        return None

    def close(self) -> None:
        """Close every connection to the replica."""
        self._engine.dispose()

    def _has(self, connection: Connection, demanded: int) -> bool:
        """Say whether the server of a connection has replayed the log up to a place; what it once had it keeps."""
        if connection.info.get("replayed", -1) >= demanded:
            return True
        # A server that is no replica any more has all that it replayed, and what it was given since.
        asked = "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text"
        replayed = _number(connection.exec_driver_sql(asked).scalar_one())
        # The snapshot of this transaction may be older than the answer: what is read is read in another.
        connection.rollback()
        connection.info["replayed"] = replayed
        return replayed >= demanded


def _number(lsn: str) -> int:
    """Read a place in the log, which PostgreSQL writes as two hexadecimal halves."""
    high, low = lsn.split("/")
    return int(high, 16) << _LOW_BITS | int(low, 16)
