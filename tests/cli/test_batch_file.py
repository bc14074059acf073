"""storywire synthesize --batch: a line for each set, as it ends; what is wrong with one concerns no other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import storywire
from app.story.record_id import record_id
from tests.conftest import SAMPLES
from tests.writers.claude.acts import Act
from tests.writers.claude.messages_server import MessagesServer, serving
from tests.writers.claude.models import honest

Run = Callable[..., Result]
FILE = """
[house]
base_url = "{house}"
models = {{ good = {{ input_usd = 1, output_usd = 2 }} }}

[without]
base_url = "{without}"
model = "plain"
"""


def ids_of(name: str) -> list[str]:
    """Return the ids of a sample set's records."""
    lines = (SAMPLES / f"{name}.jsonl").read_bytes().splitlines()
    return [record_id(each["source"], each["external_id"]) for each in map(json.loads, lines)]


@pytest.fixture
def house() -> Iterator[MessagesServer]:
    """Give a server that writes honestly, with batches."""
    with serving(Act(honest)) as server:
        yield server


@pytest.fixture
def run(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch, house: MessagesServer) -> Iterator[Run]:
    """Return what runs the command on a file of some lines, where one endpoint has batches and another has none."""
    shutil.copy(empty_database, tmp_path / "storywire.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STORYWIRE_DATABASE_URL", f"sqlite:///{tmp_path / 'storywire.db'}")
    with serving(Act(honest)) as without:
        without.batches.is_there = False
        file = tmp_path / "providers.toml"
        file.write_text(FILE.format(house=house.url, without=without.url), encoding="utf-8")
        monkeypatch.setenv("STORYWIRE_PROVIDERS_FILE", str(file))
        CliRunner().invoke(storywire, ["ingest", *(str(SAMPLES / f"{name}.jsonl") for name in ("ferndb", "pikestaff"))])

        def ran(lines: list[object], *arguments: str) -> Result:
            sets = tmp_path / "sets.jsonl"
            given = [line if isinstance(line, str) else json.dumps(line) for line in lines]
            sets.write_text("\n".join(given), encoding="utf-8")
            command = ["synthesize", "--batch", str(sets), "--every", "0.02", *arguments]
            return CliRunner().invoke(storywire, command)

        yield ran


def test_every_line_ends_as_a_story_or_a_problem(run: Run, house: MessagesServer) -> None:
    """One that is no request, or names what is not here, is said to be; so is a provider without batches, with the line that named it."""
    ferndb, pikestaff = ids_of("ferndb"), ids_of("pikestaff")
    lines: list[object] = [
        {"record_ids": ferndb, "provider": "house"},
        "",
        {"record_ids": pikestaff, "provider": "house", "publish": False},
        {"record_ids": ["rec_nowhere"], "provider": "house"},
        {"record_ids": [], "colour": "red"},
        "not JSON",
        "7",
        {"record_ids": pikestaff, "provider": "without"},
        {"record_ids": pikestaff},
    ]
    done = run(lines, "--json")
    assert done.exit_code == 1, done.output
    told = {each["line"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert sorted(told) == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [line for line, each in sorted(told.items()) if each["story"]] == [1, 3, 9]
    kinds = {line: each["problem"]["type"].rpartition("/")[2] for line, each in told.items() if each["problem"]}
    assert kinds == {
        4: "unknown-records",
        5: "invalid-input",
        6: "invalid-input",
        7: "invalid-input",
        8: "writer-failed",
    }
    assert told[4]["problem"]["errors"][0]["pointer"] == "/record_ids/0"
    assert "no Message Batches" in told[8]["problem"]["detail"]
    assert done.stderr.splitlines()[-1] == "3 stories, 5 problems"
    assert len(house.batches.asked()) == 2
    again = run(lines, "--json")
    assert sorted(again.stdout.splitlines()) == sorted(done.stdout.splitlines())
    assert len(house.batches.asked()) == 2


def test_the_command_s_wishes_hold_for_lines_that_do_not_say(run: Run, house: MessagesServer) -> None:
    """In words, a line each; with all of them stories the exit code is 0."""
    lines: list[object] = [
        {"record_ids": ids_of("ferndb")},
        {"record_ids": ids_of("pikestaff"), "provider": "extractive"},
    ]
    done = run(lines, "--provider", "house", "--draft")
    assert done.exit_code == 0, done.output
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["line 2", "line 1"]
    assert len(house.batches.asked()) == 1
    assert "1 questions are in msgbatch_000." in done.stderr


def test_a_line_without_a_batch_is_written_at_once_where_that_is_wished(run: Run) -> None:
    """At the full price, and said to be a problem where it is not."""
    lines: list[object] = [{"record_ids": ids_of("ferndb"), "provider": "without"}]
    done = run(lines)
    assert (done.exit_code, done.stdout.startswith("line 1: The writer's model failed.")) == (1, True)
    done = run(lines, "--retry", "--fall-back")
    assert (done.exit_code, done.stdout.startswith("line 1: ")) == (0, True), done.output


def test_what_stops_the_command_is_said_in_one_line(run: Run, house: MessagesServer) -> None:
    """Given again, it goes on."""
    house.batches.faults = {"see": ["401"]}
    lines: list[object] = [{"record_ids": ids_of("ferndb"), "provider": "house"}]
    done = run(lines)
    assert done.exit_code == 1
    assert str(done.exception) == "The endpoint of house, asked for msgbatch_000: It answered with status 401."
    assert run(lines).exit_code == 0
    assert len(house.batches.asked()) == 1


@pytest.mark.parametrize("arguments", [("--record", "rec_a"), ("--fall-back",)])
def test_what_does_not_go_together_is_said(run: Run, arguments: tuple[str, ...]) -> None:
    """A batch names its records itself, and only a batch can fall back."""
    if arguments[0] == "--fall-back":
        done = CliRunner().invoke(storywire, ["synthesize", "--record", "rec_a", *arguments])
    else:
        done = run([{"record_ids": ["rec_a"]}], *arguments)
    assert (done.exit_code, "batch" in done.output) == (2, True)
