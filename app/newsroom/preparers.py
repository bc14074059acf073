"""Prepare large bodies of records in other processes, for a server, which can take no process along by forking.

A server has threads, and a fork copies what they hold and not them. So its helpers are started anew, are sent the vocabulary as it was
compiled, and never touch the database. They start when a body turns out to be long, while its records go on being prepared
here; they end when none has come for a minute. Whatever becomes of them, the records are the same and in the same order: what a helper does not
bring back is prepared here, and all of it where no helper can be started.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import TypeVar

from app.newsroom.prepare_batch import Line, Prepared, prepare_batch
from app.newsroom.vocabulary import Vocabulary

# A body of fewer batches is done sooner than helpers are started.
_ALONE = 4
# How many batches may be under way for each helper: one in hand and one to go on with.
_AHEAD = 2
_IDLE_SECONDS = 60.0

Result = TypeVar("Result")

# What a helper works with, set once when it starts.
_given: list[Vocabulary] = []


class Preparers:
    """A server's helpers, of which there are none until a long body comes; safe to share between threads."""

    def __init__(self, number: int, idle_seconds: float = _IDLE_SECONDS) -> None:
        """Say how many there may be, and after how long without work they end."""
        # A daemonic process, in which some supervisors run a server, may have no children.
        self._number = 0 if multiprocessing.current_process().daemon else number
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._crew: _Crew | None = None

    def prepare(
        self, vocabulary: Vocabulary, batches: Iterable[list[Line]], clock: Callable[[], datetime]
    ) -> Iterator[list[Prepared]]:
        """Yield each batch prepared, in order, by one vocabulary."""
        arriving = iter(batches)
        for batch in islice(arriving, _ALONE if self._number else None):
            yield prepare_batch(batch, vocabulary, clock())
        following = next(arriving, None)
        if following is None:
            return
        crew = self._taken(vocabulary)
        under_way: deque[_Task] = deque()
        try:
            while following is not None:
                under_way.append(_Task(crew, vocabulary, following, clock()))
                if not under_way[-1].is_elsewhere or len(under_way) > _AHEAD * self._number:
                    yield under_way.popleft().result()
                following = next(arriving, None)
            while under_way:
                yield under_way.popleft().result()
        finally:
            for task in under_way:
                task.cancel()
            self._given_back(crew)

    def close(self) -> None:
        """End the helpers."""
        with self._lock:
            crew, self._crew = self._crew, None
        if crew is not None:
            crew.close()

    def _taken(self, vocabulary: Vocabulary) -> _Crew:
        """Return helpers who have the vocabulary, and count one more who uses them."""
        with self._lock:
            crew = self._crew
            if crew is None or crew.version != vocabulary.version or crew.is_broken:
                if crew is not None and not crew.users:
                    crew.close()
                crew = self._crew = _Crew(vocabulary, self._number)
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

    def __init__(self, vocabulary: Vocabulary, number: int) -> None:
        self.version, self.users, self.turn, self.is_broken = vocabulary.version, 0, 0, False
        self._pool: ProcessPoolExecutor | None = None
        # Its queues need shared memory, which not every container has.
        with suppress(OSError, ImportError, NotImplementedError):
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(number, context, _start, (pickle.dumps(vocabulary),))
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

    def close(self) -> None:
        """End the helpers once they have done what they have in hand."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


class _Task:
    """A batch to be prepared: by helpers where they are there, else here."""

    def __init__(self, crew: _Crew, vocabulary: Vocabulary, batch: list[Line], now: datetime) -> None:
        self._crew, self._vocabulary, self._batch, self._now = crew, vocabulary, batch, now
        self._future = crew.submit(_prepare, batch, now) if crew.is_ready else None

    @property
    def is_elsewhere(self) -> bool:
        """Say whether helpers have it."""
        return self._future is not None

    def result(self) -> list[Prepared]:
        """Return the batch prepared."""
        if self._future is not None:
            try:
                return self._future.result()
            except BrokenExecutor:
                self._crew.is_broken = True
        return prepare_batch(self._batch, self._vocabulary, self._now)

    def cancel(self) -> None:
        """Leave it undone if it has not been begun."""
        if self._future is not None:
            self._future.cancel()


def _start(vocabulary: bytes) -> None:
    """Make a helper ready; it ends with the process that it helps, however that ends, and leaves the keyboard's interrupt to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _given.append(pickle.loads(vocabulary))  # noqa: S301 - of the process that started this one
    gc.freeze()
    gc.disable()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _prepare(batch: list[Line], now: datetime) -> list[Prepared]:
    """Prepare a batch, in a helper, which looks for garbage between batches alone."""
    gc.collect()
    return prepare_batch(batch, _given[0], now)
