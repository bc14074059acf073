"""storywire serve."""

from __future__ import annotations

import os
import signal
import socket
from functools import partial

import click
import uvicorn

from app.api.logs import configure_logging
from app.cli.http_protocol import BoundedProtocol
from app.cli.preparation import patiently, prepare, refuse_old_schema
from app.cli.runtime import leave_out_what_stays, spare_memory, take_short_turns
from app.cli.unknown_settings import warn_of_unknown_settings
from app.errors import SettingsError
from app.main import Application, create_app, read_settings
from app.newsroom.give_way import once_orphaned


def create_worker() -> Application:
    """Put the parts together in a process of its own: neither logging nor a pool of connections can be shared."""
    # As on SIGTERM: whoever starts the server anew needs the port.
    once_orphaned(lambda: os.kill(os.getpid(), signal.SIGTERM))
    spare_memory()
    take_short_turns()
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    return create_app(settings, when_warm=leave_out_what_stays)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 takes a free one.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@click.option("--no-migrate", is_flag=True, help="Refuse to start on an old schema instead of migrating it.")
def serve(host: str, port: int, workers: int, *, no_migrate: bool) -> None:
    """Serve the API, migrating the database first."""
    spare_memory()
    take_short_turns()
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    warn_of_unknown_settings(settings)
    _refuse_taken_port(host, port)
    patiently(partial(refuse_old_schema if no_migrate else prepare, settings))
    uvicorn.run(
        create_app(settings, when_warm=leave_out_what_stays) if workers == 1 else "app.cli.serve:create_worker",
        factory=workers > 1,
        host=host,
        port=port,
        workers=workers,
        loop="auto",
        http=BoundedProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=8,
    )


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise SettingsError where nobody can listen there: the server would say so with a trace, after the migration."""
    try:
        (family, kind, _, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        told = f"Nothing can be served at {host}, port {port}: {error.strerror}."
        raise SettingsError(told) from None
