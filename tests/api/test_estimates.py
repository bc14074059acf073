"""What a story may cost is said before anything of it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.conftest import PUBLIC_URL, SAMPLES, fixed_deployment, make_keys
from tests.writers.claude.acts import Act
from tests.writers.claude.messages_server import MessagesServer, serving
from tests.writers.claude.models import picking
from tests.writers.press import post

FILE = """
[house]
base_url = "{address}"

[house.models.large]
input_usd = 1
output_usd = 10

[house.models.small]
context_tokens = 6000
"""


class House:
    """A service with an endpoint of its own."""

    def __init__(self, client: TestClient, server: MessagesServer, keys: Any) -> None:
        """Keep them."""
        self.client, self.server, self.keys = client, server, keys

    def load(self, content: bytes) -> list[str]:
        """Take records in; return their ids."""
        headers = self.keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        return [
            each["id"] for each in self.client.post("/v1/records", content=content, headers=headers).json()["results"]
        ]

    def ask(self, path: str, ids: list[str], **wishes: Any) -> Any:
        """Ask for a story or what it may cost."""
        return self.client.post(path, json={"record_ids": ids} | wishes, headers=self.keys["synthesize"])


@pytest.fixture
def house(settings: Settings, tmp_path: Path) -> Iterator[House]:
    """Give a service that may ask an endpoint of the house's."""
    file = tmp_path / "providers.toml"
    with serving(Act(picking)) as server:
        file.write_text(FILE.format(address=server.url), encoding="utf-8")
        settings = settings.model_copy(update={"providers_file": file})
        deployment = fixed_deployment(settings)
        with TestClient(create_app(settings, deployment), base_url=PUBLIC_URL) as client:
            yield House(client, server, make_keys(deployment))
        deployment.database.close()


def test_an_estimate_is_what_a_limit_of_cost_has_to_allow(house: House) -> None:
    """Tokens and cost of writing and of mending, at most; a story within it is written, one for less is refused, and asking costs nothing."""
    ids = house.load((SAMPLES / "scribewell.jsonl").read_bytes())
    told = house.ask("/v1/syntheses/estimate", ids, provider="house")
    assert told.status_code == 200
    # The endpoint counts 1,234 tokens. It was not looked at yet. Answers are reserved at their longest; the mending turn reads the answer, and what was refused of it.
    assert told.json() == {
        "provider": "house",
        "model": "large",
        "stages": [
            {"stage": "look", "calls": 1, "input_tokens": 1_234, "output_tokens": 256, "cost_usd": "0.0041025"},
            {"stage": "write", "calls": 1, "input_tokens": 1_234, "output_tokens": 20_000, "cost_usd": "0.2015425"},
            {"stage": "mend", "calls": 1, "input_tokens": 41_234, "output_tokens": 8_000, "cost_usd": "0.1315425"},
        ],
        "input_tokens": 43_702,
        "output_tokens": 28_256,
        "cost_usd": "0.3371875",
    }
    assert (house.server.sent, house.server.looks) == ([], [])
    assert house.client.get("/v1/syntheses").json()["items"] == []
    assert house.ask("/v1/syntheses", ids, provider="house", max_cost_usd=0.3371875).status_code == 201
    [write] = house.server.sent
    again = house.ask("/v1/syntheses/estimate", ids, provider="house").json()
    assert ([each["stage"] for each in again["stages"]], again["cost_usd"]) == (["write", "mend"], "0.333085")
    assert house.ask("/v1/syntheses", ids, provider="house", max_cost_usd=0.333084).status_code == 422
    assert house.server.sent == [write]
    assert house.ask("/v1/syntheses", ids, provider="house", max_cost_usd=0.333085).status_code == 201


def test_an_estimate_counts_the_groups_of_many_records(house: House) -> None:
    """A model that reads little takes a call for each group; one without a price costs nothing, and its tokens are told."""
    ids = house.load(b"\n".join(map(_line, range(40))))
    told = house.ask("/v1/syntheses/estimate", ids, provider="house", model="small").json()
    look, gather, write, mend = told["stages"]
    assert (look["stage"], gather["stage"], write["stage"], mend["stage"]) == ("look", "gather", "write", "mend")
    assert gather["calls"] >= 2
    assert (told["cost_usd"], write["output_tokens"]) == ("0", 1_500)
    assert told["input_tokens"] == sum(each["input_tokens"] for each in told["stages"])


def test_a_writer_without_a_model_costs_nothing(house: House) -> None:
    """There is no stage that asks a model."""
    ids = house.load((SAMPLES / "scribewell.jsonl").read_bytes())
    assert house.ask("/v1/syntheses/estimate", ids).json() == {
        "provider": "extractive",
        "model": None,
        "stages": [],
        "input_tokens": 0,
        "output_tokens": 0,
        "cost_usd": "0",
    }


@pytest.mark.parametrize(
    ("wishes", "pointer"),
    [
        ({"provider": "nobody"}, "/provider"),
        ({"provider": "house", "model": "huge"}, "/model"),
        ({"record_ids": ["rec_x"]}, "/record_ids/0"),
    ],
)
def test_what_cannot_be_written_cannot_be_estimated(house: House, wishes: dict[str, Any], pointer: str) -> None:
    """The same problem as a synthesis would have."""
    ids = house.load((SAMPLES / "alone.jsonl").read_bytes())
    answer = house.ask("/v1/syntheses/estimate", ids, **wishes)
    assert (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]]) == (422, [pointer])


def test_an_estimate_takes_the_scope_of_a_synthesis(house: House) -> None:
    """It tells nothing to whoever may not have it written."""
    answer = house.client.post("/v1/syntheses/estimate", json={"record_ids": ["rec_x"]}, headers=house.keys["ingest"])
    assert answer.status_code == 403


def _line(number: int) -> bytes:
    words = f"Keeper {number} of the lighthouse at rock {number * 7} counted {number * 131 + 500} gulls before the fog came in. "
    return json.dumps(
        post(number, words + f"She wrote the number {number * 17 + 11} into a book with a red cover and went to bed.")
    ).encode()
