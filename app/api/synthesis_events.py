"""How a synthesis goes, as server-sent events (the HTML standard, section 9.2), from wherever the caller left off."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

import anyio
from fastapi import Header
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from app.api.access import Caller, CurrentCaller
from app.api.operation import Router
from app.api.parameters import LARGEST_ORDINAL
from app.api.settling import OurDesk
from app.api.syntheses import as_seen
from app.errors import InvalidInputError, NotFoundError
from app.jobs.desk import Desk
from app.store import syntheses
from schemas.synthesis import Synthesis

router = Router("Syntheses")

_LOOK_SECONDS = 0.25
_PING_SECONDS = 15.0
_OVER = frozenset({"succeeded", "failed", "cancelled"})

LastEventId = Annotated[
    int | None,
    Header(ge=0, le=LARGEST_ORDINAL, description="The id of the last event that the caller has; 0 or none for all."),
]


class EventStream(StreamingResponse):
    """An answer of events that goes on as they come; the framework's own cannot be refused once it is asked for."""

    media_type = "text/event-stream"


@router.get(
    "/v1/syntheses/{synthesis_id}/events",
    keep=None,
    response_class=EventStream,
    responses={204: {"description": "The synthesis is done, and the caller has every event."}},
    problems=(NotFoundError, InvalidInputError),
)
async def stream_synthesis_events(
    synthesis_id: str, desk: OurDesk, caller: CurrentCaller, last_event_id: LastEventId = None
) -> Response:
    """Follow a synthesis as it goes: each event is the synthesis as it stood then, named after its status.

    The stream ends with the synthesis, after which a client that comes back gets 204. Event ids count from 1, so that a client that comes back with `Last-Event-ID`
    misses none.
    """
    last = last_event_id or 0
    every = await run_in_threadpool(_events, desk, caller, synthesis_id, 0)
    if not every:
        raise NotFoundError("There is no such synthesis.")
    number, synthesis = every[-1]
    if number <= last and synthesis.status in _OVER:
        # A client that comes back for more after the end would come back for ever; this tells it not to.
        return Response(status_code=HTTPStatus.NO_CONTENT)
    stream = _stream(desk, caller, synthesis_id, last)
    return EventStream(stream, headers={"X-Accel-Buffering": "no"})


async def _stream(desk: Desk, caller: Caller, synthesis_id: str, last: int) -> AsyncIterator[bytes]:
    """Yield events as they come, and a comment now and then so that nobody takes the connection for dead."""
    quiet_since = time.monotonic()
    yield KEEPALIVE_COMMENT
    while not desk.is_closed:
        status = None
        for number, synthesis in await run_in_threadpool(_events, desk, caller, synthesis_id, last):
            data = synthesis.model_dump_json()
            yield format_sse_event(data_str=data, event=synthesis.status, id=str(number))
            last, status, quiet_since = number, synthesis.status, time.monotonic()
        if status in _OVER:
            return
        if time.monotonic() - quiet_since > _PING_SECONDS:
            yield KEEPALIVE_COMMENT
            quiet_since = time.monotonic()
        await anyio.sleep(_LOOK_SECONDS)


def _events(desk: Desk, caller: Caller, synthesis_id: str, after: int) -> list[tuple[int, Synthesis]]:
    with desk.deployment.database.read() as session:
        found = syntheses.events(session, synthesis_id, after)
        return [(number, as_seen(session, caller, synthesis)) for number, synthesis in found]
