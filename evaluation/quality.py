"""Measure what no rule can promise of a story: how much it repeats itself, and how it is built."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

# A sentence says again what another says where most of the shorter one's content words stand in the other.
_AGAIN = 0.7
_LEAST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{3,}|\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LITTLE = """
the and for are was were has have had not but with from this that these those they them their there its you
your our his her she will would can could should about into over than then also been being who what when where
which while just more most some such very all any out one how why does did doing because after before between
both each few own same only too
"""
_LITTLE_WORDS = frozenset(_LITTLE.split())


@dataclass(frozen=True, slots=True)
class Quality:
    """How a story is built. Similarities are cosines of content words, of pairs of sentences in the sections."""

    sentences: int
    similarity_mean: float
    similarity_max: float
    said_again: float
    publishers: int
    sections: int
    questions: int
    words: int


def measure(story: dict[str, Any]) -> Quality:
    """Measure one story, as the API gives it."""
    body = [s for section in story["sections"] for p in section["paragraphs"] for s in p["sentences"]]
    quotes = {quote["id"]: quote["exact"] for citation in story["citations"] for quote in citation["quotes"]}
    # What is attributed to whom is told in the same words each time, so that only what is quoted is compared.
    bags = [Counter(_content_words(" ".join(quotes[i] for i in sentence["quotes"]))) for sentence in body]
    likeness = [_cosine(one, other) for one, other in combinations(bags, 2)]
    again = {j for i, j in combinations(range(len(bags)), 2) if _says_again(bags[i], bags[j])}
    return Quality(
        sentences=len(body),
        similarity_mean=sum(likeness) / len(likeness) if likeness else 0.0,
        similarity_max=max(likeness, default=0.0),
        said_again=len(again) / len(body) if body else 0.0,
        publishers=story["methodology"]["publisher_count"],
        sections=sum(section["heading"] is not None for section in story["sections"]),
        questions=len(story["faq"]),
        words=story["word_count"],
    )


def _content_words(text: str) -> Iterator[str]:
    """Give the words of a text that tell something; of Chinese, every two characters."""
    for word in _WORD.findall(_HAN.sub(" ", text.casefold())):
        if word not in _LITTLE_WORDS:
            yield word
    for stretch in _HAN.findall(text):
        yield from (stretch[i : i + 2] for i in range(len(stretch) - 1))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    product = sum(count * other[word] for word, count in one.items())
    return product / math.sqrt(_square(one) * _square(other)) if product else 0.0


def _square(bag: Counter[str]) -> int:
    return sum(count * count for count in bag.values())


def _says_again(one: Counter[str], other: Counter[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= _LEAST_WORDS and len(one.keys() & other.keys()) >= _AGAIN * shorter
