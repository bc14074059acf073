"""Beats: the subjects that stories are filed under."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from app.api.access import Here
from app.api.operation import A_MINUTE, Router
from app.api.paging import CountedPage
from app.api.parameters import Spread
from app.api.stories import Fields, FiltersOfBeat, list_of_stories
from app.errors import (
    ConflictError,
    InvalidCursorError,
    InvalidInputError,
    NotFoundError,
    StorageFullError,
    UnavailableError,
)
from app.newsroom import edit_vocabulary
from app.store import beats, volume
from app.store.session import Session
from schemas.base import Slug
from schemas.beat import Beat, BeatInput, BeatList, Volume
from schemas.story import StoryPage

router = Router("Beats")


@router.get("/v1/beats", keep=A_MINUTE, shows="records")
def list_beats(here: Here) -> BeatList:
    """List every beat with how much is filed under it."""
    with here.database.read_anywhere() as session:
        return BeatList(items=beats.every(session))


@router.get("/v1/beats/{slug}", problems=(NotFoundError,), shows="records")
def get_beat(slug: str, here: Here) -> Beat:
    """Read a beat: its rules, counts, latest stories and most named entities."""
    with here.database.read_anywhere() as session:
        return _beat(session, slug)


@router.get(
    "/v1/beats/{slug}/stories",
    problems=(NotFoundError, InvalidInputError, InvalidCursorError),
    shows="stories",
    response_model=StoryPage,
)
def list_beat_stories(slug: str, here: Here, page: CountedPage, wanted: FiltersOfBeat, fields: Fields) -> Response:
    """List the stories of a beat, newest first."""
    with here.database.read_anywhere() as session:
        living = _ref(session, slug)
    return list_of_stories(here, page, replace(wanted, beat=living), fields)


@router.get("/v1/beats/{slug}/volume", problems=(NotFoundError, InvalidInputError))
def get_beat_volume(slug: str, here: Here, spread: Spread) -> Volume:
    """Count the records and stories of a beat for each hour, day or week."""
    with here.database.read_anywhere() as session:
        return volume.of_beat(
            session, _ref(session, slug), spread.interval, spread.after, spread.before, by_source=spread.by_source
        )


@router.write(
    "PUT",
    "/v1/beats/{slug}",
    scope="edit",
    problems=(InvalidInputError, ConflictError, UnavailableError, StorageFullError),
)
def put_beat(slug: Slug, beat: BeatInput, here: Here, response: Response) -> Beat:
    """Make a beat or replace one: its name, description and rules."""
    if edit_vocabulary.put_beat(here, slug, beat):
        response.status_code = HTTPStatus.CREATED
    with here.database.read_anywhere() as session:
        return _beat(session, slug)


@router.write(
    "DELETE",
    "/v1/beats/{slug}",
    scope="edit",
    status_code=HTTPStatus.NO_CONTENT,
    problems=(NotFoundError, ConflictError, UnavailableError, StorageFullError),
)
def delete_beat(slug: str, here: Here) -> None:
    """Delete a beat that no story is filed under."""
    edit_vocabulary.delete_beat(here, slug)


def _beat(session: Session, slug: str) -> Beat:
    found = beats.get(session, slug)
    if found is None:
        raise NotFoundError("There is no such beat.")
    return found


def _ref(session: Session, slug: str) -> str:
    found = beats.ref(session, slug)
    if found is None:
        raise NotFoundError("There is no such beat.")
    return found.slug
