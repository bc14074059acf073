"""Batches for processes that take records in, and what tests ask of these processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from typing import Any

import orjson

from app.newsroom.prepare_batch import Line
from app.store.session import Database
from schemas.record import IngestProblem

BATCHES = 9
_TABLES = {"record": "pk", "record_version": "record_pk, version", "record_beat": "record_pk, beat", "source": "slug"}


def batches() -> list[list[Line]]:
    """Make batches of records in two languages that name things, of one that each batch words anew, of bad lines, and of what could not be cut."""
    broken = IngestProblem(
        type="/problems/too-large", title="Too large", detail="The line is over 1 MiB.", pointer=None
    )
    made: list[list[Line]] = []
    for number in range(BATCHES):
        records = [
            {
                "source": "pell-gazette",
                "external_id": f"n{number}-{place}" if place else "n0",
                "published_at": "2026-05-04T09:00:00Z",
                "title": f"OpenAI and 阿里云 on open-source licence {number}-{place}",
                "text": "模型开源了。" * place,
            }
            for place in range(6)
        ]
        lines: list[Line] = [(place, orjson.dumps(record)) for place, record in enumerate(records, 1)]
        made.append([*lines, (7, b'{"source": 3}'), (8, broken)])
    return made


def kept_in(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows that an ingestion leaves, in the order of their keys."""
    with database.read() as session:
        connection = session.connection()
        found = {name: connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY {_TABLES[name]}") for name in _TABLES}  # noqa: S608 - fixed names
        return {name: [tuple(row) for row in rows] for name, rows in found.items()}


def all_end() -> bool:
    """Wait until no helper is left; the pool waits for them too, and whoever does so first is told of the end."""
    for _ in range(3_000):
        if not multiprocessing.active_children():
            return True
        time.sleep(0.02)
    return False


def processes() -> set[int]:
    """Return the helpers that there are."""
    return {process.pid for process in multiprocessing.active_children() if process.pid is not None}


def kill(pids: set[int]) -> None:
    """End processes without a word."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
