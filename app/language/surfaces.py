"""Fold text so that the spellings of one name compare equal, without losing where each character stood.

Two spellings fold alike when they differ in case, in full-width forms, in straight or curly quotation marks, or in the
white space between words, and in nothing else. The fold is one character for one character, but for runs of white
space, so a place in folded text leads back to its place in the original. Two spellings that fold alike here are also
alike after NFKC, straight quotation marks and ``str.casefold``: any reader may check a link without this module.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

# U+0130 (a dotted capital I) is the one letter whose lower case is two characters; a noncharacter, which no cleaned
# text holds, stands in for it. Sigma has two lower-case forms by its place in a word; one of them stands for both.
_ODD_LETTERS = {"\u0130": "\ufdd0", "\u03a3": "\u03c3", "\u03c2": "\u03c3"}
_QUOTATION_MARKS = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    " ",
)
_PLAIN = {**_ODD_LETTERS, **_QUOTATION_MARKS, **_FULL_WIDTH, **_SPACES}
_ODD = re.compile("[" + re.escape("".join(_PLAIN)) + "]")
# No name holds a vertical tab, so no name is found across a break.
_BREAK = "\v"
_BLANK_LINE = _BREAK * 2
_WHITE = re.compile(r"\s{2,}|[^\S ]")


class FoldedText(NamedTuple):
    """A text folded for matching: ``folded`` in lower case, ``cased`` in its own case, both of one length.

    ``resumes`` are the places, ascending, from which the original is ``removed`` characters longer than the fold.
    """

    folded: str
    cased: str
    resumes: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open span of the original text that ``[start, end)`` of the fold stands for."""
        if not self.resumes:
            return start, end
        return self._original(start), self._original(end - 1) + 1

    def _original(self, place: int) -> int:
        runs_before = bisect_right(self.resumes, place)
        return place + self.removed[runs_before - 1] if runs_before else place


def fold_text(text: str) -> FoldedText:
    """Fold a text for matching; a line wrap inside a paragraph becomes one space, a blank line stays a break."""
    cased = text if text.isascii() else _ODD.sub(lambda odd: _PLAIN[odd.group()], text)
    if "  " in cased or " \n" in cased or "\n " in cased or "\t" in cased:
        return _fold_white_space(cased)
    if "\n" in cased:
        # Without runs but of line feeds, a blank line can keep its length and a line wrap be replaced in place.
        cased = cased.replace("\n\n", _BLANK_LINE).replace("\n", " ")
    return FoldedText(cased.lower(), cased)


def fold_surface(text: str) -> str:
    """Give the form under which a name, a term or a word is looked up."""
    return fold_text(text.strip()).folded


def _fold_white_space(text: str) -> FoldedText:
    pieces: list[str] = []
    resumes: list[int] = []
    removed: list[int] = []
    cursor = longer = 0
    for run in _WHITE.finditer(text):
        start, end = run.span()
        blank_line = end - start > 1 and run.group().count("\n") > 1
        pieces += (text[cursor:start], _BREAK if blank_line else " ")
        cursor = end
        if end - start > 1:
            longer += end - start - 1
            resumes.append(end - longer)
            removed.append(longer)
    pieces.append(text[cursor:])
    cased = "".join(pieces)
    return FoldedText(cased.lower(), cased, tuple(resumes), tuple(removed))
