"""What every answer has, whatever it says: caching, security headers, and HEAD where there is GET."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.rate_limits import Allowance

# An answer that is read as a page by mistake can load nothing, run nothing and be framed nowhere.
NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
VARIES_BY = "Accept, Accept-Encoding, Authorization"


class Manners:
    """Add the headers that every answer bears, and answer HEAD as GET without its body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        without_body = scope["method"] == "HEAD"
        if without_body:
            scope["method"] = "GET"
            # A stream that never ends would go on without anybody who reads it.
            scope["state"]["without_body"] = True

        async def send_politely(message: Message) -> None:
            if message["type"] == "http.response.start":
                if without_body:
                    # The server frames the answer by what it finds here: as GET it would miss the body, or end it in chunks.
                    scope["method"] = "HEAD"
                _add_headers(MutableHeaders(scope=message), message["status"], scope["state"])
            elif without_body and message["type"] == "http.response.body":
                message["body"] = b""
            await send(message)

        try:
            await self.app(scope, receive, send_politely)
        finally:
            if without_body:
                scope["method"] = "HEAD"


def _add_headers(headers: MutableHeaders, status: int, state: dict[str, object]) -> None:
    kept = state.get("keep") if status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED} else None
    headers.setdefault("Cache-Control", str(kept) if kept else "no-store")
    headers["Vary"] = VARIES_BY
    headers.setdefault("Content-Security-Policy", NOTHING_ALLOWED)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    farewell = state.get("farewell")
    for name, value in farewell if isinstance(farewell, list) else ():
        headers.append(name, value)
    allowance = state.get("rate_limit")
    if isinstance(allowance, Allowance):
        headers.update(allowance.headers())
