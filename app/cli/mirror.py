"""storywire mirror."""

from __future__ import annotations

import signal
import sys
from collections import Counter

import click

from app.cli.preparation import prepared_deployment
from app.errors import UnavailableError
from app.newsroom.deployment import Deployment
from app.newsroom.mirror import Step, catch_up
from app.newsroom.original import Original
from app.newsroom.stop_signal import StopSignal

# Less than what a service manager gives a process to end.
_WAIT_SECONDS = 8
_LONGEST_PAUSE = 60.0
_OUTCOMES = ("kept", "taken_down", "unchanged", "moved_on", "refused")


@click.command()
@click.argument("url")
@click.option("--key", envvar="ORIGINAL_KEY", help="A key of the original; better given as ORIGINAL_KEY.")
@click.option("--once", is_flag=True, help="End when in step, instead of following what happens from then on.")
def mirror(url: str, key: str | None, *, once: bool) -> None:
    """Keep this deployment in step with another, whose public address is URL.

    Its stories are taken over as they are, with the records that they cite; each quote is checked in its record as it
    arrives, and a story of which one does not stand is refused and named on standard error. What the original retracts or erases goes here
    too. Stopped at any point it goes on there. With --once the exit code is 1 where a story was refused.
    """
    stopping = StopSignal(signal.SIGTERM, signal.SIGINT)
    outcomes: Counter[str] = Counter()
    with prepared_deployment() as deployment, Original(url, key) as original:
        if once:
            while _catch_up(deployment, original, 0, outcomes, stopping):
                pass
        else:
            _follow(deployment, original, outcomes, stopping)
    click.echo(", ".join(f"{outcomes[outcome]} {outcome.replace('_', ' ')}" for outcome in _OUTCOMES))
    if once and outcomes["refused"]:
        sys.exit(1)


def _follow(deployment: Deployment, original: Original, outcomes: Counter[str], stopping: StopSignal) -> None:
    """Follow until told to stop; an original that is away is asked again, less and less often."""
    pause = 1.0
    while not stopping.is_set():
        try:
            _catch_up(deployment, original, _WAIT_SECONDS, outcomes, stopping)
            pause = 1.0
        except UnavailableError as error:
            click.echo(error.detail, err=True)
            stopping.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _catch_up(
    deployment: Deployment, original: Original, wait: int, outcomes: Counter[str], stopping: StopSignal
) -> int:
    """Take a page of changes; return of how many stories it was."""
    done = 0
    for step in catch_up(deployment, original, wait):
        done += 1
        outcomes[step.outcome] += 1
        _say(step)
        if stopping.is_set():
            break
    return 0 if stopping.is_set() else done


def _say(step: Step) -> None:
    if step.outcome == "refused":
        click.echo(f"{step.change.seq}: {step.change.url} is refused: {step.reason}", err=True)
