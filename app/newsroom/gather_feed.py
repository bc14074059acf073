"""Gather what one page of a feed holds: whole stories, what was corrected in them, and what was taken back since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.store import feeds, stories
from app.store.feeds import PlacedStory, TakenBack
from app.store.session import Session
from app.store.stories import StoryFilter
from schemas.story import RevisionSummary

# A reader that looks in once a month still learns what it holds no longer; /v1/changes is for whoever must miss nothing.
_TOLD_FOR = timedelta(days=30)
_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Gathered:
    """A page as it was found, its stories not read yet; `corrections` are by a story's id."""

    placed: Sequence[PlacedStory]
    next_cursor: str | None
    corrections: Mapping[str, Sequence[RevisionSummary]]
    taken_back: Sequence[TakenBack]


def gather_feed(session: Session, wanted: StoryFilter, limit: int, cursor: str | None, now: datetime) -> Gathered:
    """Read a page; the first one tells what was taken back, whatever the filter.

    A withdrawal may have erased all that the filter went by, and a reader passes over the id of a story that it never had.
    """
    placed, next_cursor = feeds.page(session, wanted, limit, cursor)
    return Gathered(
        placed=placed,
        next_cursor=next_cursor,
        corrections={
            each.id: corrections_of(session, each.slug, each.revision) for each in placed if each.revision > 1
        },
        taken_back=[] if cursor else feeds.taken_back(session, now - _TOLD_FOR, _MOST_TOLD),
    )


def corrections_of(session: Session, slug: str, revision: int) -> list[RevisionSummary]:
    """Return the revisions that corrected a story, up to the one at hand, oldest first."""
    told = stories.revisions(session, slug) if revision > 1 else []
    return [each for each in reversed(told) if each.cause == "correction" and each.revision <= revision]
