"""Measure the support score on people's verdicts: claims with the pages that they cite.

AttributionBench (attributable or not) is told in macro-F1, WiCE (supported, or only in part or not at all) in balanced accuracy, each at
the threshold that suits its development set best, and at the product's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.story.bearing import Bearing, passages_of
from app.story.claims import MOST_OF_RECORD, SUPPORT_FLOOR
from app.story.record_id import record_id
from evaluation.corpus import Corpus
from evaluation.gold import Row
from evaluation.service import NOW
from schemas.record import Record

Scored = tuple[float, bool]


def measure_support(corpus: Corpus) -> Iterator[Row]:
    """Give each figure with its name; of a corpus without verdicts, none."""
    if not (corpus.folder / "gold/verifier").is_dir():
        return
    bench = [
        (line["src_dataset"], _score(line["claim"], line["references"]), line["attribution_label"] == "attributable")
        for line in corpus.lines("gold/verifier/ab_dev_all_subset_balanced.jsonl")
    ]
    every = [(score, label) for _, score, label in bench]
    yield "support, AttributionBench dev: claims", len(bench)
    yield "support, AttributionBench dev: macro-F1, best threshold", max(_macro_f1(every, each) for each, _ in every)
    yield f"support, AttributionBench dev: macro-F1 at {SUPPORT_FLOOR}", _macro_f1(every, SUPPORT_FLOOR)
    for part in sorted({part for part, _, _ in bench}):
        own = [(score, label) for name, score, label in bench if name == part]
        yield f"support, AttributionBench dev, {part}: macro-F1, best threshold", max(_macro_f1(own, e) for e, _ in own)
    lines = corpus.lines("gold/verifier/wice_claim_dev.jsonl")
    wice = [(_score(line["claim"], line["evidence"]), line["label"] == "supported") for line in lines]
    yield "support, WiCE dev: claims", len(wice)
    yield "support, WiCE dev: balanced accuracy, best threshold", max(_balanced(wice, each) for each, _ in wice)
    yield f"support, WiCE dev: balanced accuracy at {SUPPORT_FLOOR}", _balanced(wice, SUPPORT_FLOOR)


def _score(claim: str, pages: Sequence[str]) -> float:
    record = Record.model_validate(
        {
            "id": record_id("gold", "gold"),
            "source": "gold",
            "external_id": "gold",
            "kind": "article",
            "url": None,
            "community": None,
            "author": None,
            "title": None,
            "text": "\n".join(pages),
            "language": "en",
            "published_at": NOW,
            "collected_at": NOW,
            "parent_external_id": None,
            "engagement": {},
            "image": None,
            "status": "active",
            "version": 1,
        }
    )
    return Bearing(claim, passages_of(record, "text", MOST_OF_RECORD)).score()


def _macro_f1(scored: Sequence[Scored], threshold: float) -> float:
    """Return the mean of both classes' F1."""
    found = []
    for wanted in (True, False):
        right = sum(label == wanted == (score >= threshold) for score, label in scored)
        said = sum((score >= threshold) == wanted for score, _ in scored)
        are = sum(label == wanted for _, label in scored)
        found.append(2 * right / (said + are) if said + are else 0.0)
    return sum(found) / 2


def _balanced(scored: Sequence[Scored], threshold: float) -> float:
    """Return the mean of the shares of each class that are told right."""
    of = {
        wanted: [(score >= threshold) == wanted for score, label in scored if label == wanted]
        for wanted in (True, False)
    }
    return sum(sum(right) / len(right) for right in of.values()) / 2
