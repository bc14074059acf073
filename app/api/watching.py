"""Waiting for the next change: however many wait in a process, the database is looked at a few times a second."""

from __future__ import annotations

import time
from typing import Annotated

import anyio
from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.jobs.desk import Desk
from app.store import changes
from app.store.session import Database

LOOK_SECONDS = 0.25


class Watch:
    """Knows the newest change, and lets whoever wants the next one wait for it, without a thread each."""

    def __init__(self, desk: Desk) -> None:
        """Know nothing yet. Nobody waits any longer once the desk is closed, which is when the process goes down."""
        self._desk = desk
        self._latest = 0
        self._looked_at = 0.0

    @property
    def is_over(self) -> bool:
        """Say whether the process is going down."""
        return self._desk.is_closing

    async def beyond(self, after: int, seconds: float) -> bool:
        """Wait until there is a change beyond one, for so many seconds at most; return whether there is."""
        ends = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            if now - self._looked_at >= LOOK_SECONDS:
                self._looked_at = now  # before the look: those who come meanwhile need not look as well
                self._latest = await run_in_threadpool(_latest, self._desk.deployment.database)
            if self._latest > after or now >= ends or self.is_over:
                return self._latest > after
            await anyio.sleep(min(LOOK_SECONDS, ends - now))


def _latest(database: Database) -> int:
    with database.read() as session:
        return changes.latest(session)


async def _watch(request: Request) -> Watch:
    watch: Watch = request.app.state.watch
    return watch


OurWatch = Annotated[Watch, Depends(_watch)]
