"""Find thousands of strings in a text at once, by the automaton of Aho and Corasick (1975): one pass, however many there are.

The library tries the characters that may follow one after another, and whatever it finds in the middle of a word has to be
looked at in Python. So strings are looked for in forms in which few characters may follow and little is found in vain:

* Latin ones in the *shape* of the text, in which all that parts words is a space, with a space at each end. One can
  begin only where a word does. What is found is compared with the text, in which signs differ.
* Others in the UTF-8 of the text, where a Chinese character is three of some sixty each instead of one of hundreds, and
  only where the text holds one of their characters.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

import ahocorasick  # type: ignore[import-not-found]  # a C extension that ships no types

from app.language.boundaries import extends_word, stands_alone

Value = TypeVar("Value")

_LAST_OF_ASCII, _LAST_OF_LATIN = "\x7f", "\xff"
_SHAPES = bytes(code if extends_word(chr(code)) else 0x20 for code in range(256))


class WholeWords(Generic[Value]):
    """Strings, each with a value, compiled once; safe to share between threads."""

    def __init__(self, strings: Iterable[tuple[str, Value]]) -> None:
        """Compile the strings, of which none may be empty."""
        # What may stand where a key is found: how far before the key's end it ends, its length, itself and its value.
        latin: dict[str, list[tuple[int, int, str, Value]]] = {}
        others: dict[str, tuple[int, Value]] = {}
        alphabet: set[str] = set()
        for string, value in dict(strings).items():
            shape = _shape(string)
            if max(string) > _LAST_OF_LATIN or shape.isspace():
                others[_bytewise(string)] = (len(string), value)
                alphabet.update(character for character in string if shape.isspace() or character > _LAST_OF_LATIN)
            else:
                # A sign at an edge is a space already, and asks for no other.
                starts, ends = shape[1] == " ", shape[-2] == " "
                key = shape[starts : len(shape) - ends]
                latin.setdefault(key, []).append((1 - ends, len(string), string, value))
        self._latin = _compiled(latin)
        self._others = _compiled(others)
        self._signs = sorted(character for character in alphabet if character <= _LAST_OF_ASCII)
        letters = "".join(map(re.escape, sorted(alphabet.difference(self._signs))))
        self._letters = re.compile(f"[{letters}]") if letters else None

    def find(self, text: str) -> list[tuple[int, int, Value]]:
        """Give (end, start, value) of every string that stands as whole words, in the order of their ends, longest first.

        An edge that is CJK or a sign asks nothing of its neighbour. Overlaps are given too.
        """
        found = [
            (end, end - width, value)
            for last, candidates in (self._latin.iter(_shape(text)) if self._latin else ())
            for before, width, string, value in candidates
            # The shape begins with a space that the text does not have.
            if text[(end := last - before) - width : end] == string
        ]
        if not text.isascii():
            # What is beyond Latin-1 is a space in the shape, and may yet be a letter.
            found = [each for each in found if _is_apart(text, each[1], each[0])]
        if self._may_hold_others(text):
            found += self._others_in(text)
        found.sort()  # No two have the same end and start, so values are never compared.
        return found

    def _may_hold_others(self, text: str) -> bool:
        """Say whether a text has a character that only strings beyond Latin words have."""
        if any(sign in text for sign in self._signs):
            return True
        return self._letters is not None and not text.isascii() and self._letters.search(text) is not None

    def _others_in(self, text: str) -> Iterator[tuple[int, int, Value]]:
        """Find the strings that are not Latin words; places in UTF-8 are turned into those in the text, step by step."""
        encoded = text.encode("utf-8", "replace")
        reached = end = 0
        for last, (width, value) in self._others.iter(encoded.decode("latin-1")) if self._others else ():
            end += len(encoded[reached : last + 1].decode())
            reached = last + 1
            if stands_alone(text, end - width, end):
                yield end, end - width, value


def _shape(text: str) -> str:
    """Return a text with a space for every character that extends no word and for all beyond Latin-1, and one at each end."""
    return f" {text} ".encode("latin-1", "replace").translate(_SHAPES).decode("latin-1")


def _is_apart(text: str, start: int, end: int) -> bool:
    """Say whether what stands alone in the shape does so in the text."""
    if text[start - 1 : start] <= _LAST_OF_LATIN and text[end : end + 1] <= _LAST_OF_LATIN:
        return True
    return stands_alone(text, start, end)


def _bytewise(string: str) -> str:
    """Return a string's bytes in UTF-8 as characters."""
    return string.encode("utf-8", "replace").decode("latin-1")


def _compiled(values: dict[str, Any]) -> ahocorasick.Automaton | None:
    """Compile strings, or return None where there are none, for which the library has no automaton."""
    if not values:
        return None
    automaton = ahocorasick.Automaton()
    for string, value in values.items():
        automaton.add_word(string, value)
    automaton.make_automaton()
    return automaton
