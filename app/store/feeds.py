"""What feeds and sitemaps hold: pages of whole stories, what was taken back, and every story's address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlmodel import Session, col, select

from app.store.stories import StoredStory, StoryFilter, as_stored, cursor_behind, newest_first
from app.store.tables import IS_CURRENT, StoryRevisionRow, StoryRow
from app.store.times import micros, moment


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A story that was published and then retracted: what is left to tell of it."""

    id: str
    slug: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A published story as a sitemap lists it."""

    slug: str
    language: str
    title: str
    published_at: datetime
    updated_at: datetime


def page(session: Session, wanted: StoryFilter, limit: int, cursor: str | None) -> tuple[list[StoredStory], str | None]:
    """Return one page of whole stories, newest first, and the cursor of the next page (None after the last).

    Cursors are those of the list of summaries with the same filter. Raises InvalidCursorError for one of another list.
    """
    statement = select(StoryRow, StoryRevisionRow).join(StoryRevisionRow, IS_CURRENT)
    rows = session.exec(newest_first(session, statement, wanted, cursor).limit(limit + 1)).all()
    found = [as_stored(row, kept) for row, kept in rows[:limit]]
    return found, cursor_behind([(row.published_at, row.pk) for row, _ in rows], limit, wanted)


def taken_back(session: Session, since: datetime, limit: int) -> list[TakenBack]:
    """Return the published stories that were retracted since a moment, the last first; drafts were never there."""
    rows = session.exec(
        select(StoryRow)
        .where(col(StoryRow.status) == "retracted", col(StoryRow.updated_at) >= micros(since))
        .order_by(col(StoryRow.updated_at).desc(), col(StoryRow.pk).desc())
        .limit(limit)
    )
    return [
        TakenBack(row.id, row.slug, moment(row.updated_at), row.retraction_reason or "")
        for row in rows
        if orjson.loads(row.summary)["published_at"] is not None
    ]


def listed(session: Session, offset: int, limit: int) -> list[Listed]:
    """Return published stories, oldest first, so that a part of a sitemap keeps its stories while others are published."""
    oldest_first = (col(StoryRow.published_at), col(StoryRow.pk))
    return _listed(
        session.exec(
            select(StoryRow)
            .where(col(StoryRow.status) == "published")
            .order_by(*oldest_first)
            .offset(offset)
            .limit(limit)
        ).all()
    )


def listed_since(session: Session, since: datetime, limit: int) -> list[Listed]:
    """Return the stories published since a moment, newest first."""
    return _listed(
        session.exec(
            select(StoryRow)
            .where(col(StoryRow.status) == "published", col(StoryRow.published_at) >= micros(since))
            .order_by(col(StoryRow.published_at).desc(), col(StoryRow.pk).desc())
            .limit(limit)
        ).all()
    )


def _listed(rows: Sequence[StoryRow]) -> list[Listed]:
    return [
        Listed(
            slug=row.slug,
            language=row.language,
            title=orjson.loads(row.summary)["title"],
            published_at=moment(row.published_at or 0),
            updated_at=moment(row.updated_at),
        )
        for row in rows
    ]
