"""Entities: the things with names that records and stories mention."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query
from starlette.responses import Response

from app.api import records
from app.api.access import Here
from app.api.operation import A_MINUTE, Router
from app.api.paging import CountedPage
from app.api.parameters import Spread
from app.api.stories import Fields, FiltersOfEntity, list_of_stories
from app.errors import (
    ConflictError,
    GoneError,
    InvalidCursorError,
    InvalidInputError,
    NotFoundError,
    StorageFullError,
    UnavailableError,
)
from app.newsroom import edit_vocabulary
from app.store import entities, volume
from app.store.entities import EntityFilter
from app.store.session import Session
from schemas.base import Slug
from schemas.beat import Volume
from schemas.entity import Entity, EntityInput, EntityKind, EntityMerge, EntityPage
from schemas.record import RecordPage
from schemas.story import StoryPage

router = Router("Entities")

_LIST_PROBLEMS = (NotFoundError, GoneError, InvalidInputError, InvalidCursorError)
_WRITE_PROBLEMS = (InvalidInputError, ConflictError, UnavailableError, StorageFullError)


async def _filter(
    kind: EntityKind | None = None,
    q: Annotated[
        str | None, Query(max_length=120, description="A part of a name or alias, in any letter case.")
    ] = None,
) -> EntityFilter:
    return EntityFilter(kind=kind, q=q)


@router.get("/v1/entities", keep=A_MINUTE, problems=(InvalidInputError, InvalidCursorError), shows="records")
def list_entities(here: Here, page: CountedPage, wanted: Annotated[EntityFilter, Depends(_filter)]) -> EntityPage:
    """List entities by slug."""
    with here.database.read_anywhere() as session:
        items, cursor = entities.page(session, wanted, page.limit, page.cursor)
        return page.of(EntityPage, items, cursor, lambda: entities.count(session, wanted))


@router.get("/v1/entities/{slug}", problems=(NotFoundError, GoneError), shows="records")
def get_entity(slug: str, here: Here) -> Entity:
    """Read an entity: its names by language, what it is the same as, and where it is talked about.

    One that was merged into another answers as that other.
    """
    with here.database.read_anywhere() as session:
        return _entity(session, slug)


@router.get("/v1/entities/{slug}/stories", problems=_LIST_PROBLEMS, shows="stories", response_model=StoryPage)
def list_entity_stories(slug: str, here: Here, page: CountedPage, wanted: FiltersOfEntity, fields: Fields) -> Response:
    """List the stories that link an entity, newest first."""
    return list_of_stories(here, page, replace(wanted, entity=_living(here, slug)), fields)


@router.get("/v1/entities/{slug}/records", problems=_LIST_PROBLEMS, shows="records")
def list_entity_records(slug: str, here: Here, page: CountedPage, wanted: records.FiltersOfEntity) -> RecordPage:
    """List the records that name an entity, newest first."""
    return records.list_of_records(here, page, replace(wanted, entity=_living(here, slug)))


@router.get("/v1/entities/{slug}/volume", problems=(NotFoundError, GoneError, InvalidInputError))
def get_entity_volume(slug: str, here: Here, spread: Spread) -> Volume:
    """Count the records and stories that name an entity for each hour, day or week."""
    living = _living(here, slug)
    with here.database.read_anywhere() as session:
        return volume.of_entity(
            session, living, spread.interval, spread.after, spread.before, by_source=spread.by_source
        )


@router.write("PUT", "/v1/entities/{slug}", scope="edit", problems=_WRITE_PROBLEMS)
def put_entity(slug: Slug, entity: EntityInput, here: Here, response: Response) -> Entity:
    """Make an entity or replace one.

    The newest 2,000 records that hold one of its names, or one that it had, are linked anew at once; `storywire relink` does
    the same for all. Stories that link words which are no name of it any more get a revision without these links.
    """
    if edit_vocabulary.put_entity(here, slug, entity):
        response.status_code = HTTPStatus.CREATED
    with here.database.read_anywhere() as session:
        return _entity(session, slug)


@router.write(
    "DELETE",
    "/v1/entities/{slug}",
    scope="edit",
    status_code=HTTPStatus.NO_CONTENT,
    problems=(NotFoundError, GoneError, *_WRITE_PROBLEMS[1:]),
)
def delete_entity(slug: str, here: Here) -> None:
    """Delete an entity: no record or story links it any more, and its slug answers 410."""
    edit_vocabulary.delete_entity(here, slug)


@router.write(
    "POST",
    "/v1/entities/{slug}/merge",
    scope="edit",
    problems=(NotFoundError, GoneError, *_WRITE_PROBLEMS),
)
def merge_entity(slug: str, merge: EntityMerge, here: Here) -> Entity:
    """Merge an entity into another.

    Its names and mentions move there, its slug goes on leading there, and stories that link it get a revision that links the other.
    """
    edit_vocabulary.merge_entities(here, slug, merge.into)
    with here.database.read_anywhere() as session:
        return _entity(session, merge.into)


def _entity(session: Session, slug: str) -> Entity:
    found = entities.get(session, slug)
    if found is None:
        raise NotFoundError("There is no such entity.")
    return found


def _living(here: Here, slug: str) -> str:
    """Return the slug that an entity goes by now."""
    with here.database.read_anywhere() as session:
        found = entities.resolve(session, slug)
    if found is None:
        raise NotFoundError("There is no such entity.")
    return found
