"""Take in records by the thousand: each line is stored, or rejected alone, and every one is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.newsroom.deployment import Deployment
from app.newsroom.prepare_batch import Line, Prepared, prepare_batch
from app.newsroom.prepare_elsewhere import prepare_elsewhere
from app.newsroom.preparers import Preparers
from app.newsroom.read_record import withdrawn
from app.store import records
from app.store.prepared import PreparedRecord
from schemas.record import IngestProblem, IngestResult

__all__ = ["BATCH", "Line", "ingest"]

# How many lines make one transaction: each costs a wait for the disk, so few are slow, and many make others wait.
BATCH = 1_000
_MOST_BYTES = 8 * 1024 * 1024


def ingest(deployment: Deployment, lines: Iterable[Line], helpers: int = 0) -> Iterator[list[IngestResult]]:
    """Store records; yield what became of each line, batch by batch, in order, once the batch is on the disk.

    A line is an object of `RecordInput` as strict JSON. With `helpers`, so many other processes read and prepare lines
    while this one stores them; a server, whose threads no process can take along, has `preparers` for long bodies. Ending the iteration
    early leaves out the batches not yet stored. Raises `UnavailableError` or `StorageFullError`: what was yielded stands,
    and all may be sent again.
    """
    batches = _batches(lines)
    if helpers:
        prepared = prepare_elsewhere(deployment, batches, helpers)
    elif deployment.preparers is not None:
        prepared = _prepare_together(deployment, deployment.preparers, batches)
    else:
        prepared = _prepare_here(deployment, batches)
    for batch in prepared:
        yield _store(deployment, batch)


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


def _prepare_here(deployment: Deployment, batches: Iterable[list[Line]]) -> Iterator[list[Prepared]]:
    """Prepare batches one after another, each by the vocabulary as it then is."""
    for batch in batches:
        with deployment.database.read() as session:
            vocabulary = deployment.vocabulary.current(session)
        yield prepare_batch(batch, vocabulary, deployment.clock())


def _prepare_together(
    deployment: Deployment, preparers: Preparers, batches: Iterable[list[Line]]
) -> Iterator[list[Prepared]]:
    """Prepare batches with the help of other processes where they are many, by the vocabulary as it is at the start."""
    with deployment.database.read() as session:
        vocabulary = deployment.vocabulary.current(session)
    return preparers.prepare(vocabulary, batches, deployment.clock)


def _store(deployment: Deployment, prepared: list[Prepared]) -> list[IngestResult]:
    """Store what can be stored, in one transaction, and say what became of each line."""
    ready = [record for _, record in prepared if isinstance(record, PreparedRecord)]
    with deployment.database.write("records") as session:
        outcomes = iter(records.upsert(session, ready))
    results = []
    for number, record in prepared:
        if isinstance(record, IngestProblem):
            results.append(IngestResult(line=number, id=None, outcome="rejected", problem=record))
            continue
        outcome = next(outcomes)
        problem = withdrawn() if outcome == "rejected" else None
        results.append(IngestResult(line=number, id=record.id, outcome=outcome, problem=problem))
    return results
