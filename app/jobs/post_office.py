"""Send questions by the batch, and bring back what was answered: each step is noted before it is taken, so that a death at any moment costs nothing.

An endpoint does not know whether it was asked the same before. So a batch is noted before it is sent; and one of which nobody knows whether it
was sent is looked for among those that the endpoint lists, by its time and size and, once it has ended, by what it was asked. Only one
that is not there is sent again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import WriterFailedError, WriterUnavailableError
from app.jobs.mailbox import letter_name
from app.jobs.worker_name import is_gone
from app.newsroom.deployment import Deployment
from app.store import batches as kept
from app.store.batches import Batch, NewBatch
from app.writers.base import BatchError, Batches, BatchingWriter, Letter, Seen

# How far apart the clocks of two machines may be, and how long a batch may take to be taken.
_SKEW = timedelta(minutes=5)
_LONGEST_SENDING = timedelta(minutes=10)
# How often what cannot be read is read again.
_TRIES = 3
# How often in a row an endpoint may be away, each time for a pause.
_MOST_TROUBLES = 10
_NONE = "The model's endpoint has no Message Batches. {}"


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient an office is, in seconds.

    `pause` lies between two looks. A batch that the endpoint does not list counts as never sent once `settling` has passed since somebody tried
    to, or `abroad` where whoever tried is on another machine and may be at it still.
    """

    pause: float = 60.0
    settling: float = 120.0
    abroad: float = 1800.0


