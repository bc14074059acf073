"""The terms of a set of records: how widely each is used, what it weighs, how much of them a record holds, and how near it is to all.

A term is a content word or an entity, "entity:slug".
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain

from app.story.publishers import publisher
from app.writers.extractive.heads import Head, families
from schemas.record import Record

ENTITY = "entity:"
_CORE = 60
_IN_PASSING = 0.5
_FIELD_WEIGHT = 0.15
_ENTITY_WEIGHT = 2.0
# A pair of Chinese characters that so many records share is of a name, with those that it runs into.
_MANY, _PAIR = 0.2, 2


def spread_of(records: Sequence[Record], features: Mapping[str, frozenset[str]]) -> Counter[str]:
    """Count, for each term, the publishers that use it."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        key = publisher(record)
        # Posts of unknown authors are one publisher for diversity, but each is a voice of its own here.
        used[record.id if key.startswith("unknown:") else key] |= features[record.id]
    return Counter(chain.from_iterable(used.values()))


def weigh(
    spread: Mapping[str, int],
    publishers: int,
    telling: Mapping[str, float],
    asked: frozenset[str],
    dull: frozenset[str],
) -> dict[str, float]:
    """Weigh each term by how many publishers use it; the words of an angle, `asked`, weigh most of all, and `dull` ones, that say little in this field, least."""
    terms: dict[str, float] = {}
    for term, count in spread.items():
        if count < 2 and publishers > 2 and term not in asked:  # noqa: PLR2004 - a word of one voice is no common subject
            continue
        weight = math.log1p(count) / math.log1p(max(2, publishers))
        if term in dull:
            weight *= _FIELD_WEIGHT
        elif term.startswith(ENTITY):
            weight *= _ENTITY_WEIGHT * telling[term.removeprefix(ENTITY)]
        terms[term] = weight * (3.0 if term in asked else 1.0)
    return terms


def relevance_of(
    features: Mapping[str, frozenset[str]], leads: Mapping[str, frozenset[str]], terms: Mapping[str, float]
) -> dict[str, float]:
    """Score each record by the core terms that it holds, for its length: 1 for the record nearest to the subject.

    A record is about what it begins with: what comes only later counts half.
    """
    core = dict(sorted(terms.items(), key=lambda item: (-item[1], item[0]))[:_CORE])
    raw = {
        record_id: math.fsum(core[t] * (1.0 if t in leads[record_id] else _IN_PASSING) for t in held if t in core)
        / math.log2(6 + len(held))
        for record_id, held in features.items()
    }
    most = max(raw.values(), default=0.0)
    return {record_id: round(score / most, 4) if most else 1.0 for record_id, score in raw.items()}


def told_early(entities: frozenset[str] | set[str], head: Head, lead: frozenset[str]) -> frozenset[str]:
    """Return the entities that a record's head names, or whose name begins with a word of its lead."""
    named = {ENTITY + slug for thing in head.things for slug in (thing, *families(thing))}
    return frozenset(
        entity for entity in entities if entity in named or entity.removeprefix(ENTITY).partition("-")[0] in lead
    )


def nearness_of(features: Mapping[str, frozenset[str]], dull: frozenset[str]) -> dict[str, float]:
    """Return the mean likeness of each record to all others, beside the median of these: 1 where it is as near as most.

    Likeness is the cosine of TF-IDF vectors, with the document frequencies of the set itself. A word that is shared by chance lies among
    others that are not.
    """
    holders = Counter(chain.from_iterable(features.values()))
    n = len(features)
    weights = {term: math.log((n + 1) / count) ** 2 for term, count in holders.items() if term not in dull}
    shared = {term for term in weights if holders[term] > 1}
    norms = {i: math.sqrt(math.fsum(weights.get(t, 0.0) for t in held)) or 1.0 for i, held in features.items()}
    masses: defaultdict[str, list[float]] = defaultdict(list)
    for record_id, held in features.items():
        for term in held & shared:
            masses[term].append(weights[term] / norms[record_id])
    total = {term: math.fsum(found) for term, found in masses.items()}
    near = {
        record_id: math.fsum(total[t] - weights[t] / norms[record_id] for t in held & shared) / norms[record_id]
        for record_id, held in features.items()
    }
    usual = sorted(near.values())[n // 2]
    return {record_id: each / usual if usual else 1.0 for record_id, each in near.items()}


def names_of(shares: Mapping[str, float]) -> dict[str, str]:
    """Return, for each pair of Chinese characters that many records share, one of those that make a name with it: 宇树, 树科 and 科技 are one name."""
    pairs = sorted(
        word for word, share in shares.items() if share >= _MANY and len(word) == _PAIR and not word.isascii()
    )
    names = {pair: pair for pair in pairs}
    for one in pairs:
        for other in pairs:
            if one[1] == other[0] and names[one] != names[other]:
                joined, gone = sorted((names[one], names[other]))
                names = {pair: joined if name == gone else name for pair, name in names.items()}
    return names
