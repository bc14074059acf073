"""Stories: lists of them, and each one as JSON or as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app.api.access import CurrentCaller, Here
from app.api.negotiation import choose
from app.api.operation import A_MINUTE, Router
from app.api.paging import CountedPage
from app.api.parameters import Moment, Search, SlugFilter
from app.api.story_access import visible_story
from app.errors import (
    Fault,
    GoneError,
    InvalidCursorError,
    InvalidInputError,
    NotAcceptableError,
    NotFoundError,
)
from app.newsroom.relate import related
from app.store import stories
from app.store.stories import StoredStory, StoryFilter
from app.views import plain_text
from schemas.story import RelatedList, Story, StoryPage, StorySummary

router = Router("Stories")

FIELDS = tuple(StorySummary.model_fields)


async def _filter(
    beat: SlugFilter = None,
    entity: SlugFilter = None,
    source: SlugFilter = None,
    language: Annotated[str | None, Query(max_length=35)] = None,
    q: Search = None,
    published_after: Moment = None,
    published_before: Moment = None,
) -> StoryFilter:
    return StoryFilter(
        beat=beat,
        entity=entity,
        source=source,
        language=language,
        q=q,
        published_after=published_after,
        published_before=published_before,
    )


StoryFilters = Annotated[StoryFilter, Depends(_filter)]


async def _fields(
    fields: Annotated[
        str | None, Query(max_length=500, description="Names of fields, joined by commas: items hold only those.")
    ] = None,
) -> tuple[str, ...] | None:
    if fields is None:
        return None
    names = tuple(name.strip() for name in fields.split(","))
    if any(name not in FIELDS for name in names):
        detail = f"The fields are {', '.join(FIELDS)}."
        raise InvalidInputError("A field is not known.", errors=[Fault("fields", detail)])
    return names


Fields = Annotated[tuple[str, ...] | None, Depends(_fields)]


def list_of_stories(here: Here, page: CountedPage, wanted: StoryFilter, fields: Fields) -> StoryPage:
    """Return a page of published stories, newest first, each with the fields that were asked for."""
    with here.database.read() as session:
        items, cursor = stories.page(session, wanted, page.limit, page.cursor)
        return page.of(StoryPage, _pick(items, fields), cursor, lambda: stories.count(session, wanted))


@router.get("/v1/stories", problems=(InvalidInputError, InvalidCursorError))
def list_stories(here: Here, page: CountedPage, wanted: StoryFilters, fields: Fields) -> StoryPage:
    """List published stories, newest first: no sections, questions or citations."""
    return list_of_stories(here, page, wanted, fields)


@router.get(
    "/v1/stories/{slug}.txt",
    keep=A_MINUTE,
    response_model=None,
    problems=(NotFoundError, GoneError),
    openapi_extra={"responses": {"200": {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def get_story_text(slug: str, here: Here, caller: CurrentCaller) -> Response:
    """Read a story as plain text, with footnotes and what it rests on."""
    with here.database.read() as session:
        return _as_text(visible_story(session, caller, slug))


@router.get(
    "/v1/stories/{slug}",
    keep=A_MINUTE,
    response_model=Story,
    problems=(NotFoundError, GoneError, NotAcceptableError),
    openapi_extra={"responses": {"200": {"content": {"text/plain": {"schema": {"type": "string"}}}}}},
)
def get_story(slug: str, here: Here, caller: CurrentCaller, request: Request) -> Response:
    """Read a story, as JSON or, with `Accept: text/plain`, as text.

    A draft is there for keys with scope `edit` or `synthesize` alone. A retracted story answers 410 with the
    reason; one that became another names it in `replaced_by`.
    """
    kind = choose(request.headers.get("accept"), ("application/json", "text/plain"))
    with here.database.read() as session:
        stored = visible_story(session, caller, slug)
    return _as_text(stored) if kind == "text/plain" else as_json(stored)


@router.get("/v1/stories/{slug}/related", problems=(NotFoundError, GoneError))
def list_related_stories(slug: str, here: Here, caller: CurrentCaller) -> RelatedList:
    """List stories on the same subject, earlier and later, and similar ones, strongest first."""
    with here.database.read() as session:
        return RelatedList(items=related(session, visible_story(session, caller, slug).story()))


def as_json(stored: StoredStory, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a stored revision as it was written down, under its own tag."""
    return Response(stored.document, status, {"ETag": stored.etag, **(headers or {})}, media_type="application/json")


def _as_text(stored: StoredStory) -> Response:
    return Response(plain_text.render(stored.story(), None), media_type="text/plain; charset=utf-8")


def _pick(items: list[dict[str, Any]], fields: tuple[str, ...] | None) -> list[dict[str, Any]]:
    if fields is None:
        return items
    return [{name: item[name] for name in fields} for item in items]
