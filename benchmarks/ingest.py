"""Measure ingestion with everything on against a bare `executemany` of the very rows that it produced.

Prints the ratio of the two speeds (1 would mean that reading, checking, language, linking, filing and accounting cost
nothing beside the writing), on the paths that users take: that of `storywire ingest` with a large file, which has a
helping process for each core; that of the API with a long body, whose helpers have started with an earlier one; and
that of the API with a short one, which is one process and does all in turn. For the latter also how
the speed at the end of a run compares with that at its start. All write to a fresh file with the same tables,
indexes, pragmas and batches, one after another in each round. Lines are in memory already: cutting them out of a file or
a body, and HTTP itself, are left out. Records come from the folder named by
STORYWIRE_CORPUS, else from a seeded generator.

Usage: python -m benchmarks.ingest [ROUNDS]
"""

from __future__ import annotations

import gc
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from app.language.tokens import search_text
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import BATCH, ingest
from app.newsroom.ingest_helpers import IngestHelpers
from app.newsroom.prepare_elsewhere import most_helpers
from app.store.session import Database
from tests.databases import make_migrated

RECORDS = 20_000
ROUNDS = 5
NOW = datetime(2026, 11, 22, tzinfo=UTC)
COUNTS = "record_volume"
_STARTING_SECONDS = 3.0

# Rows by table: the columns' names and the values.
Rows = Mapping[str, tuple[list[str], list[tuple[object, ...]]]]

_NAMES = (
    "OpenAI",
    "Anthropic",
    "Qwen",
    "DeepSeek",
    "Alibaba",
    "Nvidia",
    "Mistral",
    "阿里云",
    "月之暗面",
    "r/LocalLLaMA",
)
_TEXT = """
    the lab says that a smaller model with open weights is cheaper to run and that its license will not change before court
    rules on training data users report faster answers from agents but a benchmark of long context still fails people ask
    which chip price and memory the release needs today 模型 开源 发布
"""
_WORDS = _TEXT.split()


def main() -> None:
    """Run the rounds and print what came out."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    # What has been imported is left out of the search for garbage from here on, as `storywire` itself leaves it out.
    gc.freeze()
    lines = records()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        make_migrated(f"sqlite:///{template}")
        ratios, served, alone, growths, batches = [], [], [], [], list[Rows]()
        for number in range(rounds):
            file = _fresh(template, Path(folder) / "ingest.db")
            helped = sum(_ingest(file, lines, most_helpers()))
            batches = batches or _rows(file)
            bare = _bare(_fresh(template, Path(folder) / "bare.db"), batches)
            times = _ingest(_fresh(template, Path(folder) / "alone.db"), lines, 0)
            posted = _post(_fresh(template, Path(folder) / f"posted{number}.db"), lines)
            ratios.append(bare / helped)
            served.append(bare / posted)
            alone.append(bare / sum(times))
            tenth = max(1, len(times) // 10)
            growths.append(sum(times[:tenth]) / sum(times[-tenth:]))
            micros = [round(seconds / len(lines) * 1e6) for seconds in (helped, posted, sum(times), bare)]
            print(
                f"round {number + 1}: {micros[0]} µs a record, {micros[1]} in a server, {micros[2]} in one process, {micros[3]} bare"
            )
    print(f"ingest_ratio {_summary(ratios)}  (as in storywire ingest, {most_helpers()} helpers; target 0.35)")
    print(f"ingest_ratio_server {_summary(served)}  (as in POST /v1/records of {len(lines)} records; target 0.35)")
    print(f"ingest_ratio_one_process {_summary(alone)}  (as in POST /v1/records of up to 4,000 records)")
    print(f"ingest_growth {_summary(growths)}  (speed of the last tenth over the first, in one process; target 0.90)")


def _summary(values: list[float]) -> str:
    """Give the median and the middle half."""
    low, _, high = quantiles(values, n=4) if len(values) > 1 else (values[0],) * 3
    return f"{median(values):.3f} [{low:.3f}, {high:.3f}]"


def records() -> list[bytes]:
    """Take records from the corpus, or make some up.

    Real ones are shuffled, so that no part of the run is harder than another, and dated anew, one after another, since
    records arrive about when they are published.
    """
    corpus = os.environ.get("STORYWIRE_CORPUS")
    if not corpus:
        return list(_made_up(random.Random(5)))
    files = sorted(Path(corpus, "records").glob("*.jsonl"))
    lines = [line for file in files for line in file.read_bytes().split(b"\n") if line]
    random.Random(5).shuffle(lines)
    return [_dated(line, number) for number, line in enumerate(lines[:RECORDS])]


def _dated(line: bytes, number: int) -> bytes:
    """Give a record the time at which it is to arrive."""
    return json.dumps(json.loads(line) | {"published_at": _arrival(number)}, ensure_ascii=False).encode()


def _arrival(number: int) -> str:
    """Return the time of a record: twenty seconds after the one before."""
    return (NOW - timedelta(seconds=20 * (RECORDS - number))).isoformat()


def _made_up(draw: random.Random) -> Iterator[bytes]:
    """Make up records of the lengths that real ones have: half of them a title alone."""
    for number in range(RECORDS):
        words = draw.choices(_WORDS, k=draw.choice((8, 12, 40, 120)))
        words[draw.randrange(8)] = draw.choice(_NAMES)
        record = {
            "source": draw.choice(("reddit", "hackernews", "bluesky", "36kr")),
            "external_id": f"made-up:{number}",
            "url": f"https://example.com/posts/{number}",
            "author": f"writer{draw.randrange(5000)}",
            "title": " ".join(words[:10]),
            "text": " ".join(words[10:]) or None,
            "published_at": _arrival(number),
            "engagement": {"score": draw.randrange(500), "replies": draw.randrange(50)},
            "raw": {"id": number, "words": words[:20]},
        }
        yield json.dumps(record, ensure_ascii=False).encode()


def _fresh(template: Path, file: Path) -> Path:
    """Put a copy of the template in a file's place."""
    for old in file.parent.glob(f"{file.name}*"):
        old.unlink()
    return Path(shutil.copy(template, file))


