"""Feeds of stories: of all, of a beat, of an entity, each in three formats and with the filters of the lists."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Request
from starlette.responses import Response

from app import __version__
from app.api.access import Here
from app.api.conditional import holds, strong_tag
from app.api.operation import A_MINUTE, Router
from app.api.paging import Page, Paging
from app.api.stories import FiltersOfBeat, FiltersOfEntity, StoryFilters
from app.errors import GoneError, InvalidCursorError, InvalidInputError, NotFoundError
from app.newsroom.gather_feed import Gathered, gather_feed
from app.store import beats, entities
from app.store.stories import StoryFilter
from app.views import FEEDS
from app.views.base import Feed, FeedPage, Tombstone

router = Router("Feeds")

# A page of fifty whole stories takes ten megabytes while it is rendered, and no more pages are done in a second where many are begun at once.
_RENDERING = BoundedSemaphore(2)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_CONTENT = {feed.media_type: {"schema": {"type": "object" if feed.suffix == "json" else "string"}} for feed in FEEDS}
_GIVEN: dict[str, Any] = {
    "keep": A_MINUTE,
    "shows": "stories",
    "response_class": Response,
    "openapi_extra": {"responses": {"200": {"content": _CONTENT}}},
}
_PROBLEMS = (NotFoundError, InvalidInputError, InvalidCursorError)

Form = Annotated[str, Path(json_schema_extra={"enum": [feed.suffix for feed in FEEDS]})]


@router.get("/v1/feed.{form}", problems=_PROBLEMS, **_GIVEN)
def get_feed(form: Form, here: Here, page: Page, wanted: StoryFilters, request: Request) -> Response:
    """Follow stories: `json` is JSON Feed 1.1, `atom` is Atom, `rss` is RSS 2.0, each with the whole stories, newest first.

    An item keeps its id whatever becomes of its story; a revision moves the date on which it was modified. Stories that
    were retracted in the last thirty days are told of on the first page.
    """
    return _answer(here, form, page, wanted, "Storywire", request)


@router.get("/v1/beats/{slug}/feed.{form}", problems=_PROBLEMS, **_GIVEN)
def get_beat_feed(slug: str, form: Form, here: Here, page: Page, wanted: FiltersOfBeat, request: Request) -> Response:
    """Follow the stories of a beat, as JSON Feed, Atom or RSS."""
    with here.database.read_anywhere() as session:
        beat = beats.ref(session, slug)
        if beat is None:
            raise NotFoundError("There is no such beat.")
    return _answer(here, form, page, replace(wanted, beat=beat.slug), f"Storywire: {beat.name}", request)


@router.get("/v1/entities/{slug}/feed.{form}", problems=(*_PROBLEMS, GoneError), **_GIVEN)
def get_entity_feed(
    slug: str, form: Form, here: Here, page: Page, wanted: FiltersOfEntity, request: Request
) -> Response:
    """Follow the stories that link an entity, as JSON Feed, Atom or RSS."""
    with here.database.read_anywhere() as session:
        living = entities.resolve(session, slug)
        if living is None:
            raise NotFoundError("There is no such entity.")
        name = entities.name_of(session, living)
    return _answer(here, form, page, replace(wanted, entity=living), f"Storywire: {name}", request)


def _answer(here: Here, form: str, page: Paging, wanted: StoryFilter, title: str, request: Request) -> Response:
    """Answer with a page of a feed, or with 304 before anything is rendered."""
    feed = next((feed for feed in FEEDS if feed.suffix == form), None)
    if feed is None:
        raise NotFoundError("There is no such form of a feed.")
    with here.database.read_anywhere() as session:
        gathered = gather_feed(session, wanted, page.limit, page.cursor, here.clock())
    told = _page(here, page, wanted, title, gathered)
    tag = _tag(feed, told, gathered)
    headers = {"ETag": tag, "Link": _links(feed, told)}
    if holds(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    with _RENDERING:
        read = [stored.story() for stored in gathered.stored]
        corrected = {story.id: gathered.corrections.get(story.slug, ()) for story in read}
        rendered = feed.render(_dated(replace(told, stories=read, corrections=corrected)))
    return Response(rendered, media_type=_media_type(feed), headers=headers)


def _page(here: Here, page: Paging, wanted: StoryFilter, title: str, gathered: Gathered) -> FeedPage:
    """Return the frame of a page, its stories not yet read."""
    hubs: tuple[str, ...] = page.request.app.state.settings.hubs
    where = f"{here.public_url}{page.request.url.path}"
    kept = [(name, value) for name, value in page.request.query_params.items() if name != "cursor"]
    following = [*kept, ("cursor", gathered.next_cursor)] if gathered.next_cursor else None
    return FeedPage(
        title=f"{title}: “{wanted.q}”" if wanted.q else title,
        home=f"{here.public_url}/",
        address=f"{where}?{urlencode(kept)}" if kept else where,
        next_address=f"{where}?{urlencode(following)}" if following else None,
        language=wanted.language,
        public_url=here.public_url,
        hubs=hubs if not kept else (),  # they are told of whole feeds, not of each filter that somebody may think of
        stories=(),
        corrections={},
        tombstones=[
            Tombstone(each.id, f"{here.public_url}/stories/{each.slug}", each.at, each.reason)
            for each in gathered.taken_back
        ],
        updated=_NEVER,
    )


def _dated(page: FeedPage) -> FeedPage:
    """Date a page by what changed last of what it tells, so that the same page bears the same date."""
    moments = [story.updated_at for story in page.stories] + [each.at for each in page.tombstones]
    return replace(page, updated=max(moments, default=_NEVER))


def _tag(feed: Feed, page: FeedPage, gathered: Gathered) -> str:
    """Return the tag of a page: of everything that it is made of, which costs less than making it.

    Notes are a part of their own: a withdrawal erases words from them without another revision of the story.
    """
    stories = [(each.slug, each.etag) for each in gathered.stored]
    notes = [(slug, each.revision, each.note) for slug, told in gathered.corrections.items() for each in told]
    return strong_tag(json.dumps([__version__, feed.name, asdict(page), stories, notes], default=str).encode())


def _links(feed: Feed, page: FeedPage) -> str:
    """Return the Link header: the page itself and its hubs, as WebSub asks for them, and the next page."""
    links = [f'<{page.address}>; rel="self"', *(f'<{hub}>; rel="hub"' for hub in page.hubs)]
    if page.next_address:
        links.append(f'<{page.next_address}>; rel="next"; type="{feed.media_type}"')
    return ", ".join(links)


def _media_type(feed: Feed) -> str:
    return feed.media_type if feed.suffix == "json" else f"{feed.media_type}; charset=utf-8"
