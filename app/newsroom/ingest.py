"""Take in records by the thousand: each line is stored, or rejected alone, and every one is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from app.newsroom.deployment import Deployment
from app.newsroom.prepare_record import prepare_record
from app.newsroom.read_record import RejectedError, read_record, withdrawn
from app.store import records
from app.store.prepared import PreparedRecord
from schemas.record import IngestProblem, IngestResult

# How many lines make one transaction: each costs a wait for the disk, so few are slow, and many make others wait.
BATCH = 1_000

# A line's number, from 1, and its bytes, or why it could not be read as a line at all.
Line = tuple[int, bytes | IngestProblem]
_Prepared = tuple[int, PreparedRecord | IngestProblem]


def ingest(deployment: Deployment, lines: Iterable[Line]) -> Iterator[list[IngestResult]]:
    """Store records; yield what became of each line, batch by batch, in order, once the batch is on the disk.

    A line is an object of `RecordInput` as strict JSON. Ending the iteration early leaves out the batches not yet
    read. Raises `UnavailableError` or `StorageFullError`: what was yielded stands, and all may be sent again.
    """
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        yield _store(deployment, _prepare(deployment, batch))


def _prepare(deployment: Deployment, lines: Iterable[Line]) -> list[_Prepared]:
    """Read and prepare lines by the vocabulary as it is now."""
    now = deployment.clock()
    with deployment.database.read() as session:
        vocabulary = deployment.vocabulary.current(session)
    prepared: list[_Prepared] = []
    for number, data in lines:
        if isinstance(data, IngestProblem):
            prepared.append((number, data))
            continue
        try:
            prepared.append((number, prepare_record(read_record(data), vocabulary, now)))
        except RejectedError as error:
            prepared.append((number, error.problem))
    return prepared


def _store(deployment: Deployment, prepared: list[_Prepared]) -> list[IngestResult]:
    """Store what can be stored, in one transaction, and say what became of each line."""
    ready = [record for _, record in prepared if isinstance(record, PreparedRecord)]
    with deployment.database.write() as session:
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
