"""storywire mcp."""

from __future__ import annotations

import click

from app import __version__
from app.agents.service import ServiceAt


@click.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the service is.")
@click.option("--key", envvar="SERVICE_KEY", help="A key of the service; better given as SERVICE_KEY.")
def mcp(url: str, key: str | None) -> None:
    """Offer a running service to an agent over standard input and output (Model Context Protocol).

    An agent that speaks HTTP needs no such process: the service answers at /mcp itself.
    """
    from app.agents.server import serve_stdio  # noqa: PLC0415 - the SDK is imported where it is used

    serve_stdio(ServiceAt(url, key), __version__)
