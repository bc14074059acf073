"""Errors: each is a problem document, and none tells more than it should."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.problems import LONGEST_ECHO, MOST_FAULTS
from app.errors import every_problem
from tests.conftest import PUBLIC_URL, Keys

JSON = {"Content-Type": "application/json"}


def problem(response: Any) -> dict[str, Any]:
    """Return the problem document that an answer is, having checked that it is one."""
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    assert set(told) <= {"type", "title", "status", "detail", "instance", "errors"}
    assert told["type"].startswith(f"{PUBLIC_URL}/problems/")
    return told


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    """What is not there is told as RFC 9457 has it, with the path as the instance."""
    assert problem(client.get("/v1/nothing-here")) == {
        "type": f"{PUBLIC_URL}/problems/not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "instance": "/v1/nothing-here",
    }


def test_a_wrong_method_names_all_that_are_right(client: TestClient) -> None:
    """Allow names the methods of every operation at the address, and HEAD where there is GET."""
    answer = client.post("/v1/beats/general")
    assert problem(answer)["type"].endswith("/method-not-allowed")
    assert answer.headers["allow"] == "DELETE, GET, HEAD, PUT"
    # What is spelt out is no id of a synthesis, which could be read.
    assert client.put("/v1/syntheses/estimate").headers["allow"] == "POST"


def test_each_type_leads_to_a_page(client: TestClient) -> None:
    """Every kind of problem has a page, as JSON and as HTML, and the index names them all."""
    listed = client.get("/problems").json()["items"]
    assert [kind["type"] for kind in listed] == [f"{PUBLIC_URL}/problems/{kind.slug}" for kind in every_problem()]
    for kind in every_problem():
        told = client.get(f"/problems/{kind.slug}").json()
        assert (told["title"], told["status"], told["explanation"]) == (kind.title, kind.status, kind.explanation)
        page = client.get(f"/problems/{kind.slug}", headers={"Accept": "text/html"})
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<h1>{escape(kind.title)}</h1>" in page.text


def test_invalid_input_is_named_by_pointer_and_never_echoed(client: TestClient) -> None:
    """A place in the body is a JSON Pointer, escaped as RFC 6901 has it; the value sent is nowhere in the answer."""
    body = {"sentences": [{"text": "swk_secret " * 10, "record_ids": ["x"], "a/b~c": "never to be seen"}, {"text": 5}]}
    answer = client.post("/v1/verifications", json=body)
    assert problem(answer)["errors"] == [
        {"pointer": "/sentences/0/a~1b~0c", "detail": "Extra inputs are not permitted"},
        {"pointer": "/sentences/1/text", "detail": "Input should be a valid string"},
        {"pointer": "/sentences/1/record_ids", "detail": "Field required"},
    ]
    assert "never to be seen" not in answer.text
    assert "swk_secret" not in answer.text


def test_an_answer_stays_small_however_much_is_wrong(client: TestClient) -> None:
    """At most fifty faults are named, and of a name at most a hundred characters."""
    many = {"sentences": [{"text": "x", "record_ids": ["r"], "k" * 5_000: 1}] * 199}
    errors = problem(client.post("/v1/verifications", json=many))["errors"]
    assert len(errors) == MOST_FAULTS
    assert max(len(error["pointer"]) for error in errors) <= LONGEST_ECHO + len("/sentences/199/")


def test_an_unknown_parameter_is_refused_by_name(client: TestClient) -> None:
    """A mistyped filter is told, not silently ignored; so is one that is given twice or holds a control character."""
    answer = client.get("/v1/stories?beet=ai&limit=1&limit=2&q=a%00b")
    assert problem(answer)["errors"] == [
        {"pointer": "beet", "detail": "This operation has no such parameter."},
        {"pointer": "limit", "detail": "Give it once."},
        {"pointer": "q", "detail": "It holds a control character."},
    ]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "ten", "9" * 23])
def test_a_limit_is_1_to_100(client: TestClient, limit: str) -> None:
    """Anything else is refused, even a number that no machine word holds."""
    assert [error["pointer"] for error in problem(client.get(f"/v1/stories?limit={limit}"))["errors"]] == ["limit"]


@pytest.mark.parametrize("path", ["/v1/stories/a%00b", "/v1/records/%ED%A0%80", "/v1/beats/%0A", "/v1/entities/%FF"])
def test_an_unfit_address_is_not_found(client: TestClient, path: str) -> None:
    """NUL, control characters and bytes that are no text never reach the database."""
    assert problem(client.get(path))["status"] == 404


def test_an_unforeseen_failure_says_nothing_of_its_cause(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log holds the trace under the request's id; the answer holds neither trace nor message."""
    monkeypatch.setattr("app.api.sources.sources.every", _fail)
    answer = client.get("/v1/sources", headers={"X-Request-Id": "abc-123"})
    assert problem(answer)["detail"] == "The service failed. The log holds why, under the request id."
    assert answer.headers["x-request-id"] == "abc-123"
    [logged] = [record for record in caplog.records if record.getMessage() == "unforeseen failure"]
    assert logged.__dict__["request_id"] == "abc-123"
    assert "SELECT secret" in str(logged.exc_info)


