"""What happened to stories, in order: as pages, waited for, and as server-sent events; and the stories themselves."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Header, Query
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api.access import Here
from app.api.negotiation import choose
from app.api.operation import Router
from app.api.parameters import LARGEST_SEQ, After
from app.api.synthesis_events import EventStream
from app.api.watching import OurWatch, Watch
from app.errors import InvalidInputError, NotAcceptableError
from app.newsroom.deployment import Deployment
from app.store import changes
from app.store.changes import Exported
from schemas.change import Change, ChangeList

router = Router("Partners")

_JSON, _EVENTS, _LINES = "application/json", "text/event-stream", "application/x-ndjson"
_PING_SECONDS = 15.0
# A key that was revoked, or a deployment that was closed to the public, must not be read from for ever.
_LONGEST_STREAM_SECONDS = 3_600.0
_EVENTS_AT_ONCE = 100
# With some 30 KB a story, what an export holds at a time is about a megabyte.
_STORIES_AT_ONCE = 40

LastSeq = Annotated[
    int | None,
    Header(alias="Last-Event-ID", ge=0, le=LARGEST_SEQ, description="Of a stream: goes before `after`."),
]


@router.get(
    "/v1/changes",
    keep="no-cache",
    response_model=ChangeList,
    problems=(InvalidInputError, NotAcceptableError),
    openapi_extra={"responses": {"200": {"content": {_EVENTS: {"schema": {"type": "string"}}}}}},
)
async def list_changes(
    request: Request,
    here: Here,
    watch: OurWatch,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="How many changes a page holds.")] = 100,
    wait: Annotated[
        int, Query(ge=0, le=60, description="How many seconds to wait for a change where there is none yet.")
    ] = 0,
    last_event_id: LastSeq = None,
) -> Response:
    """Follow what happens to published stories.

    Every publication, revision, retraction and erasure, in order, none ever left out; drafts are not told of. Pass `next_after` as `after` to go on.
    With `Accept: text/event-stream` the changes come as events as they happen, each with its `seq` as id, so that a client
    that comes back with `Last-Event-ID` misses none. A change is told with the address that its story has now. `after` beyond the newest change is refused: then the deployment was restored from a
    backup, and whoever follows it begins anew.
    """
    if choose(request.headers.get("accept"), (_JSON, _EVENTS)) == _EVENTS:
        begin = after if last_event_id is None else last_event_id
        await run_in_threadpool(_page, here, begin, 1)
        stream = _stream(here, watch, begin, 0.0 if _is_head(request) else _LONGEST_STREAM_SECONDS)
        return EventStream(stream, headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"})
    found = await run_in_threadpool(_page, here, after, limit)
    if not found.items and wait and await watch.beyond(after, wait):
        found = await run_in_threadpool(_page, here, after, limit)
    address = f"{here.public_url}/v1/changes?after={found.next_after}"
    return Response(found.model_dump_json(), headers={"Link": f'<{address}>; rel="next"'}, media_type=_JSON)


@router.get(
    "/v1/export.ndjson",
    keep=None,
    response_class=StreamingResponse,
    problems=(InvalidInputError,),
    openapi_extra={
        "responses": {"200": {"content": {_LINES: {"schema": {"$ref": "#/components/schemas/ExportLine"}}}}}
    },
)
async def export_stories(here: Here, watch: OurWatch, after: After = 0) -> Response:
    """Read every story, or every one that has changed since.

    One line of JSON each: the story's newest change, and under `story` the story itself, or null where it is to be taken
    down. Lines come in the order of `seq`; an export that breaks off goes on with that of the last whole line as `after`,
    and what happens after its end is told by `/v1/changes`.
    """
    until = (await run_in_threadpool(_page, here, after, 1)).latest
    return StreamingResponse(_export(here, watch, after, until), media_type=_LINES)


async def _stream(here: Deployment, watch: Watch, last: int, seconds: float) -> AsyncIterator[bytes]:
    """Yield changes as they come, and a comment now and then so that nobody takes the connection for dead."""
    ends = time.monotonic() + seconds
    yield KEEPALIVE_COMMENT
    while not watch.is_over and time.monotonic() < ends:
        if not await watch.beyond(last, _PING_SECONDS):
            yield KEEPALIVE_COMMENT
            continue
        for change in (await run_in_threadpool(_page, here, last, _EVENTS_AT_ONCE)).items:
            yield _event(change)
            last = change.seq


def _event(change: Change) -> bytes:
    return format_sse_event(data_str=change.model_dump_json(), event=change.kind, id=str(change.seq))


async def _export(here: Deployment, watch: Watch, after: int, until: int) -> AsyncIterator[bytes]:
    """Yield lines, each lot of them read by itself: a slow reader holds no transaction open."""
    while not watch.is_over and (found := await run_in_threadpool(_exported, here, after, until)):
        yield b"".join(each.line() for each in found)
        after = found[-1].change.seq


def _exported(here: Deployment, after: int, until: int) -> list[Exported]:
    with here.database.read() as session:
        return changes.export(session, after, until, _STORIES_AT_ONCE, here.public_url)


def _page(here: Deployment, after: int, limit: int) -> ChangeList:
    with here.database.read() as session:
        newest = changes.newest_beyond(session, after, "after")
        items = changes.page(session, after, limit, here.public_url) if after < newest else []
    return ChangeList(items=items, next_after=items[-1].seq if items else after, latest=newest)


def _is_head(request: Request) -> bool:
    return bool(request.scope["state"].get("without_body"))
