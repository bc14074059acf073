"""Stories: lists of them, and each one as JSON or in another form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import Depends, Path, Query, Request
from starlette.responses import PlainTextResponse, Response

from app.api.access import CurrentCaller, Here
from app.api.negotiation import choose
from app.api.operation import A_MINUTE, Router
from app.api.paging import CountedPage
from app.api.parameters import Period, Search, SlugFilter
from app.api.story_access import visible_story
from app.api.story_forms import MEDIA_TYPES, in_form
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
from app.views import VIEWS
from schemas.story import RelatedList, Story, StoryPage, StorySummary

router = Router("Stories")

FIELDS = tuple(StorySummary.model_fields)
_JSON = "application/json"
_FORMS = {
    view.media_type: {"schema": {"type": "object"} if view.media_type.endswith("json") else {"type": "string"}}
    for view in VIEWS
}


async def _anywhere(
    period: Period,
    source: SlugFilter = None,
    language: Annotated[str | None, Query(max_length=35)] = None,
    q: Search = None,
) -> StoryFilter:
    return StoryFilter(
        source=source, language=language, q=q, published_after=period.after, published_before=period.before
    )


_Anywhere = Annotated[StoryFilter, Depends(_anywhere)]


async def _of_beat(wanted: _Anywhere, entity: SlugFilter = None) -> StoryFilter:
    return replace(wanted, entity=entity)


async def _of_entity(wanted: _Anywhere, beat: SlugFilter = None) -> StoryFilter:
    return replace(wanted, beat=beat)


async def _filter(wanted: _Anywhere, beat: SlugFilter = None, entity: SlugFilter = None) -> StoryFilter:
    return replace(wanted, beat=beat, entity=entity)


StoryFilters = Annotated[StoryFilter, Depends(_filter)]
# Below a beat or an entity the address names it, and a parameter that said something else would be ignored.
FiltersOfBeat = Annotated[StoryFilter, Depends(_of_beat)]
FiltersOfEntity = Annotated[StoryFilter, Depends(_of_entity)]


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


def list_of_stories(here: Here, page: CountedPage, wanted: StoryFilter, fields: Fields) -> Response:
    """Return a page of published stories, newest first, each with the fields that were asked for."""
    with here.database.read_anywhere() as session:
        found, cursor = stories.summaries(session, wanted, page.limit, page.cursor)
        items = [summary.encode() if fields is None else _pick(summary, fields) for summary in found]
        return page.of_json(items, cursor, lambda: stories.count(session, wanted))


@router.get("/v1/stories", problems=(InvalidInputError, InvalidCursorError), shows="stories", response_model=StoryPage)
def list_stories(here: Here, page: CountedPage, wanted: StoryFilters, fields: Fields) -> Response:
    """List published stories, newest first: no sections, questions or citations."""
    return list_of_stories(here, page, wanted, fields)


@router.get(
    "/v1/stories/{slug}.{form}",
    keep=A_MINUTE,
    shows="records",
    response_class=PlainTextResponse,
    problems=(NotFoundError, GoneError),
    openapi_extra={"responses": {"200": {"content": _FORMS}}},
)
def get_story_form(
    slug: str,
    form: Annotated[str, Path(json_schema_extra={"enum": [view.suffix for view in VIEWS]})],
    here: Here,
    caller: CurrentCaller,
) -> Response:
    """Read a story in the form that the suffix names.

    `txt` is plain text and `md` Markdown, both with footnotes and what the story rests on; `html` is a page by itself;
    `jsonld` is a schema.org NewsArticle; `ninjs` is IPTC ninjs 3.1. The tag of each begins with the tag of the revision.
    """
    view = next((view for view in VIEWS if view.suffix == form), None)
    if view is None:
        raise NotFoundError("There is no such form of a story.")
    with here.database.read_anywhere() as session:
        return in_form(session, here, visible_story(session, caller, slug), view)


@router.get(
    "/v1/stories/{slug:plain}",
    keep=A_MINUTE,
    shows="records",
    response_model=Story,
    problems=(NotFoundError, GoneError, NotAcceptableError),
    openapi_extra={"responses": {"200": {"content": _FORMS}}},
)
def get_story(slug: str, here: Here, caller: CurrentCaller, request: Request) -> Response:
    """Read a story, as JSON or in the form that `Accept` asks for.

    A draft is there for keys with scope `edit` or `synthesize` alone. A retracted story answers 410 with the
    reason; one that became another names it in `replaced_by`.
    """
    kind = choose(request.headers.get("accept"), MEDIA_TYPES)
    with here.database.read_anywhere() as session:
        stored = visible_story(session, caller, slug)
        view = next((view for view in VIEWS if view.media_type == kind), None)
        if view is not None:
            return in_form(session, here, stored, view)
    request.state.shows = "stories"  # Unlike the other forms it tells nothing of what became of the records.
    return as_json(stored)


@router.get("/v1/stories/{slug}/related", problems=(NotFoundError, GoneError), shows="stories")
def list_related_stories(slug: str, here: Here, caller: CurrentCaller) -> RelatedList:
    """List stories on the same subject, earlier and later, and similar ones, strongest first."""
    with here.database.read_anywhere() as session:
        return RelatedList(items=related(session, visible_story(session, caller, slug).story()))


def as_json(stored: StoredStory, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a stored revision as it was written down, under its own tag."""
    return Response(stored.document, status, {"ETag": stored.etag, **(headers or {})}, media_type=_JSON)


def _pick(summary: str, fields: tuple[str, ...]) -> bytes:
    # A summary of before a field was added to summaries lacks it until the stories are rendered anew.
    item: dict[str, Any] = orjson.loads(summary)
    return orjson.dumps({name: item[name] for name in fields if name in item})
