"""The addresses that people type or follow, which lead to where things are, and what robots ask for first."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from app.api.negotiation import choose
from app.api.operation import AN_HOUR, Router

router = Router("Service")

_HERE_FOR_NOW = int(HTTPStatus.TEMPORARY_REDIRECT)


@router.get("/", keep=None, is_open=True, response_model=None, include_in_schema=False)
def find_the_docs() -> Response:
    """Lead to the description of the API."""
    return RedirectResponse("/docs", _HERE_FOR_NOW)


@router.get("/robots.txt", keep=AN_HOUR, is_open=True, response_model=None, include_in_schema=False)
def tell_robots(request: Request) -> Response:
    """Let every robot in, and lead it to the sitemap, which only from here may name addresses above its own."""
    settings = request.app.state.settings
    return PlainTextResponse(f"User-agent: *\nAllow: /\n\nSitemap: {settings.public_url}/v1/sitemap.xml\n")


@router.get("/stories/{slug}", keep=None, is_open=True, response_model=None, include_in_schema=False)
def find_a_story(slug: str, request: Request) -> Response:
    """Lead from a story's `url` to the story: as HTML for a browser, which asks for a page, and as JSON for all others."""
    accepted = request.headers.get("accept", "")
    wants_page = "text/html" in accepted and choose(accepted, ("application/json", "text/html")) == "text/html"
    return RedirectResponse(
        f"/v1/stories/{quote(slug)}{'.html' if wants_page and '.' not in slug else ''}", _HERE_FOR_NOW
    )
