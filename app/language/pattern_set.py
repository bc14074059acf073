"""Many patterns asked of many texts at once, of which nearly none matches: each is tried only where its own words stand.

For each pattern it is worked out which strings no match can be without, from the pattern itself (as R. Cox does for code
search, "Regular Expression Matching with a Trigram Index", 2012). The rarest are looked for in one pass of an automaton (Aho
and Corasick, 1975); only the patterns that have their strings in the text are tried. So the answer is that of trying all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from math import prod
from re import _constants as kinds  # how Python reads a pattern has no public name any more
from re import _parser as parser
from typing import Any, NamedTuple

from ahocorasick import Automaton  # type: ignore[import-not-found]  # a C extension that ships no types

from app.language.pattern import late

# A stretch of a pattern that can be so many strings is no use for looking, and a set of letters no larger is spelled out.
_MOST_STRINGS, _MOST_LETTERS = 200, 8
# How often a character stands in running text, in percent: enough to tell which strings are rare.
_COMMON = {
    " ": 18.0, "e": 10.0, "t": 7.4, "a": 6.5, "o": 6.1, "i": 5.8, "n": 5.7, "s": 5.2, "h": 4.9, "r": 4.8, "d": 3.4, "l": 3.3, "u": 2.3, "c": 2.2, "m": 2.0,
    "w": 1.9, "f": 1.8, "g": 1.6, "y": 1.6, "p": 1.5, "b": 1.2, ".": 1.0, ",": 1.0,
}  # fmt: skip
_RARE = 0.5

# One of these strings stands in every match.
Need = frozenset[str]


def alternatives(source: str) -> list[str]:
    """Return the alternatives that a pattern's source offers, each a pattern of its own; those inside brackets belong together."""
    bars = [-1]
    depth = place = 0
    in_set = False
    while place < len(source):
        each = source[place]
        if each == "\\":
            place += 1
        elif in_set:
            in_set = each != "]"
        elif each == "[":
            in_set = True
            # Right behind its opening a bracket is a member of the set.
            place += 2 if source.startswith("[^]", place) else source.startswith("[]", place)
        elif each == "|" and not depth:
            bars.append(place)
        else:
            depth += (each == "(") - (each == ")")
        place += 1
    return [source[start + 1 : end] for start, end in pairwise([*bars, len(source)])]


class PatternSet:
    """Patterns that are searched for together; built when first asked, or by `pattern.compile_all`."""

    def __init__(self, sources: Iterable[str]) -> None:
        """Take the patterns' sources; each must need some string, or it would be tried everywhere."""
        self._sources = list(sources)
        self._built: _Built | None = None
        late(self._build)

    def search(self, text: str) -> bool:
        """Say whether any of the patterns matches somewhere in the text."""
        return any(one.search(text) is not None for one in self._worth_trying(text))

    def may_match(self, text: str) -> bool:
        """Say whether any pattern has what it needs in the text: quick, and never wrong when it says no."""
        return next(self._worth_trying(text), None) is not None

    def _worth_trying(self, text: str) -> Iterator[re.Pattern[str]]:
        """Yield the patterns whose strings all stand in the text."""
        strings, patterns = self._built or self._build()
        numbers = {number for _, of_string in strings.iter(text) for number in of_string}
        for number in numbers:
            one, also = patterns[number]
            if also is None or any(map(text.__contains__, also)):
                yield one

    def _build(self) -> _Built:
        """Compile the patterns, and the automaton of what they need."""
        numbers: dict[str, list[int]] = {}
        patterns: list[tuple[re.Pattern[str], Need | None]] = []
        for number, source in enumerate(self._sources):
            rarest, *others = needs_of(source)
            patterns.append((re.compile(source), others[0] if others else None))
            for string in rarest:
                numbers.setdefault(string, []).append(number)
        strings = Automaton()
        for string, of_patterns in numbers.items():
            strings.add_word(string, of_patterns)
        strings.make_automaton()
        self._built = _Built(strings, patterns)
        return self._built


