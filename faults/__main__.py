"""Run the fault plan and print what came of it: `python -m faults [--short] [--row F1 …] [--on sqlite|postgresql] [--seed N]`.

The exit code is 1 where a row does not hold.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from faults import backups, elsewhere, killing, machines, partners, storage
from faults.account import HEADINGS, Result
from faults.plan import Plan, Row
from tests.store.cluster import Cluster

ROWS: Mapping[str, Row] = {
    "F1": killing.killed_at_any_moment,
    "F2": killing.killed_at_named_moments,
    "F3": storage.ingestion_killed,
    "F4": elsewhere.migration_killed,
    "F5": elsewhere.migrations_raced,
    "F6": storage.disk_full,
    "F7": storage.busy,
    "F8": storage.server_crashed,
    "F9": machines.gone_for_good,
    "F10": machines.frozen,
    "F11": machines.clock_off,
    "F12": killing.asked_twice,
    "F13": machines.newer_version,
    "F14": backups.restored,
    "F15": backups.copied,
    "F16": elsewhere.endpoint_faulty,
    "F19": killing.back_again,
    "F20": killing.asked_to_end,
    "F21": partners.followed,
}
_USUAL_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; return 1 where a row does not hold."""
    parser = argparse.ArgumentParser(prog="python -m faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="fewer of each, about a minute in all")
    parser.add_argument("--row", nargs="+", choices=ROWS, default=list(ROWS), help="these rows alone")
    parser.add_argument("--on", choices=("sqlite", "postgresql"), help="this database alone")
    parser.add_argument("--seed", type=int, default=1, help="of what is done by chance")
    asked = parser.parse_args(arguments)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="plan", ignore_cleanup_errors=True) as folder:
        for plan in _plans(Path(folder), asked.seed, asked.on, is_short=asked.short):
            for name in asked.row:
                began = time.monotonic()
                results.append(ROWS[name](plan))
                plan.say(f"{name} took {time.monotonic() - began:.0f} s: {' | '.join(results[-1].cells())}")
    print(table(results))
    return int(any(result.wrong for result in results))


def table(results: Sequence[Result]) -> str:
    """Return the results as a table in Markdown."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *(result.cells() for result in results)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def postgres_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, where a setting or a usual place has it."""
    named = os.environ.get("STORYWIRE_POSTGRES_BIN")
    usual = (place for pattern in _USUAL_PLACES for place in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True))
    return Path(named) if named else next((place for place in usual if (place / "initdb").exists()), None)


def _plans(folder: Path, seed: int, only: str | None, *, is_short: bool) -> Iterator[Plan]:
    """Yield a plan for each database that can be had, while it can be used."""
    if only != "postgresql":
        yield Plan(folder, seed, is_short)
    if only == "sqlite":
        return
    programs = postgres_programs()
    if programs is None:
        print("PostgreSQL is left out: STORYWIRE_POSTGRES_BIN names no folder of its programs.")
        return
    with _cluster(programs) as cluster:
        yield Plan(folder / "postgresql", seed, is_short, cluster)


@contextmanager
def _cluster(programs: Path) -> Iterator[Cluster]:
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        cluster = Cluster(programs, Path(folder))
        try:
            yield cluster
        finally:
            cluster.crash()


if __name__ == "__main__":
    sys.exit(main())
