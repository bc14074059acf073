"""Figures that two give for the same quantity of the same thing: one says 34 tokens per second, and another gets 19.

Two figures of one unit are seldom of one thing, so that more is asked for: who answers another measured it himself; who says
“300, not 120” names the figure that he denies; and whoever measures elsewhere says all but the figure in the same words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from app.story.publishers import PERSONAL
from app.writers.extractive.amounts import Amount, amounts
from app.writers.extractive.passages import Passage

# All are for text in small letters. A figure with what it counts.
_FIGURE = re.compile(r"(?<![\w.-])(\d[\d.,]*) ([a-z]+(?: per [a-z]+)?)")
# Who answers with a figure of his own says that he measured it himself.
_OWN = re.compile(r"\b(?:i|we) (?:only |just )?(?:get|got|see|saw|measured?|count(?:ed)?)\b")
_TIMES = frozenset({"january", "february", "march", "april", "may", "june", "july", "august", "september", "october"}) | {
    "november", "december", "days", "hours", "weeks", "months", "years", "minutes", "of", "and", "in", "on", "to", "gb",
}  # fmt: skip
# What stands before the figure that is denied, beside the one that is given instead. For text in small letters.
_DENIED = re.compile(
    r"(?:\bnot|\brather than|\binstead of|而不是|而非|并非|不是)\s*(?:the |a |about |around |约)?(?=[$€£¥]?\d)"
)
# Most texts hold none of these, and need not be searched further.
_DENYING = ("not ", "rather than", "instead of", "不是", "而非", "并非")
_RATE = " per "
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\w.-]*\d[\w.-]*(?<!\.)")
_SAME_BUT_FIGURE, _LEAST_SAME = 0.75, 5
_SHARED = 2

_Worth = tuple[float, bool]


def find_other_figures(passages: Sequence[Passage]) -> Iterator[tuple[float, Passage, Passage]]:
    """Yield each two passages of which the second gives another figure for the quantity of the first, with how plainly."""
    figured = [p for p in passages if _DIGIT.search(p.text)]
    rates: defaultdict[str, list[Passage]] = defaultdict(list)
    for counter in figured:
        small = counter.text.lower()
        if counter.record.parent_external_id and _OWN.search(small):
            yield from ((3.0 + p.score, p, counter) for p in figured if _answers(p, counter))
        if any(word in small for word in _DENYING) and (denied := _denied(small)):
            yield from ((4.0 + p.score, p, counter) for p in figured if _states_denied(p, counter, denied))
        if counter.record.kind in PERSONAL and _RATE in small:
            for unit in _figures(counter):
                if _RATE in unit:
                    yield from ((3.0 + p.score, p, counter) for p in rates[unit] if _measures_otherwise(p, counter))
                    rates[unit].append(counter)


def _answers(claim: Passage, counter: Passage) -> bool:
    """Say whether a reply of its author's own measuring gives another figure for the quantity that it replies to."""
    is_parent = counter.record.parent_external_id == claim.record.external_id
    return is_parent and _differ(_figures(claim), _figures(counter))


def _denied(small: str) -> frozenset[_Worth]:
    """Return the figures that a text denies in giving others: of “300 people, not 120” that is 120."""
    ends = {found.end() for found in _DENIED.finditer(small)}
    denied = (
        frozenset(_worth(amount) for amount in amounts(small) if amount.start in ends) if ends else frozenset[_Worth]()
    )
    return denied if denied and _worths(small) - denied else frozenset()


def _states_denied(claim: Passage, counter: Passage, denied: frozenset[_Worth]) -> bool:
    """Say whether a passage states a figure that another denies in giving one that it does not state, of something that both name."""
    stated, given = _worths(claim.text.lower()), _worths(counter.text.lower()) - denied
    shared = {word for word in claim.words & counter.words if not word[0].isdecimal()}
    return bool(stated & denied) and bool(given - stated) and len(shared) >= _SHARED


def _measures_otherwise(claim: Passage, counter: Passage) -> bool:
    """Say whether two give different figures of one unit, and have all else in common: the thing, its version, the machine."""
    mine, theirs = _figures(claim), _figures(counter)
    if not _differ(mine, theirs):
        return False
    shared = mine.keys() & theirs.keys()
    own, other = (
        _besides(p, {f for unit in shared for f in each[unit]}) for p, each in ((claim, mine), (counter, theirs))
    )
    if {word for word in own if _DIGIT.search(word)} != {word for word in other if _DIGIT.search(word)}:
        return False
    return len(own & other) >= max(_LEAST_SAME, _SAME_BUT_FIGURE * min(len(own), len(other)))


def _differ(mine: dict[str, set[str]], theirs: dict[str, set[str]]) -> bool:
    return any(unit in mine and not (theirs[unit] & mine[unit]) for unit in theirs)


def _besides(passage: Passage, counted: set[str]) -> set[str]:
    """Return the words and numbers of a passage without those of the figures that are `counted`."""
    return {*passage.words, *_NUMBER.findall(passage.text.lower())} - counted


def _figures(passage: Passage) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for figure, unit in _FIGURE.findall(passage.text.lower()):
        if unit not in _TIMES:
            found.setdefault(unit, set()).add(figure.rstrip(".,"))
    return found


def _worths(small: str) -> frozenset[_Worth]:
    return frozenset(map(_worth, amounts(small)))


def _worth(amount: Amount) -> _Worth:
    """Return an amount as it is compared with one that is denied, which nobody rounds."""
    return amount.worth, amount.percent
