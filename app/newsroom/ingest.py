"""Take in records by the thousand: each line is stored, or rejected alone, and every one is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.newsroom.deployment import Deployment
from app.newsroom.ingest_helpers import IngestHelpers
from app.newsroom.prepare_batch import Line, prepare_batch
from app.newsroom.prepare_elsewhere import prepare_elsewhere
from app.newsroom.store_batch import Settled, store_batch
from schemas.record import IngestResult

__all__ = ["BATCH", "Line", "ingest"]

# How many lines make one transaction: each costs a wait for the disk, so few are slow, and many make others wait.
BATCH = 1_000
_MOST_BYTES = 8 * 1024 * 1024


def ingest(deployment: Deployment, lines: Iterable[Line], helpers: int = 0) -> Iterator[list[IngestResult]]:
    """Store records; yield what became of each line, batch by batch, in order, once the batch is on the disk.

    A line is an object of `RecordInput` as strict JSON. With `helpers`, so many other processes read and prepare lines
    while this one stores them; a server, which has readers to answer, leaves storing to its `ingest_helpers` too. Ending the iteration
    early leaves out the batches not yet stored. Raises `UnavailableError` or `StorageFullError`: what was yielded stands,
    and all may be sent again.
    """
    batches = _batches(lines)
    settled: Iterator[list[Settled]]
    if helpers:
        settled = (store_batch(deployment.database, each) for each in prepare_elsewhere(deployment, batches, helpers))
    elif deployment.ingest_helpers is not None:
        settled = _take_in_elsewhere(deployment, deployment.ingest_helpers, batches)
    else:
        settled = _take_in_here(deployment, batches)
    for batch in settled:
        yield [
            IngestResult(line=line, id=record_id, outcome=outcome, problem=problem)
            for line, record_id, outcome, problem in batch
        ]


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut lines into batches, shorter ones where lines are long: several are held at once."""
    batch: list[Line] = []
    length = 0
    for line in lines:
        batch.append(line)
        length += len(line[1]) if isinstance(line[1], bytes) else 0
        if len(batch) == BATCH or length >= _MOST_BYTES:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _take_in_here(deployment: Deployment, batches: Iterable[list[Line]]) -> Iterator[list[Settled]]:
    """Prepare and store batches one after another, each by the vocabulary as it then is."""
    for batch in batches:
        with deployment.database.read() as session:
            vocabulary = deployment.vocabulary.current(session)
        yield store_batch(deployment.database, prepare_batch(batch, vocabulary, deployment.clock()))


def _take_in_elsewhere(
    deployment: Deployment, helpers: IngestHelpers, batches: Iterable[list[Line]]
) -> Iterator[list[Settled]]:
    """Let helpers prepare and store batches where there is much to do, by the vocabulary as it is at the start."""
    with deployment.database.read() as session:
        vocabulary = deployment.vocabulary.current(session)
    return helpers.take_in(vocabulary, batches, deployment.clock)
