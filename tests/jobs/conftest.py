"""What tests of batches share: deployments with every sample set, an endpoint with batches, and what came of a file of sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from app.jobs.batch import BatchRun
from app.jobs.post_office import Pace
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.vocabulary import Vocabulary
from app.settings import Settings
from app.store import model_calls, stories, syntheses
from app.story.record_id import record_id
from app.writers.claude import ClaudeWriter
from schemas.story import Story
from schemas.synthesis import Synthesis, SynthesisRequest
from tests.conftest import NOW, PUBLIC_URL, SAMPLES, Fresh, fixed_deployment
from tests.writers.claude.acts import Act
from tests.writers.claude.conftest import LIMITS, Serve, serve
from tests.writers.claude.messages_server import MessagesServer
from tests.writers.claude.models import honest
from tests.writers.claude.test_looking import Memory

__all__ = ["serve"]

SETS = ("scribewell", "ferndb", "pikestaff")
PACE = Pace(pause=0.01, settling=0.0)
Wire = Callable[..., Deployment]


def ids_of(name: str) -> list[str]:
    """Return the ids of a sample set's records."""
    lines = (SAMPLES / f"{name}.jsonl").read_bytes().splitlines()
    return [record_id(each["source"], each["external_id"]) for each in map(json.loads, lines)]


def asks(name: str, **wishes: Any) -> SynthesisRequest:
    """Ask for the story of a sample set by the writer with a model."""
    return SynthesisRequest(record_ids=ids_of(name), provider="anthropic", **wishes)


@pytest.fixture
def wire(fresh: Fresh, compiled: Vocabulary) -> Iterator[Wire]:
    """Return what makes a deployment with every sample in it, whose ids are drawn from a count."""
    made: list[Deployment] = []

    def wired(name: str = "one") -> Deployment:
        settings = Settings(database_url=fresh(name), public_url=PUBLIC_URL, _env_file=None)
        numbers = count()
        opened = fixed_deployment(settings, compiled)
        writers = {**opened.writers, "anthropic": ClaudeWriter(memory=Memory(), limits=LIMITS)}
        opened = replace(opened, writers=writers, draw=lambda size: sha256(str(next(numbers)).encode()).digest()[:size])
        made.append(opened)
        for each in SETS:
            for _ in ingest(opened, enumerate((SAMPLES / f"{each}.jsonl").read_bytes().splitlines(), 1)):
                pass
        return opened

    yield wired
    for each in made:
        each.database.close()


@pytest.fixture
def house(serve: Serve) -> MessagesServer:
    """Return a server that writes honestly, with batches, whose clock is the deployment's."""
    server = serve(Act(honest))
    server.batches.now = lambda: NOW
    return server


def run(deployment: Deployment, *names: str, **how: Any) -> BatchRun:
    """Begin, or go on with, the file of some sets."""
    begun = BatchRun(deployment, "file", lambda _: None, PACE, **how)
    for line, name in enumerate(names or SETS, 1):
        begun.take_in(line, asks(name))
    return begun


def carried_out(deployment: Deployment, *names: str, **how: Any) -> list[Synthesis]:
    """Carry a file out; return how its lines ended."""
    ended = sorted(run(deployment, *names, **how).ends(), key=lambda each: each.line)
    with deployment.database.read() as session:
        found = [syntheses.get(session, each.synthesis_id) for each in ended]
    return [each for each in found if each is not None]


def slug_of(synthesis: Synthesis) -> str:
    """Return the slug of a problem's kind."""
    return synthesis.problem.type.rpartition("/")[2] if synthesis.problem else ""


def spent(deployment: Deployment) -> Decimal:
    """Return what is booked or reserved today, but for looks at the endpoint."""
    with deployment.database.read() as session:
        ids = [each.id for each in syntheses.page(session, 100, None)[0]]
        calls = [call for each in ids for _, call in model_calls.of_synthesis(session, each)]
    return sum((call.cost_usd for call in calls if call.purpose != "look"), Decimal(0))


def story_of(deployment: Deployment, synthesis: Synthesis) -> Story:
    """Return the story that a synthesis made."""
    with deployment.database.read() as session:
        stored = stories.made_by(session, synthesis.id)
    assert stored is not None
    return stored.story()


def without_money(story: Story) -> dict[str, Any]:
    """Return a story but for what it cost."""
    told = story.model_dump(mode="json")
    del told["methodology"]["usage"]["cost_usd"]
    return told
