"""What is newer, and what later news has overtaken: a judge who rejects is followed by one who approves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from app.writers.extractive.news import events
from app.writers.extractive.passages import Passage

# So much less weighs the oldest headline than the newest.
_OVERTAKEN = 0.15
# Two headlines are of the same things where they share so many words, and so much of the earlier, beside what was done.
_SAME_THINGS, _SAME_SHARE = 3, 0.5
_OF_THE_DAY = timedelta(days=1)


def freshness(passages: Sequence[Passage]) -> Callable[[Passage], float]:
    """Return what weighs a passage by its place in time: 1 for the newest, less for what later ones may have overtaken."""
    times = [p.record.published_at for p in passages]
    oldest, newest = min(times), max(times)
    whole = (newest - oldest).total_seconds() or 1.0
    return lambda p: 1.0 - _OVERTAKEN * (newest - p.record.published_at).total_seconds() / whole


def overtaking(passage: Passage, passages: Sequence[Passage]) -> Passage | None:
    """Return the newest title of a later day that tells another act of the same things: a judge who rejects is followed by one who approves."""
    mine = events(passage.text)
    things = passage.words - mine
    later = [
        p
        for p in passages
        if p.is_title
        and p.record.published_at - passage.record.published_at > _OF_THE_DAY
        and len(things & p.words) >= max(_SAME_THINGS, _SAME_SHARE * len(things))
        and (theirs := events(p.text))
        and mine
        and theirs.isdisjoint(mine)
    ]
    return max(later, key=lambda p: (p.record.published_at, -p.index), default=None)
