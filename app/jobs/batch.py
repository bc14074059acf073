"""Have many sets written at half the price: each is a durable job that waits for batches, and is written from what they answer.

A set's story is begun as any other. Where the writer asks its model something, the question is put into the next batch and the job is parked; once
that is answered the story is begun again, finds the answer in the books, and goes on to its next question, or to its end. So questions,
rules and stories are those of a story that is written at once, and whoever goes on after a death begins with what is in the books.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from hashlib import sha256

import orjson

from app.errors import StorywireError, WriterFailedError
from app.jobs.desk import SLOTS, see_through
from app.jobs.keeper import Keeper
from app.jobs.mailbox import BatchMailbox
from app.jobs.post_office import Pace, PostOffice
from app.jobs.submit import same_as, undertaking
from app.jobs.work import end_with, give_up_for_good, work
from app.jobs.worker_name import gone_among, worker_name
from app.newsroom.deployment import Deployment
from app.newsroom.read_assignment import check_request
from app.newsroom.undertaking import LeaseLostError
from app.newsroom.write_story import writer_for
from app.store import batches as kept
from app.store import job_control, jobs, syntheses
from app.store.batches import BatchSet
from app.store.jobs import Job, NewJob
from app.store.stories import StoredStory
from app.story.story_id import ID_BYTES, synthesis_id
from app.writers.base import AnswerAwaitedError, Letter
from schemas.synthesis import SynthesisRequest

# What an endpoint takes in one batch is more; this bounds what is held in memory, and what one refusal concerns.
_MOST_LETTERS = 2_000
_MOST_BYTES = 64_000_000


class BatchRun:
    """The sets of one file, from the taking in to the last story or problem. `file` tells it from any other: the same file is the same run."""

    def __init__(
        self,
        deployment: Deployment,
        file: str,
        tell: Callable[[str], None],
        pace: Pace | None = None,
        *,
        falls_back: bool = False,
    ) -> None:
        """Go on where an earlier run of the same file was. What no batch answers is written at once where it `falls_back`, at the full price."""
        self._deployment = deployment
        self._file = file
        self._falls_back = falls_back
        self._name = worker_name()
        self._pace = pace or Pace()
        self._office = PostOffice(deployment, file, self._name, self._pace, tell)
        self._keeper = Keeper(deployment.database)
        self._letters: dict[str, list[Letter]] = {}
        self._released: dict[str, Future[StoredStory]] = {}
        with deployment.database.read() as session:
            self._known = kept.lines_of(session, file)

    def take_in(self, line: int, request: SynthesisRequest) -> None:
        """Make a line's set a job, once. Raises what a request for a story raises, and makes nothing then."""
        if line in self._known:
            return
        writer = writer_for(self._deployment, request)
        # Whoever asks for the very same outside of this file must not be made to wait for a batch.
        digest = self._digest(request)
        with self._deployment.database.write("nothing") as session:
            if kept.set_of(session, self._file, line) is not None:
                return  # by another process, since this one has looked
            check_request(self._deployment, session, request)
            made = job_control.unfinished_like(session, digest)
            if made is None:
                made = synthesis_id(self._deployment.draw(ID_BYTES))
                new = NewJob(made, request, writer.name, None, digest, self._deployment.clock(), is_parked=True)
                jobs.add(session, new, None, {})
            kept.keep_set(session, self._file, line, made)

    def retry(self) -> None:
        """Begin again what has failed; what was answered stays answered."""
        for each in self._sets():
            if each.status == "failed":
                with self._deployment.database.write("nothing") as session:
                    request = syntheses.request_of(session, each.synthesis_id)
                    if request is not None:
                        digest = self._digest(request)
                        job_control.try_again(session, each.synthesis_id, digest, parks=True)
                        kept.forget_failures(session, each.synthesis_id)

    def cancel(self) -> None:
        """Have the batches that are under way stopped; their sets end as the endpoint says."""
        self._office.cancel()

    def ends(self) -> Iterator[BatchSet]:
        """Do all there is to do, and yield each set once it has ended.

        Raises WriterFailedError and WriterUnavailableError where an endpoint needs somebody to see to it; nothing is lost, and another run goes on.
        """
        told: set[int] = set()
        self._free_the_dead()
        with ThreadPoolExecutor(SLOTS, "storywire-batch") as self._pool:
            while True:
                self._office.receive()
                self._advance()
                sets = self._sets()
                for each in sets:
                    if each.status not in job_control.UNFINISHED and each.line not in told:
                        told.add(each.line)
                        self._drop_unsent(each)
                        yield each
                if len(told) == len(sets):
                    return
                self._rest()

    def _digest(self, request: SynthesisRequest) -> bytes:
        """Return what a set of this file is known by, of those that ask for the same."""
        return sha256(self._file.encode() + same_as(self._deployment, request)).digest()

    def _sets(self) -> list[BatchSet]:
        with self._deployment.database.read() as session:
            return kept.sets_of(session, self._file)

    def _free_the_dead(self) -> None:
        """Free what an earlier run died over, without waiting for its leases."""
        with self._deployment.database.write("nothing") as session:
            job_control.free(session, gone_among(job_control.workers(session)))

    def _drop_unsent(self, ended: BatchSet) -> None:
        """Give back what a set has reserved that was cancelled before it could ask."""
        if ended.status == "cancelled":
            with self._deployment.database.write("nothing") as session:
                kept.unreserve(session, ended.synthesis_id)

    def _advance(self) -> None:
        """Go on with every set that waits for nothing, and send what comes to be asked."""
        size = 0
        for each in {
            s.synthesis_id: s for s in self._sets() if s.status in job_control.UNFINISHED and not s.awaits
        }.values():
            at_once = self._released.get(each.synthesis_id)
            if at_once is not None and not at_once.done():
                continue
            if not each.is_parked:
                self._write_at_once(each.synthesis_id)
                continue
            size += self._go_on(each.synthesis_id)
            if size > _MOST_BYTES or sum(map(len, self._letters.values())) >= _MOST_LETTERS:
                self._send()
                size = 0
        self._send()

    def _go_on(self, its_id: str) -> int:
        """Write a story as far as its answers reach; return how many bytes of questions came of it."""
        if self._falls_back and self._has_failed(its_id):
            self._release(its_id)
            return 0
        with self._deployment.database.write("nothing") as session:
            # Another process may have sent its question since this one has looked.
            job = None if kept.awaits(session, its_id) else jobs.take_parked(session, self._name, its_id)
            if job is not None:
                kept.unreserve(session, its_id)
        if job is None:
            return 0  # Somebody else is at it.
        taken = undertaking(job)
        if job.attempts > jobs.MOST_ATTEMPTS:
            give_up_for_good(self._deployment, taken)
            return 0
        if (closed := self._office.closed.get(job.writer)) is not None:
            self._without_batches(job, closed)
            return 0
        mailbox = BatchMailbox(self._deployment, taken)
        # What else is raised has ended the job, or put it back to be done again.
        with suppress(AnswerAwaitedError, LeaseLostError, StorywireError):
            work(self._deployment, self._keeper, taken, mailbox)
        self._letters.setdefault(job.writer, []).extend(mailbox.letters)
        return sum(len(orjson.dumps(letter.request)) for letter in mailbox.letters)

    def _send(self) -> None:
        letters, self._letters = self._letters, {}
        for writer, its in letters.items():
            if its and (refusal := self._office.send(writer, its)) is not None:
                self._refuse({letter.name.rpartition("-")[0] for letter in its}, refusal)

    def _refuse(self, ids: Iterable[str], refusal: str) -> None:
        """End sets whose questions cannot be sent, or have them written at once."""
        for its_id in ids:
            with self._deployment.database.write("nothing") as session:
                job = jobs.take_parked(session, self._name, its_id)
            if job is not None:
                self._without_batches(job, refusal)

    def _without_batches(self, job: Job, refusal: str) -> None:
        """End a set whose questions cannot be sent, or have it written at once."""
        with self._deployment.database.write("nothing") as session:
            kept.unreserve(session, job.lease.synthesis_id)
            if self._falls_back:
                jobs.put_back(session, job.lease)
        if self._falls_back:
            self._release(job.lease.synthesis_id)
        else:
            end_with(self._deployment, undertaking(job), WriterFailedError(refusal))

    def _has_failed(self, its_id: str) -> bool:
        with self._deployment.database.read() as session:
            return kept.has_failed(session, its_id)

    def _release(self, its_id: str) -> None:
        """Let a set be written at once, here or by any worker."""
        with self._deployment.database.write("nothing") as session:
            kept.unreserve(session, its_id)
            job_control.release(session, its_id)
        self._write_at_once(its_id)

    def _write_at_once(self, its_id: str) -> None:
        self._released[its_id] = self._pool.submit(see_through, self._deployment, its_id, self._name)

    def _rest(self) -> None:
        """Wait for the next look, or for a story that is written at once."""
        busy = [future for future in self._released.values() if not future.done()]
        if busy:
            wait(busy, self._pace.pause, FIRST_COMPLETED)
        else:
            time.sleep(self._pace.pause)
