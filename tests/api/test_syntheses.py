"""Syntheses over HTTP as jobs: asked for without waiting, followed, cancelled, tried again, and asked for twice."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.jobs.desk import Desk
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.api.test_problems import problem
from tests.api.test_stories import ingest_samples
from tests.conftest import NOW, PUBLIC_URL, Keys
from tests.writers.press import post

ASYNC = {"Prefer": "respond-async"}
OVER = {"succeeded", "failed", "cancelled"}


@pytest.fixture
def ids(client: TestClient, keys: Keys) -> list[str]:
    """Return the ids of the sample records, which have been sent."""
    return ingest_samples(client, keys)


def send(
    client: TestClient, keys: Keys, ids: list[str], headers: dict[str, str] | None = None, **wishes: Any
) -> Response:
    """Ask for a synthesis."""
    body = {"record_ids": ids, **wishes}
    return client.post("/v1/syntheses", json=body, headers=keys["synthesize"] | (headers or {}))


def ended(client: TestClient, address: str) -> dict[str, Any]:
    """Return a synthesis when it has ended."""
    for _ in range(1000):
        told: dict[str, Any] = client.get(address).json()
        if told["status"] in OVER:
            return told
        time.sleep(0.01)
    raise AssertionError(told)


def events(answer: Response) -> list[tuple[int, str, dict[str, Any]]]:
    """Return the events of a stream: id, name and data."""
    found = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def test_the_story_so_far_begins_at_once(settings: Settings, deployment: Deployment, keys: Keys) -> None:
    """A story that is asked for an instant after another of the same things was published tells what that one told."""
    instants = count()
    running = replace(deployment, clock=lambda: NOW + timedelta(microseconds=next(instants)))
    days = (
        ["Anthropic gave Claude the tide table.", "Claude of Anthropic reads each tide table aloud to nine skippers."],
        [
            "After a foggy night Anthropic took the tide table from Claude again.",
            "Claude of Anthropic misread a tide table and a trawler ran aground.",
        ],
    )
    with TestClient(create_app(settings, running), base_url=PUBLIC_URL) as client:
        stories = []
        for day, texts in enumerate(days):
            given = [post(24 * day + number, text) for number, text in enumerate(texts)]
            results = client.post("/v1/records", json=given, headers=keys["ingest"]).json()["results"]
            stories.append(send(client, keys, [result["id"] for result in results]).json())
    told = [run["story"] for sentence in stories[1]["story_so_far"] for run in sentence["runs"] if run.get("story")]
    assert told == [stories[0]["slug"]]


def test_a_synthesis_may_be_asked_for_without_waiting(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """202 with where it stands; it ends by itself, and its story is there."""
    answer = send(client, keys, ids, ASYNC)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "respond-async")
    taken = answer.json()
    assert answer.headers["location"] == f"/v1/syntheses/{taken['id']}"
    assert (taken["record_ids"], taken["story"], taken["problem"]) == (ids, None, None)
    told = ended(client, answer.headers["location"])
    assert (told["status"], told["progress"], told["id"]) == ("succeeded", 1.0, taken["id"])
    story = client.get(f"/v1/stories/{told['story']}").json()
    assert story["methodology"]["synthesis_id"] == taken["id"]


def test_whoever_prefers_to_wait_a_while_gets_the_story_if_it_is_done_by_then(
    client: TestClient, keys: Keys, ids: list[str]
) -> None:
    """`wait` beside `respond-async` says how long, as RFC 7240 has it."""
    answer = send(client, keys, ids, {"Prefer": "respond-async, wait=30"})
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/stories/{answer.json()['slug']}")


def test_its_events_are_a_stream_that_ends_with_it(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Each event is the synthesis as it stood; the ids count from 1; the last one names the story."""
    address = send(client, keys, ids, ASYNC).headers["location"]
    answer = client.get(f"{address}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
    told = events(answer)
    assert [number for number, _, _ in told] == list(range(1, len(told) + 1))
    names = [name for _, name, _ in told]
    assert (names[0], set(names[1:-1]), names[-1]) == ("queued", {"running"}, "succeeded")
    assert [data["status"] for _, _, data in told] == names
    assert [data["story"] is None for _, _, data in told] == [True] * (len(told) - 1) + [False]
    assert told[-1][2] == client.get(address).json()


def test_a_stream_goes_on_where_the_caller_left_off(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """With Last-Event-ID only what came after is sent; who has all of an ended one is told not to come back."""
    address = send(client, keys, ids, ASYNC).headers["location"]
    every = events(client.get(f"{address}/events"))
    rest = events(client.get(f"{address}/events", headers={"Last-Event-ID": "1"}))
    assert rest == every[1:]
    assert client.get(f"{address}/events", headers={"Last-Event-ID": str(every[-1][0])}).status_code == 204
    assert problem(client.get(f"{address}/events", headers={"Last-Event-ID": "x"}))["status"] == 422
    assert problem(client.get("/v1/syntheses/syn_nothing/events"))["status"] == 404


def test_the_same_request_with_the_same_word_gives_the_same_answer(
    client: TestClient, keys: Keys, ids: list[str]
) -> None:
    """The very bytes again, and one story; another body under the word is 422."""
    word = {"Idempotency-Key": "4f0c"}
    first = send(client, keys, ids, word)
    again = send(client, keys, ids, word)
    assert (again.status_code, again.content, again.headers["location"]) == (
        201,
        first.content,
        first.headers["location"],
    )
    assert client.get("/v1/stories", params={"total": "true"}).json()["total"] == 1
    refused = problem(send(client, keys, ids[:3], word))
    assert (refused["status"], [each["pointer"] for each in refused["errors"]]) == (422, ["Idempotency-Key"])
    assert problem(send(client, keys, ids, {"Idempotency-Key": "two words"}))["status"] == 422


def test_a_failure_is_the_same_answer_too(client: TestClient, keys: Keys) -> None:
    """The problem that a synthesis ended in is told again to whoever asks with the same word."""
    record = {"source": "reddit", "external_id": "1", "published_at": "2026-05-04T09:00:00Z", "title": "#"}
    (result,) = client.post("/v1/records", json=[record], headers=keys["ingest"]).json()["results"]
    first, again = (send(client, keys, [result["id"]], {"Idempotency-Key": "7"}) for _ in range(2))
    told, retold = problem(first), problem(again)
    assert told["type"].endswith("/problems/nothing-quotable")
    assert {**told, "instance": None} == {**retold, "instance": None}


def test_what_waits_can_be_cancelled_and_tried_again(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Cancelled at once; whoever waits hears of it; tried again it goes through, once."""
    desk: Desk = client.app.state.desk  # type: ignore[attr-defined]  # the application is one of ours
    for _ in range(4):
        desk._slots.acquire()
    address = send(client, keys, ids, ASYNC).headers["location"]
    assert client.get(address).json()["status"] == "queued"
    cancelled = client.post(f"{address}/cancel", headers=keys["synthesize"])
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    desk._slots.release()
    assert client.get(address).json()["status"] == "cancelled"
    again = client.post(f"{address}/retry", headers=keys["synthesize"])
    assert (again.status_code, again.headers["location"]) == (202, address)
    assert ended(client, address)["status"] == "succeeded"
    assert problem(client.post(f"{address}/retry", headers=keys["synthesize"]))["status"] == 409
    done = client.post(f"{address}/cancel", headers=keys["synthesize"])
    assert (done.status_code, done.json()["status"]) == (200, "succeeded")


def test_only_those_who_may_write_cancel_and_try_again(client: TestClient, keys: Keys) -> None:
    """Both take the scope `synthesize`; an unknown synthesis is not found."""
    for verb in ("cancel", "retry"):
        assert problem(client.post(f"/v1/syntheses/syn_a/{verb}", headers=keys["edit"]))["status"] == 403
        assert problem(client.post(f"/v1/syntheses/syn_a/{verb}", headers=keys["synthesize"]))["status"] == 404
