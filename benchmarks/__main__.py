"""Run every benchmark in turn, each as a program of its own: what `make bench` does.

    python -m benchmarks [PROGRAM…]

Each runs on a corpus that is made in a minute or two; its own page says by which arguments it measures what the README tells.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from benchmarks.load import HAS_WRK
from benchmarks.serving import LOAD_CORE, SERVER_CORE

PROGRAMS = (
    "contenders",
    "reads",
    "searches",
    "workers",
    "memory",
    "busy",
    "ingest",
    "ingest_postgresql",
    "growth",
    "full_queue",
    "startup",
    "synthesis",
)


def main() -> None:
    """Say what of the method this machine lacks, then run what was asked for; end where one fails."""
    if not HAS_WRK:
        print(
            "There is no wrk here: a small generator in Python asks, which may be slower than what it asks. Ratios by processor time hold."
        )
    if SERVER_CORE == LOAD_CORE or not shutil.which("taskset"):
        print("Server and load share their cores here: only ratios by processor time hold.")
    for name in sys.argv[1:] or PROGRAMS:
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)  # noqa: S603 - our own programs


if __name__ == "__main__":
    main()
