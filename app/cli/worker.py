"""storywire worker."""

from __future__ import annotations

import signal
from functools import partial

import click

from app.api.logs import configure_logging
from app.cli.preparation import patiently, refuse_old_schema
from app.cli.unknown_settings import warn_of_unknown_settings
from app.jobs.courier import Courier
from app.jobs.desk import Desk
from app.main import open_deployment, read_settings
from app.newsroom.stop_signal import StopSignal

# With what a busy machine takes to put jobs back and to end, less than ten.
_GRACE_SECONDS = 5.0


@click.command()
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="How many stories to write at once; STORYWIRE_JOBS unless told."
)
def worker(jobs: int | None) -> None:
    """Write stories, and deliver to webhooks, beside the API processes, on this machine or another, until told to stop.

    On SIGTERM it takes nothing more, gives what it writes five seconds to end and puts the rest back into the queue.
    """
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    warn_of_unknown_settings(settings)
    patiently(partial(refuse_old_schema, settings))
    stopping = StopSignal(signal.SIGTERM, signal.SIGINT)
    deployment = open_deployment(settings)
    desk = Desk(deployment, jobs or settings.jobs or 1)
    desk.start()
    courier = Courier(deployment)
    courier.start()
    stopping.wait()
    courier.close(1.0)
    desk.close(_GRACE_SECONDS)
    deployment.database.close()