def _fail(_session: object) -> None:
    message = "SELECT secret FROM api_key"
    raise ZeroDivisionError(message)


@pytest.mark.parametrize(
    ("content", "headers", "slug"),
    [
        (b'{"sentences": []}', {"Content-Type": "text/plain"}, "unsupported-media-type"),
        (b'{"sentences": []}', {"Content-Type": "application/x-www-form-urlencoded"}, "unsupported-media-type"),
        (b'{"sentences": []}', {}, "unsupported-media-type"),
        (b"\x1f\x8b\x08", {**JSON, "Content-Encoding": "gzip"}, "unsupported-media-type"),
        (
            '{"sentences": []}'.encode("utf-16"),
            {"Content-Type": "application/json; charset=utf-16"},
            "unsupported-media-type",
        ),
        ('{"sentences": []}'.encode("utf-16"), JSON, "invalid-json"),
        (b"", JSON, "invalid-json"),
        (b"{", JSON, "invalid-json"),
        (b'{"a": NaN}', JSON, "invalid-json"),
        (b'{"a": 1e999}', JSON, "invalid-json"),
        (b'{"a": 1, "a": 2}', JSON, "invalid-json"),
        (b'{"a": "\\ud800"}', JSON, "invalid-json"),
        (b'{"a": "\\u0000"}', JSON, "invalid-json"),
        (b"[" * 100_000, JSON, "invalid-json"),
        (b'{"a": ' + b"9" * 100_000 + b"}", JSON, "invalid-json"),
        (b'{"a": 99999999999999999999999}', JSON, "invalid-input"),
        (b'\xef\xbb\xbf{"sentences": []}', JSON, "invalid-input"),
        (b"[]", {"Content-Type": "application/vnd.storywire+json"}, "invalid-input"),
        (b'"' + b"x" * (2 * 1024 * 1024) + b'"', JSON, "too-large"),
    ],
)
def test_a_body_is_strict_json_of_bounded_size(
    client: TestClient, content: bytes, headers: dict[str, str], slug: str
) -> None:
    """Whatever is not strict JSON in UTF-8 is refused before anything looks into it."""
    answer = client.post("/v1/verifications", content=content, headers=headers)
    assert problem(answer)["type"] == f"{PUBLIC_URL}/problems/{slug}"
    assert len(answer.content) < 2_000


@pytest.mark.parametrize("length", ["20971520", "1", None])
def test_a_body_over_two_mebibytes_is_refused_whatever_its_length_says(client: TestClient, length: str | None) -> None:
    """Content-Length may be right, lie, or be absent: no more than the limit is ever read."""
    taken = 0

    def pieces() -> Any:
        nonlocal taken
        for _ in range(320):
            taken += 1
            yield b" " * 65_536

    headers = {**JSON, **({"Content-Length": length} if length else {})}
    answer = client.post("/v1/verifications", content=pieces(), headers=headers)
    assert problem(answer)["type"] == f"{PUBLIC_URL}/problems/too-large"


def test_a_refused_body_does_not_cost_an_unknown_caller_a_reading(client: TestClient, keys: Keys) -> None:
    """A key is asked for before a byte of the body is read: broken JSON without a key is told of the key alone."""
    assert problem(client.post("/v1/syntheses", content=b"{", headers=JSON))["status"] == 401
    assert problem(client.post("/v1/syntheses", content=b"{", headers=JSON | keys["read"]))["status"] == 403
    assert problem(client.post("/v1/syntheses", content=b"{", headers=JSON | keys["synthesize"]))["status"] == 400


def test_a_problem_is_always_valid_json(client: TestClient) -> None:
    """Even where what is wrong cannot be written as UTF-8, the answer can."""
    answer = client.get("/v1/stories?%ED%A0%80=1&\udc80=2".encode("utf-8", "surrogateescape").decode("latin-1"))
    assert json.loads(answer.content)["status"] == 422
