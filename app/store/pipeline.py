"""Ask PostgreSQL from an event loop, many questions at once on one connection, without a thread for each.

libpq's pipeline mode sends a question before those ahead of it are answered. To hand each to a thread and to wait there takes more than half
of the processor time that such an answer needs.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from app.errors import UnavailableError
from app.store.failures import away
from app.store.quick_reads import Question, QuickReads, Rows

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn, PGresult

# How long a question may wait for its answer before the connection is taken for lost, and how long nobody tries again then.
_PATIENCE_SECONDS = 2.0
_AGAIN_SECONDS = 1.0
# Beyond so many that wait, others are asked for on the ordinary way.
_MOST_WAITING = 512
# Columns of whole numbers, by the numbers of their types; all others are bytes.
_WHOLE = frozenset({20, 21, 23})


class PostgresReads(QuickReads):
    """Reads of a server, on one connection of their own."""

    at_once = False

    def __init__(self, conninfo: str) -> None:
        """Prepare to connect with the first read."""
        super().__init__("convert_to({}, 'UTF8')", "%s")
        self._conninfo = conninfo
        self._names = {statement: b"q%d" % at for at, statement in enumerate((self._story, *self._pages.values()))}
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None
        self._again_at = 0.0

    def close(self) -> None:
        """Let go of the connection."""
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is not None:
            pipeline.close()

    def rows(self, question: Question) -> Rows:
        """Connect, ask and hang up."""
        server = self._connect()
        try:
            return _read(server.exec_prepared(self._names[question.statement], _texts(question), result_format=1))
        finally:
            server.finish()

    async def rows_soon(self, question: Question) -> Rows:
        """Ask on the connection; whoever comes while it is being opened is refused."""
        pipeline = self._pipeline
        if pipeline is None or not pipeline.serves_here():
            pipeline = await self._open()
        return await pipeline.ask(self._names[question.statement], _texts(question))

    async def _open(self) -> Pipeline:
        if time.monotonic() < self._again_at or not self._lock.acquire(blocking=False):
            raise away()
        try:
            self._again_at = time.monotonic() + _AGAIN_SECONDS
            self.close()
            self._pipeline = made = Pipeline(await asyncio.to_thread(self._connect))
            self._again_at = 0.0
        finally:
            self._lock.release()
        return made

    def _connect(self) -> PGconn:
        """Connect and prepare each statement."""
        from psycopg import pq  # noqa: PLC0415 - only where there is a PostgreSQL
        from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - as above

        server = pq.PGconn.connect(make_conninfo(self._conninfo, connect_timeout=5).encode())
        if server.status != pq.ConnStatus.OK:
            raise away()
        for statement, name in self._names.items():
            pieces = statement.split("%s")
            numbered = "".join(f"{piece}${at}" for at, piece in enumerate(pieces[:-1], 1)) + pieces[-1]
            if server.prepare(name, numbered.encode()).status != pq.ExecStatus.COMMAND_OK:
                raise away()
        return server


class Pipeline:
    """A connection on which questions of one event loop are asked and answered in turn."""

    def __init__(self, server: PGconn) -> None:
        """Take over a connection, within the loop that is to listen to it."""
        self._server = server
        self._socket = server.socket
        self._loop = asyncio.get_running_loop()
        # Each that waits, and since when.
        self._waiting: deque[tuple[asyncio.Future[Rows], float]] = deque()
        self._answer: Rows | Exception | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._is_lost = False
        server.nonblocking = 1
        server.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._hear)

    def serves_here(self) -> bool:
        """Tell whether the running loop may ask."""
        return not self._is_lost and self._loop is asyncio.get_running_loop()

    async def ask(self, name: bytes, values: list[bytes]) -> Rows:
        """Return the rows that answer a prepared statement; raise UnavailableError where the server does not."""
        if len(self._waiting) >= _MOST_WAITING:
            raise away()
        try:
            self._server.send_query_prepared(name, values, result_format=1)
            # Each question is a transaction of its own, and sees what was committed before it was asked.
            self._server.pipeline_sync()
            self._send()
        except Exception as error:
            self._lose()
            raise away() from error
        answer: asyncio.Future[Rows] = self._loop.create_future()
        self._waiting.append((answer, self._loop.time()))
        if self._watch is None:
            self._watch = self._loop.call_later(_PATIENCE_SECONDS, self._look)
        return await answer

    def close(self) -> None:
        """Hang up, from whichever thread."""
        if self._loop.is_closed():
            self._is_lost = True
            self._server.finish()
            return
        try:
            is_here = asyncio.get_running_loop() is self._loop
        except RuntimeError:
            is_here = False
        if is_here:
            self._lose()
        else:
            self._loop.call_soon_threadsafe(self._lose)

    def _send(self) -> None:
        if self._server.flush():
            self._loop.add_writer(self._socket, self._send_on)

    def _send_on(self) -> None:
        try:
            if self._server.flush():
                return
        except Exception:  # noqa: BLE001 - whatever the driver says, the connection is of no use
            self._lose()
            return
        self._loop.remove_writer(self._socket)

    def _hear(self) -> None:
        """Take in what has come, and hand each answer to who waits for it."""
        try:
            self._server.consume_input()
            while self._waiting and not self._server.is_busy():
                self._take(self._server.get_result())
        except Exception:  # noqa: BLE001 - whatever the driver says, the connection is of no use
            self._lose()

    def _take(self, result: PGresult | None) -> None:
        """Take in a part of an answer: its rows, the end of them (None), or the end of its transaction, which ends the answer."""
        from psycopg.pq import ExecStatus  # noqa: PLC0415 - only where there is a PostgreSQL

        if result is None:
            return
        if result.status == ExecStatus.PIPELINE_SYNC:
            told, self._answer = self._answer, None
            waiting, _ = self._waiting.popleft()
            if waiting.done():
                return  # Nobody waits any longer.
            if isinstance(told, Exception) or told is None:
                waiting.set_exception(told or away())
            else:
                waiting.set_result(told)
            return
        try:
            self._answer = _read(result)
        except UnavailableError as error:
            self._answer = error

    def _look(self) -> None:
        """Give the connection up where the first who waits has waited too long."""
        self._watch = None
        if not self._waiting or self._is_lost:
            return
        left = self._waiting[0][1] + _PATIENCE_SECONDS - self._loop.time()
        if left > 0:
            self._watch = self._loop.call_later(left, self._look)
        else:
            self._lose()

    def _lose(self) -> None:
        """Hang up, and let everybody who waits know."""
        if self._is_lost:
            return
        self._is_lost = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        if self._watch is not None:
            self._watch.cancel()
        self._server.finish()
        for waiting, _ in self._waiting:
            if not waiting.done():
                waiting.set_exception(away())
        self._waiting.clear()


def _texts(question: Question) -> list[bytes]:
    return [str(value).encode() for value in question.values]


def _read(result: PGresult) -> list[tuple[Any, ...]]:
    """Return the rows of an answer in PostgreSQL's binary form; raise UnavailableError where it is none."""
    from psycopg.pq import ExecStatus  # noqa: PLC0415 - only where there is a PostgreSQL

    if result.status != ExecStatus.TUPLES_OK:
        raise away()
    are_whole = [result.ftype(at) in _WHOLE for at in range(result.nfields)]
    return [
        tuple([_value(result.get_value(row, at) or b"", is_whole=is_whole) for at, is_whole in enumerate(are_whole)])
        for row in range(result.ntuples)
    ]


def _value(told: bytes, *, is_whole: bool) -> int | bytes:
    return int.from_bytes(told, "big", signed=True) if is_whole else bytes(told)
