"""Take records in beside a server, in other processes, so that whoever reads meanwhile does not notice.

Reading, linking and storing records is Python for the most part, and while it has Python's lock no answer leaves: a search for garbage among
the records of a batch alone holds it for a tenth of a second. So the serving process hands lines on as the bytes that they came as, gets prepared records back as
bytes which it does not look into, hands these on to be stored, batch after batch, and learns what became of each line.

A server has threads, and a fork copies what they hold and not them. So its helpers are started anew, and are sent the vocabulary as it was
compiled. They start when much has come within a few seconds, while records go on being taken in here; they end when nothing has come for a minute. Whatever
becomes of them, the records are the same and in the same order: what a helper does not bring back is done here, and everything where no helper can be
started. Where one is lost while it stores, the batch is stored once more, as if it had been sent again.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from app.newsroom.give_way import be_a_helper, step_aside_in
from app.newsroom.prepare_batch import Line, prepare_batch
from app.newsroom.store_batch import Settled, store_batch
from app.newsroom.vocabulary import Vocabulary
from app.store.session import Database

# What is done sooner here than it is handed on.
FEWEST_LINES = 100
# Helpers are worth starting where more batches than this came within so many seconds.
_ALONE = 4
_LATELY_SECONDS = 10.0
# How many batches may be under way for each helper: one in hand and one to go on with.
_AHEAD = 2
_IDLE_SECONDS = 60.0

Result = TypeVar("Result")

# What a helper works with, set once when it starts.
_given: list[tuple[Vocabulary, Database]] = []


class IngestHelpers:
    """A server's helpers, of which there are none until much comes; safe to share between threads."""

    def __init__(
        self, database: Database, number: int, idle_seconds: float = _IDLE_SECONDS, fewest_lines: int = FEWEST_LINES
    ) -> None:
        """Say where they store, how many there may be, after how long without work they end, and which batches are too short for them."""
        # A daemonic process, in which some supervisors run a server, may have no children.
        self._number = 0 if multiprocessing.current_process().daemon else number
        self._database, self._idle_seconds, self._fewest_lines = database, idle_seconds, fewest_lines
        self._lock = threading.Lock()
        self._crew: _Crew | None = None
        # When the last batches came.
        self._came: deque[float] = deque(maxlen=_ALONE + 1)

    def take_in(
        self, vocabulary: Vocabulary, batches: Iterable[list[Line]], clock: Callable[[], datetime]
    ) -> Iterator[list[Settled]]:
        """Store batches, in order, by one vocabulary; yield what became of the lines of each once it is on the disk."""
        crew: _Crew | None = None
        preparing: deque[_Task] = deque()
        storing: _Task | None = None
        try:
            for batch in batches:
                is_long = len(batch) >= self._fewest_lines
                if is_long and crew is None:
                    crew = self._taken(vocabulary)
                preparing.append(_Task(crew if is_long else None, self._database, vocabulary, batch, clock()))
                if preparing[-1].is_elsewhere and len(preparing) <= _AHEAD * self._number:
                    continue
                if storing is not None:
                    yield storing.settled()
                storing = preparing.popleft()
                storing.store()
            for task in preparing:
                if storing is not None:
                    yield storing.settled()
                storing = task
                storing.store()
            if storing is not None:
                yield storing.settled()
        finally:
            for task in preparing:
                task.cancel()
            if crew is not None:
                self._given_back(crew)

    def close(self) -> None:
        """End the helpers."""
        with self._lock:
            crew, self._crew = self._crew, None
        if crew is not None:
            crew.close()

    def _taken(self, vocabulary: Vocabulary) -> _Crew | None:
        """Return helpers who have the vocabulary, and count one more who uses them; None where there are none and little to do."""
        now = time.monotonic()
        with self._lock:
            self._came.append(now)
            crew = self._crew
            if crew is None or crew.version != vocabulary.version or crew.is_broken:
                if not self._number or len(self._came) <= _ALONE or now - self._came[0] > _LATELY_SECONDS:
                    return None
                if crew is not None and not crew.users:
                    crew.close()
                crew = self._crew = _Crew(vocabulary, self._database, self._number)
            crew.users += 1
            return crew

    def _given_back(self, crew: _Crew) -> None:
        """Count one less; helpers who are not used any more end, at once where there are others by now, else after a while."""
        with self._lock:
            crew.users -= 1
            if crew.users:
                return
            if crew is not self._crew:
                crew.close()
                return
            crew.turn += 1
        ending = threading.Timer(self._idle_seconds, self._end_idle, args=(crew, crew.turn))
        ending.daemon = True
        ending.start()

    def _end_idle(self, crew: _Crew, turn: int) -> None:
        with self._lock:
            if crew.users or crew.turn != turn or crew is not self._crew:
                return
            self._crew = None
        crew.close()


