"""Whoever is compared with serves what we serve."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import memory, newspaper, reads, searches, workers
from benchmarks.__main__ import PROGRAMS
from benchmarks.load import Load
from benchmarks.newspaper import PUBLIC_URL, slug_of, story_of
from benchmarks.peers.starting import PEERS, Peer, Stories
from benchmarks.serving import running, storywire
from benchmarks.slices import Spread, Turns
from tests.rules.tree import ROOT

pytestmark = pytest.mark.sqlite
_SIZE = 6


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Stories:
    """Return a newspaper of a few stories."""
    folder = tmp_path_factory.mktemp("newspaper")
    return Stories(newspaper.kept(folder / "a-newspaper.db", _SIZE), folder)


@pytest.mark.parametrize("peer", PEERS.values(), ids=list(PEERS))
def test_a_peer_serves_the_same_stories(peer: Peer, stories: Stories) -> None:
    """Key for key and value for value: sentences, runs with their links, quotes, citations, related stories."""
    if peer.lacks:
        pytest.skip(f"{peer.name}: {peer.lacks}")
    slugs = [slug_of(number) for number in range(_SIZE)]
    with peer.runs(stories, slugs) as server:
        told = [peer.story(server.ask(peer.target(slug)).body) for slug in slugs]
    assert told == [json.loads(story_of(number, PUBLIC_URL).model_dump_json()) for number in range(_SIZE)]


def test_we_serve_the_same_stories(stories: Stories) -> None:
    """What `storywire serve` sends of a story is what its peers are compared with."""
    with running(*storywire(stories.newspaper, PUBLIC_URL)) as server:
        told = [json.loads(server.ask(f"/v1/stories/{slug_of(number)}").body) for number in range(_SIZE)]
    assert told == [json.loads(story_of(number, PUBLIC_URL).model_dump_json()) for number in range(_SIZE)]


def test_stories_link_things() -> None:
    """The stories that all serve hold what makes one hard to put together: links in sentences, quotes by number, related stories."""
    story = story_of(5, PUBLIC_URL)
    assert [run.entity for sentence in story.body() for run in sentence.runs if run.entity] == [
        entity.slug for entity in story.entities
    ]
    assert (len(story.citations), len(story.body()), len(story.related)) == (20, 16, 3)


def test_a_newspaper_of_another_size_is_refused(stories: Stories) -> None:
    """A kept file is never measured under a number of stories that it does not hold."""
    with pytest.raises(SystemExit, match=f"{_SIZE} stories, not 7"):
        newspaper.kept(stories.newspaper, 7)


def test_a_spread_tells_the_middle_half() -> None:
    """A ratio is told with its median and the middle half of its rounds, and over another's round by round."""
    ours = Spread([0.8, 0.7, 0.9, 0.1, 0.85])
    assert (str(ours), ours.over(Spread([0.4, 0.1, 0.3, 0.1, 0.05])).ratios) == (
        "0.80 [0.70, 0.85]",
        [2.0, pytest.approx(7.0), pytest.approx(3.0), 1.0, pytest.approx(17.0)],
    )


def test_what_is_measured_is_there(stories: Stories) -> None:
    """Whatever the programs ask for is answered, or they would measure how fast nothing is found."""
    kinds = ["story", "list", "feed", "search"]
    asked = [*memory.mixed(_SIZE, kinds)[:80], *searches.searches()[:5], *workers.searches()[:5]]
    asked += [row.targets(_SIZE, f"sqlite:///{stories.newspaper}")[0] for row in reads.ROWS if row.name != "lists"]
    with running(*storywire(stories.newspaper, PUBLIC_URL)) as server:
        assert [target for target in asked if server.ask(target).status != 200] == []


def test_every_program_is_run() -> None:
    """A benchmark that nobody listed would never be run again; what others start or make corpora with is none."""
    found = {file.stem for file in ROOT.glob("benchmarks/*.py") if "__name__ ==" in file.read_text(encoding="utf-8")}
    assert found - {"__main__", "corpus", "latency", "load"} == set(PROGRAMS)


def test_load_is_answered(stories: Stories, tmp_path: Path) -> None:
    """The generator asks for the targets that it is given, and counts what was answered."""
    load = Load.of(tmp_path / "targets", [f"/v1/stories/{slug_of(number)}" for number in range(_SIZE)])
    with running(*storywire(stories.newspaper, PUBLIC_URL)) as server:
        assert load.rate(server.port, 1, 0, 0) > 1


def test_where_others_are_at_work_processor_time_counts() -> None:
    """A verdict says by what it was reached: the rates of slices mean something only where nobody else wants the cores."""
    ours = Spread([0.9]), Spread([0.7])
    theirs = Spread([0.1]), Spread([0.005])
    alone, beside = Turns(*ours), Turns(*ours, is_alone=False)
    assert (alone.verdict(0.8), alone.verdict(20, Turns(*theirs))) == ("0.8: met", "20: MISSED")
    by = " by processor time, others being at work"
    assert (beside.verdict(0.8), beside.verdict(20, Turns(*theirs, is_alone=False))) == (
        f"0.8: MISSED{by}",
        f"20: met{by}",
    )
