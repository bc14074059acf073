"""Syntheses: making stories from record ids."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import Response

from app.api.access import Caller, CurrentCaller, Here
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
    WriterFailedError,
    WriterUnavailableError,
)
from app.newsroom.write_story import write_story
from app.store import stories, syntheses
from app.store.session import Session
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
        WriterFailedError,
        UnavailableError,
        WriterUnavailableError,
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
def list_syntheses(here: Here, page: Page, caller: CurrentCaller) -> SynthesisPage:
    """List syntheses, newest first."""
    with here.database.read() as session:
        items, cursor = syntheses.page(session, page.limit, page.cursor)
        return page.of(SynthesisPage, [_as_seen(session, caller, item) for item in items], cursor)


@router.get("/v1/syntheses/{synthesis_id}", problems=(NotFoundError,))
def get_synthesis(synthesis_id: str, here: Here, caller: CurrentCaller) -> Synthesis:
    """Read how a synthesis stands: its stage, its usage and timings, and the story or the problem it ended in.

    The story of a draft is named to those alone who may see drafts.
    """
    with here.database.read() as session:
        found = syntheses.get(session, synthesis_id)
        if found is None:
            raise NotFoundError("There is no such synthesis.")
        return _as_seen(session, caller, found)


def _as_seen(session: Session, caller: Caller, synthesis: Synthesis) -> Synthesis:
    """Leave a draft's slug out, which holds the words of its title, for whoever may not see the draft."""
    if synthesis.story is None or caller.sees_drafts():
        return synthesis
    stored = stories.find(session, synthesis.story)
    hidden = stored is None or stored.status == "draft"
    return synthesis.model_copy(update={"story": None}) if hidden else synthesis
