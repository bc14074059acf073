"""Waiting for a synthesis to be done: how long a caller wants to (RFC 7240), and how one waits without holding a thread."""

from __future__ import annotations

import asyncio
import math
import re
import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.errors import UnavailableError
from app.jobs.desk import Desk
from app.jobs.outcome import outcome
from app.newsroom.undertaking import LeaseLostError
from app.store.stories import StoredStory

_FIRST_LOOK_SECONDS = 0.05
_LONGEST_LOOK_SECONDS = 1.0
_WAIT = re.compile(r"wait=(\d{1,5})")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a caller prefers: `patience` is how many seconds it waits for the story, None for as long as it takes.

    `applied` is what Preference-Applied says of it.
    """

    patience: float | None = None
    applied: str = ""


async def _wish(
    prefer: Annotated[
        str | None,
        Header(max_length=1000, description="`respond-async` for 202 at once; with `wait=N`, after N seconds at most."),
    ] = None,
) -> Wish:
    wishes = [part.partition(";")[0].strip().lower() for part in (prefer or "").split(",")]
    if "respond-async" not in wishes:
        return Wish()
    waits = [int(found[1]) for wish in wishes if (found := _WAIT.fullmatch(wish))]
    return Wish(waits[0], f"respond-async, wait={waits[0]}") if waits else Wish(0.0, "respond-async")


def _heard(future: asyncio.Future[StoredStory]) -> None:
    """Take note of how a future ended, which asyncio otherwise logs as an error that nobody looked at."""
    if not future.cancelled():
        future.exception()


async def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


Preference = Annotated[Wish, Depends(_wish)]
OurDesk = Annotated[Desk, Depends(_desk)]


async def settled(desk: Desk, synthesis_id: str, patience: float | None = None) -> StoredStory | None:
    """Wait for a synthesis to end; return its story, or None where it is not done after so many seconds.

    Raises what kept the story from being written, and UnavailableError where this process goes down before it is.
    """
    ends = math.inf if patience is None else time.monotonic() + patience
    pause = _FIRST_LOOK_SECONDS
    while (left := ends - time.monotonic()) > 0:
        future = desk.underway(synthesis_id)
        if future is not None:
            ours = asyncio.wrap_future(future)
            # Whoever does not wait on is not told, and nobody need be.
            ours.add_done_callback(_heard)
            await asyncio.wait([ours], timeout=min(left, _LONGEST_LOOK_SECONDS))
            if ours.done() and not isinstance(ours.exception(), LeaseLostError):
                return ours.result()
        else:
            stored = await run_in_threadpool(outcome, desk.deployment, synthesis_id)
            if stored is not None:
                return stored
            await asyncio.sleep(min(left, pause))
            pause = min(2 * pause, _LONGEST_LOOK_SECONDS)
        if desk.is_closed:
            told = "The service is going down; the synthesis goes on when it is back, under the same id."
            raise UnavailableError(told, headers={"Retry-After": "5"})
    return None
