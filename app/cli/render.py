"""storywire render."""

from __future__ import annotations

import click

from app.cli.preparation import prepared_deployment
from app.newsroom.render_anew import render_anew


@click.command()
def render() -> None:
    """Render every story anew after an update; goes on where it was stopped."""
    looked_at = changed = 0
    with prepared_deployment() as deployment:
        for done in render_anew(deployment):
            looked_at, changed = done
    click.echo(f"{looked_at} revisions looked at, {changed} rendered anew.")
