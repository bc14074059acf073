"""What robots ask for first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.api.operation import AN_HOUR, Router

router = Router("Service")


@router.get("/robots.txt", keep=AN_HOUR, is_open=True, response_model=None, include_in_schema=False)
def tell_robots(request: Request) -> Response:
    """Let every robot in, and lead it to the sitemap, which only from here may name addresses above its own."""
    settings = request.app.state.settings
    return PlainTextResponse(f"User-agent: *\nAllow: /\n\nSitemap: {settings.public_url}/v1/sitemap.xml\n")
