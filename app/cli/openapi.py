"""storywire openapi."""

from __future__ import annotations

import json

import click

from app import __version__
from app.api import operations
from app.api.openapi import describe
from app.settings import Settings


@click.command()
def openapi() -> None:
    """Print the description of the API as OpenAPI 3.1.

    It is made with the default public address, whatever is set here, so that it is the same everywhere.
    """
    public_url = str(Settings.model_fields["public_url"].default)
    click.echo(json.dumps(describe(operations(), __version__, public_url), ensure_ascii=False, indent=2))
