"""Whether two sentences of one language tell the same news in other words: Meta buys a firm for $3 billion, or acquires it for $3bn."""

from __future__ import annotations

import re
from datetime import timedelta

from app.language.tokens import content_words
from app.writers.extractive.passages import Passage
from app.writers.extractive.retold import acts_in

_SOON = timedelta(days=2)
_MOST_NEW = 2
# By chance two texts of one day share one sum, but not two.
_SEVERAL = 2
# With so many words more, some of them are news whatever they are.
_MOST_ADDED = 9
# For text in small letters.
_SUM = re.compile(r"[$€£¥](\d[\d.,]*) ?(billion|million|trillion|bn|m|b|k)?\b|(\d[\d.,]*) ?(万亿|亿|万)?(?:美)?元")
_SCALES = {"billion": "b", "bn": "b", "million": "m", "trillion": "t"}
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
# How it came to be known, and that money changed hands, is no other news.
_SAID = frozenset(
    content_words(
        "said say announce announced announcement statement according report reported company companies people familiar source deal worth sale "
        "sell sold pay paying paid cost costs spend spent buy bought acquire acquired acquisition takeover today monday tuesday wednesday thursday friday saturday sunday billion million officially"
    )
)


def tells_same_news(passage: Passage, other: Passage) -> bool:
    """Say whether a passage tells nothing but what another tells: the same sums and hardly a word besides, or the same acts and none.

    Where several sums are the same, and nothing else is counted, the words besides are another hand's.
    """
    if (
        passage.personal
        or passage.question
        or other.question
        or passage.chinese != other.chinese
        or _days_apart(passage, other)
    ):
        return False
    small, told = passage.text.lower(), other.text.lower()
    sums, told_sums = _sums(small), _sums(told)
    if len(sums) >= _SEVERAL and sums <= told_sums and not _counts(small) - _counts(told):
        return passage.tone * other.tone >= 0
    added = passage.words - other.words
    if len(added) > _MOST_ADDED:
        return False
    new = {word for word in added - _SAID if not word[0].isdecimal()}
    shared = (passage.words & other.words) - _SAID
    if len(new) > _MOST_NEW or len(new) >= len(shared) or any(map(_DIGIT.search, new)):
        return False
    if not sums <= told_sums or _counts(small) - _counts(told):
        return False
    return bool(sums) or (not new and acts_in(small) == acts_in(told) != frozenset())


def _days_apart(passage: Passage, other: Passage) -> bool:
    """Say whether two passages were published too far apart to tell one piece of news."""
    return abs(passage.record.published_at - other.record.published_at) > _SOON


def _sums(small: str) -> frozenset[tuple[str, str]]:
    """Return the sums of money in a text, each as its figure and its scale: ("3", "b") for $3bn and for $3 billion."""
    found = [(one or two, scale or other) for one, scale, two, other in _SUM.findall(small)]
    return frozenset((figure.rstrip(".,"), _SCALES.get(scale, scale)) for figure, scale in found)


def _counts(small: str) -> frozenset[str]:
    """Return the figures of a text that are no sums."""
    return frozenset(_FIGURE.findall(_SUM.sub(" ", small)))
