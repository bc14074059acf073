"""storywire compare: the same records told by several writers, and how the stories compare."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import storywire
from app.cli.preparation import prepared_deployment
from app.newsroom.compare import overlap
from app.store import stories, syntheses
from schemas.story import Story
from tests.conftest import SAMPLES
from tests.writers.claude.acts import Act
from tests.writers.claude.messages_server import serving
from tests.writers.claude.models import honest

Run = Callable[..., Result]
RECORDS = str(SAMPLES / "scribewell.jsonl")
FILE = """
[house]
base_url = "{house}"
models = {{ good = {{ input_usd = 1, output_usd = 2 }}, other = {{ input_usd = 0, output_usd = 0 }} }}

[broken]
base_url = "{broken}"
model = "bad"
"""


@pytest.fixture
def run(tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return what runs a subcommand where one endpoint writes honestly and another answers nonsense."""
    shutil.copy(empty_database, tmp_path / "storywire.db")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STORYWIRE_DATABASE_URL", f"sqlite:///{tmp_path / 'storywire.db'}")
    with serving(Act(honest)) as house, serving(Act("No story today.")) as broken:
        file = tmp_path / "providers.toml"
        file.write_text(FILE.format(house=house.url, broken=broken.url), encoding="utf-8")
        monkeypatch.setenv("STORYWIRE_PROVIDERS_FILE", str(file))
        yield lambda *arguments: CliRunner().invoke(storywire, arguments)


def test_writers_are_compared_on_the_same_records(run: Run) -> None:
    """Each story that stands is measured and kept as a draft; one that fails is told by its problem, with what it used; the others go on."""
    assert run("ingest", RECORDS).exit_code == 0
    asked = ["compare", "--records", RECORDS]
    for name in ("extractive", "house", "broken", "house:other"):
        asked += ["--provider", name]
    told = run(*asked, "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    first, house, broken, other = found["writers"]
    assert [each["writer"] for each in found["writers"]] == ["extractive", "house", "broken", "house:other"]
    assert (first["usage"]["cost_usd"], house["usage"]["cost_usd"], other["usage"]["cost_usd"]) == ("0", "0.0032", "0")
    # Two of the twelve records say the same as others.
    assert (house["coverage"], house["refused"], house["problem"]) == (10 / 12, 0.0, None)
    assert 0 < first["coverage"] <= 1
    assert (broken["story"], broken["coverage"], broken["usage"]["output_tokens"]) == (None, None, 900)
    assert broken["problem"].startswith("The model's endpoint gave no story.")
    overlaps = {tuple(each["writers"]): each["overlap"] for each in found["overlaps"]}
    assert overlaps.keys() == {("extractive", "house"), ("extractive", "house:other"), ("house", "house:other")}
    assert overlaps["house", "house:other"] == 1.0
    assert 0 < overlaps["extractive", "house"] < 1
    with prepared_deployment() as deployment, deployment.database.read() as session:
        kept = [stories.find(session, each["story"]) for each in (first, house, other)]
        assert [story and story.status for story in kept] == ["draft"] * 3
        assert len(syntheses.page(session, 100, None)[0]) == 4


def test_a_comparison_is_a_table(run: Run) -> None:
    """A line for each writer under the names of the columns; the overlap is with the first."""
    run("ingest", RECORDS)
    told = run(
        "compare", "--records", RECORDS, "--provider", "house", "--provider", "house:other", "--provider", "broken"
    )
    head, house, other, broken = told.stdout.splitlines()
    assert head.split()[:5] == ["writer", "sentences", "coverage", "refused", "overlap"]
    assert house.split()[2:7] == ["83", "%", "0", "%", "-"]
    assert other.split()[2:8] == ["83", "%", "0", "%", "100", "%"]
    assert broken.split()[:5] == ["broken", "-", "-", "-", "-"]
    assert broken.endswith("is not the JSON that was asked for.")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--provider", "extractive"), 2, "Name two writers"),
        (("--provider", "extractive", "--provider", "nobody"), 1, ""),
        (("--provider", "broken", "--provider", "house:none"), 1, "house:none"),
    ],
)
def test_what_cannot_be_compared_is_said(run: Run, arguments: tuple[str, ...], code: int, told: str) -> None:
    """Fewer than two writers, one that is not here, and none that wrote."""
    run("ingest", RECORDS)
    done = run("compare", "--records", RECORDS, *arguments)
    assert done.exit_code == code
    assert told in done.output


def test_stories_that_quote_other_places_do_not_overlap(run: Run) -> None:
    """What counts is where in which record a quote stands, whole or in part."""
    run("ingest", RECORDS)
    written = Story.model_validate_json(run("synthesize", "--records", RECORDS, "--json").stdout)
    assert overlap(written, written) == 1.0
    elsewhere = [citation.model_copy(update={"record_id": f"{citation.record_id}x"}) for citation in written.citations]
    assert overlap(written, written.model_copy(update={"citations": elsewhere})) == 0.0
    half = [*written.citations[:1], *elsewhere[1:]]
    assert 0 < overlap(written, written.model_copy(update={"citations": half})) < 1
