"""Find the numbers in a sentence, in digits and in words, and say which its evidence does not bear out.

A number is compared by its digits, its scale (thousand, 万, million, 亿 …) and its unit where both state one: 3 % is not
3 million, and $5 not €5. A number in digits must stand in digits; one in words may stand in words or in digits. Nothing
is converted, so 1.2k does not bear out 1,200: a reader who looks for the figure finds the figure.
"""

import re
from typing import NamedTuple

from app.language.pattern import pattern

_UNDER_TWENTY = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_WORDS = {word: str(number) for number, word in enumerate(_UNDER_TWENTY.split(), 2)}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_ONES = {"one": 1} | {word: int(number) for word, number in _WORDS.items() if len(number) == 1}
_COMPOUND = {f"{ten}-{one}": str(_TENS[ten] + _ONES[one]) for ten in _TENS for one in _ONES}
_NUMBER_WORDS = _WORDS | {word: str(number) for word, number in _TENS.items()} | _COMPOUND

# The power of ten that a scale stands for.
_SCALES = {
    "hundred": 2, "百": 2, "k": 3, "thousand": 3, "千": 3, "万": 4, "十万": 5, "m": 6, "mn": 6, "million": 6, "百万": 6, "千万": 7,
    "亿": 8, "b": 9, "bn": 9, "billion": 9, "十亿": 9, "百亿": 10, "千亿": 11, "t": 12, "tn": 12, "trillion": 12, "万亿": 12,
}  # fmt: skip
_UNITS = {
    spelling: unit
    for unit, spellings in {
        "percent": "% ％ percent pct 个百分点",
        "dollar": "$ dollar dollars usd 美元 美金",
        "euro": "€ euro euros eur 欧元",
        "pound": "£ pounds gbp 英镑",
        "yuan": "¥ ￥ yuan rmb cny 元 人民币",
        "kilobyte": "kb",
        "megabyte": "mb",
        "gigabyte": "gb gib",
        "terabyte": "tb tib",
        "watt": "w watts",
        "kilowatt": "kw kilowatts",
        "megawatt": "mw megawatts",
        "gigawatt": "gw gigawatts",
        "second": "second seconds 秒",
        "minute": "minute minutes 分钟",
        "hour": "hour hours 小时",
        "day": "day days 天",
        "week": "week weeks 周",
        "month": "month months 个月",
        "year": "year years 年",
        "point": "points point",
        "comment": "comments comment replies reply 条评论",
        "token": "tokens token",
        "times": "x times 倍",
    }.items()
    for spelling in spellings.split()
} | {"per cent": "percent"}

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
# What anyone sees as a figure: digits that are part of no word and of no version.
# The look back stands behind the first digit: a pattern that begins with a digit is looked for in a third of the time.
_FIGURE = pattern(r"\d(?<![\w.]\d)[\d,]*(?:\.\d+)?")
# Chinese sets no space before a figure, which is one all the same.
_FIGURE_IN_CHINESE = pattern(r"(?<=[\u2e80-\U0003ffff])\d[\d,]*(?:\.\d+)?")
_ANY_WORD = pattern(r"\w+")
_ONE_BY_ONE = _WORDS | {word: str(number) for word, number in _TENS.items()} | {"hundred": "100", "thousand": "1000"}
_STEMS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thir", "fif", "twenty", "forty", "hundred", "thousand",
)  # fmt: skip

_SPELLED = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_CHINESE = "[一二两三四五六七八九十百零〇]+"
_ABBREVIATED = ("k", "m", "b", "t", "mn", "bn", "tn")
_LONG_FIRST = "|".join(sorted(_SCALES.keys() - set(_ABBREVIATED), key=len, reverse=True))
_UNIT_WORDS = "|".join(re.escape(s) for s in sorted(_UNITS, key=len, reverse=True))
_QUANTITY = pattern(
    # A look ahead at one character spares most places the trial of every word.
    rf"(?=[\d$€£¥￥一二两三四五六七八九十百零〇]|\b[efnst])"
    rf"(?P<before>百分之|[$€£¥￥])?(?:(?<![A-Za-z_\d.])(?P<digits>{_DIGITS})|(?<![\w-])(?P<word>{_SPELLED})(?![\w])|(?P<chinese>{_CHINESE}))"
    rf"(?:(?P<letter>bn|mn|tn|[kmbt])(?![A-Za-z\d])|[ -]?(?P<scale>{_LONG_FIRST})(?![A-Za-z]))?"
    rf"(?:[ -]?(?P<unit>{_UNIT_WORDS})(?![A-Za-z]))?(?![A-Za-z_\d])",
    re.IGNORECASE,
)
# Chinese figures are also parts of words (一些, 三星, 十分), so they count only before what is counted.
_COUNTED = pattern(r"[个名位条家款次项篇种倍]|(?:万|亿|千)?(?:美元|元)")
_HAS_FIGURE = pattern(r"\d|[二两三四五六七八九十百]")


