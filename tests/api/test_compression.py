"""Compression: by what the caller prefers, of what is worth it, and with nothing else changed."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Callable, Sequence
from typing import Any

import brotli  # type: ignore[import-untyped]  # it says nothing of its types
import pytest
import zstandard
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from app import __version__
from app.api import operations
from app.api.compression import CODINGS, Compression, choose_coding, coded
from app.api.openapi import describe
from tests.api.test_stories import ingest_samples
from tests.conftest import PUBLIC_URL, Keys

LONG = b"A kiln for Pell. " * 100
# Reads a list in some way, and answers with the bytes that were sent.
Read = Callable[..., Any]

DECODE: dict[str | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "zstd": lambda coded: zstandard.ZstdDecompressor().decompressobj().decompress(coded),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}


def sent(body: Sequence[bytes], accepted: str | None, status: int = 200, **headers: str) -> tuple[str | None, bytes]:
    """Return in which coding, and as which bytes, an answer of some pieces is sent."""

    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": given})
        for number, piece in enumerate(body, 1):
            await send({"type": "http.response.body", "body": piece, "more_body": number < len(body)})

    messages: list[Any] = []

    async def collect(message: Any) -> None:
        messages.append(message)

    asked = [] if accepted is None else [(b"accept-encoding", accepted.encode())]
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": asked}
    asyncio.run(Compression(answer)(scope, _nothing, collect))
    coded = dict(messages[0]["headers"]).get(b"content-encoding")
    return coded and coded.decode(), b"".join(message.get("body", b"") for message in messages[1:])


async def _nothing() -> Any:
    return {"type": "http.disconnect"}


@pytest.fixture
def text(client: TestClient) -> Read:
    """Return what reads a list that is long enough to be coded, as the bytes that are sent."""

    def read(method: str = "GET", path: str = "/v1/entities", **headers: str) -> Any:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        with client.stream(method, path, headers=given) as answer:
            answer._content = b"".join(answer.iter_raw())
        return answer

    return read


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("X-GZIP", "gzip"),
        ("zstd;q=0.5, gzip;q=1.0", "gzip"),
        ("gzip;q=0.8, br;q=0.8, zstd;q=0.7", "br"),
        ("*", "zstd"),
        ("zstd;q=0, *", "br"),
        ("*;q=0.1, gzip;q=0.2", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0", "identity"),
        ("*;q=0", "identity"),
        ("gzip;q=much", "identity"),
        ("gzip;q=nan, br;q=-1", "identity"),
        ("deflate, compress", "identity"),
        ("", "identity"),
        (",;=,", "identity"),
    ],
)
def test_a_caller_gets_the_coding_that_it_prefers(accepted: str, coding: str) -> None:
    """By weight, then by what costs us least; what is not named is not wished for, and what is refused is not sent."""
    assert choose_coding(accepted) == coding
    told, body = sent([LONG], accepted, content_type="application/json")
    assert (told or "identity", DECODE[told](body)) == (coding, LONG)


def test_nobody_who_names_no_coding_gets_one() -> None:
    """An answer goes out as it is, byte for byte."""
    assert sent([LONG, LONG], None, content_type="application/json") == (None, LONG * 2)


@pytest.mark.parametrize("coding", CODINGS)
def test_a_streamed_answer_is_coded_too(coding: str) -> None:
    """Piece by piece, to the same text."""
    told, body = sent([LONG, b"", LONG, b"end"], coding, content_type="application/x-ndjson")
    assert (told, DECODE[told](body)) == (coding, LONG * 2 + b"end")
    assert len(body) < len(LONG)


@pytest.mark.parametrize("coding", CODINGS)
def test_what_gains_nothing_is_left_as_it_is(coding: str) -> None:
    """A small answer, one that is coded or cut already, a picture, and events, of which each must leave at once."""
    assert sent([b"{}"], coding, content_type="application/json") == (None, b"{}")
    assert sent([LONG], coding, content_type="application/json", content_encoding="br") == ("br", LONG)
    assert sent([LONG], coding, 206, content_type="text/plain", content_range="bytes 0-9/99") == (None, LONG)
    assert sent([LONG], coding, content_type="image/png") == (None, LONG)
    assert sent([LONG, LONG], coding, content_type="text/event-stream; charset=utf-8") == (None, LONG * 2)
    assert sent([b""], coding, 304, content_type="application/json") == (None, b"")


def test_every_form_of_an_answer_is_coded_but_for_events() -> None:
    """Whatever media type the description names is text, and worth it."""
    document = describe(operations(), __version__, PUBLIC_URL)
    answers = [
        answer
        for path in document["paths"].values()
        for operation in path.values()
        for answer in operation["responses"].values()
    ] + list(document["components"]["responses"].values())
    kinds = {kind for answer in answers for kind in answer.get("content", {})}
    assert {"application/json", "application/problem+json", "text/plain"} <= kinds
    assert [kind for kind in sorted(kinds) if sent([LONG], "gzip", content_type=kind)[0] is None] == [
        "text/event-stream"
    ]


def test_a_coded_answer_does_not_tell_when_it_was_coded() -> None:
    """The same bytes at any time, as its strong tag says: gzip writes the second into its header where it is let."""
    body, coding = coded(LONG, "gzip", "text/plain")
    assert (coding, body[:2], body[4:8]) == ("gzip", b"\x1f\x8b", bytes(4))


def test_the_same_answer_in_every_coding(text: Read) -> None:
    """Each coding has a strong tag of its own; HEAD says what GET says; caches are told on what it depends."""
    plain = text(accept_encoding="identity")
    tags = {plain.headers["etag"]}
    for coding in CODINGS:
        got = text(accept_encoding=f"{coding}, *;q=0.1")
        assert got.headers["content-encoding"] == coding
        assert DECODE[coding](got._content) == plain._content
        assert int(got.headers["content-length"]) == len(got._content) < len(plain._content)
        assert "Accept-Encoding" in got.headers["vary"].split(", ")
        head = text("HEAD", accept_encoding=coding)
        changing = {"x-request-id"}
        assert head._content == b""
        assert {k: v for k, v in head.headers.items() if k not in changing} == {
            k: v for k, v in got.headers.items() if k not in changing
        }
        tags.add(got.headers["etag"])
    assert len(tags) == 1 + len(CODINGS)
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize("held_as", ["identity", *CODINGS])
@pytest.mark.parametrize("asked_as", ["identity", *CODINGS])
def test_what_is_held_in_one_coding_is_not_sent_in_another(text: Read, held_as: str, asked_as: str) -> None:
    """304 with the very tag that is held, whatever coding would be sent; another tag gets the whole."""
    tag = text(accept_encoding=held_as).headers["etag"]
    again = text(accept_encoding=asked_as, if_none_match=tag)
    assert (again.status_code, again._content, again.headers["etag"]) == (304, b"", tag)
    assert "content-encoding" not in again.headers
    assert text(accept_encoding=asked_as, if_none_match='"other"').status_code == 200


def test_what_is_made_is_coded_as_what_is_read(client: TestClient, keys: Keys) -> None:
    """The story that a synthesis answers with, and a problem that names five hundred faults; events are not."""
    ids = ingest_samples(client, keys)
    wish = {"Accept-Encoding": "gzip"}
    made = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"] | wish)
    assert (made.status_code, made.headers["content-encoding"]) == (201, "gzip")
    slug = made.json()["slug"]
    assert client.get(f"/v1/stories/{slug}", headers=wish).headers["etag"] == made.headers["etag"]
    unknown = {"record_ids": [f"rec_{number}" for number in range(500)]}
    refused = client.post("/v1/syntheses", json=unknown, headers=keys["synthesize"] | wish)
    assert (refused.status_code, refused.headers["content-encoding"]) == (422, "gzip")
    assert len(refused.json()["errors"]) == 500
    name = made.json()["methodology"]["synthesis_id"]
    events = client.get(f"/v1/syntheses/{name}/events", headers=wish)
    assert events.status_code == 200
    assert "content-encoding" not in events.headers
    assert events.text.startswith(("id:", "event:", "retry:", ":"))