class PostOffice:
    """Sends and receives the batches of one file of sets."""

    def __init__(self, deployment: Deployment, file: str, worker: str, pace: Pace, tell: Callable[[str], None]) -> None:
        """Begin with nothing known; `tell` is given a sentence for whoever waits."""
        self._deployment = deployment
        self._file = file
        self._worker = worker
        self._pace = pace
        self._tell = tell
        self._troubles: Counter[str] = Counter()
        self._reads: Counter[int] = Counter()
        self._tried: dict[int, datetime] = {}
        self._others: set[str] = set()
        # Why nothing can be sent to the endpoint of a writer by the batch.
        self.closed: dict[str, str] = {}

    def send(self, writer: str, letters: Sequence[Letter]) -> str | None:
        """Send questions; return why they cannot be, ever, where that is so.

        Raises WriterFailedError where the key is not taken, and WriterUnavailableError where the endpoint stays away: nothing is lost by either.
        """
        database = self._deployment.database
        with self._door(writer) as door:
            now = self._deployment.clock()
            new = NewBatch(self._file, writer, door.address, self._worker, len(letters), now)
            with database.write("nothing") as session:
                pk = kept.begin(session, new, [each.number for each in letters])
            if pk is None:
                return None
            try:
                remote_id = door.send(letters)
            except BatchError as error:
                return self._not_sent(pk, writer, error)
        self._named(pk, remote_id, new)
        return None

    def _not_sent(self, pk: int, writer: str, error: BatchError) -> str | None:
        if error.trouble == "unclear":
            self._tried[pk] = self._deployment.clock()
            self._tell(f"{writer}: it is not clear whether a batch was taken. {error.detail}")
            return None
        with self._deployment.database.write("nothing") as session:
            kept.drop(session, pk)
        if error.trouble == "none":
            self.closed[writer] = _NONE.format(error.detail)
            return self.closed[writer]
        if error.trouble == "refused":
            return f"The model's endpoint did not take the batch. {error.detail}"
        self._bear(f"The endpoint of {writer}", error)
        return None

    def receive(self) -> None:
        """Look after every batch that was sent: find those of which nobody knows, read those that have ended. Raises as `send` does."""
        with self._deployment.database.read() as session:
            found = kept.under_way(session, self._file)
        for batch in found:
            with self._door(batch.writer) as door:
                if door.address != batch.address:
                    raise WriterFailedError(
                        f"A batch was sent to {batch.address}, but the endpoint of {batch.writer} is {door.address} now."
                    )
                who = f"The endpoint of {batch.writer}, asked for {batch.remote_id or 'its batches'}"
                try:
                    self._look_after(batch, door)
                except BatchError as error:
                    self._bear(who, error)
                else:
                    self._troubles[who] = 0

    def cancel(self) -> None:
        """Have every batch that was sent stopped; what is answered by then comes back all the same."""
        with self._deployment.database.read() as session:
            found = kept.under_way(session, self._file)
        for batch in found:
            if batch.remote_id is None:
                continue
            with self._door(batch.writer) as door:
                try:
                    door.cancel(batch.remote_id)
                except BatchError as error:
                    self._tell(f"{batch.remote_id} could not be stopped. {error.detail}")

    def _look_after(self, batch: Batch, door: Batches) -> None:
        if batch.remote_id is None:
            self._find(batch, door)
        elif door.see(batch.remote_id).has_ended:
            self._read(batch, batch.remote_id, door)

    def _find(self, batch: Batch, door: Batches) -> None:
        """Find a batch of which nobody knows whether it was sent; forget it where it was not, so that it is sent by another."""
        is_left = batch.worker == self._worker or is_gone(batch.worker)
        settling = timedelta(seconds=self._pace.settling if is_left else self._pace.abroad)
        if self._deployment.clock() - self._tried.get(batch.pk, batch.sent_at) < settling:
            return
        candidates = self._like(batch, door)
        with self._deployment.database.read() as session:
            known = kept.known_ids(session)
            names = {letter_name(each.synthesis_id, each.number) for each in kept.asked_by(session, batch.pk)}
        is_open = False
        for seen in candidates:
            if seen.id in known | self._others:
                continue
            if not seen.has_ended:
                is_open = True  # Only one that has ended shows what it was asked.
            elif any(name in names for name, _ in door.results(seen.id)):
                self._named(batch.pk, seen.id, batch)
                return
            else:
                self._others.add(seen.id)
        if not is_open:
            with self._deployment.database.write("nothing") as session:
                kept.drop(session, batch.pk)

    def _like(self, batch: Batch, door: Batches) -> list[Seen]:
        """Return the batches that may be the one: made when it was sent, and as large."""
        try:
            made = [seen for seen in door.made_since(batch.sent_at - _SKEW) if seen.size == batch.size]
        except BatchError as error:
            self._reads[batch.pk] += 1
            if error.trouble == "none" or (error.trouble == "unclear" and self._reads[batch.pk] >= _TRIES):
                # Whoever cannot say, in the form of Message Batches, which there are, has not taken one.
                self.closed[batch.writer] = _NONE.format(error.detail)
                return []
            raise
        latest = batch.sent_at + _LONGEST_SENDING + _SKEW
        return [seen for seen in made if seen.created_at <= latest]

    def _read(self, batch: Batch, remote_id: str, door: Batches) -> None:
        """Keep each answer as it comes; where some are missing, or broken on their way, read again a few times."""
        database = self._deployment.database
        with database.read() as session:
            awaited = {letter_name(each.synthesis_id, each.number): each for each in kept.asked_by(session, batch.pk)}
        for name, result in door.results(remote_id):
            if (asked := awaited.pop(name, None)) is not None:
                call = door.judge(asked.purpose, asked.model, result)
                with database.write("nothing") as session:
                    kept.settle(session, asked.number, call)
        self._reads[batch.pk] += 1
        if awaited and self._reads[batch.pk] < _TRIES:
            return
        with database.write("nothing") as session:
            for asked in awaited.values():
                kept.miss(session, asked.number)
            kept.end(session, batch.pk)
        lost = f", {len(awaited)} of them without an answer" if awaited else ""
        self._tell(f"{remote_id} has ended: {batch.size} questions{lost}.")

    def _named(self, pk: int, remote_id: str, batch: NewBatch) -> None:
        with self._deployment.database.write("nothing") as session:
            kept.name(session, pk, remote_id)
        self._troubles[f"The endpoint of {batch.writer}"] = 0
        self._tell(f"{batch.size} questions are in {remote_id}.")

    def _bear(self, who: str, error: BatchError) -> None:
        """Bear with what may pass, for a while; raise what somebody has to see to."""
        detail = f"{who}: {error.detail}"
        if error.trouble in {"key", "none", "refused"}:
            raise WriterFailedError(detail)
        self._troubles[who] += 1
        self._tell(detail)
        if self._troubles[who] > _MOST_TROUBLES:
            raise WriterUnavailableError(detail)

    @contextmanager
    def _door(self, name: str) -> Iterator[Batches]:
        writer = self._deployment.writers.get(name)
        if not isinstance(writer, BatchingWriter):
            raise WriterFailedError(f"There is no writer {name} here whose questions can be sent by the batch.")
        with writer.batches() as door:
            yield door
