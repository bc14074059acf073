"""Changes over HTTP: pages, waiting, a stream that resumes, and an export of the stories themselves."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api import changes, watching
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.newsroom.retract_story import retract_story
from app.settings import Settings
from app.store.session import Database
from app.store.stories import StoredStory
from tests.api.test_problems import problem
from tests.cli.test_serve import wait_until_ready
from tests.conftest import PUBLIC_URL, Keys
from tests.newsroom.desk import publish, short_draft, stock
from tests.newsroom.newsday import revise
from tests.ports import free_port
from tests.serving import served

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."


@pytest.fixture
def story(deployment: Deployment) -> StoredStory:
    """Return a story that is published: the first change."""
    given = stock(deployment)
    return publish(deployment, short_draft(given[0], TIDE), given[:1])


def events(answer: http.client.HTTPResponse) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the events of a stream as they come: id, name, data."""
    fields: dict[str, str] = {}
    for line in answer:
        name, _, value = line.decode().rstrip("\n").partition(": ")
        if name:
            fields[name] = value
        elif "id" in fields:
            yield int(fields["id"]), fields["event"], json.loads(fields["data"])
            fields = {}


@contextmanager
def opened(port: int, method: str = "GET", **headers: str) -> Iterator[http.client.HTTPResponse]:
    """Ask for the stream of changes, and hang up at the end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    given = {"Accept": "text/event-stream", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, "/v1/changes", headers=given)
    with closing(connection), connection.getresponse() as answer:
        yield answer


def test_pages_join_and_name_the_next(client: TestClient, deployment: Deployment, story: StoredStory) -> None:
    """`next_after` goes on where the page ends and stays there at the end; the Link says the same."""
    for _ in range(2):
        story = revise(deployment, story)
    first = client.get("/v1/changes", params={"limit": 2})
    rest = client.get("/v1/changes", params={"after": first.json()["next_after"]})
    assert [each["seq"] for answer in (first, rest) for each in answer.json()["items"]] == [1, 2, 3]
    assert (first.json()["next_after"], first.json()["latest"]) == (2, 3)
    assert first.headers["link"] == f'<{PUBLIC_URL}/v1/changes?after=2>; rel="next"'
    assert first.headers["cache-control"] == "public, no-cache"
    end = client.get("/v1/changes", params={"after": 3})
    assert end.json() == {"items": [], "next_after": 3, "latest": 3}
    again = client.get("/v1/changes", params={"after": 3}, headers={"If-None-Match": end.headers["etag"]})
    assert again.status_code == 304


def test_what_is_beyond_the_newest_is_refused(client: TestClient) -> None:
    """Whoever follows a deployment that was restored from a backup hears of it, in every form."""
    for path, headers in (
        ("/v1/changes", {}),
        ("/v1/changes", {"Accept": "text/event-stream"}),
        ("/v1/export.ndjson", {}),
    ):
        told = problem(client.get(path, params={"after": 1}, headers=headers))
        assert (told["status"], told["errors"]) == (422, [{"pointer": "after", "detail": "The newest change is 0."}])


def test_whoever_waits_hears_of_the_next_change_when_it_comes(
    client: TestClient, deployment: Deployment, story: StoredStory
) -> None:
    """Long before its patience ends; and with nothing when nothing comes."""
    began = time.monotonic()
    assert client.get("/v1/changes", params={"after": 1, "wait": 1}).json()["items"] == []
    assert time.monotonic() - began >= 1
    timer = threading.Timer(0.3, revise, args=(deployment, story))
    timer.start()
    answer = client.get("/v1/changes", params={"after": 1, "wait": 30}).json()
    timer.join()
    assert [(each["seq"], each["kind"]) for each in answer["items"]] == [(2, "revision")]
    assert time.monotonic() - began < 20


def test_however_many_wait_the_database_is_looked_at_a_few_times(
    client: TestClient, story: StoredStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty that wait for a second do not ask twenty times as often as one."""
    looks: list[int] = []
    look = watching._latest

    def counted(database: Database) -> int:
        looks.append(1)
        return look(database)

    monkeypatch.setattr(watching, "_latest", counted)
    waiting = [
        threading.Thread(target=client.get, args=("/v1/changes",), kwargs={"params": {"after": 1, "wait": 1}})
        for _ in range(20)
    ]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join()
    assert story.revision == 1
    assert 0 < len(looks) < 20


