"""Compression: each answer in the coding that its caller prefers, zstd, br or gzip, or as it is.

The library codes whole answers and streams; which coding it is to be is decided here, since it does not weigh what callers
wish for. Nothing is coded that is small, coded already, or sent event by event: an event must not wait for those that follow.
"""

from __future__ import annotations

import gzip
from functools import lru_cache, partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from app.api.negotiation import read_wishes

# Where several are wished for equally, the first wins: zstd codes a story to as few bytes as the others in a third of the time.
CODINGS = ("zstd", "br", "gzip")
# In bytes: what is smaller gains nothing.
SMALLEST_CODED = 500
_GZIP_LEVEL = 4
_HEADER = b"accept-encoding"
# The older name is to be taken for the same (RFC 9110, section 8.4.1.3).
_OTHER_NAMES = {"x-gzip": "gzip"}

for _media_type in (
    "application/problem+json", "application/x-ndjson", "application/feed+json", "application/ninjs+json", "text/x-opml",
):  # fmt: skip
    add_compress_type(_media_type)
remove_compress_type("text/event-stream")


class Compression(CompressMiddleware):
    """Send each answer in the coding that `choose_coding` names."""

    __slots__ = ()

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        super().__init__(app, minimum_size=SMALLEST_CODED, gzip_level=_GZIP_LEVEL)
        if self._gzip is not None:
            # Without the second in which it is made: a strong tag stands for the same bytes at any time, in any process.
            self._gzip.oneshot = partial(gzip.compress, compresslevel=_GZIP_LEVEL, mtime=0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            wished = [value for name, value in scope["headers"] if name == _HEADER]
            if wished:
                coding = choose_coding(b",".join(wished).decode("latin-1"))
                others = [(name, value) for name, value in scope["headers"] if name != _HEADER]
                # In place: what routing writes into the scope is read outside.
                scope["headers"] = [*others, (_HEADER, coding.encode())]
        await super().__call__(scope, receive, send)


def coded(body: bytes, coding: str, media_type: str) -> tuple[bytes, str]:
    """Return a whole answer as it would be sent to whoever prefers a coding, and in which coding it then is."""
    sent, told = body, "identity"

    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def take(message: Message) -> None:
        nonlocal sent, told
        if message["type"] == "http.response.start":
            told = dict(message["headers"]).get(b"content-encoding", b"identity").decode()
        else:
            sent = message["body"]

    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": [(_HEADER, coding.encode())]}
    running = Compression(answer)(scope, _no_message, take)
    try:
        running.send(None)
    except StopIteration:
        return sent, told
    raise RuntimeError("there is nothing for which compression could wait")


async def _no_message() -> Message:
    return {"type": "http.disconnect"}


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str) -> str:
    """Return the coding that Accept-Encoding prefers of those that there are, or `identity` (RFC 9110, section 12.5.3).

    An answer as it is suits everybody who does not say how much; whoever refuses it, too, gets it where nothing else is left.
    """
    wishes = {_OTHER_NAMES.get(name, name): weight for name, weight in read_wishes(accept_encoding)}
    best, most = "identity", wishes.get("identity", 0.0)
    for coding in reversed(CODINGS):
        weight = wishes.get(coding, wishes.get("*", 0.0))
        if weight > 0 and weight >= most:
            best, most = coding, weight
    return best
