"""Texts that match a pattern, drawn by chance from the pattern itself; quicker than Hypothesis by far, so that all of the service's can be tried."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from re import _constants as kinds  # how Python reads a pattern has no public name any more
from re import _parser as parser
from typing import Any

_ANY = "abc xyz,;"
_OF_CATEGORY = {
    kinds.CATEGORY_WORD: "abz09",
    kinds.CATEGORY_SPACE: " ",
    kinds.CATEGORY_DIGIT: "0123",
    kinds.CATEGORY_NOT_SPACE: "ab.[=",
    kinds.CATEGORY_NOT_WORD: " ,.",
}


def draw_match(source: str, chance: Random) -> str:
    """Draw a text that the pattern is likely to match: anchors and what is looked at beside it are not seen to."""
    return _drawn(parser.parse(source), chance)


def _drawn(parts: Iterable[tuple[Any, Any]], chance: Random) -> str:
    return "".join(_part(kind, value, chance) for kind, value in parts)


def _part(kind: Any, value: Any, chance: Random) -> str:
    drawn = ""
    if kind is kinds.LITERAL:
        drawn = chr(value)
    elif kind is kinds.ANY:
        drawn = chance.choice(_ANY)
    elif kind is kinds.IN:
        drawn = _letter(value, chance)
    elif kind is kinds.SUBPATTERN:
        drawn = _drawn(value[-1], chance)
    elif kind is kinds.BRANCH:
        drawn = _drawn(chance.choice(value[1]), chance)
    elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, repeated = value
        times = chance.randint(least, min(int(most), least + 2))
        drawn = "".join(_drawn(repeated, chance) for _ in range(times))
    return drawn


def _letter(members: list[tuple[Any, Any]], chance: Random) -> str:
    """Draw a character of a set, or one that a set leaves out where it says so."""
    held = ""
    for kind, value in members:
        if kind is kinds.LITERAL:
            held += chr(value)
        elif kind is kinds.RANGE:
            held += "".join(map(chr, range(value[0], value[1] + 1)))
        elif kind is kinds.CATEGORY:
            held += _OF_CATEGORY[value]
    if members[0][0] is kinds.NEGATE:
        held = "".join(character for character in _ANY if character not in held)
    return chance.choice(held)
