"""Hostile input against every operation that reads a body: never a 5xx, never an echo, data stays data."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.api import operations
from app.api.operation import Operation
from app.newsroom.deployment import Deployment
from app.store import records
from app.story.record_id import record_id
from tests.api.test_problems import problem
from tests.conftest import Keys

# All the cases of the corpus instead of a tenth of them: STORYWIRE_ALL_CASES=1 pytest tests/api/test_attacks.py
STEP = 1 if os.environ.get("STORYWIRE_ALL_CASES") else 10
WITH_BODY = [route for route in operations() if route.body_field is not None]
JSON = {"Content-Type": "application/json"}
NDJSON = {"Content-Type": "application/x-ndjson"}

# What RFC 8259 lets pass and this API does not: readers differ on repeated keys, and databases take no NUL.
STRICTER = {
    "test_parsing/y_object_duplicated_key.json",
    "test_parsing/y_object_escaped_null_in_key.json",
    "test_parsing/y_string_null_escape.json",
}

HOSTILE = {
    "lone surrogate": b'{"a": "\\ud800"}',
    "lone surrogate in a key": b'{"\\udfff": 1}',
    "raw surrogate": b'{"a": "\xed\xa0\x80"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b"[-Infinity]",
    "1e999": b'{"a": 1e999}',
    "23 digits": b'{"a": 12345678901234567890123}',
    "a number of 100,000 digits": b"[" + b"9" * 100_000 + b"]",
    "100,000 brackets": b"[" * 100_000 + b"]" * 100_000,
    "100,000 braces": b'{"a":' * 100_000,
    "NUL": b'{"a": "\\u0000"}',
    "raw NUL": b'{"a": "\x00"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "UTF-32": '{"a": 1}'.encode("utf-32-be"),
    "a byte order mark alone": b"\xef\xbb\xbf",
    "a byte order mark before a value": b"\xef\xbb\xbf5",
    "duplicate keys": b'{"a": 1, "a": 2}',
    "duplicate keys, one escaped": b'{"a": 1, "\\u0061": 2}',
    "overlong UTF-8": b'{"a": "\xc0\xaf"}',
    "a comment": b"{/* */}",
    "single quotes": b"{'a': 1}",
    "a trailing comma": b"[1,]",
    "two values": b"{} {}",
    "a string": b'"text"',
    "a number": b"5",
    "null": b"null",
    "an empty object": b"{}",
    "an empty array": b"[]",
    "many unknown fields": json.dumps({f"field{n}": n for n in range(10_000)}).encode(),
    "a long key": json.dumps({"k" * 1_000_000: 1}).encode(),
    "prototype": b'{"__proto__": {"a": 1}, "constructor": 1}',
}


def call(client: TestClient, route: Operation, content: bytes, headers: dict[str, str]) -> Any:
    """Send some bytes to an operation, about something that may or may not be there."""
    path = route.path_format.replace("{slug}", "nothing")
    return client.request(next(iter(route.methods or ())), path, content=content, headers=headers)


@pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.operation_id)
def test_hostile_bodies_are_refused_everywhere(client: TestClient, keys: Keys, route: Operation) -> None:
    """Each gets a small problem document of the 4xx kind from every operation that reads JSON."""
    for name, content in HOSTILE.items():
        answer = call(client, route, content, keys["admin"] | JSON)
        assert 400 <= answer.status_code < 500, name
        assert len(answer.content) < 8_000, name
        assert problem(answer)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_records_are_rejected_alone(client: TestClient, keys: Keys, name: str) -> None:
    """Among good lines, and as a whole body of either form, none makes the service fail or loses a neighbour."""
    good = json.dumps({"source": "s", "external_id": "1", "title": "t", "published_at": "2026-06-01"}).encode()
    lines = b"\n".join([good, HOSTILE[name], good.replace(b'"1"', b'"2"')])
    answer = client.post("/v1/records", content=lines, headers=keys["ingest"] | NDJSON).json()
    assert (answer["created"], answer["rejected"] >= 1) == (2, True)
    for headers in (JSON, NDJSON):
        assert client.post("/v1/records", content=HOSTILE[name], headers=keys["ingest"] | headers).status_code < 500


def cases(corpus: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the cases of a file."""
    with (corpus / "cases" / name).open("rb") as file:
        for line in file:
            yield json.loads(line)


def attack_strings(corpus: Path) -> list[str]:
    """Return naughty strings, cross-site scripting, addresses inside a network, and XML with entities."""
    return [case["text"] for case in cases(corpus, "attack_strings.jsonl")]


def bytes_of(case: dict[str, Any]) -> bytes:
    """Return the bytes of a parsing case; what is not UTF-8 is kept in Base64."""
    if "base64" in case:
        return base64.b64decode(case["base64"])
    return str(case["text"]).encode("utf-8", "surrogatepass")


