"""The reader: the pages that people read, made in their browser from the public API and nothing else.

Every address of the reader answers with the same short page, whose script finds out from the address what to show. Whoever does not
ask for a page at such an address is led to what the API has there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from html import escape
from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.api.access import Here
from app.api.negotiation import choose
from app.api.operation import A_MINUTE, Router
from app.errors import NotFoundError
from app.store import stories
from app.views import FEEDS, VIEWS
from schemas.story import Story

router = Router("Service")

# How a page is served, whatever it shows.
_PAGE: dict[str, Any] = {
    "keep": A_MINUTE,
    "shows": "stories",
    "is_open": True,
    "any_query": True,
    "response_model": None,
    "include_in_schema": False,
}
_HERE_FOR_NOW = int(HTTPStatus.TEMPORARY_REDIRECT)
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_SHELL = "index.html"
_CALLED = {"json": "JSON Feed", "atom": "Atom", "rss": "RSS"}
# Where the page leads whoever runs no script, but for a story, which is a page by itself.
_PLAINER = "/llms.txt"
# The desk is fetched by those who go there; everything else is named in the page, so that nothing waits for what names it.
_LATER = "desk/"
# A picture may stand anywhere; it is fetched when the reader asks for it. Trusted types leave a script no way to write markup.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
_DESCRIPTION = "Stories written from records, in which every sentence rests on quotes that can be opened."
_BLANK = re.compile(r"\{(plain|forms|feeds|about)\}")
_FOR_EVER = "public, max-age=31536000, immutable"
_NOT_KEPT = "no-cache"


@router.get("/", **_PAGE)
def read_front_page(request: Request) -> Response:
    """Show the front page."""
    return _page(request)


@router.get("/search", **_PAGE)
def read_search(request: Request) -> Response:
    """Show what a search finds."""
    return _page(request)


@router.get("/desk", **_PAGE)
def read_desk(request: Request) -> Response:
    """Show the desk, which asks for a key."""
    return _page(request)


@router.get("/desk/{rest:path}", **_PAGE)
def read_desk_page(rest: str, request: Request) -> Response:  # noqa: ARG001 - the script reads it from the address
    """Show a page of the desk."""
    return _page(request)


@router.get("/beats", **_PAGE)
def read_beats(request: Request) -> Response:
    """Show every beat."""
    return _page_or(request, "/v1/beats")


@router.get("/beats/{slug}", **_PAGE)
def read_beat(slug: str, request: Request) -> Response:
    """Show a beat."""
    return _page_or(request, f"/v1/beats/{quote(slug)}", feeds_of="This beat")


@router.get("/entities/{slug}", **_PAGE)
def read_entity(slug: str, request: Request) -> Response:
    """Show an entity."""
    return _page_or(request, f"/v1/entities/{quote(slug)}", feeds_of="This subject")


@router.get("/stories/{slug:plain}", **_PAGE)
def read_story(slug: str, request: Request, here: Here) -> Response:
    """Show a story; what makes previews of links learns title and dek from the page's head, where anybody may read them."""
    address = f"/v1/stories/{quote(slug)}"
    if not _wants_page(request):
        return RedirectResponse(address, _HERE_FOR_NOW)
    forms = {"application/json": address, **{view.media_type: f"{address}.{view.suffix}" for view in VIEWS}}
    if request.app.state.settings.read_access == "key":
        return _page(request, f"{address}.html", forms)
    with here.database.read_anywhere() as session:
        stored = stories.find(session, slug)
    if stored is None or stored.status != "published":
        is_gone = stored is not None and stored.status == "retracted"
        return _page(request, status=HTTPStatus.GONE if is_gone else HTTPStatus.NOT_FOUND)
    return _page(request, f"{address}.html", forms, about=_preview(stored.story()))


@router.get(
    "/stories/{slug}.{form}", keep=None, is_open=True, any_query=True, response_model=None, include_in_schema=False
)
def read_story_form(slug: str, form: str) -> Response:
    """Lead from a story's address with a suffix to that form of it."""
    return RedirectResponse(f"/v1/stories/{quote(slug)}.{quote(form)}", _HERE_FOR_NOW)


@router.get("/stories/{slug}/revisions", **_PAGE)
def read_revisions(slug: str, request: Request) -> Response:
    """Show how a story changed."""
    return _page_or(request, f"/v1/stories/{quote(slug)}/revisions")


@router.get(
    "/reader/{digest}/{name:path}",
    keep=None,
    is_open=True,
    shows="stories",
    response_model=None,
    include_in_schema=False,
)
def read_reader_file(digest: str, name: str) -> Response:
    """Read a file of the reader: for ever under the digest of today's files, and unkept under that of other days'."""
    content = assets().get(name)
    if content is None:
        raise NotFoundError("The reader has no such file.")
    kind = _KINDS[name[name.rindex(".") :]]
    kept = _FOR_EVER if digest == digest_of_assets() else _NOT_KEPT
    return Response(content, media_type=kind, headers={"Cache-Control": kept})


