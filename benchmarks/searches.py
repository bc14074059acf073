"""Search over HTTP for two common words, as a ratio to bare uvicorn that sends as many constant bytes: searches that are new, and some that come again.

The records are those of `benchmarks.corpus`, the words its commonest sixty. A new search is composed from the index; one that was made before is a kept answer as
any other. How long a reader waits, one search at a time, is told beside it.

    python -m benchmarks.searches [--records 20000] [--rounds 5] [--seconds 2] [--keep FILE]

The figures of the README are of --records 1000000, which takes some minutes and a gigabyte; --keep makes it once.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from itertools import combinations
from pathlib import Path
from statistics import median, quantiles

from benchmarks.arguments import asking, verdict
from benchmarks.corpus import build, language
from benchmarks.latency import read
from benchmarks.load import Load
from benchmarks.newspaper import PUBLIC_URL
from benchmarks.serving import bare, running, storywire
from benchmarks.slices import take_turns

TARGET, TARGET_TAIL = 0.10, 4.0
_COMMON, _HOT = 60, 10
_WAITS_SECONDS = 20.0


def main() -> None:
    """Measure new searches and repeated ones, and the waits for new ones."""
    parser = asking(__doc__, rounds=5, seconds=2.0, may_keep=True)
    parser.add_argument("--records", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (asked.keep or Path(folder) / "corpus.db").absolute()
        if not file.exists():
            for _ in build(file, asked.records):
                pass
        targets = searches()
        for name, some in (("new", targets), ("again", targets[:_HOT])):
            _measure(name, some, file, Path(folder), asked)
        with running(*storywire(file, PUBLIC_URL)) as server:
            read(server.port, targets[-_HOT:], 2)
            waits = read(server.port, targets[: len(targets) // 2], _WAITS_SECONDS)
    tail = quantiles(waits, n=100)[-1] / median(waits)
    told = verdict(is_met=tail <= TARGET_TAIL)
    print(
        f"waits    {1000 * median(waits):.1f} ms; 99 % of {len(waits)}: {tail:.2f} times that (target {TARGET_TAIL}: {told})"
    )


def _measure(name: str, targets: list[str], file: Path, folder: Path, asked: argparse.Namespace) -> None:
    load = Load.of(folder / "targets", targets)
    with running(*storywire(file, PUBLIC_URL)) as ours:
        size = len(ours.ask(targets[0]).body)
        with running(bare(size)) as limit:
            turns = take_turns({name: (ours, load)}, (limit, load), asked.rounds, asked.seconds)[name]
    print(
        f"{name:8} {turns.by_rate} of the limit (by processor time {turns.by_time}; target {turns.verdict(TARGET)}); {size} bytes",
        flush=True,
    )


def searches() -> list[str]:
    """Return searches for two of the commonest words, each once: the number that is asked for makes them differ where the words do not."""
    pairs = list(combinations(language()[:_COMMON], 2))
    found = [f"/v1/search?q={first}+{second}&limit={limit}" for first, second in pairs for limit in range(15, 26)]
    random.Random(6).shuffle(found)
    return found


if __name__ == "__main__":
    main()
