"""Read of a request what its answer may depend on, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from httptools import parse_url

from app.api.compression import choose_coding
from app.api.negotiation import choose
from app.api.story_forms import MEDIA_TYPES
from app.errors import NotAcceptableError

_STORIES = "/v1/stories/"


class Key(NamedTuple):
    """All on which an answer may depend beside what it shows. `form` is what of Accept matters there."""

    path: str
    query: bytes
    form: str
    coding: str
    access: str
    has_origin: bool


class Told(NamedTuple):
    """What the headers of a request say; None for what they do not say."""

    accept: bytes | None
    accept_encoding: bytes | None
    authorization: bytes | None
    if_none_match: bytes | None
    request_id: bytes | None
    origin: bytes | None


_PLACES = {
    b"accept": 0,
    b"accept-encoding": 1,
    b"authorization": 2,
    b"if-none-match": 3,
    b"x-request-id": 4,
    b"origin": 5,
    # Nobody who reads sends a body, or waits for leave to send one; whoever does is dealt with behind the front.
    b"content-length": 6,
    b"transfer-encoding": 6,
    b"expect": 6,
    b"upgrade": 6,
}
_UNUSUAL = 6
_SILENCE: tuple[None, ...] = (None,) * 6
_SAYS_NOTHING = Told(*_SILENCE)


def read_target(url: bytes) -> tuple[str, bytes]:
    """Return the path and the query of a target as it was sent."""
    if url.startswith(b"/v1/") and b"#" not in url:
        sent, _, query = url.partition(b"?")
    else:
        parsed = parse_url(url)
        sent, query = parsed.path, parsed.query or b""
    path = sent.decode("ascii")
    return (unquote(path) if "%" in path else path), query


def read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Told | None:
    """Return what headers with names in lower case say; None where one is unusual for a read, or is there twice."""
    found: list[bytes | None] | None = None
    for name, value in headers:
        place = _PLACES.get(name)
        if place is None:
            continue
        if place == _UNUSUAL:
            return None
        if found is None:
            found = list(_SILENCE)
        if found[place] is not None:
            return None
        found[place] = value
    return _SAYS_NOTHING if found is None else Told(*found)


def key_of(path: str, query: bytes, told: Told, access: str) -> Key | None:
    """Return on what the answer depends; None where nothing that is offered there would be accepted.

    Of Accept that is for a story its form, elsewhere below /v1 nothing, and for pages all of it.
    """
    accept, coding = told.accept, told.accept_encoding
    form: str | None = ""
    if path.startswith(_STORIES):
        form = MEDIA_TYPES[0] if accept is None else _chosen(accept)
    elif accept is not None and not path.startswith("/v1/"):
        form = accept.decode("latin-1")
    if form is None:
        return None
    return Key(path, query, form, "identity" if coding is None else _coding(coding), access, told.origin is not None)


@lru_cache(maxsize=256)
def _chosen(accept: bytes) -> str | None:
    try:
        return choose(accept.decode("latin-1"), MEDIA_TYPES)
    except NotAcceptableError:
        return None


@lru_cache(maxsize=256)
def _coding(accept_encoding: bytes) -> str:
    return choose_coding(accept_encoding.decode("latin-1"))
