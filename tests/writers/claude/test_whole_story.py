"""One whole story through the API with a model behind it: what a newcomer with a key would see, changed only on purpose.

Where a change is meant: STORYWIRE_SNAPSHOTS=write pytest tests/writers/claude/test_whole_story.py, then read the difference.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store import model_calls, syntheses
from app.writers.claude import ClaudeWriter
from tests.conftest import PUBLIC_URL, SAMPLES, Keys
from tests.writers.claude.acts import MODEL, Act, Sent
from tests.writers.claude.conftest import LIMITS, Serve
from tests.writers.claude.models import is_mending
from tests.writers.claude.test_liar import FAIR

STORY = Path(__file__).parent / "story.json"
# The fixture that empties the environment runs later than this line.
_REGENERATES = os.environ.get("STORYWIRE_SNAPSHOTS") == "write"


@pytest.fixture
def client(settings: Settings, deployment: Deployment) -> Iterator[TestClient]:
    """Give a client of a service with a model, whose clock stands still and whose ids are drawn from a count."""
    numbers = count()

    def draw(size: int) -> bytes:
        return sha256(str(next(numbers)).encode()).digest()[:size]

    writers = {**deployment.writers, "anthropic": ClaudeWriter(limits=LIMITS)}
    with TestClient(create_app(settings, replace(deployment, draw=draw, writers=writers)), base_url=PUBLIC_URL) as made:
        yield made


def fair(sent: Sent) -> dict[str, Any]:
    """Answer as a fair model would, with one number wrong, which it mends when it is sent back."""
    if is_mending(sent):
        mended = {"number": 7, "text": FAIR[7][0], "cites": FAIR[7][1], "support": "paraphrase"}
        return {"sentences": [mended], "translations": []}
    told: list[dict[str, Any]] = [{"text": text, "cites": cites, "support": "paraphrase"} for text, cites in FAIR]
    told[7]["text"] = told[7]["text"].replace("19", "18")
    return {
        "title": {"text": "Wrenfield hospitals pause AI note-taker after audit finds 31 wrong notes", "cites": ["R2.S1", "R2.S3"]},
        "dek": {"text": "Scribewell does not yet know what went wrong in 12 of them, and doctors disagree about the tool.", "cites": ["R10.S4", "R3.S1"]},
        "sections": [
            {"heading": "What happened", "paragraphs": [{"sentences": told[:3]}, {"sentences": told[3:4]}]},
            {"heading": "What Scribewell says", "paragraphs": [{"sentences": told[7:10]}]},
            {"heading": "Reactions", "paragraphs": [{"sentences": told[4:7]}, {"sentences": told[10:12]}, {"sentences": told[17:]}]},
            {"heading": "What the watchdog says", "paragraphs": [{"sentences": [told[12], told[15]]}]},
        ],
        "story_so_far": [],
        "faq": [
            {"question": "How common are errors in such notes?", "answer": [told[16] | {"text": "An arXiv paper says: “R1.S3”", "cites": ["R1.S3"], "support": "verbatim"}]},
            {"question": "How long had the tool been in use?", "answer": [told[2]]},
        ],
        "disagreements": [told[13]],
        "not_known": [told[14]],
        "unused": [{"record": "R9", "reason": "off_topic"}, {"record": "R6", "reason": "duplicate"}],
        "translations": [],
    }  # fmt: skip


def test_a_story_changes_only_on_purpose(client: TestClient, keys: Keys, serve: Serve) -> None:
    """POST with provider anthropic answers 201 with the committed story; what was wrong was mended; all calls are booked."""
    server = serve(Act(answer=fair))
    answer = client.post(
        "/v1/syntheses", json={"record_ids": _asked(client, keys), "provider": "anthropic"}, headers=keys["synthesize"]
    )
    assert answer.status_code == 201, answer.text
    story = answer.json()
    assert len(server.sent) == 2
    assert (story["methodology"]["rejected_sentences"], story["methodology"]["model"]) == (0, MODEL)
    assert story["methodology"]["usage"] == {"input_tokens": 2000, "output_tokens": 600, "cost_usd": "0.00962"}
    now = json.dumps(story, ensure_ascii=False, indent=1) + "\n"
    if _REGENERATES:
        STORY.write_text(now, encoding="utf-8")
        pytest.skip("wrote the story anew")
    assert now == STORY.read_text(encoding="utf-8")


def test_a_synthesis_keeps_what_was_answered_and_what_it_cost(
    client: TestClient, keys: Keys, serve: Serve, deployment: Deployment
) -> None:
    """The ledger names each call, the books hold the model's raw answer, the synthesis itself tells what all calls used."""
    serve(Act(status=529), Act(answer=fair))
    story = client.post(
        "/v1/syntheses", json={"record_ids": _asked(client, keys), "provider": "anthropic"}, headers=keys["synthesize"]
    ).json()
    job = story["methodology"]["synthesis_id"]
    assert client.get(f"/v1/syntheses/{job}").json()["usage"] == story["methodology"]["usage"]
    with deployment.database.read() as session:
        ledger = json.loads(syntheses.ledger(session, job) or "{}")
        booked = [call for _, call in model_calls.of_synthesis(session, job)]
    assert [(call["purpose"], call["outcome"]) for call in ledger["calls"]] == [
        ("write", "busy"),
        ("write", "answered"),
        ("mend", "answered"),
    ]
    assert [(call.purpose, call.outcome) for call in booked] == [(c["purpose"], c["outcome"]) for c in ledger["calls"]]
    assert json.loads(booked[1].answer)["title"]["cites"] == ["R2.S1", "R2.S3"]


