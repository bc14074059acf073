"""A batch whose process is killed, at named moments and at any: the same command goes on, nothing is lost, and nothing is asked twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from app import cli
from app.cli import batch_file
from app.jobs.post_office import Pace
from app.newsroom.ingest import ingest
from app.settings import Settings
from app.store import model_calls, stories, syntheses
from app.story.record_id import record_id
from tests.conftest import SAMPLES, fixed_deployment
from tests.forking import FORKS
from tests.writers.claude.acts import Act, Sent
from tests.writers.claude.messages_server import MessagesServer, serving
from tests.writers.claude.models import honest, is_mending

SAMPLE_SETS = ("scribewell", "ferndb", "pikestaff")
SETS = 2 * len(SAMPLE_SETS)
PROVIDERS = '[house]\nbase_url = "{url}"\nmodels = {{ good = {{ input_usd = 1, output_usd = 2 }} }}\n'
SECONDS = 60.0


def imperfect(sent: Sent) -> dict[str, Any]:
    """Answer honestly but for one sentence that nothing bears out, which is given up when it is sent back."""
    if is_mending(sent):
        return {"sentences": []}
    told = honest(sent)
    invented = {"text": "The Moon fell on 77 towns.", "cites": ["R1.S1"], "support": "paraphrase"}
    told["sections"][0]["paragraphs"].append({"sentences": [invented]})
    return told


def _synthesize(environment: dict[str, str], file: str, output: str) -> None:
    """Be `storywire synthesize --batch`, with less patience than people have."""
    for name in [name for name in os.environ if name.startswith("STORYWIRE_")]:
        del os.environ[name]
    os.environ.update(environment)
    told = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(told, stream.fileno())
    patch.object(batch_file, "Pace", partial(Pace, settling=0.3)).start()
    sys.argv = ["storywire", "synthesize", "--batch", file, "--every", "0.05", "--json"]
    cli.main()


class Desk:
    """A deployment with the sample sets, a file that asks for a story of each, and the server of its model."""

    def __init__(self, folder: Path, empty: Path, server: MessagesServer) -> None:
        """Make everything ready."""
        self.server = server
        shutil.copy(empty, folder / "storywire.db")
        providers = folder / "providers.toml"
        providers.write_text(PROVIDERS.format(url=server.url), encoding="utf-8")
        self._environment = {
            "STORYWIRE_DATABASE_URL": f"sqlite:///{folder}/storywire.db",
            "STORYWIRE_PROVIDERS_FILE": str(providers),
        }
        self.output = folder / "output.txt"
        self.deployment = fixed_deployment(
            Settings(database_url=self._environment["STORYWIRE_DATABASE_URL"], _env_file=None)
        )
        self.file = folder / "sets.jsonl"
        lines = []
        for name in SAMPLE_SETS:
            records = [json.loads(line) for line in (SAMPLES / f"{name}.jsonl").read_bytes().splitlines()]
            for _ in ingest(self.deployment, enumerate([json.dumps(each).encode() for each in records], 1)):
                pass
            ids = [record_id(each["source"], each["external_id"]) for each in records]
            lines += [json.dumps({"record_ids": each, "provider": "house"}) for each in (ids, ids[1:])]
        self.file.write_text("\n".join(lines), encoding="utf-8")

    def start(self) -> ForkServerProcess:
        """Start the command."""
        arguments = (self._environment, str(self.file), str(self.output))
        process = FORKS.Process(target=_synthesize, args=arguments, daemon=True)
        process.start()
        return process

    def finish(self) -> int | None:
        """Let the command go on to its end; return its exit code."""
        process = self.start()
        process.join(SECONDS)
        process.kill()
        return process.exitcode

    def holds(self) -> None:
        """Check that each line has one story, that each question was asked once, and that all is booked at half the price."""
        with self.deployment.database.read() as session:
            ended = syntheses.page(session, 100, None)[0]
            assert [each.status for each in ended] == ["succeeded"] * SETS, self.output.read_text("utf-8")
            assert all(stories.made_by(session, each.id) for each in ended)
            assert len({each.story for each in ended}) == SETS
            booked = [call for each in ended for _, call in model_calls.of_synthesis(session, each.id)]
        asked = [
            (each["custom_id"].rpartition("-")[0], is_mending(each["params"]))
            for batch in self.server.batches.shelf
            for each in batch.requests
        ]
        assert sorted(set(asked)) == sorted(asked)
        assert len(asked) == len(self.server.sent) == 2 * SETS
        kinds = [call.outcome for call in booked if call.purpose != "look"]
        assert kinds == ["answered"] * 2 * SETS
        assert {str(call.cost_usd) for call in booked if call.purpose != "look"} == {"0.0008"}


@pytest.fixture
def desk(tmp_path: Path, empty_database: Path) -> Iterator[Desk]:
    """Give a desk whose model's batches end after a few looks."""
    with serving(Act(imperfect)) as server:
        server.batches.looks = 3
        made = Desk(tmp_path, empty_database, server)
        yield made
        made.deployment.database.close()


@pytest.mark.parametrize("moment", ["create", "see", "results", "list"])
def test_a_process_killed_while_the_endpoint_answers_is_taken_over_from(desk: Desk, moment: str) -> None:
    """After a batch was made and before that was known, while it is looked at, amid its results, and while one is looked for."""
    shelf = desk.server.batches
    if moment == "list":
        shelf.faults = {"create": ["swallow"]}
    reached = shelf.gates[moment] = threading.Event()
    process = desk.start()
    assert reached.wait(SECONDS), desk.output.read_text("utf-8")
    process.kill()
    process.join(SECONDS)
    assert process.exitcode == -signal.SIGKILL
    shelf.released.set()
    assert desk.finish() == 0, desk.output.read_text("utf-8")
    desk.holds()


def test_a_process_killed_at_any_moment_again_and_again_loses_nothing(desk: Desk) -> None:
    """Whatever it was at; the last one ends what all have begun."""
    random = Random("kill")
    kills = 0
    desk.server.batches.looks = 12
    for _ in range(15):
        process = desk.start()
        process.join(random.uniform(0.05, 0.6))
        kills += process.exitcode is None
        process.kill()
        process.join(SECONDS)
        time.sleep(random.uniform(0, 0.05))
    assert desk.finish() == 0, desk.output.read_text("utf-8")
    assert kills > 5
    desk.holds()
