"""Read request bodies strictly: right media type, right size, in time, and strict JSON or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.message import Message
from typing import Any

import anyio
from starlette.requests import ClientDisconnect, Request

from app.errors import InvalidJsonError, RequestTimeoutError, TooLargeError, UnsupportedMediaTypeError
from schemas import strict_json

LARGEST_BODY = 2 * 1024 * 1024
# Someone who sends a byte a minute must not hold a place for ever.
SLOWEST_CHUNK_SECONDS = 30.0


class ReadRequest(Request):
    """A request whose body has been read and found to be strict JSON."""

    _raw: bytes
    _value: Any

    @classmethod
    def of(cls, request: Request, raw: bytes, value: Any) -> ReadRequest:  # noqa: ANN401 - JSON holds anything
        """Return the request with what its body holds."""
        made = cls(request.scope, request.receive)
        made._raw, made._value = raw, value
        return made

    async def body(self) -> bytes:
        """Return the body as it came."""
        return self._raw

    async def json(self) -> Any:  # noqa: ANN401 - JSON holds anything
        """Return the value that the body holds."""
        return self._value


def media_type(request: Request) -> str:
    """Return the media type of the body, such as `application/json`; empty where none is named.

    Raises UnsupportedMediaTypeError for a compressed body and for a charset other than UTF-8.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaTypeError("Send the body without a Content-Encoding.")
    given = request.headers.get("content-type")
    if not given:
        return ""
    if given == "application/json":
        return given  # What nearly everyone sends needs no parsing.
    message = Message()
    message["content-type"] = given
    if str(message.get_content_charset("utf-8")).lower() not in {"utf-8", "us-ascii"}:
        raise UnsupportedMediaTypeError("Send the body in UTF-8.")
    return message.get_content_type()


def is_json(kind: str) -> bool:
    """Tell whether a media type is JSON: application/json or application/…+json."""
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


async def chunks(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it arrives; raise RequestTimeoutError where nothing comes for half a minute."""
    while True:
        try:
            with anyio.fail_after(SLOWEST_CHUNK_SECONDS):
                message = await request.receive()
        except TimeoutError as error:
            raise RequestTimeoutError("Nothing more of the body came for 30 seconds.") from error
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        if body := message.get("body", b""):
            yield body
        if not message.get("more_body", False):
            return


async def read_json(request: Request) -> ReadRequest:
    """Read a JSON body whole. Raises UnsupportedMediaType-, TooLarge-, RequestTimeout- and InvalidJsonError."""
    kind = media_type(request)
    raw = await _read(request)
    if raw and not is_json(kind):
        raise UnsupportedMediaTypeError("Send the body as application/json.")
    if not raw:
        raise InvalidJsonError("The body is empty.")
    try:
        return ReadRequest.of(request, raw, strict_json.loads(raw))
    except strict_json.StrictJsonError as error:
        raise InvalidJsonError(f"The body is not strict JSON: {error}.") from error


async def _read(request: Request) -> bytes:
    """Gather the body, never more than is allowed, whatever Content-Length says."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:20]) > LARGEST_BODY:
        raise TooLargeError("The body is over 2 MiB.")
    gathered = bytearray()
    async for chunk in chunks(request):
        gathered += chunk
        if len(gathered) > LARGEST_BODY:
            raise TooLargeError("The body is over 2 MiB.")
    return bytes(gathered)
