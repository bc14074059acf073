"""What a text counts: sums, shares and numbers in one form, so that $1.97bn and “about 2 billion dollars” are told to be one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.story.numbers import Quantity, quantities

# A rougher figure is told for a finer one where it lies so near, and is what rounding makes of it.
_NEAR = 0.05
_MONEY = frozenset({"dollar", "euro", "pound", "yuan"})
_YEAR = re.compile(r"(?:19|20)\d\d")
# What is counted stands behind its number; a number alone may be a name's, a version's or a day's.
_COUNTED = re.compile(
    r" ?[个名人位家条项台辆份倍起股块枚款]| (?!and\b|or\b|to\b|at\b|in\b|on\b|for\b|is\b|with\b|vs\b)[a-z]{3,}"
)
_MANY = 3
_LETTERS = frozenset("kmbt")
_DIGIT = re.compile(r"\d")


class Amount(NamedTuple):
    """A number: where it begins in its text, its worth, whether it is a share in percent, how fine it is, whether it plainly counts something, and whether it is a sum of money."""

    start: int
    worth: float
    percent: bool
    step: float
    counts: bool
    is_money: bool = False

    def is_told_by(self, other: Amount) -> bool:
        """Say whether another is the same number, or one of the two is what rounding makes of the other."""
        if self.percent != other.percent:
            return False
        rough, fine = (self, other) if self.step >= other.step else (other, self)
        apart = abs(self.worth - other.worth)
        return apart == 0 or (
            apart < rough.step and apart <= _NEAR * max(self.worth, other.worth) and fine.step < rough.step
        )


@lru_cache(maxsize=4_096)
def amounts(text: str) -> tuple[Amount, ...]:
    """Return what a text counts in figures, without years."""
    if not _DIGIT.search(text):
        return ()
    return tuple(
        _amount(text, each)
        for each in quantities(text)
        if not each.in_words and not (_YEAR.fullmatch(each.digits) and not each.scale and not each.unit)
    )


def counts(text: str) -> bool:
    """Say whether a text plainly counts something."""
    return any(amount.counts for amount in amounts(text))


def _amount(text: str, quantity: Quantity) -> Amount:
    scale = 10.0**quantity.scale
    whole, _, part = quantity.digits.partition(".")
    # Of 1,200 nobody knows whether it was counted or rounded: the last figure that is no nought tells how fine it is.
    noughts = 0 if part else len(whole) - len(whole.rstrip("0"))
    step = scale * 10.0 ** (noughts - len(part))
    written = text[quantity.start : quantity.end]
    counts = (
        quantity.unit in _MONEY
        or quantity.unit == "percent"
        # A letter for a scale may be a name's: 27B is a model.
        or (quantity.scale > 0 and written[-1].lower() not in _LETTERS)
        or (len(whole) >= _MANY and ("," in written or _COUNTED.match(text, quantity.end) is not None))
    )
    money = quantity.unit in _MONEY
    return Amount(quantity.start, float(quantity.digits) * scale, quantity.unit == "percent", step, counts, money)
