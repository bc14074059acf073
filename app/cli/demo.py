"""storywire demo."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.preparation import prepare
from app.demonstration import FOLDER, demonstrate


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@click.option(
    "--folder",
    default=FOLDER,
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the database and the key are kept.",
)
def demo(port: int, folder: Path) -> None:
    """Write one story from sample records through the API, print it, and go on serving."""
    demonstrate(port, folder, prepare, click.echo)
