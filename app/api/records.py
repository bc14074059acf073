"""Records: sending them, reading them, withdrawing them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, TypeVar

from anyio import from_thread
from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from app.api.access import Here
from app.api.bodies import chunks, is_json, media_type
from app.api.ingest_report import report
from app.api.operation import A_MINUTE, Router
from app.api.paging import CountedPage
from app.api.parameters import Ordinal, Period, Search, SlugFilter
from app.api.record_lines import split_array, split_lines
from app.errors import (
    GoneError,
    InvalidCursorError,
    InvalidInputError,
    InvalidJsonError,
    NotFoundError,
    RequestTimeoutError,
    StorageFullError,
    UnavailableError,
    UnsupportedMediaTypeError,
)
from app.newsroom.ingest import Line, ingest
from app.newsroom.withdraw import withdraw
from app.store import records
from app.store.records import RecordFilter
from schemas.record import IngestReport, Record, RecordDetail, RecordKind, RecordPage

Kept = TypeVar("Kept", bound=Record)

router = Router("Records")

NDJSON = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})


@router.write(
    "POST",
    "/v1/records",
    scope="ingest",
    response_model=IngestReport,
    problems=(
        InvalidJsonError,
        InvalidInputError,
        UnsupportedMediaTypeError,
        RequestTimeoutError,
        UnavailableError,
        StorageFullError,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/RecordInput"}}
                },
                "application/x-ndjson": {
                    "schema": {"type": "string", "description": "One object as RecordInput has it a line."}
                },
            },
        }
    },
)
def ingest_records(request: Request, here: Here) -> Response:
    """Send records.

    A JSON array, or NDJSON with one record a line; any number of them, each of at most 1 MiB. A bad one is
    rejected alone. Sending a record again is harmless: its id is derived from `source` and `external_id`.
    An array that breaks off is 400 where no record of it was accepted until then; else the rest is reported as one rejected line.
    """
    return report(ingest(here, _lines(request)), request.app.state.settings.public_url)


async def _of_entity(
    period: Period,
    source: SlugFilter = None,
    community: Annotated[str | None, Query(max_length=200)] = None,
    kind: RecordKind | None = None,
    language: Annotated[str | None, Query(max_length=35)] = None,
    beat: SlugFilter = None,
    q: Search = None,
) -> RecordFilter:
    return RecordFilter(
        source=source,
        community=community,
        kind=kind,
        language=language,
        beat=beat,
        q=q,
        published_after=period.after,
        published_before=period.before,
    )


# Below an entity the address names it, and a parameter that said something else would be ignored.
FiltersOfEntity = Annotated[RecordFilter, Depends(_of_entity)]


async def _filter(wanted: FiltersOfEntity, entity: SlugFilter = None) -> RecordFilter:
    return replace(wanted, entity=entity)


RecordFilters = Annotated[RecordFilter, Depends(_filter)]


def list_of_records(here: Here, page: CountedPage, wanted: RecordFilter) -> RecordPage:
    """Return a page of records, newest first."""
    with here.database.read_anywhere() as session:
        items, cursor = records.page(session, wanted, page.limit, page.cursor)
        return page.of(RecordPage, items, cursor, lambda: records.count(session, wanted))


@router.get("/v1/records", problems=(InvalidInputError, InvalidCursorError), shows="records")
def list_records(here: Here, page: CountedPage, wanted: RecordFilters) -> RecordPage:
    """List records, newest first."""
    return list_of_records(here, page, wanted)


@router.get("/v1/records/{record_id}", keep=A_MINUTE, problems=(NotFoundError, GoneError), shows="records")
def get_record(record_id: str, here: Here) -> RecordDetail:
    """Read a record with what the engine has read from it; a withdrawn one answers 410."""
    with here.database.read_anywhere() as session:
        return _still_there(records.detail(session, record_id))


@router.get(
    "/v1/records/{record_id}/versions/{number}",
    keep=A_MINUTE,
    problems=(NotFoundError, GoneError, InvalidInputError),
    shows="records",
)
def get_record_version(record_id: str, number: Ordinal, here: Here) -> Record:
    """Read a version of a record, for the stories that quote it."""
    with here.database.read_anywhere() as session:
        _still_there(records.get(session, record_id))
        return _still_there(records.version(session, record_id, number))


@router.write(
    "DELETE",
    "/v1/records/{record_id}",
    scope="ingest",
    status_code=HTTPStatus.NO_CONTENT,
    problems=(NotFoundError, GoneError, UnavailableError, StorageFullError),
)
def withdraw_record(record_id: str, here: Here) -> None:
    """Withdraw a record.

    Its words are erased for good, from every version and every story; each story that cites it gets a new
    revision without it.
    """
    withdraw(here, record_id)


def _lines(request: Request) -> Iterator[Line]:
    """Cut the body into records as it arrives; raise before the first where it is of no form that is read here."""
    kind = media_type(request)
    if kind in NDJSON:
        return split_lines(_arriving(request))
    if is_json(kind):
        return split_array(_arriving(request))
    raise UnsupportedMediaTypeError("Send a JSON array as application/json, or NDJSON as application/x-ndjson.")


def _arriving(request: Request) -> Iterator[bytes]:
    """Take the body from the event loop piece by piece: this runs in a worker thread."""
    pieces = chunks(request)
    while (piece := from_thread.run(_next, pieces)) is not None:
        yield piece


async def _next(pieces: AsyncIterator[bytes]) -> bytes | None:
    return await anext(pieces, None)


def _still_there(record: Kept | None) -> Kept:
    if record is None:
        raise NotFoundError("There is no such record.")
    if record.status == "withdrawn":
        raise GoneError("The record was withdrawn, and its words with it.")
    return record
