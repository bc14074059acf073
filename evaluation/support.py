"""Measure the support score on people's verdicts: claims with the pages that they cite.

AttributionBench (attributable or not) is told in macro-F1, WiCE (supported, or only in part or not at all) in balanced accuracy, each at
the threshold that suits its development set best, and at the product's own. The paper of AttributionBench tells the mean over its four
sources; both are given. A threshold that was chosen on other tenths of the claims says how much of the best one is luck. What was tried
beside this, and what bounds it, is in docs/adr/0021-support-score-is-a-floor.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from app.story.bearing import Bearing, passages_of
from app.story.claims import MOST_OF_RECORD, SUPPORT_FLOOR
from app.story.record_id import record_id
from evaluation.corpus import Corpus
from evaluation.gold import Row
from evaluation.service import NOW
from schemas.record import Record

Scored = tuple[float, bool]

# The claims bear the marks of their references, which are no words or numbers of theirs.
_MARK = re.compile(r"\s?\[\d+\]")
_FOLDS = 10


def measure_support(corpus: Corpus) -> Iterator[Row]:
    """Give each figure with its name; of a corpus without verdicts, none."""
    if not (corpus.folder / "gold/verifier").is_dir():
        return
    bench = [
        (
            line["src_dataset"],
            _score(_MARK.sub("", line["claim"]), line["references"]),
            line["attribution_label"] == "attributable",
        )
        for line in corpus.lines("gold/verifier/ab_dev_all_subset_balanced.jsonl")
    ]
    every = [(score, label) for _, score, label in bench]
    yield "support, AttributionBench dev: claims", len(bench)
    yield "support, AttributionBench dev: macro-F1, best threshold", max(_macro_f1(every, each) for each, _ in every)
    yield "support, AttributionBench dev: macro-F1, threshold of the other nine tenths", _cross_validated(every)
    yield f"support, AttributionBench dev: macro-F1 at {SUPPORT_FLOOR}", _macro_f1(every, SUPPORT_FLOOR)
    parts = {part: [(score, label) for name, score, label in bench if name == part] for part, _, _ in bench}
    mean = max(sum(_macro_f1(own, each) for own in parts.values()) / len(parts) for each, _ in every)
    yield "support, AttributionBench dev: mean of its sources' macro-F1, best threshold", mean
    for part, own in sorted(parts.items()):
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


def _cross_validated(scored: Sequence[Scored]) -> float:
    """Return the macro-F1 where each tenth of the claims is judged by the threshold that suits the others best."""
    order = Random(_FOLDS).sample(range(len(scored)), len(scored))
    judged: list[Scored] = []
    for fold in range(_FOLDS):
        others = [scored[place] for number, place in enumerate(order) if number % _FOLDS != fold]
        threshold = max((score for score, _ in others), key=lambda each: _macro_f1(others, each))
        own = [scored[place] for number, place in enumerate(order) if number % _FOLDS == fold]
        judged += [(float(score >= threshold), label) for score, label in own]
    return _macro_f1(judged, 1.0)


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
