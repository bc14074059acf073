"""Measure the quality of stories, and of what they are made from; print Markdown.

Usage: python -m evaluation [--write] [--full] [--seed N]

Real records come from the folder that STORYWIRE_CORPUS names; without it only the samples of this repository are
evaluated, which are few and our own. --write also puts the result into evaluation/RESULTS.md; --full tries every attack
of the corpus instead of a sample.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from evaluation import entities, report
from evaluation.assignments import run_assignments
from evaluation.corpus import Corpus, named_corpus, samples
from evaluation.gold import measure_gold
from evaluation.lies import run_lies
from evaluation.near_misses import run_near_misses
from evaluation.outside_auditor import run_outside_auditor
from evaluation.poisoning import COPIES, REPEATED, SAMPLE, lost_to_filter, run_poisoning
from evaluation.random_sets import run_random_sets
from evaluation.service import Service, open_service
from evaluation.support import measure_support

SEED = 20261122
_RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    """Evaluate, print each part as soon as it is there, and write all where that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m evaluation", description="Measure the quality of stories.")
    parser.add_argument("--write", action="store_true", help="put the result into evaluation/RESULTS.md")
    parser.add_argument("--full", action="store_true", help="try every attack, not a sample")
    parser.add_argument("--seed", type=int, default=SEED, help="what random sets are drawn by")
    options = parser.parse_args()
    began, parts = time.monotonic(), list[str]()
    with tempfile.TemporaryDirectory() as folder, open_service(Path(folder)) as service:
        for part in _parts(service, named_corpus(), options.seed, full=options.full):
            print(part, end="\n\n", flush=True)
            parts.append(part)
    print(f"{time.monotonic() - began:.0f} s in all.", file=sys.stderr)
    if options.write:
        _RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _parts(service: Service, corpus: Corpus | None, seed: int, *, full: bool) -> Iterator[str]:
    """Give the report part by part."""
    about = f"storywire {__version__}, Python {platform.python_version()}, {platform.machine()}, seed {seed}"
    yield f"# Evaluation of {datetime.now(UTC):%d %B %Y}\n\n{about}"
    if corpus is None:
        yield "STORYWIRE_CORPUS names no folder of real records, so that only this repository's own samples were evaluated."
        outcomes = run_assignments(service, samples())
        yield report.assignments_part("Samples", outcomes)
        yield from _outside(service, [outcome.slug for outcome in outcomes])
        return
    outcomes = run_assignments(service, corpus.assignments())
    yield report.assignments_part("Assignments", outcomes)
    lines = corpus.record_lines()
    loaded = service.load(lines)
    yield report.loading_part(len(lines), loaded)
    sets = run_random_sets(service, loaded.ids, seed)
    yield report.random_sets_part(sets)
    yield from _outside(service, [outcome.slug for outcome in outcomes] + [each.slug for each in sets])
    yield report.near_misses_part(run_near_misses(service))
    gold = [*measure_gold(service, corpus), *measure_support(corpus)]
    yield report.gold_part(gold, entities.measure(corpus.folder))
    yield report.lies_part(run_lies(service, corpus.assignments(), seed))
    lost = lost_to_filter(service, loaded.ids, seed)
    poisoning = run_poisoning(service, corpus, seed, None if full else SAMPLE)
    repeated = {copies: run_poisoning(service, corpus, seed, REPEATED, copies) for copies in COPIES}
    yield report.poisoning_part(poisoning, repeated, lost)


def _outside(service: Service, slugs: list[str | None]) -> Iterator[str]:
    """Give what an outside auditor says, where one is named."""
    said = run_outside_auditor(service, [slug for slug in slugs if slug])
    if said is not None:
        yield f"## The outside auditor\n\n```text\n{said}\n```"


if __name__ == "__main__":
    main()
