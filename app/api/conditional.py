"""Entity tags: every whole GET answer has a strong one, and whoever holds it already gets 304.

A compressed answer is another sequence of bytes, so its strong tag differs: it bears the coding's name,
as in `"…-zstd"`. Either form is understood when it comes back, in If-None-Match and in If-Match.
"""

from __future__ import annotations

import re
from hashlib import sha256
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CODING = re.compile(r'-(?:zstd|br|gzip)"')
_TAG = re.compile(r'(?:W/)?"[^"]*"')
# What a 304 keeps of the headers that the 200 would have had (RFC 9110, section 15.4.5).
_KEPT = frozenset({b"etag", b"cache-control", b"vary", b"content-location", b"expires", b"link"})


def strong_tag(content: bytes) -> str:
    """Return the entity tag of some content: half of its SHA-256, in quotes."""
    return f'"{sha256(content).hexdigest()[:32]}"'


def without_coding(tags: str) -> str:
    """Return tags, as a header lists them, without the names of codings in them."""
    return _CODING.sub('"', tags)


def holds(if_none_match: str, tag: str) -> bool:
    """Tell whether If-None-Match names a tag, by the weak comparison that RFC 9110 asks for."""
    if if_none_match.strip() == "*":
        return True
    return tag.removeprefix("W/") in {t.removeprefix("W/") for t in _TAG.findall(if_none_match)}


class Conditional:
    """Give each whole GET answer a strong tag where it has none, and answer 304 to whoever holds it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        held = Headers(scope=scope).get("if-none-match", "")
        start: Message | None = None

        async def send_if_changed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                start = message
                return
            if start is not None:
                pending, start = start, None
                if not message.get("more_body", False) and _is_unchanged(pending, message, held):
                    message["body"] = b""
                await send(pending)
            await send(message)

        await self.app(scope, receive, send_if_changed)


def _is_unchanged(start: Message, body: Message, held: str) -> bool:
    """Tag the answer; where the caller holds it already, make it a 304 in place."""
    headers = MutableHeaders(scope=start)
    tag = headers.setdefault("ETag", strong_tag(body.get("body", b"")))
    if not held or not holds(held, tag):
        return False
    start["status"] = int(HTTPStatus.NOT_MODIFIED)
    start["headers"] = [(name, value) for name, value in start["headers"] if name.lower() in _KEPT]
    return True


class CodedTags:
    """Stand outside compression: name the coding in the tag on the way out, take it off on the way in."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = MutableHeaders(scope=scope)
        held = given.get("if-none-match", "")
        for name in ("if-none-match", "if-match"):
            if name in given:
                given[name] = without_coding(given[name])

        async def send_tagged(message: Message) -> None:
            if message["type"] == "http.response.start" and "etag" in MutableHeaders(scope=message):
                _name_coding(message, held)
            await send(message)

        await self.app(scope, receive, send_tagged)


def _name_coding(start: Message, held: str) -> None:
    """Write the coding into the tag; a 304 repeats the very tag that the caller holds."""
    headers = MutableHeaders(scope=start)
    tag = headers["ETag"]
    coding = headers.get("content-encoding")
    if coding:
        headers["ETag"] = f'{tag[:-1]}-{coding}"'
    elif start["status"] == HTTPStatus.NOT_MODIFIED:
        same = [t for t in _TAG.findall(held) if _CODING.sub('"', t).removeprefix("W/") == tag]
        if same and tag not in same:
            headers["ETag"] = same[0].removeprefix("W/")