@cache
def assets() -> dict[str, bytes]:
    """Return the reader's scripts and its style by their names, such as `pages/story.js`."""
    folder = files("app") / "reader"
    places = [("", folder), *((f"{each.name}/", each) for each in folder.iterdir() if each.is_dir())]
    return {
        before + each.name: each.read_bytes()
        for before, place in places
        for each in sorted(place.iterdir(), key=lambda each: each.name)
        if any(each.name.endswith(suffix) for suffix in _KINDS)
    }


@cache
def digest_of_assets() -> str:
    """Return what the addresses of the reader's files bear: another whenever a file is."""
    told = sha256()
    for name, content in sorted(assets().items()):
        told.update(f"{name}\0{len(content)}\0".encode() + content)
    return told.hexdigest()[:16]


@cache
def _shell(base: str) -> str:
    """Return the page, with the path under which the service is reached, and every script that a reader needs at once."""
    at_once = [name for name in assets() if name.endswith(".js") and not name.startswith(_LATER)]
    preloads = "\n".join(
        f'<link rel="modulepreload" href="{{base}}/reader/{{digest}}/{name}">' for name in sorted(at_once)
    )
    page = (files("app") / "reader" / _SHELL).read_text("utf-8").replace("{preloads}", preloads)
    return page.replace("{base}", escape(base)).replace("{digest}", digest_of_assets())


def _preview(story: Story) -> str:
    """Return what the head of a story's page says of it, by the Open Graph protocol (https://ogp.me) for previews of links."""
    told = {
        "og:type": "article",
        "og:site_name": "Storywire",
        "og:title": story.title,
        "og:description": story.dek,
        "og:url": story.url,
        "og:locale": story.language.replace("-", "_"),
        "article:published_time": story.published_at.isoformat() if story.published_at else None,
        "article:modified_time": story.updated_at.isoformat(),
        "article:section": story.beat.name,
        "og:image": story.image.url if story.image else None,
    }
    lines = [f'<meta property="{name}" content="{escape(value)}">\n' for name, value in told.items() if value]
    canonical = f'<link rel="canonical" href="{escape(story.url)}">\n'
    return "".join([_about(f"{story.title} — Storywire", story.dek), canonical, *lines])


def _about(title: str, description: str) -> str:
    return f'<meta name="description" content="{escape(description)}">\n<title>{escape(title)}</title>\n'


def _page(
    request: Request,
    plainer: str = _PLAINER,
    forms: Mapping[str, str] = MappingProxyType({}),
    feeds: Mapping[str, str] = MappingProxyType({}),
    about: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Answer with the page.

    `forms` are the addresses of what it shows, by media type, for whoever reads no page. `feeds` are what may be followed there
    beside everything: the addresses before `/feed`, by a name. `about` is what its head says of what it shows.
    """
    base = urlsplit(request.app.state.settings.public_url).path.rstrip("/")
    links = "".join(
        f'<link rel="alternate" type="{kind}" href="{escape(base + address)}">\n' for kind, address in forms.items()
    )
    followed = "".join(
        f'<link rel="alternate" type="{feed.media_type}" title="{name}, as {_CALLED[feed.suffix]}" href="{escape(base + before)}/feed.{feed.suffix}">\n'
        for name, before in {**feeds, "Storywire": "/v1"}.items()
        for feed in FEEDS
    )
    told = {
        "plain": escape(plainer),
        "forms": links,
        "feeds": followed,
        "about": about or _about("Storywire", _DESCRIPTION),
    }
    page = _BLANK.sub(lambda found: told[found[1]], _shell(base))
    return HTMLResponse(page, status, {"Content-Security-Policy": POLICY})


def _wants_page(request: Request) -> bool:
    """Say whether a browser asks, which wants a page."""
    accepted = request.headers.get("accept", "")
    return "text/html" in accepted and choose(accepted, ("application/json", "text/html")) == "text/html"


def _page_or(
    request: Request,
    address: str,
    plainer: str = _PLAINER,
    forms: Mapping[str, str] = MappingProxyType({}),
    feeds_of: str | None = None,
) -> Response:
    """Show the page to a browser, which asks for one, and lead all others to the API; `feeds_of` names what the feeds below the address are of."""
    if _wants_page(request):
        return _page(request, plainer, forms, {feeds_of: address} if feeds_of else {})
    return RedirectResponse(address, _HERE_FOR_NOW)
