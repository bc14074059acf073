"""Store a prepared batch of an ingestion, in one transaction, by whichever process has it."""

from __future__ import annotations

from collections.abc import Sequence

from app.newsroom.prepare_batch import Prepared
from app.newsroom.read_record import withdrawn
from app.store import records
from app.store.prepared import PreparedRecord
from app.store.session import Database
from schemas.record import IngestProblem, Outcome

# What became of a line: its number, its record's id, the outcome, and why it was rejected. A plain tuple, since it may have to go to another process.
Settled = tuple[int, str | None, Outcome, IngestProblem | None]


def store_batch(database: Database, prepared: Sequence[Prepared]) -> list[Settled]:
    """Store what can be stored, and say what became of each line. Raises `UnavailableError` or `StorageFullError`."""
    ready = [record for _, record in prepared if isinstance(record, PreparedRecord)]
    with database.write("records") as session:
        outcomes = iter(records.upsert(session, ready))
    settled = list[Settled]()
    for number, record in prepared:
        if isinstance(record, IngestProblem):
            settled.append((number, None, "rejected", record))
            continue
        outcome = next(outcomes)
        settled.append((number, record.id, outcome, withdrawn() if outcome == "rejected" else None))
    return settled
