"""Find thousands of strings in a text at once, by the automaton of Aho and Corasick (1975): one pass, however many there are."""

from collections.abc import Iterable
from typing import Generic, TypeVar

import ahocorasick  # type: ignore[import-not-found]  # a C extension that ships no types

from app.language.boundaries import ASCII_WORD, LAST_OF_ASCII, extends_word

Value = TypeVar("Value")


class Automaton(Generic[Value]):
    """Strings, each with a value, compiled once; safe to share between threads.

    The strings in ASCII are compiled by themselves too. A text in ASCII holds no others, and the library asks one after
    another which characters may come next: hundreds, at the start of a string, where some are Chinese.
    """

    def __init__(self, strings: Iterable[tuple[str, Value]]) -> None:
        """Compile the strings, of which none may be empty."""
        values = dict(strings)
        self._all = _compiled(values)
        self._ascii = _compiled({string: value for string, value in values.items() if string.isascii()})

    def whole_words(self, text: str) -> list[tuple[int, int, Value]]:
        """Give (start, minus end, value) of every string that stands as whole words, in the order of their ends.

        An edge that is CJK or a sign asks nothing of its neighbour. Overlaps are given too.
        """
        automaton = self._ascii if text.isascii() else self._all
        found: list[tuple[int, int, Value]] = []
        if automaton is None:
            return found
        length = len(text)
        for last, (width, word_starts, word_ends, value) in automaton.iter(text):
            end = last + 1
            start = end - width
            # Most of what is found lies inside another word, in ASCII, so that is asked without a call.
            if word_ends and end < length:
                after = text[end]
                if after in ASCII_WORD or (after > LAST_OF_ASCII and extends_word(after)):
                    continue
            if word_starts and start:
                before = text[start - 1]
                if before in ASCII_WORD or (before > LAST_OF_ASCII and extends_word(before)):
                    continue
            found.append((start, -end, value))
        return found


def _compiled(values: dict[str, Value]) -> ahocorasick.Automaton | None:
    """Compile strings, or return None where there are none, for which the library has no automaton."""
    if not values:
        return None
    automaton = ahocorasick.Automaton()
    for string, value in values.items():
        automaton.add_word(string, (len(string), extends_word(string[0]), extends_word(string[-1]), value))
    automaton.make_automaton()
    return automaton