@pytest.mark.parametrize(
    ("act", "status", "slug", "used"),
    [
        (Act(status=401), 502, "writer-failed", 0),
        (Act(status=429, headers={"retry-after": "3600"}), 503, "writer-unavailable", 0),
        (Act("I cannot help with that.", stop_reason="refusal"), 502, "writer-failed", 1000),
        (Act(fault="html"), 502, "writer-failed", 0),
    ],
    ids=["401", "429", "refusal", "HTML"],
)
def test_a_failed_synthesis_is_a_problem_with_its_usage(
    act: Act, status: int, slug: str, used: int, client: TestClient, keys: Keys, serve: Serve
) -> None:
    """The POST answers a problem, the synthesis is kept as failed with what it used, no story is made, and the next one is."""
    serve(act, *[act] * (1 if act.fault else 0), Act(answer=fair))
    asked = {"record_ids": _asked(client, keys), "provider": "anthropic"}
    answer = client.post("/v1/syntheses", json=asked, headers=keys["synthesize"])
    assert (answer.status_code, answer.json()["type"]) == (status, f"{PUBLIC_URL}/problems/{slug}")
    assert "secret" not in answer.text
    if status == 503:
        assert answer.headers["retry-after"] == "3600"
    (kept,) = client.get("/v1/syntheses").json()["items"]
    assert (kept["status"], kept["story"], kept["usage"]["input_tokens"]) == ("failed", None, used)
    assert client.post("/v1/syntheses", json=asked, headers=keys["synthesize"]).status_code == 201


def _asked(client: TestClient, keys: Keys) -> list[str]:
    headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
    content = (SAMPLES / "scribewell.jsonl").read_bytes()
    results = client.post("/v1/records", content=content, headers=headers).json()["results"]
    return [result["id"] for result in results]


def test_a_replay_asks_nobody_unless_it_is_told_to(client: TestClient, keys: Keys, serve: Serve) -> None:
    """From the answers that were kept the story comes out the same; asked again, the model is paid again and may say something else."""
    server = serve(Act(answer=fair))
    body = {"record_ids": _asked(client, keys), "provider": "anthropic"}
    story = client.post("/v1/syntheses", json=body, headers=keys["synthesize"]).json()
    address = f"/v1/syntheses/{story['methodology']['synthesis_id']}/replay"
    asked = len(server.sent)
    told = client.post(address, headers=keys["synthesize"]).json()
    assert (told["outcome"], told["calls"], len(server.sent)) == ("same", 0, asked)
    again = client.post(address, params={"ask_again": "true"}, headers=keys["synthesize"]).json()
    assert (again["outcome"], again["calls"], len(server.sent)) == ("same", asked, 2 * asked)
    assert again["usage"]["cost_usd"] == story["methodology"]["usage"]["cost_usd"]
