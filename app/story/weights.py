"""How much of a story rests on each record, and why: what `weight` in a citation means.

A record weighs by what is quoted of it (each sentence counts by the root of its quoted characters; one in
the story so far or in an answer counts half) and by how near it is to the subject. The weights sum to 1,
and where five or more publishers are quoted none carries more than 40 %.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.story.publishers import capped, publishers
from schemas.record import Record
from schemas.story import Sentence

_HALF = 0.5
_NEARNESS = 0.3
# Weights are told in so many parts of a whole.
_PARTS = 10_000
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class Weight:
    """A record's share of a story, 0 to 1, and the reason in words."""

    share: float
    reason: str


def weigh(
    body: Sequence[Sentence],
    secondary: Sequence[Sentence],
    lengths: Mapping[str, int],
    owners: Mapping[str, str],
    records: Mapping[str, Record],
    relevance: Mapping[str, float],
) -> dict[str, Weight]:
    """Weigh each cited record.

    `lengths` holds the characters of each quote by id, `owners` the record id of each quote by id; `secondary` are
    the sentences of the story so far and of answers.
    """
    mass: defaultdict[str, float] = defaultdict(float)
    told: Counter[str] = Counter()
    for sentences, factor in ((body, 1.0), (secondary, _HALF)):
        for sentence in sentences:
            for quote in sentence.quotes:
                mass[owners[quote]] += factor * math.sqrt(lengths[quote])
                told[owners[quote]] += 1
    raw = {i: value * (1 + _NEARNESS * relevance.get(i, 0.0)) for i, value in mass.items()}
    keys = publishers(records[i] for i in raw)
    publisher_of = {i: keys[records[i].id] for i in raw}
    shares = _rounded(capped(raw, publisher_of.__getitem__), publisher_of)
    total = sum(raw.values())
    plain = {i: value / total for i, value in raw.items()}
    return {i: Weight(share, _reason(told[i], relevance.get(i), share, plain[i])) for i, share in shares.items()}


def _rounded(shares: Mapping[str, float], publisher_of: Mapping[str, str]) -> dict[str, float]:
    """Round the shares so that they still sum to 1, and lift no publisher over its share: most goes to those who lose most by it."""
    parts = {name: math.floor(share * _PARTS + _CLOSE) for name, share in shares.items()}
    room: defaultdict[str, float] = defaultdict(float)
    for name, share in shares.items():
        room[publisher_of[name]] += share * _PARTS - parts[name]
    left = _PARTS - sum(parts.values()) if parts else 0
    for name in sorted(parts, key=lambda name: (parts[name] - shares[name] * _PARTS, name)):
        if left > 0 and room[publisher_of[name]] > _CLOSE:
            parts[name] += 1
            room[publisher_of[name]] -= 1
            left -= 1
    return {name: part / _PARTS for name, part in parts.items()}


def _reason(sentences: int, relevance: float | None, share: float, uncapped: float) -> str:
    parts = [f"quoted in {sentences} sentence{'s' if sentences != 1 else ''}"]
    if relevance is not None:
        parts.append(f"{relevance:.0%} as near to the subject as the nearest record")
    if share < uncapped - 0.005:
        parts.append("held back so that its publisher carries no more than 40 % of the story")
    return "; ".join(parts)
