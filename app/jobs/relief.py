"""Relieve a server of a long queue: a process beside it writes what waits, so that whoever reads meanwhile does not notice.

A story is Python for the most part, and while it is written no answer leaves: with four at a time a read took five times as long as with none. A
few are written by the server itself, at once. When many come one after another for which nobody waits, it starts one worker of its own, which gives way to the
server wherever both want a core, and from when that is ready it leaves the queue to it. The worker ends when it has had nothing to do
for a minute, or with the server. It is a worker as any other: what it leaves undone, however it ends, others take over.
"""

from __future__ import annotations

import logging
import math
import multiprocessing
import pickle
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from app.jobs.desk import Desk
from app.newsroom.deployment import Deployment
from app.newsroom.give_way import be_a_helper
from app.newsroom.stop_signal import StopSignal
from app.store.job_rows import LEASE_SECONDS

logger = logging.getLogger("storywire.jobs")

IDLE_SECONDS = 60.0
_LOOK_SECONDS = 1.0
# It tells once a second that it is at work; of one that tells nothing for as long as a lease, nothing is to be expected.
_BEAT = b"at work"
# One that cannot live, for want of memory for instance, must not be started again and again.
_BETWEEN_STARTS_SECONDS = 10.0


class Relief:
    """The worker of one server, which is there while much waits; safe to share between threads."""

    def __init__(
        self, begin: Callable[[], Deployment], slots: int, grace_seconds: float, idle_seconds: float = IDLE_SECONDS
    ) -> None:
        """Say how its process opens the deployment (`begin` is pickled), and how many stories it writes at once.

        Told to end, it gives what it writes `grace_seconds` before it puts it back.
        """
        # A daemonic process, in which some supervisors run a server, may have no children.
        self._may_start = not multiprocessing.current_process().daemon
        self._given = pickle.dumps((begin, slots, grace_seconds, idle_seconds))
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._told: Connection | None = None
        self._started = -math.inf
        self._heard = -math.inf

    @property
    def _is_there(self) -> bool:
        return self._process is not None and self._process.is_alive()

    @property
    def pid(self) -> int | None:
        """The number of its process while that is there."""
        with self._lock:
            return self._process.pid if self._process is not None and self._is_there else None

    @property
    def is_at_work(self) -> bool:
        """Say whether it takes what waits, so that nobody else need; also where it is about to end, and not where it is frozen."""
        with self._lock:
            if self._told is None or not self._is_there:
                return False
            with suppress(EOFError, OSError):  # it has just ended
                while self._told.poll():
                    self._told.recv_bytes()
                    self._heard = time.monotonic()
            return time.monotonic() - self._heard < LEASE_SECONDS

    def call(self) -> None:
        """Start it where it is not there; where no process can be started, nothing is changed by that."""
        with self._lock:
            if not self._may_start or self._is_there or time.monotonic() - self._started < _BETWEEN_STARTS_SECONDS:
                return
            self._started = time.monotonic()
            try:
                self._start()
            except OSError as error:
                self._may_start = False
                logger.warning("no process can be started to write what waits: %s", error)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._told, telling = context.Pipe(duplex=False)
        self._heard = -math.inf
        self._process = context.Process(target=_work, args=(self._given, telling), name="storywire-relief", daemon=True)
        self._process.start()
        # Only the other process holds this end then, and it is closed when that ends.
        telling.close()

    def tell_to_end(self) -> None:
        """Have it take nothing more, and none be started again."""
        with self._lock:
            self._may_start = False
            if self._process is not None:
                self._process.terminate()

    def close(self, seconds: float) -> None:
        """Wait for so long until it has ended, as it was told to; what it has not put back by then, others find."""
        self.tell_to_end()
        if self._process is not None:
            self._process.join(max(0.0, seconds))
            self._process.kill()


def _work(given: bytes, telling: Connection) -> None:
    """Be the process: take jobs until there are none for a while, or until it is told to end."""
    stopping = StopSignal(signal.SIGTERM)
    be_a_helper()
    begin, slots, grace_seconds, idle_seconds = pickle.loads(given)  # noqa: S301 - of the process that started this one
    deployment: Deployment = begin()
    desk = Desk(deployment, slots)
    desk.start()
    last = time.monotonic()
    while time.monotonic() - last < idle_seconds:
        with suppress(OSError):  # the server is gone
            telling.send_bytes(_BEAT)
        if stopping.wait(_LOOK_SECONDS):
            break
        if desk.keeper.held():
            last = time.monotonic()
    desk.close(grace_seconds)
    deployment.database.close()