class Quantity(NamedTuple):
    """A number at [start, end): its digits, the power of ten of its scale, its unit or "", and whether it is in words."""

    start: int
    end: int
    digits: str
    scale: int
    unit: str
    in_words: bool


def figures(text: str) -> set[str]:
    """Return the figures of a text as digits alone: groups of digits, and number words one by one."""
    return {_plain(figure) for figure in _FIGURE.findall(text)} | {_ONE_BY_ONE[word] for word in _number_words(text)}


def lacking(wanted: set[str], text: str) -> set[str]:
    """Return those of the wanted figures that are not among the figures of a text."""
    missing = wanted and wanted - {_plain(figure) for figure in _FIGURE.findall(text)}
    if missing and not text.isascii():
        missing = missing - {_plain(figure) for figure in _FIGURE_IN_CHINESE.findall(text)}
    return missing and missing - {_ONE_BY_ONE[word] for word in _number_words(text)}


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text with their scales and units, in order."""
    if not _HAS_FIGURE.search(text) and not _number_words(text):
        return []
    return [quantity for match in _QUANTITY.finditer(text) if (quantity := _quantity(match))]


def is_bare(quantity: Quantity) -> bool:
    """Say whether a number counts by itself: it has no scale, and no unit but what engagement is counted in."""
    return not quantity.scale and quantity.unit in ("", "comment", "point")


def agree(wanted: Quantity, known: Quantity) -> bool:
    """Say whether a known number bears out a wanted one: the same digits, scale and unit, in digits if it is in digits."""
    if wanted.digits != known.digits or wanted.scale != known.scale or (known.in_words and not wanted.in_words):
        return False
    if wanted.unit == known.unit or not wanted.unit:
        return wanted.unit == known.unit or known.unit != "percent"
    return not known.unit and wanted.unit != "percent"


def _quantity(match: re.Match[str]) -> Quantity | None:
    """Read a match, or None where it is not clearly a number."""
    before, unit = match["before"] or "", match["unit"] or ""
    named = _UNITS.get(before) or _UNITS.get(unit.lower(), "")
    scale = _SCALES[(match["letter"] or match["scale"] or "").lower()] if match["letter"] or match["scale"] else 0
    if match["digits"]:
        digits = _plain(match["digits"])
    elif match["word"]:
        digits = _NUMBER_WORDS[match["word"].lower()]
    else:
        follows = match.string[match.end("chinese") : match.end("chinese") + 3]
        value = _read_chinese(match["chinese"])
        if value is None or (value == 1 and before != "百分之") or not (before or unit or _COUNTED.match(follows)):
            return None
        digits = str(value)
    if before == "百分之":
        named = "percent"
    elif unit == "年" and len(digits) == len("2026"):
        named = ""
    return Quantity(*match.span(), digits, scale, named, in_words=not match["digits"])


def _plain(figure: str) -> str:
    if figure.isdecimal() and figure[0] != "0":
        return figure  # as most are
    return figure.replace(",", "").rstrip(".").lstrip("0") or "0"


def _number_words(text: str) -> set[str]:
    small = text.lower()
    # To look for their beginnings spares most texts that all their words are looked up.
    return _ONE_BY_ONE.keys() & _ANY_WORD.findall(small) if any(map(small.__contains__, _STEMS)) else set()


def _read_chinese(figure: str) -> int | None:
    """Read a Chinese number below a thousand; None where the characters make no number."""
    value, digit = 0, None
    for character in figure:
        if character in "十百":
            value += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
        else:
            if digit not in (None, 0):
                return None
            digit = "零一二三四五六七八九".index(character.replace("两", "二").replace("〇", "零"))
    return value + (digit or 0)
