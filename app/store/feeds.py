"""What feeds and sitemaps hold: pages of whole stories, what was taken back, and every story's address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.store.compiled import CompiledQuery
from app.store.stories import StoryFilter, cursor_behind, newest_first
from app.store.tables import IS_CURRENT, METADATA, StoryRow
from app.store.times import micros, moment
from schemas.story import Story

# A page of fifty whole stories takes ten megabytes at once, and a few of them next to nothing.
_READ_AT_ONCE = 5
_STORY, _REVISION = METADATA.tables["story"], METADATA.tables["story_revision"]
_PLACED = (
    select_columns(*(_STORY.c[name] for name in ("pk", "id", "slug", "published_at", "updated_at")))
    .add_columns(_REVISION.c.revision, _REVISION.c.etag)
    .join(_REVISION, IS_CURRENT)
)
_DOCUMENTS = CompiledQuery(
    select_columns(_STORY.c.pk, _REVISION.c.document)
    .join(_REVISION, IS_CURRENT)
    .where(_STORY.c.pk.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class PlacedStory:
    """A story's place on a page: all by which it is known whether the page is another than before, but not the story itself."""

    key: int
    id: str
    slug: str
    revision: int
    etag: str
    updated_at: datetime


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


def page(session: Session, wanted: StoryFilter, limit: int, cursor: str | None) -> tuple[list[PlacedStory], str | None]:
    """Return which stories stand on a page, newest first, and the cursor of the next page (None after the last).

    Cursors are those of the list of summaries with the same filter. Raises InvalidCursorError for one of another list.
    """
    rows = session.connection().execute(newest_first(session, _PLACED, wanted, cursor).limit(limit + 1)).all()
    found = [
        PlacedStory(row.pk, row.id, row.slug, row.revision, row.etag, moment(row.updated_at)) for row in rows[:limit]
    ]
    return found, cursor_behind([(row.published_at, row.pk) for row in rows], limit, wanted)


def whole(session: Session, placed: Sequence[PlacedStory]) -> Iterator[Story]:
    """Yield the stories of a page one after another, a few of them read at once; within the transaction in which they were placed."""
    for first in range(0, len(placed), _READ_AT_ONCE):
        keys = [each.key for each in placed[first : first + _READ_AT_ONCE]]
        documents = {row.pk: row.document for row in _DOCUMENTS.rows(session, keys=keys)}
        for key in keys:
            yield Story.model_validate_json(documents.pop(key))


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