class _Built(NamedTuple):
    """What is asked: the automaton, whose strings lead to the numbers of patterns, and the patterns with what else each needs."""

    strings: Automaton
    patterns: Sequence[tuple[re.Pattern[str], Need | None]]


def needs_of(source: str) -> list[Need]:
    """Return sets of strings of each of which any match of a pattern holds one, the rarest first; raise ValueError where there are none."""
    found = sorted(_Walk().over(parser.parse(source)), key=_frequency)
    if not found:
        message = f"a match of this pattern needs no string: {source[:80]}"
        raise ValueError(message)
    return found


def _frequency(need: Need) -> float:
    """Estimate how often one of the strings stands at a place of running text, as if characters came by chance."""
    return sum(prod(_COMMON.get(character, _RARE) / 100 for character in string) for string in need)


class _Walk:
    """A walk over a pattern's parts, which gathers what is needed; `_open` is what the last stretch may be, spelled out."""

    def __init__(self) -> None:
        self._needs: list[Need] = []
        self._open: Need = frozenset([""])

    def over(self, parts: Iterable[tuple[Any, Any]]) -> list[Need]:
        """Walk; return the needs of the whole."""
        for kind, value in parts:
            self._take(kind, value)
        self._close()
        return self._needs

    def _take(self, kind: Any, value: Any) -> None:  # noqa: ANN401 - a part of a pattern as Python has it
        spelled = _spelled(kind, value)
        if spelled is not None and len(spelled) * len(self._open) <= _MOST_STRINGS:
            self._open = frozenset(before + after for before, after in product(self._open, spelled))
            return
        self._close()
        if spelled is not None:
            self._open = spelled
        else:
            self._needs += _needs_of_part(kind, value)

    def _close(self) -> None:
        """Keep what the stretch may be, unless it may be nothing."""
        if "" not in self._open:
            self._needs.append(self._open)
        self._open = frozenset([""])


def _spelled(kind: Any, value: Any) -> Need | None:  # noqa: ANN401 - a part of a pattern as Python has it
    """Return every string that a part may match, or None where they are too many; what matches no character is the empty one."""
    spelled: Need | None = None
    if kind is kinds.LITERAL:
        spelled = frozenset([chr(value)])
    elif kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
        spelled = frozenset([""])
    elif kind is kinds.IN:
        spelled = _letters(value)
    elif kind is kinds.SUBPATTERN:
        spelled = _spelled_in_turn(value[-1])
    elif kind is kinds.BRANCH:
        branches = [_spelled_in_turn(branch) for branch in value[1]]
        spelled = _bounded(frozenset[str]().union(*(each for each in branches if each))) if all(branches) else None
    elif kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[1] == 1:
        once = _spelled_in_turn(value[2])
        spelled = once and (once if value[0] else once | {""})
    return spelled


def _spelled_in_turn(parts: Iterable[tuple[Any, Any]]) -> Need | None:
    """Return every string that parts may match one after another, or None where they are too many."""
    strings: Need | None = frozenset([""])
    for kind, value in parts:
        spelled = _spelled(kind, value)
        if strings is None or spelled is None:
            return None
        strings = _bounded(frozenset(map("".join, product(strings, spelled))))
    return strings


def _bounded(strings: Need) -> Need | None:
    return strings if len(strings) <= _MOST_STRINGS else None


def _letters(members: Sequence[tuple[Any, Any]]) -> Need | None:
    """Return the characters of a set, or None where it is large or says what it does not hold."""
    if len(members) > _MOST_LETTERS or any(kind is not kinds.LITERAL for kind, _ in members):
        return None
    return frozenset(chr(value) for _, value in members)


def _needs_of_part(kind: Any, value: Any) -> list[Need]:  # noqa: ANN401 - a part of a pattern as Python has it
    """Return what a part that cannot be spelled out needs."""
    if kind is kinds.SUBPATTERN:
        return _Walk().over(value[-1])
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[0]:
        return _Walk().over(value[2])
    if kind is kinds.BRANCH:
        best = [min(_Walk().over(branch), key=_frequency, default=None) for branch in value[1]]
        return [frozenset[str]().union(*(each for each in best if each))] if all(best) else []
    return []
