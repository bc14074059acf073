"""What is left out of labelled sets is counted, and the labels are fit to count by."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.story.record_id import record_id
from evaluation import near_misses
from evaluation.near_misses import LeftOut, labelled_sets, run_near_misses
from evaluation.report import near_misses_part
from evaluation.service import Service
from tests.writers.press import Given, post

_TITLES = (
    "Moth 7 takes over the tide table of Greyfin Rock",
    "Harbour office lets Moth 7, its language model, answer the ships",
    "Keepers say the language model Moth 7 reads the tide table twice",
    "Moth 7 sent a trawler onto the sandbank, skippers say",
    "The harbour office defends its language model Moth 7 after the sandbank",
    "Ships are told not to trust the tide table of Moth 7",
)


def _pair(given: Given) -> list[str]:
    return [given["source"], given["external_id"]]


def test_every_set_holds_what_belongs_and_what_does_not() -> None:
    """A set is large enough to have a subject, names no record twice, and most of it belongs."""
    sets = list(labelled_sets())
    assert len(sets) > 20
    for ids, misses in sets:
        assert len(ids) == len(set(ids)) >= 5
        assert misses < set(ids)
        assert 0 < len(misses) < len(ids) / 2


def test_what_is_left_out_is_counted(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A near miss that is left out is found; a set that nothing can be written of is not counted."""
    told = [post(n, f"{title}, as the log shows.", title=title) for n, title in enumerate(_TITLES)]
    paint = post(500, "A brush is best kept in oil.", title="Paint, brushes and the like")
    service.send([dict(each) for each in (*told, paint)])
    labels = tmp_path / "labels.jsonl"
    sets = [
        {"set": "moth", "belonging": [_pair(each) for each in told], "near_misses": [_pair(paint)]},
        {"set": "gone", "belonging": [["reddit", "t3_gone"]], "near_misses": []},
    ]
    labels.write_text("".join(json.dumps(each) + "\n" for each in sets), encoding="utf-8")
    monkeypatch.setattr(near_misses, "_LABELS", labels)
    assert record_id(*_pair(paint)) in next(labelled_sets())[1]
    assert run_near_misses(service) == LeftOut(sets=1, found=1, near_misses=1, others=0, belonging=6)


def test_recall_and_precision_are_told() -> None:
    """Of four near misses three are found, and one other record is left out with them."""
    told = near_misses_part(LeftOut(sets=2, found=3, near_misses=4, others=1, belonging=20))
    assert "| near misses off topic | 3 of 4 (75.0 %) |" in told
    assert "| recall | 0.750 |" in told
    assert "| precision | 0.750 |" in told
    assert LeftOut(1, 0, 0, 0, 5).recall == LeftOut(1, 0, 1, 0, 5).precision == 0.0
