"""storywire compare."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from app.cli import wishes
from app.cli.preparation import prepared_deployment
from app.cli.record_files import ids_in
from app.jobs.desk import write_now
from app.newsroom.compare import Comparison, Contender, Trial
from app.newsroom.compare import compare as compare_writers

_MOST_RECORDS = 500
_COLUMNS = (
    "writer",
    "sentences",
    "coverage",
    "refused",
    "overlap",
    "cost in USD",
    "seconds",
    "draft, or why there is none",
)


@click.command()
@click.option(
    "--records",
    "file",
    required=True,
    metavar="FILE",
    type=wishes.FILE,
    help=wishes.OF_IDS,
)
@click.option(
    "--provider",
    "names",
    multiple=True,
    required=True,
    metavar="NAME[:MODEL]",
    help="Who is to write, at least two; with one of its models where it is not the provider's own choice.",
)
@wishes.language
@wishes.max_cost_usd
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def compare(file: Path, names: tuple[str, ...], *, as_json: bool, **wanted: str | float | None) -> None:
    """Have the same records told by several writers, and print how the stories compare.

    Coverage is the share of the records that a story cites, refused the share of what was written that verification refused, overlap the
    share of its quotes and the first writer's that both have. Each story is kept as a draft. The exit code is 1 where nobody wrote one.
    """
    ids = list(dict.fromkeys(ids_in(file)))
    if not 1 <= len(ids) <= _MOST_RECORDS or len(names) < 2:  # noqa: PLR2004 - fewer than two cannot be compared
        raise click.UsageError(f"Name two writers, and a file of 1 to {_MOST_RECORDS} records.")
    contenders = [Contender(name, model or None) for name, _, model in (each.partition(":") for each in names)]
    request = wishes.request_of({"record_ids": ids, **wanted})
    with prepared_deployment() as deployment:
        found = compare_writers(deployment, request, contenders, lambda asked: write_now(deployment, asked))
    click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1) if as_json else _as_table(found))
    if all(trial.story is None for trial in found.trials):
        sys.exit(1)


def _as_table(found: Comparison) -> str:
    """Return a line for each writer, in columns."""
    rows = [_COLUMNS, *(_row(place, trial, found) for place, trial in enumerate(found.trials))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_COLUMNS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def _row(place: int, trial: Trial, found: Comparison) -> tuple[str, ...]:
    return (
        trial.name,
        str(len(trial.story.body())) if trial.story else "-",
        _share(trial.coverage),
        _share(trial.refused),
        _share(found.overlaps.get((0, place))),
        trial.usage.cost_usd,
        f"{trial.seconds:.1f}",
        trial.story.slug if trial.story else trial.problem or "",
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _as_json(found: Comparison) -> dict[str, Any]:
    writers = [
        {
            "writer": trial.name,
            "story": trial.story and trial.story.slug,
            "problem": trial.problem,
            "sentences": trial.story and len(trial.story.body()),
            "coverage": trial.coverage,
            "refused": trial.refused,
            "usage": trial.usage.model_dump(),
            "seconds": round(trial.seconds, 3),
        }
        for trial in found.trials
    ]
    pairs = [
        {"writers": [found.trials[one].name, found.trials[other].name], "overlap": value}
        for (one, other), value in found.overlaps.items()
    ]
    return {"writers": writers, "overlaps": pairs}
