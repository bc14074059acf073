"""No record and no publisher carries more than its part of a story, the answers to its questions included."""

from __future__ import annotations

from typing import Any

from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.shares import Uses
from tests.writers.press import Press, post


def told(press: Press, number: int, **fields: Any) -> Passage:
    """Return a sentence of a record of its own."""
    assignment = press.assign([post(number, f"The lamp of Moth {number} stands on a rock of its own.", **fields)])
    return passages_of(assignment.records[0], 0, 9)[0]


def test_a_publisher_carries_two_fifths_where_there_are_five(press: Press) -> None:
    """One more of the ten quotes is allowed to who has three, and not to who has four already; to anybody where there are only four."""
    papers = ["harbour-post", "coast-daily", "lamp-times", "rock-news"]
    others = [
        told(press, n, source=paper, kind="article", community=None, author=None) for n, paper in enumerate(papers)
    ]
    mine = [told(press, 20 + n, author="pell") for n in range(5)]
    assert Uses([*others, *others[:2], *mine[:3]]).allow(mine[3])
    assert not Uses([*others, others[0], *mine[:4]]).allow(mine[4])
    assert Uses([*others, others[0], *mine[:4]]).allow(mine[4], is_needed=True)
    assert Uses([*others[:3], *mine[:4]]).allow(mine[4])


def test_a_record_carries_half_where_there_are_three(press: Press) -> None:
    """Of two records either may be quoted again."""
    first, second, third = (told(press, n) for n in range(3))
    assert not Uses([first, first, second, third]).allow(first)
    assert Uses([first, first, second]).allow(first)
