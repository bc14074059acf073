"""Syntheses: making stories from record ids."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.api.access import Caller, CurrentCaller, Here
from app.api.operation import Router
from app.api.paging import Page
from app.api.settling import OurDesk, Preference, Wish, settled
from app.api.stories import as_json
from app.errors import (
    BudgetSpentError,
    ConflictError,
    GoneError,
    InvalidCursorError,
    InvalidInputError,
    NotFoundError,
    NothingQuotableError,
    StorageFullError,
    SynthesisCancelledError,
    SynthesisRefusedError,
    UnavailableError,
    UnknownRecordsError,
    WriterFailedError,
    WriterUnavailableError,
)
from app.jobs.cancel import cancel, try_again
from app.jobs.replay import replay
from app.jobs.submit import Asker
from app.newsroom.deployment import Deployment
from app.newsroom.refused_sentences import refused_sentences
from app.store import stories, syntheses
from app.store.session import Session
from schemas.story import Story
from schemas.synthesis import RefusedSentences, Replay, Synthesis, SynthesisPage, SynthesisRequest

router = Router("Syntheses")

IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A word of the caller's own: the same request with the same word gives the same answer for 24 hours.",
    ),
]


@router.write(
    "POST",
    "/v1/syntheses",
    scope="synthesize",
    status_code=HTTPStatus.CREATED,
    response_model=Story,
    responses={202: {"model": Synthesis, "description": "It has been taken in; Location says where it stands."}},
    problems=(
        InvalidInputError,
        UnknownRecordsError,
        NothingQuotableError,
        SynthesisRefusedError,
        SynthesisCancelledError,
        ConflictError,
        GoneError,
        WriterFailedError,
        UnavailableError,
        WriterUnavailableError,
        StorageFullError,
    ),
)
async def create_synthesis(
    request: SynthesisRequest,
    desk: OurDesk,
    caller: CurrentCaller,
    preference: Preference,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a story from record ids.

    Answers with the whole story, each sentence of which rests on quotes found in the records. What is refused
    by verification is never published. With `Prefer: respond-async` it answers 202 at once, with `wait=N` beside it after N
    seconds at most; the work goes on, also where the caller hangs up.
    """
    asker, is_awaited = Asker(caller.key_id, idempotency_key), preference.patience != 0
    ticket = await run_in_threadpool(desk.submit, request, asker, is_awaited=is_awaited)
    stored = await settled(desk, ticket.synthesis_id, preference.patience)
    if stored is not None:
        return as_json(stored, HTTPStatus.CREATED, {"Location": f"/v1/stories/{stored.slug}"})
    found = await run_in_threadpool(_find, desk.deployment, caller, ticket.synthesis_id)
    return _taken_in(found, preference)


@router.get("/v1/syntheses", problems=(InvalidInputError, InvalidCursorError))
def list_syntheses(here: Here, page: Page, caller: CurrentCaller) -> SynthesisPage:
    """List syntheses, newest first."""
    with here.database.read() as session:
        items, cursor = syntheses.page(session, page.limit, page.cursor)
        return page.of(SynthesisPage, [as_seen(session, caller, item) for item in items], cursor)


@router.get("/v1/syntheses/{synthesis_id}", problems=(NotFoundError,))
def get_synthesis(synthesis_id: str, here: Here, caller: CurrentCaller) -> Synthesis:
    """Read how a synthesis stands: its stage, its usage and timings, and the story or the problem it ended in.

    The story of a draft is named to those alone who may see drafts.
    """
    return _find(here, caller, synthesis_id)


@router.write("GET", "/v1/syntheses/{synthesis_id}/refused", scope=("edit", "synthesize"), problems=(NotFoundError,))
def list_refused_sentences(synthesis_id: str, here: Here) -> RefusedSentences:
    """List the sentences that verification refused while the story was written, each with the reason.

    They are for whoever edits the story, who sees what the writer wanted to say: nothing bears them out, they are no part of any story, and
    a withdrawal of a record that was at hand erases them.
    """
    return refused_sentences(here, synthesis_id)


@router.write("POST", "/v1/syntheses/{synthesis_id}/cancel", scope="synthesize", problems=(NotFoundError,))
def cancel_synthesis(synthesis_id: str, here: Here, caller: CurrentCaller) -> Synthesis:
    """Cancel a synthesis: at once where it waits, at its next step where it is under way.

    One that is done stays as it is. A call to a model that is under way is paid for; no further one is made.
    """
    cancel(here, synthesis_id)
    return _find(here, caller, synthesis_id)


@router.write(
    "POST",
    "/v1/syntheses/{synthesis_id}/retry",
    scope="synthesize",
    status_code=HTTPStatus.ACCEPTED,
    response_model=Synthesis,
    problems=(NotFoundError, ConflictError),
)
def retry_synthesis(synthesis_id: str, desk: OurDesk, caller: CurrentCaller) -> Response:
    """Start a synthesis again that failed or was cancelled, under the same id.

    What a model answered in the first place is not asked for again where the records are still the same.
    """
    try_again(desk.deployment, synthesis_id)
    desk.wake()
    return _taken_in(_find(desk.deployment, caller, synthesis_id), Wish())


@router.write(
    "POST",
    "/v1/syntheses/{synthesis_id}/replay",
    scope="synthesize",
    problems=(NotFoundError, ConflictError, BudgetSpentError, WriterFailedError, WriterUnavailableError),
)
def replay_synthesis(
    synthesis_id: str,
    here: Here,
    caller: CurrentCaller,
    *,
    ask_again: Annotated[bool, Query(description="Ask the model again, at its price, and compare.")] = False,
) -> Replay:
    """Write a story again from what was kept of its synthesis, and say whether it comes out the same.

    The same versions of the same records, and the model's answers as they were kept; nothing is stored. Byte for byte the same for the
    extractive writer, as long as its rules are.
    """
    return replay(here, synthesis_id, caller.key_id, ask_again=ask_again)


def _find(here: Deployment, caller: Caller, synthesis_id: str) -> Synthesis:
    with here.database.read() as session:
        found = syntheses.get(session, synthesis_id)
        if found is None:
            raise NotFoundError("There is no such synthesis.")
        return as_seen(session, caller, found)


def _taken_in(synthesis: Synthesis, wish: Wish) -> Response:
    headers = {"Location": f"/v1/syntheses/{synthesis.id}"}
    if wish.applied:
        headers["Preference-Applied"] = wish.applied
    return Response(synthesis.model_dump_json(), HTTPStatus.ACCEPTED, headers, media_type="application/json")


def as_seen(session: Session, caller: Caller, synthesis: Synthesis) -> Synthesis:
    """Leave a draft's slug out, which holds the words of its title, for whoever may not see the draft."""
    if synthesis.story is None or caller.sees_drafts():
        return synthesis
    stored = stories.find(session, synthesis.story)
    hidden = stored is None or stored.status == "draft"
    return synthesis.model_copy(update={"story": None}) if hidden else synthesis
