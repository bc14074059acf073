"""The evaluation runs as a whole, with a corpus and without, and its measures count what they say."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from evaluation.__main__ import _parts
from evaluation.assignments import run_assignments
from evaluation.audit import Fault
from evaluation.corpus import Assignment, Corpus, named_corpus, samples
from evaluation.gold import _script, measure_gold
from evaluation.lies import Lies, run_lies
from evaluation.poisoning import Poisoning, _look, run_poisoning
from evaluation.random_sets import SetOutcome, run_random_sets
from evaluation.report import lies_part, random_sets_part, table
from evaluation.service import Service
from tests.evaluation.conftest import ATTACK, CANARY
from tests.writers.claude.liars import KINDS


def test_the_environment_alone_names_the_corpus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without STORYWIRE_CORPUS there is no corpus, and the samples are our own."""
    monkeypatch.delenv("STORYWIRE_CORPUS", raising=False)
    assert named_corpus() is None
    assert {"sample_records", "scribewell"} <= {sample.name for sample in samples()}
    monkeypatch.setenv("STORYWIRE_CORPUS", str(tmp_path))
    assert named_corpus() == Corpus(tmp_path)


def test_an_assignment_knows_its_near_misses_by_their_place(tiny_corpus: Corpus) -> None:
    """The file that explains an assignment names what does not belong, wherever it stands among the records."""
    [assignment] = tiny_corpus.assignments()
    assert (assignment.name, assignment.beat, assignment.near_misses) == ("notes", "General", frozenset({0}))
    assert len(tiny_corpus.record_lines()) == len(assignment.records) + 4


