"""storywire migrate."""

from __future__ import annotations

import click

from app.cli.preparation import prepare
from app.main import read_settings


@click.command()
def migrate() -> None:
    """Bring the database to the schema of this version, and load the default beats and entities."""
    migrated = prepare(read_settings())
    click.echo("The database has been migrated." if migrated else "The database is up to date.")
