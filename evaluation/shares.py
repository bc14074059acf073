"""Measure on whom a story leans: the share of its quotes, and of its weights, that one publisher carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.story.publishers import publishers
from evaluation.service import Service
from schemas.record import Record

# From so many publishers on none may carry more than two fifths.
_SEVERAL = 5


@dataclass(frozen=True, slots=True)
class Shares:
    """The largest share, 0 to 1, that one of a story's publishers has of what sections and answers quote, with title and dek or without, and of the weights."""

    publishers: int
    quotes: float
    weights: float

    @property
    def is_bound(self) -> bool:
        """Say whether there are publishers enough for a share to be too large."""
        return self.publishers >= _SEVERAL


def shares_of(story: Mapping[str, Any], service: Service) -> Shares:
    """Measure a story by the records that it cites."""
    ids = sorted({citation["record_id"] for citation in story["citations"]})
    found = [service.get(f"/records/{each}") or {} for each in ids]
    # What is found in a record besides, its own endpoint alone tells.
    fields = [{name: value for name, value in each.items() if name in Record.model_fields} for each in found]
    return measure_shares(story, map(Record.model_validate, fields))


def measure_shares(story: Mapping[str, Any], records: Iterable[Record]) -> Shares:
    """Measure a story that cites these records; each line counts for every record that it rests on, the story so far for none."""
    publisher_of = publishers(records)
    cited = {citation["number"]: publisher_of[citation["record_id"]] for citation in story["citations"]}
    paragraphs = [p for section in story["sections"] for p in section["paragraphs"]]
    sentences = [s for p in paragraphs for s in p["sentences"]] + [s for item in story["faq"] for s in item["answer"]]
    quotes = Counter(cited[number] for sentence in sentences for number in sentence["citations"])
    quoted = {quote["id"]: citation["number"] for citation in story["citations"] for quote in citation["quotes"]}
    above = [{quoted[quote] for quote in story[line]} for line in ("title_quotes", "dek_quotes")]
    with_head = quotes + Counter(cited[number] for line in above for number in line)
    weights = Counter[str]()
    for citation in story["citations"]:
        # In whole parts: sums of floats are a little more than they should be.
        weights[cited[citation["number"]]] += round(citation["weight"] * 10_000)
    return Shares(len(set(cited.values())), max(_largest(quotes), _largest(with_head)), _largest(weights))


def largest(shares: Iterable[Shares]) -> tuple[float, float]:
    """Return the largest share of quotes and the largest of weights among stories of publishers enough."""
    bound = [each for each in shares if each.is_bound]
    return max((each.quotes for each in bound), default=0.0), max((each.weights for each in bound), default=0.0)


def _largest(counts: Counter[str]) -> float:
    return max(counts.values(), default=0) / max(1, counts.total())