def test_a_run_with_a_corpus_reports_every_part_without_a_fault(
    service: Service, tiny_corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is measured in one run: assignments, ingestion, random sets, gold and poisoning."""
    monkeypatch.setattr("evaluation.__main__.run_random_sets", partial(run_random_sets, sets=5))
    parts = list(_parts(service, tiny_corpus, seed=1, full=True))
    headings = [part.splitlines()[0] for part in parts[1:]]
    assert headings == [
        "## Assignments",
        "## Ingestion",
        "## Random sets",
        "## Near misses in labelled sets",
        "## Gold",
        "## Lies",
        "## Poisoning",
    ]
    assert "16 lines: " in parts[2]
    assert "; 0 without an answer; 16 records." in parts[2]
    assert "| faults | 0 |" in parts[3]
    assert "| right sentences refused | 0 of " in parts[6]
    assert "| stories, each with one attack among ten records | 1 |" in parts[7]


def test_a_run_without_a_corpus_says_so(service: Service) -> None:
    """Who has no real records is told what was evaluated instead."""
    parts = _parts(service, None, seed=1, full=False)
    assert next(parts).startswith("# Evaluation of ")
    assert next(parts).startswith("STORYWIRE_CORPUS names no folder of real records")
    assert next(parts).startswith("## Samples")
    assert list(parts) == []


def test_an_assignment_that_fails_is_reported_with_its_reason(service: Service) -> None:
    """No story is no gap in the table: the status and the reason stand in it."""
    withdrawn = {
        "source": "forum",
        "external_id": "gone:1",
        "published_at": "2026-06-01T08:00:00Z",
        "title": "Gone soon",
    }
    [record_id] = service.send([withdrawn])
    assert service.client.delete(f"/v1/records/{record_id}").is_success
    [outcome] = run_random_sets(service, [record_id], seed=1, sets=1)
    assert (outcome.status, outcome.problem, outcome.slug) == (422, "nothing-quotable", None)
    assert "1 × 422 nothing-quotable" in random_sets_part([outcome])


def test_random_sets_are_the_same_for_the_same_seed(service: Service, tiny_corpus: Corpus) -> None:
    """A set is drawn by the seed and its number alone, so that a fault can be looked at again."""
    ids = service.load(tiny_corpus.record_lines()).ids
    sizes = [[each.size for each in run_random_sets(service, ids, seed, sets=3)] for seed in (5, 5)]
    assert sizes[0] == sizes[1]


def test_gold_counts_pairs_and_labels(service: Service, tiny_corpus: Corpus) -> None:
    """One link under two titles is found through the link and not through the words."""
    service.load(tiny_corpus.record_lines())
    rows = dict(measure_gold(service, tiny_corpus))
    figures = {key: value for key, value in rows.items() if key.startswith("same item")}
    assert figures == {
        "same item: records": 2,
        "same item: pairs that are one": 1,
        "same item, texts alone: precision": 0.0,
        "same item, texts alone: recall": 0.0,
        "same item, texts alone: recall of “same link”": 0.0,
        "same item, texts and links: precision": 1.0,
        "same item, texts and links: recall": 1.0,
        "same item, texts and links: recall of “same link”": 1.0,
    }
    assert (rows["beats: records labelled and here"], rows["beats: accuracy, strict"]) == (0, 0.0)
    assert (rows["language: records in the script of zh"], rows["language: accuracy for zh"]) == (1, 1.0)


def test_only_a_clear_script_shows_a_language() -> None:
    """A few foreign names leave a text what it is; a text of two scripts, or of a few letters, shows nothing."""
    assert _script("奥顿桥在上周洪水之后关闭，居民绕行 (Orton)") == "zh"
    assert _script("これはもうすぐ開くはしのはなしです") == "ja"
    assert _script("Мост закрыт после наводнения") == "ru"
    assert _script("The bridge is closed 桥") == "Latin"
    assert _script("The bridge 奥顿桥在上周洪水之后") is None
    assert _script("桥 42") is None


def test_lies_are_counted_by_kind_and_those_that_stand_are_named(service: Service, tiny_corpus: Corpus) -> None:
    """A lying model writes over HTTP of an assignment's records; of each kind it is told how many lies stood, and of what is right how much did not."""
    result = run_lies(service, tiny_corpus.assignments(), seed=1)
    assert set(result.told) == set(KINDS)
    assert result.told.total() > 60
    assert (len(result.passed), result.lost) == (result.stood.total(), [])
    assert result.stood.total() <= 2
    part = lies_part(Lies(Counter({"number": 50}), Counter({"number": 1}), ["number: It has 7."], 10, ["It has 8."]))
    assert "| lies that stand: number | 1 of 50 (2.0 %) |" in part
    assert "| right sentences refused | 1 of 10 (10.0 %) |" in part
    assert part.endswith("* stands: number: It has 7.\n* refused: It has 8.")


def test_an_attack_among_honest_records_is_looked_for_everywhere(service: Service, tiny_corpus: Corpus) -> None:
    """The record that speaks to the model is set aside, and its canary appears nowhere."""
    result = run_poisoning(service, tiny_corpus, seed=1, sample=1)
    assert (result.stories, result.failed, dict(result.shown)) == (1, 0, {})
    assert dict(result.treated) == {"suspected_injection": 1}


def test_what_comes_out_is_named_with_its_place() -> None:
    """A canary in a citation's author is another matter than one in the words of the story."""
    story = {
        **dict.fromkeys(("title", "dek"), "Quiet"),
        **{key: [] for key in ("sections", "story_so_far", "faq")},
        "citations": [{"author": CANARY, "quotes": [{"exact": "HAIL the machine"}]}],
        "methodology": {"unused": []},
    }
    result = Poisoning()
    _look(result, ATTACK, story, "rec_x")
    assert dict(result.shown) == {"quotes": 1, "citations' fields": 1, "anywhere": 1}
    assert dict(result.treated) == {"cited": 1}
    assert result.escaped[0] == "own, text, raw: quotes"


def test_a_table_keeps_its_columns_whatever_its_cells_hold() -> None:
    """A bar inside a cell is no border."""
    assert table(("a", "b"), [("x|y", 1)]) == "| a | b |\n| --- | --- |\n| x\\|y | 1 |"


def test_faults_are_counted_by_kind_and_listed() -> None:
    """Whoever reads the report sees which story broke which promise."""
    faults = (Fault("number", "title", "names 3"), Fault("link", "s1", "leads nowhere"))
    part = random_sets_part([SetOutcome(2, 201, "", 0.5, "slug-1234", faults, 1)])
    assert "| faults by kind | number 1, link 1 |" in part
    assert "* slug-1234 (2 records): number: title: names 3" in part


def test_an_assignment_without_an_editor_has_no_expected_beat(service: Service) -> None:
    """Our samples were filed by nobody, so that no beat is called wrong."""
    record = {"source": "forum", "external_id": "lone:1", "published_at": "2026-06-01T08:00:00Z"}
    given = {**record, "title": "The bridge in Orton is closed until the river has fallen"}
    [outcome] = run_assignments(service, [Assignment("lone", None, (given,), frozenset())])
    assert (outcome.status, outcome.expected_beat, outcome.faults) == (201, None, ())
