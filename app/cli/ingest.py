"""storywire ingest."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from app.api.record_lines import split_array, split_lines
from app.cli.preparation import prepared_deployment
from app.newsroom.give_way import give_way, step_aside_in
from app.newsroom.ingest import Line
from app.newsroom.ingest import ingest as ingest_lines
from app.newsroom.prepare_elsewhere import most_helpers
from schemas.record import IngestResult

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

_PIECE = 256 * 1024
# A smaller file is read sooner than helping processes are started.
_WORTH_HELP = 1024 * 1024
_OUTCOMES = ("created", "unchanged", "updated", "rejected")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, allow_dash=True))
def ingest(files: tuple[str, ...]) -> None:
    """Load records from files of one JSON object a line, or of one JSON array; `-` is standard input.

    On a machine with several cores a large file, or standard input, is read by as many processes as there are cores,
    which give way to whatever else the machine has to do.
    Prints how many were created, unchanged, updated and rejected. Each rejected line is named on standard error,
    and then the exit code is 1.
    """
    outcomes: Counter[str] = Counter()
    with ExitStack() as stack:
        deployment = stack.enter_context(prepared_deployment())
        size = _size(files)
        hidden = not (size and sys.stderr.isatty())
        bar: ProgressBar[int] = stack.enter_context(
            click.progressbar(length=size, label="ingesting", file=sys.stderr, hidden=hidden)
        )
        for name in files:
            if helpers := _helpers(name):
                give_way()
                step_aside_in(deployment.database)
            with click.open_file(name, "rb") as file:
                for batch in ingest_lines(deployment, _lines(file, bar.update), helpers):
                    for result in batch:
                        outcomes[result.outcome] += 1
                        if result.problem:
                            _name_rejected(name, result)
    click.echo(", ".join(f"{outcomes[outcome]} {outcome}" for outcome in _OUTCOMES))
    if outcomes["rejected"]:
        sys.exit(1)


def _size(files: tuple[str, ...]) -> int:
    """Return how many bytes there are, 0 where standard input is among them and nobody knows."""
    return 0 if "-" in files else sum(Path(name).stat().st_size for name in files)


def _helpers(name: str) -> int:
    """Return how many processes are to help with a file; nobody knows how much standard input will bring."""
    return most_helpers() if name == "-" or _size((name,)) >= _WORTH_HELP else 0


def _lines(file: IO[bytes], advance: Callable[[int], None]) -> Iterator[Line]:
    """Cut a file into records; one that starts with a bracket is an array."""
    pieces = _pieces(file, advance)
    first = next(pieces, b"")
    whole = _joined(first, pieces)
    return split_array(whole) if first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[" else split_lines(whole)


def _pieces(file: IO[bytes], advance: Callable[[int], None]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
        advance(len(piece))


def _joined(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _name_rejected(name: str, result: IngestResult) -> None:
    problem = result.problem
    if problem is not None:
        where = f" {problem.pointer}" if problem.pointer else ""
        click.echo(f"{name}:{result.line}: {problem.title}:{where} {problem.detail}", err=True)
