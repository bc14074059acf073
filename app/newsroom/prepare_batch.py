"""Read and prepare lines of an ingestion: pure work, so that any process may do it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from app.newsroom.give_way import step_aside
from app.newsroom.prepare_record import prepare_record
from app.newsroom.read_record import RejectedError, read_record
from app.newsroom.vocabulary import Vocabulary
from app.store.prepared import PreparedRecord
from schemas.record import IngestProblem

# A line's number, from 1, and its bytes, or why it could not be read as a line at all.
Line = tuple[int, bytes | IngestProblem]
Prepared = tuple[int, PreparedRecord | IngestProblem]


def prepare_batch(lines: Iterable[Line], vocabulary: Vocabulary, now: datetime) -> list[Prepared]:
    """Return for each line the record that it holds, made ready to be stored, or why there is none."""
    return [(number, _prepare(data, vocabulary, now)) for number, data in lines]


def _prepare(data: bytes | IngestProblem, vocabulary: Vocabulary, now: datetime) -> PreparedRecord | IngestProblem:
    """Read and prepare one line."""
    step_aside()
    if isinstance(data, IngestProblem):
        return data
    try:
        return prepare_record(read_record(data), vocabulary, now)
    except RejectedError as error:
        return error.problem
