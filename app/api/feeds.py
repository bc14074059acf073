"""Feeds of stories: of all, of a beat, of an entity, each in three formats and with the filters of the lists."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
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
from app.newsroom.deployment import Deployment
from app.newsroom.gather_feed import Gathered, gather_feed
from app.store import beats, entities
from app.store.feeds import whole
from app.store.session import Session
from app.store.stories import StoryFilter
from app.views import FEEDS
from app.views.base import Feed, FeedPage, Tombstone

router = Router("Feeds")

# A page of fifty whole stories takes some megabytes while it is rendered, and no more pages are done in a second where many are begun at once.
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
    asked = _Asked(here, feed, page, wanted, title)
    held = request.headers.get("if-none-match", "")
    if held:
        with here.database.read_anywhere() as session:
            _, headers = asked.found(session)
        if holds(held, headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    # Whoever waits here holds nothing yet, neither stories nor a connection.
    with _RENDERING, here.database.read_anywhere() as session:
        told, headers = asked.found(session)
        rendered = feed.render(told)
    return Response(rendered, media_type=_media_type(feed), headers=headers)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A page of a feed that was asked for."""

    here: Deployment
    feed: Feed
    page: Paging
    wanted: StoryFilter
    title: str

    def found(self, session: Session) -> tuple[FeedPage, dict[str, str]]:
        """Return the page, its stories to be read within the session, and the headers of its answer."""
        gathered = gather_feed(session, self.wanted, self.page.limit, self.page.cursor, self.here.clock())
        told = _page(self.here, self.page, self.wanted, self.title, gathered)
        headers = {"ETag": _tag(self.feed, told, gathered), "Link": _links(self.feed, told)}
        return replace(told, stories=whole(session, gathered.placed)), headers


def _page(here: Here, page: Paging, wanted: StoryFilter, title: str, gathered: Gathered) -> FeedPage:
    """Return a page without its stories, dated by what changed last of what it tells, so that the same page bears the same date."""
    hubs: tuple[str, ...] = page.request.app.state.settings.hubs
    where = f"{here.public_url}{page.request.url.path}"
    kept = [(name, value) for name, value in page.request.query_params.items() if name != "cursor"]
    moments = [*(each.updated_at for each in gathered.placed), *(each.at for each in gathered.taken_back)]
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
        corrections=gathered.corrections,
        tombstones=[
            Tombstone(each.id, f"{here.public_url}/stories/{each.slug}", each.at, each.reason)
            for each in gathered.taken_back
        ],
        updated=max(moments, default=_NEVER),
    )


def _tag(feed: Feed, page: FeedPage, gathered: Gathered) -> str:
    """Return the tag of a page: of everything that it is made of, which costs less than making it.

    Corrections are a part of their own: a withdrawal erases words from their notes without another revision of the story.
    """
    stories = [(each.slug, each.etag) for each in gathered.placed]
    return strong_tag(json.dumps([__version__, feed.name, asdict(page), stories], default=str).encode())


def _links(feed: Feed, page: FeedPage) -> str:
    """Return the Link header: the page itself and its hubs, as WebSub asks for them, and the next page."""
    links = [f'<{page.address}>; rel="self"', *(f'<{hub}>; rel="hub"' for hub in page.hubs)]
    if page.next_address:
        links.append(f'<{page.next_address}>; rel="next"; type="{feed.media_type}"')
    return ", ".join(links)


def _media_type(feed: Feed) -> str:
    return feed.media_type if feed.suffix == "json" else f"{feed.media_type}; charset=utf-8"
