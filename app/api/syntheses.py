"""Syntheses: making stories from record ids."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from app.api.access import Here
from app.api.operation import Router
from app.api.paging import Page
from app.api.stories import as_json
from app.errors import (
    ConflictError,
    InvalidCursorError,
    InvalidInputError,
    NotFoundError,
    NothingQuotableError,
    StorageFullError,
    SynthesisRefusedError,
    UnavailableError,
    UnknownRecordsError,
)
from app.newsroom.write_story import write_story
from app.store import syntheses
from schemas.story import Story
from schemas.synthesis import Synthesis, SynthesisPage, SynthesisRequest

router = Router("Syntheses")


@router.write(
    "POST",
    "/v1/syntheses",
    scope="synthesize",
    status_code=HTTPStatus.CREATED,
    response_model=Story,
    problems=(
        InvalidInputError,
        UnknownRecordsError,
        NothingQuotableError,
        SynthesisRefusedError,
        ConflictError,
        UnavailableError,
        StorageFullError,
    ),
)
def create_synthesis(request: SynthesisRequest, here: Here) -> Response:
    """Make a story from record ids.

    Answers with the whole story, each sentence of which rests on quotes found in the records. What is refused
    by verification is never published.
    """
    stored = write_story(here, request)
    return as_json(stored, HTTPStatus.CREATED, {"Location": f"/v1/stories/{stored.slug}"})


@router.get("/v1/syntheses", problems=(InvalidInputError, InvalidCursorError))
def list_syntheses(here: Here, page: Page) -> SynthesisPage:
    """List syntheses, newest first."""
    with here.database.read() as session:
        return page.of(SynthesisPage, *syntheses.page(session, page.limit, page.cursor))


@router.get("/v1/syntheses/{synthesis_id}", problems=(NotFoundError,))
def get_synthesis(synthesis_id: str, here: Here) -> Synthesis:
    """Read how a synthesis stands: its stage, its usage and timings, and the story or the problem it ended in."""
    with here.database.read() as session:
        found = syntheses.get(session, synthesis_id)
    if found is None:
        raise NotFoundError("There is no such synthesis.")
    return found
