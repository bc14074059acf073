"""The desk of one process: it takes jobs from the queue, has a few done at a time, and knows who waits for what."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from typing import Protocol

from app.errors import InternalError, StorywireError
from app.jobs.keeper import Keeper
from app.jobs.outcome import outcome
from app.jobs.submit import NOBODY, Asker, Ticket, submit, undertaking
from app.jobs.work import give_up_for_good, work
from app.jobs.worker_name import gone_among, worker_name
from app.newsroom.deployment import Deployment
from app.newsroom.undertaking import LeaseLostError, Undertaking
from app.store import job_control, jobs
from app.store.stories import StoredStory
from schemas.synthesis import SynthesisRequest

logger = logging.getLogger("storywire.jobs")

SLOTS = 4
POLL_SECONDS = 1.0
_LONGEST_PAUSE = 30.0
_PUTTING_BACK_SECONDS = 1.0
# Where stories are written now and then, the thread that keeps their leases is not started anew for each.
_IDLE_BEATS = 60
# A substitute is worth its start where more stories than this are begun within so many seconds: they hold Python's lock most of the time. Those that
# wait for a model take longer, and hold it hardly ever.
_FEW = 8
_LATELY_SECONDS = 10.0


class Substitute(Protocol):
    """Another process that takes what waits in the place of a desk."""

    @property
    def is_at_work(self) -> bool:
        """Say whether it does so now."""
        ...

    def call(self) -> None:
        """Have it begin to, unless it has been called already; this does not wait."""
        ...

    def tell_to_end(self) -> None:
        """Have it take nothing more; this does not wait."""
        ...

    def close(self, seconds: float) -> None:
        """Wait for so long until it has ended, and end it."""
        ...


class Desk:
    """Has up to `slots` syntheses done at once, each in a thread of its own; what is asked for here goes first.

    A desk that was not started does what it is asked for and takes nothing else from the queue. One with a substitute calls it when it begins many
    stories, one after another, for which nobody waits, and leaves such to it while it is at work.
    """

    def __init__(
        self,
        deployment: Deployment,
        slots: int = SLOTS,
        poll_seconds: float = POLL_SECONDS,
        substitute: Substitute | None = None,
    ) -> None:
        """Begin with nothing under way."""
        self.deployment = deployment
        self.name = worker_name()
        self.keeper = Keeper(deployment.database, _IDLE_BEATS)
        self.is_closed = False
        self._poll_seconds = poll_seconds
        self._substitute = substitute
        self._slots = threading.Semaphore(slots)
        self._most = slots
        self._wake = threading.Event()
        # Whether something may wait for one of our jobs to end: for a slot, or for its writer's.
        self._is_behind = False
        self._closing = threading.Event()
        self._closes = threading.Lock()
        # When stories were begun lately for which nobody waits.
        self._begun: deque[float] = deque(maxlen=_FEW + 1)
        self._waited_for: dict[str, Future[StoredStory]] = {}
        self._lock = threading.Lock()
        self._poller: threading.Thread | None = None

    @property
    def is_closing(self) -> bool:
        """Say whether the process goes down: whoever only waits for something to happen need not wait on."""
        return self._closing.is_set()

    def start(self) -> None:
        """Start to take jobs from the queue."""
        if self._most and self._poller is None:
            self._poller = threading.Thread(target=self._poll, name="storywire-desk", daemon=True)
            self._poller.start()

    def close(self, seconds: float) -> None:
        """Take nothing more, give what is under way some time to end, and put back what does not, for others to do.

        Whoever calls this while it goes on, or after it, waits until it is done and has nothing to do.
        """
        self._closing.set()
        self._wake.set()
        with self._closes:
            if self.is_closed:
                return
            ends = time.monotonic() + seconds
            if self._substitute is not None:
                self._substitute.tell_to_end()
            if self._poller is not None:
                # What it is just taking belongs to what is under way. And it may be asking the database, which whoever calls this closes next.
                self._poller.join(seconds)
            while self._waited_for and time.monotonic() < ends:
                time.sleep(0.02)
            for each in self.keeper.held():
                each.is_lost = True
                with suppress(StorywireError), self.deployment.database.write("nothing") as session:
                    jobs.put_back(session, each.lease)
            if self._substitute is not None:
                self._substitute.close(ends + _PUTTING_BACK_SECONDS - time.monotonic())
            self.is_closed = True

    def submit(self, request: SynthesisRequest, asker: Asker = NOBODY, *, is_awaited: bool = True) -> Ticket:
        """Take in a request; where there is room it is begun at once, unless nobody waits for it and a substitute is at work.

        Raises as `app.jobs.submit.submit` does.
        """
        may_begin = not self._closing.is_set() and (is_awaited or not self._is_substituted())
        has_room = may_begin and self._takes_slot()
        try:
            ticket = submit(self.deployment, request, asker, self.name if has_room else None)
        except BaseException:
            if has_room:
                self._slots.release()
            raise
        if ticket.undertaking is not None:
            self._begin(ticket.undertaking)
            if not is_awaited:
                self._note()
        elif has_room:
            self._is_behind = True
            self._slots.release()
            self._wake.set()
        return ticket

    def underway(self, synthesis_id: str) -> Future[StoredStory] | None:
        """Return what will hold the story of a synthesis that is being written here; None where it is not."""
        with self._lock:
            return self._waited_for.get(synthesis_id)

    def wake(self) -> None:
        """Look into the queue now: something was put there."""
        self._wake.set()

    def _is_substituted(self) -> bool:
        return self._substitute is not None and self._substitute.is_at_work

    def _note(self) -> None:
        """Take note that a story was begun for which nobody waits; where many were within a short while, the substitute is called."""
        now = time.monotonic()
        self._begun.append(now)
        if self._substitute is not None and len(self._begun) > _FEW and now - self._begun[0] < _LATELY_SECONDS:
            self._substitute.call()

    def _takes_slot(self) -> bool:
        """Take a slot if one is free; if none is, the next job that ends has the queue looked into."""
        if self._slots.acquire(blocking=False):
            return True
        self._is_behind = True
        return self._slots.acquire(blocking=False)  # one that was given back before it could be known

    def _begin(self, job: Undertaking) -> None:
        """Have a job done by a thread of its own, which takes a slot that is held already."""
        future: Future[StoredStory] = Future()
        future.set_running_or_notify_cancel()  # whoever stops waiting does not stop the work
        with self._lock:
            self._waited_for[job.synthesis_id] = future
        threading.Thread(target=self._do, args=(job, future), name=f"storywire-{job.synthesis_id}", daemon=True).start()

    def _do(self, job: Undertaking, future: Future[StoredStory]) -> None:
        try:
            future.set_result(work(self.deployment, self.keeper, job))
        except (StorywireError, LeaseLostError) as error:
            future.set_exception(error)
        except BaseException as error:  # whoever waits must be told
            logger.exception("a synthesis could not be ended", extra={"synthesis_id": job.synthesis_id})
            future.set_exception(InternalError("The service failed while the story was written."))
            if not isinstance(error, Exception):
                raise
        finally:
            with self._lock:
                self._waited_for.pop(job.synthesis_id, None)
            self._slots.release()
            if self._is_behind:
                self._is_behind = False
                self._wake.set()

    def _poll(self) -> None:
        """Take what waits, whenever somebody says that something does, and every now and then."""
        pause = self._poll_seconds
        while not self._closing.is_set():
            try:
                while not self._closing.is_set() and self._take_one():
                    pass
                pause = self._poll_seconds
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be the end of all writing
                logger.warning("the queue could not be read: %s", error)
                pause = min(2 * pause, _LONGEST_PAUSE)
            self._wake.wait(pause)
            self._wake.clear()

    def _take_one(self) -> bool:
        """Take a job and have it done; return whether there was one, and room for it."""
        if self._is_substituted() or not self._takes_slot():
            return False
        job = None
        try:
            job = self._next()
        finally:
            if job is None:
                self._slots.release()
        if job is None:
            return False
        taken = undertaking(job)
        if job.attempts > jobs.MOST_ATTEMPTS:
            try:
                give_up_for_good(self.deployment, taken)
            finally:
                self._slots.release()
        else:
            self._begin(taken)
            self._note()
        return True

    def _next(self) -> jobs.Job | None:
        """Take the next job, after looking for workers of this machine that died; a look alone disturbs nobody."""
        database = self.deployment.database
        with database.read() as session:
            gone = gone_among(job_control.workers(session), self.name)
            if not gone and not job_control.is_waiting(session):
                return None
        with database.write("nothing") as session:
            job_control.free(session, gone)
            taken = jobs.take(session, self.name, self.deployment.most_at_once)
        self._is_behind = self._is_behind or taken is None
        return taken


def write_now(deployment: Deployment, request: SynthesisRequest, asker: Asker = NOBODY) -> StoredStory:
    """Write a story in this thread, as the same durable job that a desk would do; raise what kept it from being written.

    Where the same is being written already, or as many are as may be, this waits for whoever does it.
    """
    name = worker_name()
    ticket = submit(deployment, request, asker, name)
    if ticket.undertaking is None:
        return see_through(deployment, ticket.synthesis_id, name)
    return work(deployment, Keeper(deployment.database), ticket.undertaking)


def see_through(deployment: Deployment, synthesis_id: str, name: str) -> StoredStory:
    """Write the story of a synthesis that waits in this thread, as a worker of some name, or wait for whoever is at it."""
    job = None
    while job is None:
        if (stored := outcome(deployment, synthesis_id)) is not None:
            return stored
        with deployment.database.write("nothing") as session:
            taken = jobs.take(session, name, deployment.most_at_once, synthesis_id)
        if taken is not None:
            job = undertaking(taken)
        else:
            time.sleep(POLL_SECONDS / 4)
    return work(deployment, Keeper(deployment.database), job)
