"""One service meets every fault and every lie of an endpoint, one after the other, streamed and not, and goes on writing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.providers import Provider, Terms
from app.settings import Settings
from app.writers.claude import ClaudeWriter
from app.writers.claude.capabilities import Capabilities, keep
from tests.conftest import PUBLIC_URL, SAMPLES, Keys
from tests.writers.claude.acts import INPUT_TOKENS, MODEL, OUTPUT_TOKENS, Act, Sent
from tests.writers.claude.conftest import HASTY, Serve
from tests.writers.claude.liars import ALTERED, MISPLACED
from tests.writers.claude.models import honest, is_mending, lines_of
from tests.writers.claude.test_endpoint import FATAL, GOOD
from tests.writers.claude.test_looking import Memory

LIES = {**ALTERED, **MISPLACED}
TWO_MODELS = Provider(name="anthropic", model=MODEL, models={"another": Terms()})
_OF_A_KIND = 3


class Teller:
    """Answers honestly but for a few lies of one kind, on which it insists when they are sent back."""

    def __init__(self, kind: str) -> None:
        """Lie by a seed."""
        self._lie = LIES[kind]
        self._random = Random(kind)
        self.lies: list[str] = []

    def __call__(self, sent: Sent) -> dict[str, Any]:
        """Answer."""
        if is_mending(sent):
            return {"sentences": []}
        lines = [line for line in lines_of(sent) if not line.is_title]
        told = honest(sent)
        known = {
            sentence["text"]
            for section in told["sections"]
            for p in section["paragraphs"]
            for sentence in p["sentences"]
        }
        lies: list[dict[str, Any]] = []
        for line in self._random.sample(lines, len(lines)):
            made = self._lie(line, lines, self._random)
            if made and made["text"] not in known and len(lies) < _OF_A_KIND:
                lies.append(made)
        self.lies = [each["text"] for each in lies]
        told["sections"].append({"heading": "More", "paragraphs": [{"sentences": lies}]})
        return told


@pytest.fixture(params=[True, False], ids=["streamed", "not streamed"])
def streams(request: pytest.FixtureRequest) -> bool:
    """Say whether the endpoint streams."""
    return bool(request.param)


@pytest.fixture
def house(
    streams: bool,  # noqa: FBT001 - both kinds of server
    settings: Settings,
    deployment: Deployment,
    keys: Keys,
    serve: Serve,
) -> Iterator[Callable[..., tuple[Any, Any]]]:
    """Give what has a story written by an endpoint that acts by a script; it returns the answer and the synthesis that was kept."""
    memory = Memory()
    writers = {**deployment.writers, "anthropic": ClaudeWriter(TWO_MODELS, memory=memory, limits=HASTY)}
    with TestClient(create_app(settings, replace(deployment, writers=writers)), base_url=PUBLIC_URL) as client:
        headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        content = (SAMPLES / "scribewell.jsonl").read_bytes()
        ids = [each["id"] for each in client.post("/v1/records", content=content, headers=headers).json()["results"]]

        def written(*script: Act, **wishes: Any) -> tuple[Any, Any]:
            server = serve(*script)
            seen = Capabilities(address=server.url, streams=streams)
            keep(memory, "anthropic", wishes.get("model", MODEL), seen)
            asked = {"record_ids": ids, "provider": "anthropic", **wishes}
            answer = client.post("/v1/syntheses", json=asked, headers=keys["synthesize"])
            assert {bool(sent.get("stream")) for sent in server.sent[:1]} == {streams}
            return answer, client.get("/v1/syntheses").json()["items"][0]

        yield written


def test_after_every_fault_the_next_request_is_served(
    house: Callable[..., tuple[Any, Any]],
    streams: bool,  # noqa: FBT001 - both kinds of server
) -> None:
    """Each ends in its problem, kept with what it used, of which nothing is repeated that the endpoint said; and the next story is written."""
    for what, (act, problem, outcomes) in FATAL.items():
        if act.fault == "event_error" and not streams:
            continue  # There are no events to break off.
        answer, kept = house(act)
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (problem.status, problem.slug), what
        assert "secret" not in answer.text
        assert (kept["status"], kept["story"], kept["problem"]["type"]) == ("failed", None, answer.json()["type"]), what
        if outcomes == ["declined"] or what == "max_tokens":
            assert kept["usage"]["output_tokens"] == OUTPUT_TOKENS, what
        answer, kept = house(GOOD)
        assert (answer.status_code, kept["status"]) == (201, "succeeded"), what
        assert answer.json()["methodology"]["rejected_sentences"] == 0


def test_a_story_says_which_model_was_asked_where_none_tells(house: Callable[..., tuple[Any, Any]]) -> None:
    """A story that a request had another model write is not said to be of the one that usually does."""
    answer, _ = house(Act(honest, told={"model": None}), model="another")
    assert answer.json()["methodology"]["model"] == "another"


def test_who_waits_for_a_problem_leaves_none_in_the_log(
    house: Callable[..., tuple[Any, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """A caller looks every second whether its story is done; a look that came before the end is no error that nobody took note of."""
    answer, _ = house(Act(status=429, headers={"retry-after": "3"}))
    gc.collect()
    assert answer.status_code == 503
    assert [each.getMessage() for each in caplog.records if "never retrieved" in each.getMessage()] == []


@pytest.mark.parametrize("kind", LIES)
def test_after_every_lie_there_is_a_right_story(kind: str, house: Callable[..., tuple[Any, Any]]) -> None:
    """The story has none of the lies, counts them as refused, is borne out whole, and bears what both calls used."""
    teller = Teller(kind)
    answer, kept = house(Act(teller))
    assert answer.status_code == 201, answer.text
    story = answer.json()
    assert len(teller.lies) == _OF_A_KIND
    told = {
        "".join(run["text"] for run in s["runs"])
        for x in story["sections"]
        for p in x["paragraphs"]
        for s in p["sentences"]
    }
    assert told & set(teller.lies) == set()
    assert story["methodology"]["rejected_sentences"] == _OF_A_KIND
    assert kept["usage"] == story["methodology"]["usage"]
    assert kept["usage"]["input_tokens"] >= 2 * INPUT_TOKENS
    assert house(GOOD)[0].status_code == 201