class _Crew:
    """Helpers with one version of the vocabulary; `users` use them now, and `turn` counts how often nobody did."""

    def __init__(self, vocabulary: Vocabulary, database: Database, number: int) -> None:
        self.version, self.users, self.turn, self.is_broken = vocabulary.version, 0, 0, False
        self._pool: ProcessPoolExecutor | None = None
        # Its queues need shared memory, which not every container has.
        with suppress(OSError, ImportError, NotImplementedError):
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(number, context, _start, (pickle.dumps((vocabulary, database)),))
        self._starting = [self.submit(os.getpid) for _ in range(number)]

    @property
    def is_ready(self) -> bool:
        """Say whether a helper has started, and none is lost."""
        return not self.is_broken and any(each is not None and each.done() for each in self._starting)

    def submit(self, work: Callable[..., Result], *given: object) -> Future[Result] | None:
        """Give helpers something to do; return None where they are lost."""
        if self._pool is not None:
            with suppress(BrokenExecutor, RuntimeError, OSError):
                return self._pool.submit(work, *given)
        self.is_broken = True
        return None

    def result(self, future: Future[Result] | None) -> Result | None:
        """Wait for what helpers do; return None where they are lost, or never had it."""
        if future is not None:
            try:
                return future.result()
            except BrokenExecutor:
                self.is_broken = True
        return None

    def close(self) -> None:
        """End the helpers once they have done what they have in hand."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


class _Task:
    """A batch to be prepared and stored: by helpers where they are there, else here."""

    def __init__(
        self, crew: _Crew | None, database: Database, vocabulary: Vocabulary, batch: list[Line], now: datetime
    ) -> None:
        self._crew = crew if crew is not None and crew.is_ready else None
        self._database, self._vocabulary, self._batch, self._now = database, vocabulary, batch, now
        self._preparing = None if self._crew is None else self._crew.submit(_prepare, batch, now)
        self._storing: Future[list[Settled]] | None = None
        self._packed: bytes | None = None
        self._settled: list[Settled] | None = None

    @property
    def is_elsewhere(self) -> bool:
        """Say whether helpers have it."""
        return self._preparing is not None

    def store(self) -> None:
        """Wait until it is prepared, and have it stored; the batch before must have been."""
        if self._crew is not None:
            self._packed = self._crew.result(self._preparing)
            if self._packed is not None:
                self._storing = self._crew.submit(_store, self._packed)
        if self._storing is None:
            self._settled = self._stored_here()

    def settled(self) -> list[Settled]:
        """Return what became of its lines, once it is stored."""
        if self._crew is not None and self._settled is None:
            try:
                self._settled = self._crew.result(self._storing)
            finally:
                # Before anybody is told of it; also where the commit is said to have failed.
                self._database.wrote("records")
        return self._stored_here() if self._settled is None else self._settled

    def cancel(self) -> None:
        """Leave it undone if it has not been begun."""
        if self._preparing is not None:
            self._preparing.cancel()

    def _stored_here(self) -> list[Settled]:
        prepared = (
            prepare_batch(self._batch, self._vocabulary, self._now)
            if self._packed is None
            else pickle.loads(self._packed)  # noqa: S301 - of a process that this one started
        )
        return store_batch(self._database, prepared)


def _start(given: bytes) -> None:
    """Make a helper ready."""
    be_a_helper()
    _given.append(pickle.loads(given))  # noqa: S301 - of the process that started this one
    step_aside_in(_given[0][1])
    gc.freeze()
    gc.disable()


def _prepare(batch: list[Line], now: datetime) -> bytes:
    """Prepare a batch, in a helper, which looks for garbage between batches alone; return it as pickle writes it."""
    gc.collect()
    vocabulary, _ = _given[0]
    return pickle.dumps(prepare_batch(batch, vocabulary, now), pickle.HIGHEST_PROTOCOL)


def _store(packed: bytes) -> list[Settled]:
    """Store a batch that a helper prepared, in a helper."""
    _, database = _given[0]
    return store_batch(database, pickle.loads(packed))  # noqa: S301 - of another process of the same server