def _ingest(file: Path, lines: list[bytes], helpers: int) -> list[float]:
    """Take the lines in, with so many helping processes; return the seconds that each batch took."""
    deployment = deployment_on(f"sqlite:///{file}")
    times = take_in(deployment, lines, helpers)
    deployment.database.close()
    return times


def _post(file: Path, lines: list[bytes]) -> float:
    """Take the lines in as a server does whose helpers have started with an earlier body; return the seconds that it took."""
    deployment = deployment_on(f"sqlite:///{file}", most_helpers())
    ends = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < ends:
        # Every line is refused, so that nothing is stored.
        take_in(deployment, [b"{}"] * BATCH, 0)
    seconds = sum(take_in(deployment, lines, 0))
    if deployment.ingest_helpers is not None:
        deployment.ingest_helpers.close()
    deployment.database.close()
    return seconds


def deployment_on(url: str, helpers: int = 0) -> Deployment:
    """Return a deployment on a database, its vocabulary at hand, with a server's helpers where some are wanted."""
    database = Database(url)
    deployment = Deployment(
        database=database,
        writers={},
        default_provider="extractive",
        public_url="http://localhost",
        clock=lambda: NOW,
        ingest_helpers=IngestHelpers(database, helpers) if helpers else None,
    )
    with deployment.database.read() as session:
        deployment.vocabulary.current(session)
    return deployment


def take_in(deployment: Deployment, lines: list[bytes], helpers: int) -> list[float]:
    """Take the lines in, with so many helping processes; return the seconds that each batch took."""
    times, count, before = [], 0, time.perf_counter()
    for results in ingest(deployment, enumerate(lines, 1), helpers):
        count += len(results)
        now = time.perf_counter()
        times.append(now - before)
        before = now
    assert count == len(lines)  # noqa: S101 - a benchmark that loses records measures nothing
    return times


def _rows(file: Path) -> list[Rows]:
    """Read back what an ingestion wrote, in batches of as many records as it wrote at once."""
    database = Database(f"sqlite:///{file}")
    with database.read() as session:
        connection = session.connection()
        tables = {}
        for table in ("record", "record_version", "record_entity", "record_beat", COUNTS):
            result = connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608 - fixed names
            tables[table] = (list(result.keys()), [tuple(row) for row in result])
    database.close()
    columns, records = tables["record"]
    title, text = columns.index("title"), columns.index("text")
    words = [(row[0], search_text(row[title] or ""), search_text(row[text] or "")) for row in records]
    tables["record_search"] = (["rowid", "title", "text"], words)
    return in_batches(tables)


def in_batches(tables: Rows) -> list[Rows]:
    """Part rows into batches of as many records as were stored at once; a record's key stands first in each row."""
    batches: dict[int, dict[str, tuple[list[str], list[tuple[object, ...]]]]] = defaultdict(dict)
    for table, (names, rows) in tables.items():
        for number, part in _by_batch(rows).items() if table != COUNTS else ():
            batches[number][table] = (names, part)
    found = [batches[number] for number in sorted(batches)]
    # Counts belong to no batch: each has its part of them, as if none had to be added to what is there.
    names, rows = tables[COUNTS]
    for number, batch in enumerate(found):
        batch[COUNTS] = (names, rows[number :: len(found)])
    return [*found]


def _by_batch(rows: list[tuple[object, ...]]) -> dict[int, list[tuple[object, ...]]]:
    """Sort rows by the batch that their record, whose key stands first, was in."""
    found: dict[int, list[tuple[object, ...]]] = defaultdict(list)
    for row in rows:
        found[(int(str(row[0])) - 1) // BATCH].append(row)
    return found


def _bare(file: Path, batches: list[Rows]) -> float:
    """Write the rows with `executemany` alone; return the seconds it took."""
    database = Database(f"sqlite:///{file}")
    database.ping()
    start = time.perf_counter()
    for batch in batches:
        with database.write() as session:
            cursor = session.connection().connection.cursor()
            for table, (columns, rows) in batch.items():
                marks = ", ".join("?" * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)  # noqa: S608 - fixed names
    seconds = time.perf_counter() - start
    database.close()
    return seconds


if __name__ == "__main__":
    main()
