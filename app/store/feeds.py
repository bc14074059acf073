"""What feeds and sitemaps hold: pages of whole stories, what was taken back, and every story's address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import and_, func, tuple_
from sqlmodel import Session, col, select

from app.store import cursor as cursors
from app.store.stories import StoredStory, StoryFilter, as_stored, bound_to, conditions
from app.store.tables import StoryRevisionRow, StoryRow
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
    current = and_(
        col(StoryRevisionRow.story_pk) == col(StoryRow.pk), col(StoryRevisionRow.revision) == col(StoryRow.revision)
    )
    statement = select(StoryRow, StoryRevisionRow).join(StoryRevisionRow, current).where(*conditions(session, wanted))
    filters = bound_to(wanted)
    if cursor is not None:
        after = tuple_(*cursors.decode(cursor, filters))
        statement = statement.where(tuple_(col(StoryRow.published_at), col(StoryRow.pk)) < after)
    newest_first = statement.order_by(col(StoryRow.published_at).desc(), col(StoryRow.pk).desc())
    rows = session.exec(newest_first.limit(limit + 1)).all()
    found = [as_stored(row, kept) for row, kept in rows[:limit]]
    if len(rows) <= limit:
        return found, None
    last, _ = rows[limit - 1]
    return found, cursors.encode([last.published_at or 0, last.pk or 0], filters)


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


def count_published(session: Session) -> int:
    """Return how many stories are published."""
    return session.exec(select(func.count()).select_from(StoryRow).where(col(StoryRow.status) == "published")).one()


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
    newest_first = (col(StoryRow.published_at).desc(), col(StoryRow.pk).desc())
    return _listed(
        session.exec(
            select(StoryRow)
            .where(col(StoryRow.status) == "published", col(StoryRow.published_at) >= micros(since))
            .order_by(*newest_first)
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
