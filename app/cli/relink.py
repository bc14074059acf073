"""storywire relink."""

from __future__ import annotations

import sys

import click

from app.cli.preparation import prepared_deployment
from app.newsroom.relink import relink as relink_records
from app.store import records
from app.store.records import RecordFilter


@click.command()
def relink() -> None:
    """Link every record anew after edits of beats and entities; goes on where it was stopped."""
    done = 0
    with prepared_deployment() as deployment:
        with deployment.database.read() as session:
            total = records.count(session, RecordFilter())
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=total, label="relinking", file=sys.stderr, hidden=hidden) as bar:
            for count in relink_records(deployment):
                bar.update(count - done)
                done = count
    click.echo(f"{done} records linked anew.")