def test_a_stream_tells_of_changes_as_they_happen_and_resumes(
    settings: Settings, deployment: Deployment, story: StoredStory
) -> None:
    """What is there comes at once, what happens comes then, and who comes back gets only what it has not."""
    with served(settings, deployment) as port:
        with opened(port) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            coming = events(answer)
            number, name, data = next(coming)
            assert (number, name, data["slug"]) == (1, "publication", story.slug)
            revise(deployment, story)
            assert next(coming)[:2] == (2, "revision")
        retract_story(deployment, story.slug, "The box was a hoax.")
        with opened(port, Last_Event_ID="2") as answer:
            number, name, data = next(events(answer))
        assert (number, name, data["note"]) == (3, "retraction", "The box was a hoax.")


def test_a_stream_ends_in_time_and_at_once_for_who_wants_its_head_alone(
    settings: Settings, deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quiet for long it says that it lives; after an hour it ends, and the client comes back."""
    monkeypatch.setattr(changes, "_LONGEST_STREAM_SECONDS", 0.5)
    monkeypatch.setattr(changes, "_PING_SECONDS", 0.05)
    with served(settings, deployment) as port:
        with opened(port) as answer:
            assert answer.read().count(b": ping\n\n") >= 2
        monkeypatch.setattr(changes, "_LONGEST_STREAM_SECONDS", 3600.0)
        with opened(port, "HEAD") as answer:
            assert answer.read() == b""


def test_a_stream_does_not_hold_up_the_end(tmp_path: Path) -> None:
    """A process that is told to stop lets go of whoever follows it."""
    port = free_port()
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(port)
            with opened(port) as answer:
                assert answer.readline() == b": ping\n"
                process.send_signal(signal.SIGTERM)
                assert answer.read().strip() in (b"", b": ping")
            assert process.wait(6) == -signal.SIGTERM
        finally:
            process.kill()


def test_an_export_streams_the_stories_as_they_are_sent(
    client: TestClient, deployment: Deployment, story: StoredStory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line each, page by page, resumable; a retracted one is told without its words."""
    monkeypatch.setattr(changes, "_STORIES_AT_ONCE", 1)
    (_, reply, _) = stock(deployment)
    other = publish(
        deployment, short_draft(reply, "Moth 7 forgets the harbour names after an hour of fog."), [reply], name="two"
    )
    retract_story(deployment, story.slug, "The box was a hoax.")
    answer = client.get("/v1/export.ndjson")
    assert answer.headers["content-type"] == "application/x-ndjson"
    first, second = answer.text.splitlines()
    assert first.endswith(f'"story":{client.get(f"/v1/stories/{other.slug}").text}}}')
    gone = json.loads(second)
    assert (gone["seq"], gone["kind"], gone["note"], gone["story"]) == (3, "retraction", "The box was a hoax.", None)
    assert client.get("/v1/export.ndjson", params={"after": 2}).text == f"{second}\n"
    assert client.get("/v1/export.ndjson", params={"after": 3}).text == ""


def test_readers_need_a_key_where_reading_takes_one(
    settings: Settings, deployment: Deployment, keys: Keys, story: StoredStory
) -> None:
    """Under READ_ACCESS=key both are for keys alone, of whatever scope."""
    closed = settings.model_copy(update={"read_access": "key"})
    with TestClient(create_app(closed, deployment), base_url=PUBLIC_URL) as client:
        for path in ("/v1/changes", "/v1/export.ndjson"):
            assert problem(client.get(path))["status"] == 401
            assert story.slug in client.get(path, headers=keys["read"]).text
