"""What leads to stories and feeds: sitemaps for search engines, a list of feeds for readers, a word to language models."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from app.api.access import Here
from app.api.operation import A_MINUTE, AN_HOUR, Router
from app.errors import NotFoundError
from app.store import beats, feeds, stories
from app.store.feeds import Listed
from app.store.session import Session
from app.store.stories import StoryFilter
from app.views import llms, opml, sitemap

router = Router("Feeds")

# A sitemap may hold 50,000 addresses; a fifth of that is made in a tenth of a second.
MOST_IN_A_SITEMAP = 10_000
# What a news sitemap may hold: a thousand stories of the last two days.
_MOST_NEWS = 1_000
_NEWS_FOR = timedelta(days=2)
_NEWEST = 20
_NEWS = "news"


def _content(media_type: str) -> dict[str, object]:
    return {"responses": {"200": {"content": {media_type: {"schema": {"type": "string"}}}}}}


@router.get("/v1/sitemap.xml", keep=A_MINUTE, response_class=Response, openapi_extra=_content(sitemap.media_type))
def get_sitemap(here: Here) -> Response:
    """Read the sitemap of all stories, the newest of them as news; with more than 10,000 it is an index of its parts."""
    with here.database.read_anywhere() as session:
        found = stories.count(session, StoryFilter())
        if found <= MOST_IN_A_SITEMAP:
            news = {each.slug for each in _news(here, session)}
            return _sitemap(here, feeds.listed(session, 0, MOST_IN_A_SITEMAP), news)
    parts = [_NEWS, *(str(part) for part in range(1, -(-found // MOST_IN_A_SITEMAP) + 1))]
    return _xml(sitemap.render_index([f"{here.public_url}/v1/sitemap-{part}.xml" for part in parts]))


@router.get(
    "/v1/sitemap-{part}.xml",
    keep=A_MINUTE,
    response_class=Response,
    problems=(NotFoundError,),
    openapi_extra=_content(sitemap.media_type),
)
def get_sitemap_part(
    part: Annotated[str, Path(description="`news`, or the number of a part, from 1.")], here: Here
) -> Response:
    """Read a part of the sitemap: `news` is what was published in the last two days, numbers go from the oldest stories on."""
    with here.database.read_anywhere() as session:
        if part == _NEWS:
            fresh = _news(here, session)
            return _sitemap(here, fresh, {each.slug for each in fresh})
        number = int(part) if part.isascii() and part.isdecimal() and len(part) < len("100000") else 0
        found = feeds.listed(session, (number - 1) * MOST_IN_A_SITEMAP, MOST_IN_A_SITEMAP) if number else []
    if not found:
        raise NotFoundError("The sitemap has no such part.")
    return _sitemap(here, found, set())


@router.get(
    "/v1/beats.opml", keep=AN_HOUR, response_class=Response, openapi_extra=_content(opml.media_type), shows="records"
)
def list_beat_feeds(here: Here) -> Response:
    """List the feeds of all beats as OPML, for readers of feeds."""
    with here.database.read_anywhere() as session:
        text = opml.render(beats.every(session), here.public_url)
    return Response(text, media_type=f"{opml.media_type}; charset=utf-8")


@router.get(
    "/llms.txt", keep=A_MINUTE, response_class=Response, openapi_extra=_content(llms.media_type), shows="records"
)
def read_llms_txt(here: Here) -> Response:
    """Read what a language model should know first: what is here, in which form to read it, and the newest stories."""
    with here.database.read_anywhere() as session:
        items, _ = stories.page(session, StoryFilter(), _NEWEST, None)
        every = beats.every(session)
    newest = [(item["slug"], item["title"]) for item in items]
    return Response(llms.render(every, newest, here.public_url), media_type=f"{llms.media_type}; charset=utf-8")


def _news(here: Here, session: Session) -> list[Listed]:
    return feeds.listed_since(session, here.clock() - _NEWS_FOR, _MOST_NEWS)


def _sitemap(here: Here, found: list[Listed], news: set[str]) -> Response:
    addresses = (
        sitemap.Address(
            url=f"{here.public_url}/stories/{each.slug}",
            updated_at=each.updated_at,
            title=each.title,
            language=each.language,
            published_at=each.published_at,
            is_news=each.slug in news,
        )
        for each in found
    )
    return _xml(sitemap.render(addresses, f"{here.public_url}/"))


def _xml(text: str) -> Response:
    return Response(text, media_type=f"{sitemap.media_type}; charset=utf-8")
