"""Find the words that count without a figure (a dozen, half of, hundreds, 数百), and those of them that a text bears out.

They are compared as words: what the evidence calls hundreds, in any of the forms below, a sentence may call hundreds.
Nothing is counted for it, so 340 does not bear out hundreds.
"""

import re
from dataclasses import dataclass

from app.language.pattern import pattern

_MANY = r"(?:(?<![参函次岁])数|[几上成近])"
# Each sort of quantity: the forms that a sentence may claim, and the forms beside these that bear it out.
_SORTS = {
    "dozen": (r"\bdozen\b", r"\bdozens\b|(?<![\d.,])12(?![\d%％]|[.,]\d)|\btwelve\b|十二|一打|[数几]十"),
    "dozens": (r"\bdozens\b|(?:(?<![参函次岁])数|几)十(?![分万亿])", r"\bdozen\b"),
    "half": (r"\bhalf\b(?!-)|一半|半数|过半", r"\bhalves\b|\bhalf-"),
    "third": (r"\b(?:a third|thirds) of\b|\b(?:one|two)[ -]thirds?\b|三分之[一二]", r"\bthirds\b"),
    "quarter": (r"\b(?:a quarter|quarters) of\b|\b(?:one|three)[ -]quarters?\b|四分之[一三]", r"\bquarters\b"),
    "double": (
        r"\b(?:twice|doubl(?:e|ed|es|ing)|twofold)\b(?!-)|翻倍|翻番|加倍",
        r"\b2[x×]|\b(?:two|2) times\b|\bdouble-|(?:两|二|2) ?倍",
    ),
    "hundreds": (rf"\bhundreds\b|{_MANY}百(?![万亿度])", r"\bhundred\b|[一二两三四五六七八九]百"),
    "thousands": (rf"\bthousands\b|{_MANY}(?:千(?![万亿])|十?万)", r"\bthousand\b|[\d一二两三四五六七八九十][千万]"),
    "millions": (rf"\bmillions?\b|{_MANY}[百千]万", r"\d ?(?:m|mn)\b|[\d一二两三四五六七八九][百千]万"),
    "billions": (rf"\bbillions?\b|{_MANY}[十百千]?亿", r"\d ?(?:b|bn)\b|[\d一二两三四五六七八九十百千]亿"),
    "trillions": (rf"\btrillions?\b|{_MANY}万亿", r"\d ?(?:t|tn)\b|[\d一二两三四五六七八九十百千]万亿"),
}
_CLAIMED = pattern("|".join(f"(?P<{sort}>{claimed})" for sort, (claimed, _) in _SORTS.items()), re.IGNORECASE)
# No form is without one of these, and to look for them spares most sentences the trial of every form.
_STEMS = ("dozen", "half", "third", "quarter", "twice", "doubl", "twofold", "hundreds", "thousands", "illion")
_CHARACTERS = frozenset("半十百千万亿倍番分")
_BEARING = {sort: pattern(f"{claimed}|{more}", re.IGNORECASE) for sort, (claimed, more) in _SORTS.items()}


@dataclass(frozen=True, slots=True)
class RoughNumber:
    """A quantity without a figure: its sort, and the words by which a text calls it."""

    sort: str
    words: str


def rough_numbers(text: str) -> list[RoughNumber]:
    """Return the quantities that a text states in words that are no figures, in order."""
    small = text.lower()
    if not any(map(small.__contains__, _STEMS)) and (text.isascii() or _CHARACTERS.isdisjoint(text)):
        return []
    return [RoughNumber(str(match.lastgroup), match.group()) for match in _CLAIMED.finditer(text)]


def bears_out(text: str, wanted: RoughNumber) -> bool:
    """Say whether a text states a quantity of the same sort, in any of its forms."""
    return _BEARING[wanted.sort].search(text) is not None
