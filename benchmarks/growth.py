"""Measure what grows with the records: search, lists at their beginning and far in, volume, and taking records in.

Each corpus is the beginning of the next larger one (see `benchmarks.corpus`). Times are processor time of this process, so that
whatever else runs on the machine counts little; what is asked is the store's whole work, the text of an answer included, without HTTP. Prints for each
question the median at each size, over that of the smallest, and the exponent: 1 would be linear, 0 that size does not matter.

Usage: python -m benchmarks.growth [FOLDER] [SIZE…]

Corpora are kept in FOLDER if one is named, and taken from there the next time; sizes are 10,000 and 100,000 unless told. With a
folder a plot, growth.svg, is put there too.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from app.store import records, search_results, volume
from app.store.records import RecordFilter
from app.store.search_results import SearchFilter
from app.store.session import Database, Session
from benchmarks.corpus import build, language
from benchmarks.plot import Axis, lines

SIZES = (10_000, 100_000)
_QUERIES = 150
_COMMON = 60
_TIMES = 31
_DEEP_PAGES, _PER_PAGE = 5_000, 20
_LISTS: Mapping[str, Mapping[str, Any]] = {
    "of all": {},
    "by source": {"source": "reddit"},
    "by community": {"community": "r/c3"},
    "by kind": {"kind": "comment"},
    "by language": {"language": "zh"},
    "by beat": {"beat": "general"},
    "by entity": {"entity": "openai"},
    "by source and language": {"source": "reddit", "language": "zh"},
    "by two common words": {"q": "the model"},
}
_SEARCHES: Mapping[str, Mapping[str, Any]] = {
    "search, two common words": {},
    "search, two common words by source": {"source": "hackernews"},
    "search, two common words by entity": {"entity": "openai"},
}

_PLOTTED = (
    "search, two common words",
    "search, two common words: p99",
    "search, two common words by entity",
    "list by two common words, page 1",
    "volume of a beat by day",
    "list of all, page 1",
    "list of all, far in",
)

# What was asked, at each size: milliseconds.
Table = dict[str, dict[int, float]]


def main() -> None:
    """Measure at each size, and print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    sizes = sorted(map(int, sys.argv[2:])) or list(SIZES)
    with tempfile.TemporaryDirectory() as scratch:
        table: Table = {}
        for size in sizes:
            file = (folder or Path(scratch)) / f"corpus-{size}.db"
            if not file.exists():
                _tell_rates(size, [seconds for _, seconds in build(file, size)])
            database = Database(f"sqlite:///{file}")
            for name, milliseconds in _measured(database).items():
                table.setdefault(name, {})[size] = milliseconds
            database.close()
    _print(table, sizes)
    if folder is not None and len(sizes) > 1:
        (folder / "growth.svg").write_text(_plot(table, sizes), encoding="utf-8")


def _tell_rates(size: int, seconds: Sequence[float]) -> None:
    """Say how the speed of the last tenth of a corpus compares with that of the first."""
    tenth = max(1, len(seconds) // 10)
    # The last batches were prepared while others were stored, and are stored alone.
    first, last = (
        sum(seconds[:tenth]),
        sum(seconds[-tenth - 5 : -5]) if len(seconds) > tenth + 5 else sum(seconds[-tenth:]),
    )
    print(f"ingest_growth {size}: {first / last:.2f}  (speed of the last tenth over the first; target 0.7)", flush=True)


def _measured(database: Database) -> dict[str, float]:
    """Return the medians of everything, in milliseconds."""
    found: dict[str, float] = {}
    with database.read() as session:
        for name, filters in _SEARCHES.items():
            each = _searches(session, filters)
            found[name] = median(each)
            found[f"{name}: p99"] = quantiles(each, n=100)[-1]
        for name, filters in _LISTS.items():
            found |= _pages(session, name, RecordFilter(**filters))
        found["volume of a beat by day"] = _time(lambda: volume.of_beat(session, "general", "day"))
        found["volume of an entity by week and source"] = _time(
            lambda: volume.of_entity(session, "openai", "week", by_source=True)
        )
    return found


def _pages(session: Session, name: str, wanted: RecordFilter) -> dict[str, float]:
    """Return how long the first page of a list takes and one far in, turn by turn."""
    cursor, page = _far_in(session, wanted)
    first: list[float] = []
    far: list[float] = []
    for _ in range(_TIMES):
        first.append(_once(lambda: records.page(session, wanted, _PER_PAGE)))
        far.append(_once(lambda: records.page(session, wanted, _PER_PAGE, cursor)))
    if cursor is None:
        return {f"list {name}, page 1": median(first)}
    print(f"list {name}: page {page:,} takes {median(far) / median(first):.2f} of page 1  (target 1.2)", flush=True)
    return {f"list {name}, page 1": median(first), f"list {name}, far in": median(far)}


def _searches(session: Session, filters: Mapping[str, Any]) -> list[float]:
    """Return how long each search for two common words took; all are asked once before."""
    draw = random.Random(9)
    common = language()[:_COMMON]
    asked = [SearchFilter(" ".join(draw.sample(common, 2)), **filters) for _ in range(_QUERIES)]
    for wanted in asked:
        search_results.page(session, wanted, _PER_PAGE)
    return [_once(lambda wanted=wanted: search_results.page(session, wanted, _PER_PAGE)) for wanted in asked]  # type: ignore[misc]  # the usual way to bind


def _far_in(session: Session, wanted: RecordFilter) -> tuple[str | None, int]:
    """Return the cursor of page 5,000, or of the last page before that, and its number."""
    step = 100 if wanted.q else 2_000
    cursor, reached = None, 0
    while reached + step <= _DEEP_PAGES * _PER_PAGE:
        _, following = records.page(session, wanted, step, cursor)
        if following is None:
            break
        cursor, reached = following, reached + step
        if wanted.q and reached >= 10 * step:
            break
    return cursor, reached // _PER_PAGE + 1


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1_000


def _time(work: Callable[[], object]) -> float:
    work()
    return median(_once(work) for _ in range(_TIMES))


def _exponent(of: Mapping[int, float]) -> float:
    small, large = min(of), max(of)
    return log(of[large] / of[small]) / log(large / small)


def _print(table: Table, sizes: Sequence[int]) -> None:
    """Print the table; what cannot be asked of a small corpus has no growth."""
    print(f"{'milliseconds of processor time':52}" + "".join(f"{size:>11,}" for size in sizes) + "   exponent")
    for name, of in table.items():
        cells = "".join(f"{of[size]:11.2f}" if size in of else f"{'':11}" for size in sizes)
        print(f"{name:52}{cells}" + (f"{_exponent(of):11.2f}" if len(of) > 1 else ""))


def _plot(table: Table, sizes: Sequence[int]) -> str:
    """Draw how long a few questions take at each size."""
    asked = {name: [(size, table[name][size]) for size in sizes if size in table[name]] for name in _PLOTTED}
    across = Axis.over("records", sizes, is_logarithmic=True)
    up = Axis.over("milliseconds", [time for points in asked.values() for _, time in points], is_logarithmic=True)
    return lines("Processor time of a question in the store, by the number of records", across, up, asked)


if __name__ == "__main__":
    main()
