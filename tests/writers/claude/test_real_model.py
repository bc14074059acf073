"""Real weights behind a real server that speaks the Messages API: the prose is poor, and the contract holds.

Run by `make test-model`, which brings llama.cpp's server and weights of 135 million parameters; skipped elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.writers.base import ModelWriter
from tests.conftest import PUBLIC_URL, SAMPLES, Keys, fixed_deployment, make_keys
from tests.rules.tree import ROOT

# The fixture that empties the environment runs later than this line.
pytestmark = pytest.mark.skipif(
    os.environ.get("STORYWIRE_REAL_MODEL") != "1", reason="needs a real model: make test-model"
)

_CONTEXT, _SMALL = 8_192, 2_560
_PROVIDERS = """
[small]
base_url = "{address}"
models = {{ smollm2 = {{ output_tokens = 400 }} }}
concurrency = 1
"""


@contextmanager
def _llama(context: int) -> Iterator[str]:
    """Run the server in a process of its own; give its address."""
    command = [sys.executable, "-m", "tests.writers.claude.llama_server", str(context)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Give the address of a server whose model reads as much as it was trained to."""
    with _llama(_CONTEXT) as address:
        yield address


class House:
    """A service whose writer is the model at an address, with a few records; it tells what it does as it goes."""

    def __init__(self, client: TestClient, keys: Keys, records: list[bytes]) -> None:
        """Take the records in."""
        self.client, self.keys = client, keys
        headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        results = client.post("/v1/records", content=b"\n".join(records), headers=headers).json()["results"]
        self.ids = [each["id"] for each in results]

    def write(self, what: str) -> tuple[int, Any, Any]:
        """Ask for a story; return status, answer and the synthesis that was kept."""
        start = time.perf_counter()
        answer = self.client.post("/v1/syntheses", json={"record_ids": self.ids}, headers=self.keys["synthesize"])
        kept = self.client.get("/v1/syntheses").json()["items"][0]
        body = answer.json()
        told = (
            body.get("title") if answer.status_code == 201 else f"{body['type'].rpartition('/')[2]}: {body['detail']}"
        )
        usage = f"{kept['usage']['input_tokens']} tokens in, {kept['usage']['output_tokens']} out"
        sys.stdout.write(f"\n{what}: {answer.status_code} {told} ({usage}, {time.perf_counter() - start:.0f} s)\n")
        return answer.status_code, body, kept


@contextmanager
def _house(settings: Settings, folder: Path, address: str, records: list[bytes]) -> Iterator[House]:
    file = folder / "providers.toml"
    file.write_text(_PROVIDERS.format(address=address), encoding="utf-8")
    settings = settings.model_copy(update={"providers_file": file, "provider": "small"})
    deployment = fixed_deployment(settings)
    with TestClient(create_app(settings, deployment), base_url=PUBLIC_URL) as client:
        yield House(client, make_keys(deployment), records)
    deployment.database.close()


def _records(count: int) -> list[bytes]:
    return (SAMPLES / "ferndb.jsonl").read_bytes().splitlines()[:count]


def test_what_the_server_can_do_is_seen(settings: Settings, tmp_path: Path, address: str) -> None:
    """It streams, counts tokens, takes no notice of the shape, and says how much its model reads."""
    with _house(settings, tmp_path, address, _records(1)) as house:
        writer = house.client.app.state.deployment.writers["small"]  # type: ignore[attr-defined]  # an application has a state
        assert isinstance(writer, ModelWriter)
        found = list(writer.examine())
    sys.stdout.write("\n" + "\n".join(sentence for _, sentence in found) + "\n")
    assert [good for good, _ in found] == [True] * 3
    assert found[-1][1] == (
        "small: it takes no notice of the shape that is asked for (all are checked here); it counts tokens and streams; "
        f"smollm2 holds {_CONTEXT} tokens."
    )


def test_a_story_is_published_or_honestly_refused(settings: Settings, tmp_path: Path, address: str) -> None:
    """Either every sentence of the story is found in its records, or the problem says why there is none; all is booked, and the service goes on."""
    with _house(settings, tmp_path, address, _records(3)) as house:
        status, body, kept = house.write("three records")
        assert kept["usage"]["input_tokens"] > 1_000
        assert kept["usage"]["output_tokens"] > 0
        if status == 201:
            checked = house.client.get(f"/v1/stories/{body['slug']}/verification").json()
            assert {each["verdict"] for each in checked["sentences"]} == {"found"}
        else:
            slug = body["type"].rpartition("/")[2]
            assert (status, slug) in {(502, "writer-failed"), (422, "synthesis-refused"), (503, "writer-unavailable")}
            assert (kept["status"], kept["story"], kept["problem"]["type"]) == ("failed", None, body["type"])
        asked = {"record_ids": house.ids, "provider": "extractive"}
        assert house.client.post("/v1/syntheses", json=asked, headers=house.keys["synthesize"]).status_code == 201


def test_what_is_too_long_for_it_ends_as_clearly(settings: Settings, tmp_path: Path) -> None:
    """A server whose model reads less than the rules and the records take: less is sent, or it is said that it cannot be."""
    with _llama(_SMALL) as address, _house(settings, tmp_path, address, _records(9)) as house:
        status, body, kept = house.write(f"nine records, {_SMALL} tokens of context")
        assert status in {201, 422, 502}
        if status != 201:
            assert kept["problem"]["detail"] == body["detail"]
