"""Whole stories from the sample records, as the API gives them: what a newcomer sees first changes only on purpose.

Where a change is meant: `make snapshots`, then read the stories in the difference, aloud.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from evaluation.audit import audit
from tests.conftest import PUBLIC_URL, SAMPLES, Keys

STORIES = Path(__file__).parent / "stories"
SETS = (*sorted(SAMPLES.glob("*.jsonl")), SAMPLES.parents[1] / "app/data/sample_records.jsonl")
REGENERATE = "STORYWIRE_SNAPSHOTS"
# The fixture that empties the environment runs later than this line.
_REGENERATES = os.environ.get(REGENERATE) == "write"
_MOST_SHOWN = 120

Made = Callable[[Path], "Telling"]


@dataclass(frozen=True, slots=True)
class Telling:
    """One story as it was told: which records it was asked from, the answer to the POST, and its plain text."""

    asked: list[str]
    status: int
    story: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Outside:
    """The API as the audit asks it."""

    client: TestClient

    def get(self, path: str) -> Any | None:
        """Return the JSON that a path answers, or None where it does not answer 200."""
        answer = self.client.get(f"/v1{path}")
        return answer.json() if answer.status_code == 200 else None

    def text(self, path: str) -> str | None:
        """Return the text that a path answers, or None where it does not answer 200."""
        answer = self.client.get(f"/v1{path}")
        return answer.text if answer.status_code == 200 else None


@pytest.fixture
def client(settings: Settings, deployment: Deployment) -> Iterator[TestClient]:
    """Give a client of a service whose clock stands still and whose ids are drawn from a count."""
    numbers = count()

    def draw(size: int) -> bytes:
        return sha256(str(next(numbers)).encode()).digest()[:size]

    with TestClient(create_app(settings, replace(deployment, draw=draw)), base_url=PUBLIC_URL) as made:
        yield made


@pytest.fixture
def tell(client: TestClient, keys: Keys) -> Made:
    """Return what sends a set of records through the API and has their story written."""

    def made(path: Path) -> Telling:
        headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        results = client.post("/v1/records", content=path.read_bytes(), headers=headers).json()["results"]
        assert {result["outcome"] for result in results} == {"created"}
        asked = [result["id"] for result in results]
        answer = client.post("/v1/syntheses", json={"record_ids": asked}, headers=keys["synthesize"])
        text = client.get(f"{answer.headers['location']}.txt").text
        return Telling(asked, answer.status_code, answer.json(), text)

    return made


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_story_changes_only_on_purpose(path: Path, tell: Made) -> None:
    """The story of each sample set is the committed one, word for word and field for field, in both of its forms."""
    told = tell(path)
    assert told.status == 201
    now = {
        STORIES / f"{path.stem}.txt": told.text,
        STORIES / f"{path.stem}.json": json.dumps(told.story, ensure_ascii=False, indent=1) + "\n",
    }
    if _REGENERATES:
        STORIES.mkdir(exist_ok=True)
        for file, content in now.items():
            file.write_text(content, encoding="utf-8")
        pytest.skip(f"wrote the story of {path.stem} anew")
    changes = [line for file, content in now.items() for line in _diff(file, content)]
    told_of = "\n".join(["The story has changed. If it was meant to: make snapshots", *changes[:_MOST_SHOWN]])
    assert not changes, told_of


def test_no_snapshot_is_left_of_a_set_that_is_gone() -> None:
    """Each committed story is that of a sample set, and each set has one."""
    assert {file.name for file in STORIES.iterdir()} == {
        f"{path.stem}{suffix}" for path in SETS for suffix in (".json", ".txt")
    }


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_the_audit_finds_no_fault_in_a_sample_story(path: Path, tell: Made, client: TestClient) -> None:
    """A story keeps every promise of the contract that can be checked from outside, and verification refused nothing."""
    told = tell(path)
    assert audit(told.story, Outside(client), told.asked) == []
    assert told.story["methodology"]["rejected_sentences"] == 0


def test_the_same_records_make_the_same_story(tell: Made, client: TestClient, keys: Keys) -> None:
    """A second story from the same records says the same in the same words; ids, address and relations are its own."""
    told = tell(SAMPLES / "ferndb.jsonl")
    again = client.post("/v1/syntheses", json={"record_ids": told.asked}, headers=keys["synthesize"]).json()
    own = {"id", "slug", "url", "story_so_far", "related", "methodology"}
    assert {k: v for k, v in again.items() if k not in own} == {k: v for k, v in told.story.items() if k not in own}
    assert again["slug"] != told.story["slug"]


def _diff(file: Path, now: str) -> list[str]:
    """Return the difference between a committed story and what it is now, with two lines on each side."""
    before = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return list(difflib.unified_diff(before, now.splitlines(), f"committed {file.name}", "now", lineterm="", n=2))
