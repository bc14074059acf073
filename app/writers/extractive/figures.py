"""Figures that two give for the same quantity of the same thing: one says 34 tokens per second, and who answers gets 19."""

from __future__ import annotations

import re

from app.writers.extractive.passages import Passage

# For text in small letters: a figure with what it counts.
_FIGURE = re.compile(r"(?<![\w.-])(\d[\d.,]*) ([a-z]+(?: per [a-z]+)?)")
# Who answers with a figure of his own says that he measured it himself.
_OWN = re.compile(r"\b(?:i|we) (?:only |just )?(?:get|got|see|saw|measured?|count(?:ed)?)\b")
_TIMES = frozenset({"january", "february", "march", "april", "may", "june", "july", "august", "september", "october"}) | {
    "november", "december", "days", "hours", "weeks", "months", "years", "minutes", "of", "and", "in", "on", "to", "gb",
}  # fmt: skip


def answers_with_another_figure(claim: Passage, counter: Passage) -> bool:
    """Say whether a reply gives, of its author's own measuring, another figure for the quantity that it replies to."""
    parent = counter.record.parent_external_id
    if parent is None or parent != claim.record.external_id or not _OWN.search(counter.text.lower()):
        return False
    given, own = _figures(claim), _figures(counter)
    return any(unit in given and not (own[unit] & given[unit]) for unit in own)


def _figures(passage: Passage) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for figure, unit in _FIGURE.findall(passage.text.lower()):
        if unit not in _TIMES:
            found.setdefault(unit, set()).add(figure.rstrip(".,"))
    return found