def test_the_parsing_suite_is_read_as_it_has_to_be(client: TestClient, keys: Keys, corpus: Path) -> None:
    """What must not be accepted is never read as JSON, what must be is, and nothing fails, at any operation."""
    bombs = [
        {"path": path.name, "verdict": "reject" if path.stem != "json_bom" else "either", "bytes": path.read_bytes()}
        for path in sorted((corpus / "cases" / "bombs").glob("json_*"))
    ]
    routes = WITH_BODY if STEP == 1 else WITH_BODY[:2]
    for case in [*(case["raw"] for case in cases(corpus, "json_suite.jsonl")), *bombs]:
        content = case["bytes"] if isinstance(case["bytes"], bytes) else bytes_of(case)
        for route in routes:
            status = call(client, route, content, keys["admin"] | JSON).status_code
            assert 400 <= status < 500, case["path"]
            assert (case["verdict"], status) != ("reject", 422), case["path"]
            assert (case["verdict"], status) != ("accept", 400) or case["path"] in STRICTER, case["path"]
        assert client.post("/v1/records", content=content, headers=keys["ingest"] | JSON).status_code < 500, case[
            "path"
        ]
        assert client.post("/v1/records", content=content, headers=keys["ingest"] | NDJSON).status_code < 500, case[
            "path"
        ]


def test_attack_strings_go_through_as_data(
    client: TestClient, keys: Keys, deployment: Deployment, corpus: Path
) -> None:
    """As a record's title, text, author and community each comes back as it is kept; as a parameter it finds or does not."""
    strings = attack_strings(corpus)[::STEP]
    sent = [
        {
            "source": "attack",
            "external_id": str(n),
            "title": text[:2_000],
            "text": f"{text} .",
            "author": text[:2_000],
            "community": text[:200],
            "published_at": "2026-06-01",
        }
        for n, text in enumerate(strings)
    ]
    body = "\n".join(json.dumps(record) for record in sent).encode()
    told = client.post("/v1/records", content=body, headers=keys["ingest"] | NDJSON).json()
    assert (told["created"], told["rejected"]) == (len(sent), 0)
    for n, text in enumerate(strings):
        answer = client.get(f"/v1/records/{record_id('attack', str(n))}")
        with deployment.database.read() as session:
            kept = records.get(session, answer.json()["id"])
        assert kept is not None
        assert {name: answer.json()[name] for name in ("title", "text", "author", "community")} == {
            "title": kept.title,
            "text": kept.text,
            "author": kept.author,
            "community": kept.community,
        }
        for path in ("/v1/records", "/v1/stories"):
            assert client.get(path, params={"q": text[:500], "limit": "1"}).status_code in {200, 422}
        assert client.get(f"/v1/stories/{quote(text[:100], safe='')}x").status_code == 404
    for start in range(0, len(sent), 100):
        assert_a_story_holds(client, keys, [result["id"] for result in told["results"][start : start + 100]])


def assert_a_story_holds(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Make a story of records, or be told that nothing can be quoted; whatever is made can be read in every form."""
    made = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"])
    if made.status_code == 422:
        assert problem(made)["type"].rpartition("/")[2] in {"nothing-quotable", "synthesis-refused"}
        return
    path = made.headers["location"]
    text = client.get(f"{path}.txt").text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert client.get(f"{path}/verification").json()["not_found"] == 0
    for end in ("/citations", "/related", "/revisions/1/diff"):
        assert client.get(path + end).status_code == 200


def test_attack_strings_are_told_as_input(client: TestClient, keys: Keys, corpus: Path) -> None:
    """In every string field of every body they are taken as text or refused as input; nothing fails."""
    strings = attack_strings(corpus)[:: 10 * STEP]
    for text in strings:
        synthesis = {"record_ids": [text[:64] or "x"], "angle": text[:500], "language": text, "provider": text}
        bodies: dict[str, Any] = {
            "create_synthesis": synthesis,
            "estimate_synthesis": synthesis,
            "verify_sentences": {"sentences": [{"text": text or "x", "record_ids": [text[:64] or "x"]}]},
            "edit_story": {"note": text, "title": text, "dek": text, "sentences": [{"id": text[:20], "text": text}]},
            "retract_story": {"reason": text},
            "put_beat": {
                "name": text,
                "description": text,
                "names": {text: text},
                "rules": {"terms": {"en": {text: 1}}},
            },
            "put_entity": {
                "name": text,
                "kind": "other",
                "description": text,
                "aliases": {"en": [text]},
                "ambiguous": {text: {"needs": [text]}},
            },
            "merge_entity": {"into": text},
            "create_webhook": {"url": text, "description": text, "kinds": [text]},
            "edit_webhook": {"url": text, "description": text},
            "rotate_webhook_secret": {"overlap_hours": text},
            "replay_changes": {"after": text},
        }
        assert set(bodies) == {route.operation_id for route in WITH_BODY}
        for route in WITH_BODY:
            content = json.dumps(bodies[str(route.operation_id)]).encode()
            assert call(client, route, content, keys["admin"] | JSON).status_code < 500, (route.operation_id, text)
