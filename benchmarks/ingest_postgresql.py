"""Measure ingestion on PostgreSQL against a bare COPY of the very rows that it produced.

As `benchmarks.ingest` does on SQLite: the same records, tables, indexes and batches, one transaction each. What is compared is processor
time, of this process, of those that help it and of the server's, so that a machine with others at work tells the same; the clock
is printed beside it. The server is a cluster of our own that waits for no disk, or both sides would measure the disk.

Usage: STORYWIRE_POSTGRES_BIN=FOLDER python -m benchmarks.ingest_postgresql [ROUNDS] [RECORDS]
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import psycopg

from app.newsroom.prepare_elsewhere import most_helpers
from benchmarks.ingest import COUNTS, Rows, deployment_on, in_batches, records, take_in
from benchmarks.serving import Server
from tests.databases import PostgresDatabases, hasty_cluster, postgres_programs

_TABLES = ("record", "record_entity", "record_beat", "record_search", COUNTS)


def main() -> None:
    """Run the rounds and print what came out."""
    programs = postgres_programs()
    if programs is None:
        print("ingest_postgresql is left out: STORYWIRE_POSTGRES_BIN names no folder of PostgreSQL's programs.")
        return
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    gc.freeze()
    lines = records()[: int(sys.argv[2]) if len(sys.argv) > 2 else None]  # noqa: PLR2004 - the second argument
    ratios: dict[str, list[float]] = {"helped": [], "alone": []}
    by_clock: dict[str, list[float]] = {"helped": [], "alone": []}
    with hasty_cluster(programs) as cluster:
        databases = PostgresDatabases(cluster)
        for number in range(rounds):
            bare = None
            for name, helpers in (("alone", 0), ("helped", most_helpers())):
                url = databases.fresh(Path(), name)
                spent = _ingest(url, lines, helpers)
                if bare is None:
                    bare = _bare(databases.fresh(Path(), "bare"), url)
                databases.drop(url)
                ratios[name].append(bare["cpu"] / spent["cpu"])
                by_clock[name].append(bare["clock"] / spent["clock"])
                print(f"round {number + 1}, {name}: {_told(spent, lines)}; bare: {_told(bare, lines)}", flush=True)
    for name, found in ratios.items():
        clock = by_clock[name]
        print(
            f"ingest_postgresql_{name} {median(found):.3f} [{min(found):.3f}, {max(found):.3f}] by processor time, "
            f"{median(clock):.3f} [{min(clock):.3f}, {max(clock):.3f}] by the clock"
        )


def _told(spent: dict[str, float], lines: list[bytes]) -> str:
    return ", ".join(f"{name} {seconds / len(lines) * 1e6:.0f} µs" for name, seconds in spent.items())


def _ingest(url: str, lines: list[bytes], helpers: int) -> dict[str, float]:
    """Take the lines in; return seconds by the clock, of Python's processes, of the server's, and of both."""
    deployment = deployment_on(url)
    with _measured(url) as spent:
        take_in(deployment, lines, helpers)
    deployment.database.close()
    return spent


def _bare(url: str, source: str) -> dict[str, float]:
    """Copy another database's rows, in batches of as many records as were stored at once; return the seconds as `_ingest` does."""
    batches = _batches(source)
    with _measured(url) as spent, psycopg.connect(url) as connection:
        for batch in batches:
            with connection.transaction(), connection.cursor() as cursor:
                for table, (columns, rows) in batch.items():
                    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as sink:
                        for row in rows:
                            sink.write_row(row)
    return spent


def _batches(url: str) -> list[Rows]:
    """Read what an ingestion wrote."""
    found = {}
    with psycopg.connect(url) as connection:
        for table in _TABLES:
            columns = [name for (name,) in connection.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped"
                " AND attgenerated = '' ORDER BY attnum", (table,))]  # fmt: skip
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table}".encode())  # noqa: S608 - our tables
            found[table] = (columns, rows.fetchall())
    return in_batches(found)


@contextmanager
def _measured(url: str) -> Iterator[dict[str, float]]:
    """Fill in the seconds that a block takes by the clock and of processors."""
    spent: dict[str, float] = {}
    clock, ours, theirs = time.perf_counter(), os.times(), _server(url)
    yield spent
    now = os.times()
    spent["clock"] = time.perf_counter() - clock
    spent["python"] = sum(now[:4]) - sum(ours[:4])
    spent["server"] = _server(url) - theirs
    spent["cpu"] = spent["python"] + spent["server"]


def _server(url: str) -> float:
    """Return the processor time of the server and all its processes, those that ended included, in seconds."""
    with psycopg.connect(url) as connection:
        (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        parent = int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
        server = Server(0, parent)
        return server.processor_seconds() + server.seconds_of_ended()


if __name__ == "__main__":
    main()
