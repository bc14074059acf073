"""Say which words of a Chinese sentence claim something that its evidence does not say.

Chinese is not cut into words here. A character is borne out where it and its neighbour stand side by side in the
evidence, where it belongs to a near-synonym of something that stands there, or to a plain word. What is left over is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from app.language.gazetteer import Gazetteer
from app.story.evidence import Basis
from app.story.lexicon import chinese
from schemas.base import Support

if TYPE_CHECKING:
    from app.story.claimed import Claimed

_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_LONGEST = 6


def is_chinese(text: str) -> bool:
    """Say whether a text has any Chinese in it."""
    return _RUN.search(text) is not None


def read(text: str, basis: Basis, support: Support, gazetteer: Gazetteer | None, found: Claimed) -> None:
    """Add what the Chinese parts of a text claim to what was found; a pair of characters counts as a word."""
    named = [(each.start, each.end) for each in gazetteer.find(text)] if gazetteer else []
    for run in _RUN.finditer(text):
        words = run.group()
        held = [_is_named(run.start() + place, named) for place in range(len(words))]
        _hold_pairs(words, held, basis.chinese)
        found.grave += _grave(words, held, basis)
        told = list(held)
        _hold_alike(words, told, basis)
        found.held += sum(told) / 2
        _hold_plain(words, told, _free(support))
        found.others += [words[start:end] for start, end in _gaps(told)]


def _is_named(place: int, named: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in named)


def _hold_pairs(words: str, held: list[bool], known: str) -> None:
    for place in range(len(words) - 1):
        if words[place : place + 2] in known:
            held[place] = held[place + 1] = True
    if len(words) == 1 and words in known:
        held[0] = True


def _grave(words: str, held: list[bool], basis: Basis) -> Iterator[str]:
    """Yield the grave words that nothing in the evidence bears out, and mark them as dealt with."""
    for start, end in _places(words, chinese().grave):
        word = words[start:end]
        if basis.has_chinese(word):
            continue
        if all(held[start:end]) and end - start == 1:
            continue
        yield word
        held[start:end] = [True] * (end - start)


def _hold_alike(words: str, held: list[bool], basis: Basis) -> None:
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            if words[start:end] in chinese().groups and basis.has_chinese(words[start:end]):
                held[start:end] = [True] * (end - start)
                break


def _hold_plain(words: str, held: list[bool], free: frozenset[str]) -> None:
    for start, end in _places(words, free):
        held[start:end] = [True] * (end - start)


def _places(words: str, of: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where words of a list stand, the longest at each place, from left to right without overlap."""
    start = 0
    while start < len(words):
        end = next((e for e in range(min(len(words), start + _LONGEST), start, -1) if words[start:e] in of), start)
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _gaps(held: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for place, is_held in enumerate([*held, True]):
        if is_held and start is not None:
            yield start, place
            start = None
        elif not is_held and start is None:
            start = place


@lru_cache(maxsize=4)
def _free(support: Support) -> frozenset[str]:
    lists = chinese()
    if support == "verbatim":
        return lists.plain | lists.setting
    return lists.plain | lists.reading if support == "analysis" else lists.plain
