"""What every answer has: entity tags, caching, compression, HEAD, CORS, request ids, security headers, logs."""

from __future__ import annotations

import json
import logging

import pytest
from fastapi.testclient import TestClient

from app.api import operations
from app.api.logs import JsonLines, PlainLines
from tests.conftest import Keys

LISTS = [
    "/v1/stories",
    "/v1/records",
    "/v1/sources",
    "/v1/beats",
    "/v1/entities",
    "/v1/syntheses",
    "/problems",
    "/docs",
    "/openapi.json",
]


@pytest.mark.parametrize("path", LISTS)
def test_an_answer_that_is_held_already_is_not_sent_again(client: TestClient, path: str) -> None:
    """Every GET has a strong tag, and If-None-Match that names it gets 304 without a body."""
    first = client.get(path, headers={"Accept-Encoding": "identity"})
    tag = first.headers["etag"]
    assert (first.status_code, tag[0], len(tag)) == (200, '"', 34)
    for held in (tag, f'"other", W/{tag}', "*"):
        again = client.get(path, headers={"If-None-Match": held, "Accept-Encoding": "identity"})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "content-type" not in again.headers
        assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_a_compressed_answer_has_a_tag_of_its_own(client: TestClient, coding: str) -> None:
    """Other bytes, other strong tag; either form, sent back, gets 304 with the tag that was sent."""
    plain = client.get("/problems", headers={"Accept-Encoding": "identity"})
    packed = client.get("/problems", headers={"Accept-Encoding": coding})
    assert packed.headers["content-encoding"] == coding
    assert len(packed.content) < len(plain.content) if coding == "zstd" else packed.content == plain.content
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-{coding}"'
    for held in (plain, packed):
        again = client.get("/problems", headers={"Accept-Encoding": coding, "If-None-Match": held.headers["etag"]})
        assert (again.status_code, again.headers["etag"]) == (304, held.headers["etag"])


def test_head_is_get_without_the_body(client: TestClient) -> None:
    """HEAD of every address that has GET answers the same status and headers, and nothing else."""
    paths = [r.path_format for r in operations() if "GET" in (r.methods or ()) and "{" not in r.path_format]
    for path in paths:
        got, head = client.get(path), client.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        changing = {"x-request-id"} | ({"etag", "content-length"} if path == "/metrics" else set())
        assert {k: v for k, v in head.headers.items() if k not in changing} == {
            k: v for k, v in got.headers.items() if k not in changing
        }


def test_what_may_be_kept_is_said(client: TestClient, keys: Keys) -> None:
    """Public answers may be kept by anyone, those to a key by its owner, errors and writes by nobody."""
    assert client.get("/v1/sources").headers["cache-control"] == "public, max-age=15, stale-while-revalidate=60"
    private = client.get("/v1/sources", headers=keys["read"])
    assert private.headers["cache-control"] == "private, max-age=15, stale-while-revalidate=60"
    assert client.get("/v1/records/nothing").headers["cache-control"] == "no-store"
    assert client.get("/readyz").headers["cache-control"] == "no-store"
    written = client.post("/v1/records", json=[], headers=keys["ingest"])
    assert written.headers["cache-control"] == "no-store"
    assert "etag" not in written.headers
    assert {"Accept", "Accept-Encoding", "Authorization"} <= set(private.headers["vary"].split(", "))


def test_a_page_elsewhere_may_ask_and_read_the_headers_that_matter(client: TestClient) -> None:
    """CORS: any origin by default, the methods and headers of the API, and no cookies."""
    asked = client.options(
        "/v1/syntheses",
        headers={
            "Origin": "https://reader.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "PATCH" in asked.headers["access-control-allow-methods"]
    assert asked.headers["access-control-allow-headers"] == "authorization"
    got = client.get("/v1/sources", headers={"Origin": "https://reader.example"})
    assert got.headers["access-control-expose-headers"] == (
        "Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, X-Request-Id"
    )
    assert "access-control-allow-credentials" not in got.headers
    assert (
        client.get("/nothing", headers={"Origin": "https://reader.example"}).headers["access-control-allow-origin"]
        == "*"
    )


@pytest.mark.parametrize(
    ("given", "kept"), [("a.B-9_x", True), ("", False), ("a b", False), ("x" * 129, False), ("é", False)]
)
def test_a_request_id_is_taken_over_where_it_is_fit(client: TestClient, given: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    """A fit id comes back; anything else is replaced by 32 hexadecimal digits."""
    answered = client.get("/healthz", headers={b"X-Request-Id": given.encode("latin-1")}).headers["x-request-id"]
    assert (answered == given) if kept else (len(answered) == 32)


def test_every_answer_is_safe_to_open(client: TestClient) -> None:
    """No answer is sniffed, framed or lets anything load; the pages allow their one style and no more."""
    for path in ("/v1/sources", "/nothing", "/docs", "/problems"):
        headers = client.get(path, headers={"Accept": "text/html, */*;q=0.1"}).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"].startswith("default-src 'none'; ")
        assert "unsafe" not in headers["content-security-policy"]
    assert "<script" not in client.get("/docs").text
    assert "http" not in client.get("/docs").text.replace(client.get("/openapi.json").json()["servers"][0]["url"], "")


def test_a_request_is_one_line_in_the_log(client: TestClient, keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    """Method, route template, status, duration, request id and key id; never the key or what was asked for."""
    with caplog.at_level(logging.INFO):
        client.get("/v1/records/rec_secretname?q=", headers=keys["read"] | {"X-Request-Id": "r-1"})
    [record] = [r for r in caplog.records if r.name == "storywire.requests"]
    line = json.loads(JsonLines("%(message)s %(levelname)s").format(record))
    assert (line["method"], line["route"], line["status"], line["request_id"]) == (
        "GET",
        "/v1/records/{record_id}",
        422,
        "r-1",
    )
    assert line["key_id"].startswith("key_")
    assert 0 < line["duration_ms"] < 60_000
    assert "secretname" not in json.dumps(line)
    assert keys["read"]["Authorization"].removeprefix("Bearer ") not in json.dumps(line)


@pytest.mark.parametrize("form", [JsonLines("%(message)s"), PlainLines("%(message)s")])
def test_a_key_never_reaches_the_log(form: logging.Formatter) -> None:
    """Wherever a key stands, in a message, a field or a trace, it is blotted out."""
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "key %s", ("swk_fedcba98",), None)
    record.__dict__["field"] = "swk_77"
    cause = ValueError("swk_0123456789abcdef")
    record.exc_info = (ValueError, cause, None)
    line = form.format(record)
    assert "swk_…" in line or "swk_\\u2026" in line
    assert not any(digits in line for digits in ("0123456789abcdef", "fedcba98", "swk_77"))


def test_metrics_count_by_route_and_not_by_address(client: TestClient) -> None:
    """A label is the template of a route; what callers write never becomes one."""
    client.get("/v1/records/rec_one")
    client.get("/v1/records/rec_two")
    client.get("/somewhere/else")
    client.request("BREW", "/v1/records")
    figures = client.get("/metrics").text
    assert 'storywire_requests_total{method="GET",route="/v1/records/{record_id}",status="404"} 2.0' in figures
    assert 'storywire_requests_total{method="GET",route="none",status="404"} 1.0' in figures
    assert 'method="other"' in figures
    assert "rec_one" not in figures
    assert "BREW" not in figures
