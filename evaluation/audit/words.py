"""What words claim: what stands between quotation marks, the numbers, the names, and what is no prose at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

_MARKUP = re.compile(
    r"\{\{|\}\}|</?[a-z][^>]*>|\]\(|!\[|\*\*|```|&(?:amp|lt|gt|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE
)
# Controls, direction marks and what is invisible; the joiner of emoji and of some scripts is left alone.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd\ud800-\udfff]"
)
_ONE_MARK = str.maketrans(dict.fromkeys('‘’‚‛“”„‟«»‹›＂＇「」『』"`´′″', "'"))
_FIGURE = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_UNITS = _SMALL.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORDS = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 10 * value for value, word in enumerate(_TENS, 2)}
    | {f"{ten}-{_UNITS[unit]}": 10 * value + unit for value, ten in enumerate(_TENS, 2) for unit in range(1, 10)}
    | {"hundred": 100, "thousand": 1_000, "dozen": 12, "million": 1_000_000, "billion": 1_000_000_000}
)
_WORD = re.compile(r"[A-Za-z]+(?:-[a-z]+)?")
_CHINESE_COUNT = re.compile(r"([两二三四五六七八九十])(?=[个位条篇名家种次份款项])")
_CHINESE_DIGITS = {"两": 2, **{digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}}
# A name: a word with a capital, and such words beside it. Figures and dots belong to it where they touch.
_NAME = re.compile(r"[A-Z][\w.+&-]*")
_NO_NAMES = frozenset({"I", "A"})


class Split(NamedTuple):
    """A sentence taken apart: passages in marks that stand in the evidence, those that do not, and the words around."""

    borne_out: list[str]
    unfounded: list[str]
    around: str


def leaks(text: str) -> str | None:
    """Say what in a text no reader should see: mark-up, controls, invisible characters, or letters not in NFC."""
    if found := _MARKUP.search(text):
        return f"mark-up {found.group()!r}"
    if found := _UNSEEN.search(text):
        return f"an unseen character {found.group()!r}"
    return None if unicodedata.is_normalized("NFC", text) else "letters that are not in NFC"


def folded(text: str) -> str:
    """Return a text with white space and kinds of quotation marks made one: what typesetting may change, and no more."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ONE_MARK).split())


def split_quoted(text: str, stands: Callable[[str], bool]) -> Split:
    """Take a sentence apart at its quotation marks, “ and ” or straight ones.

    A passage ends at the last closing mark with which it `stands` in the evidence, so that marks inside it, even without
    a partner, are no trouble; where it stands with none, it ends at the nearest.
    """
    borne_out, unfounded, around, place = list[str](), list[str](), list[str](), 0
    while (opening := _next_mark(text, place)) >= 0:
        around.append(text[place:opening])
        closing_mark = "”" if text[opening] == "“" else '"'
        ends = [i for i in range(opening + 1, len(text)) if text[i] == closing_mark]
        good = [end for end in ends if stands(text[opening + 1 : end])]
        if not good:
            end = ends[0] if ends else len(text)
            unfounded.append(text[opening + 1 : end])
        else:
            end = good[-1]
            borne_out.append(text[opening + 1 : end])
        place = end + 1
    return Split(borne_out, unfounded, " … ".join([*around, text[place:]]))


def _next_mark(text: str, place: int) -> int:
    marks = [i for i in (text.find("“", place), text.find('"', place)) if i >= 0]
    return min(marks, default=-1)


def numbers(text: str) -> set[str]:
    """Return the numbers that a text names, as decimal figures; the word “one” says nothing and is left out."""
    figures = {each.replace(",", "").lstrip("0") or "0" for each in _FIGURE.findall(text)}
    named = {_NUMBER_WORDS.get(word.casefold(), 1) for word in _WORD.findall(text)} - {1}
    counted = {_CHINESE_DIGITS[digit] for digit in _CHINESE_COUNT.findall(text)}
    return figures | {str(value) for value in named | counted}


def names(text: str) -> set[str]:
    """Return the words that begin with a capital, but for the first of the text, or behind a colon, which any word may be."""
    found = [match for match in _NAME.finditer(text) if text[: match.start()].strip(" …,“")[-1:] not in {"", ":", "："}]
    return {match.group().rstrip(".-") for match in found} - _NO_NAMES
