"""Posts that show what their authors built: no view of the subject, though they name it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.writers.extractive.passages import Passage
from schemas.record import Record

# Fewer stand among the voices.
_LEAST = 3
# For a title in small letters, or what a post without one says.
_BUILT = re.compile(
    r"(?:^\W*|[.:!?,|–—-] )(?:so |and )?(?:i|we)(?:['’]ve)? (?:just |finally |also |have |accidentally |then )?(?:built|made an? |created|coded|wrote an? |open[- ]?sourced|developed|launched|pulled)\b"
    r"|\b(?:i|we) managed to build\b|\b(?:i|we)(?:['’]m| am|['’]re| are) (?:building|launching|open[- ]sourcing)\b"
    r"|^\W*(?:built|open[- ]?sourced|(?:show|launch) hn:)|, open[- ]?sourced (?:it|the)\b|(?:^|[,:] )my (?:new |own )?(?:open[- ]source|free|side project)\b"
)


def built_by_authors(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages of posts that show what their authors built, or nothing where they are few."""
    shown = {record.id for record in {p.record.id: p.record for p in passages}.values() if _shows_own_work(record)}
    return [p for p in passages if p.record.id in shown] if len(shown) >= _LEAST else []


def _shows_own_work(record: Record) -> bool:
    """Say whether a post is headed by what its author built."""
    return record.kind == "post" and _BUILT.search((record.title or (record.text or "")[:200]).lower()) is not None
