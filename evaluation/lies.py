"""Measure how many lies of a model get past the rules, and how many right sentences do not.

A model of straw, behind the server of the tests, answers over HTTP with sentences of an assignment's real records as they are, and with others in which one thing was made false:
a number, a name, a verb, a denial, a quotation, the record or the id. Seeded; it insists on what is sent back to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi.testclient import TestClient

from app.main import create_app
from app.providers import Provider
from app.writers.claude import ClaudeWriter
from evaluation.assignments import CREATED
from evaluation.corpus import Assignment
from evaluation.service import Service
from tests.writers.claude.acts import Act
from tests.writers.claude.liars import Liar
from tests.writers.claude.messages_server import serving

OF_EACH_KIND = 28
_LIAR = "liar"


@dataclass(slots=True)
class Lies:
    """How many lies of each kind were told and stood, and how many right sentences were told and refused, each of which `lost` holds."""

    told: Counter[str] = field(default_factory=Counter)
    stood: Counter[str] = field(default_factory=Counter)
    passed: list[str] = field(default_factory=list)
    right: int = 0
    lost: list[str] = field(default_factory=list)


def run_lies(service: Service, assignments: list[Assignment], seed: int) -> Lies:
    """Have a lying model write of each assignment, and look for what it said in the stories."""
    result = Lies()
    for number, assignment in enumerate(assignments):
        liar = Liar(seed + number, OF_EACH_KIND)
        with serving(Act(answer=liar)) as server:
            standing = set(_told(service, server.url, service.send(assignment.records)))
        result.right += len(liar.right)
        result.lost += [text for text in liar.right if text not in standing]
        for kind, lies in liar.lies.items():
            result.told[kind] += len(lies)
            result.stood[kind] += len(lies & standing)
            result.passed += [f"{kind}: {text}" for text in sorted(lies & standing)]
    return result


def _told(service: Service, address: str, record_ids: list[str]) -> Iterator[str]:
    """Yield the sentences of the story that a model at an address writes of records; none where it is refused."""
    writer = ClaudeWriter(Provider(name=_LIAR, base_url=address, model=_LIAR))
    deployment = replace(service.deployment, writers={**service.deployment.writers, _LIAR: writer})
    app = create_app(service.settings, deployment)
    with TestClient(app, base_url=service.settings.public_url, headers=dict(service.client.headers)) as client:
        wishes: dict[str, Any] = {"record_ids": record_ids, "provider": _LIAR, "publish": False}
        answer = client.post("/v1/syntheses", json=wishes)
    if answer.status_code == CREATED:
        for section in answer.json()["sections"]:
            for paragraph in section["paragraphs"]:
                for sentence in paragraph["sentences"]:
                    yield "".join(run["text"] for run in sentence["runs"])
