"""Stories as they are read: one by slug, its revisions, and lists newest first."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import func
from sqlmodel import Session, col, select

from app.store.story_documents import StoredStory
from app.store.story_lists import StoryFilter, conditions, cursor_behind, newest_first
from app.store.story_writes import (
    adopt,
    forget_searched_words,
    is_taken,
    rewrite_note,
    rewrite_revision,
    save,
    settle_slug,
)
from app.store.synthesis_tables import SynthesisRow
from app.store.tables import (
    StoryAliasRow,
    StoryEntityRow,
    StoryRecordRow,
    StoryRevisionRow,
    StoryRow,
)
from app.store.times import moment
from schemas.story import RevisionSummary, Story

__all__ = [
    "StoredStory",
    "StoryFilter",
    "adopt",
    "all_revisions",
    "as_stored",
    "citing",
    "conditions",
    "count",
    "cursor_behind",
    "find",
    "find_by_id",
    "forget_searched_words",
    "is_taken",
    "linking",
    "made_by",
    "naming",
    "newest_first",
    "page",
    "records_of",
    "remarks",
    "revision",
    "revisions",
    "rewrite_note",
    "rewrite_revision",
    "save",
    "settle_slug",
    "summaries",
]


def find(session: Session, slug: str) -> StoredStory | None:
    """Return the current revision of the story that has the slug, or once had it; None where there is none."""
    row = _row(session, slug)
    if row is None:
        return None
    kept = session.get(StoryRevisionRow, (row.pk, row.revision))
    return as_stored(row, kept) if kept else None


def find_by_id(session: Session, story_id: str) -> StoredStory | None:
    """Return the current revision of a story by its id, which is the same on every deployment."""
    row = session.exec(select(StoryRow).where(col(StoryRow.id) == story_id)).first()
    kept = session.get(StoryRevisionRow, (row.pk, row.revision)) if row else None
    return as_stored(row, kept) if row and kept else None


def revision(session: Session, slug: str, number: int) -> StoredStory | None:
    """Return one revision of a story, with the state that the story is in now; None where there is none."""
    row = _row(session, slug)
    kept = session.get(StoryRevisionRow, (row.pk, number)) if row else None
    return as_stored(row, kept) if row and kept else None


def revisions(session: Session, slug: str) -> list[RevisionSummary]:
    """Return what is known of each revision of a story, newest first; empty where there is no such story."""
    row = _row(session, slug)
    if row is None:
        return []
    found = session.exec(
        select(StoryRevisionRow)
        .where(col(StoryRevisionRow.story_pk) == row.pk)
        .order_by(col(StoryRevisionRow.revision).desc())
    )
    return [
        RevisionSummary.model_validate(
            {
                "revision": kept.revision,
                "created_at": moment(kept.created_at),
                "cause": kept.cause,
                "note": kept.note,
                "title": kept.title,
            }
        )
        for kept in found
    ]


def remarks(session: Session) -> list[tuple[str, int, str]]:
    """Return every note and reason that a person gave, with the slug of the story and the number of the revision."""
    rows = session.exec(
        select(StoryRow.slug, StoryRevisionRow.revision, StoryRevisionRow.note)
        .join(StoryRevisionRow, col(StoryRevisionRow.story_pk) == col(StoryRow.pk))
        .where(col(StoryRevisionRow.cause).in_(("edit", "correction", "retraction")))
    )
    return [(slug, number, note) for slug, number, note in rows if note]


def made_by(session: Session, synthesis_id: str) -> StoredStory | None:
    """Return the revision that a synthesis made, with the state that its story is in now; None where it made none."""
    made = (
        select(StoryRow, StoryRevisionRow)
        .join(SynthesisRow, col(SynthesisRow.story_id) == col(StoryRow.id))
        .join(StoryRevisionRow, col(StoryRevisionRow.story_pk) == col(StoryRow.pk))
    )
    # A story's later revisions by hand name the synthesis that they go back to, so its own is the first that does.
    its_own = col(StoryRevisionRow.document).contains(synthesis_id, autoescape=True)
    found = session.exec(
        made.where(col(SynthesisRow.id) == synthesis_id, its_own).order_by(col(StoryRevisionRow.revision)).limit(1)
    ).first()
    return as_stored(*found) if found else None


def all_revisions(session: Session, slug: str) -> list[Story]:
    """Return every revision of a story whole, oldest first."""
    row = _row(session, slug)
    if row is None:
        return []
    documents = session.exec(
        select(StoryRevisionRow.document)
        .where(col(StoryRevisionRow.story_pk) == row.pk)
        .order_by(col(StoryRevisionRow.revision))
    )
    return [Story.model_validate_json(document) for document in documents]


def page(
    session: Session, wanted: StoryFilter, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """Return one page of summaries, newest first, and the cursor of the next page (None after the last).

    Drafts stand where their last change puts them. Raises InvalidCursorError for a cursor of another list.
    """
    found, following = summaries(session, wanted, limit, cursor)
    return [orjson.loads(summary) for summary in found], following


def summaries(session: Session, wanted: StoryFilter, limit: int, cursor: str | None) -> tuple[list[str], str | None]:
    """Return the same page as `page`, each summary as the JSON that is kept of it."""
    columns = col(StoryRow.published_at), col(StoryRow.pk), col(StoryRow.summary)
    statement = newest_first(session, select(*columns), wanted, cursor)
    rows = session.exec(statement.limit(limit + 1)).all()
    following = cursor_behind([(published_at, pk) for published_at, pk, _ in rows], limit, wanted)
    return [summary for _, _, summary in rows[:limit]], following


def count(session: Session, wanted: StoryFilter) -> int:
    """Return how many stories the filter lets through."""
    return session.exec(select(func.count()).select_from(StoryRow).where(*conditions(session, wanted))).one()


def citing(session: Session, record_id: str) -> list[str]:
    """Return the slugs of the stories that, in some revision, cite a record or account for it, oldest first."""
    return list(
        session.exec(
            select(StoryRow.slug)
            .join(StoryRecordRow, col(StoryRecordRow.story_pk) == col(StoryRow.pk))
            .where(col(StoryRecordRow.record_id) == record_id)
            .order_by(col(StoryRow.pk))
        )
    )


def records_of(session: Session, story_id: str) -> list[str]:
    """Return the ids of the records that a story, in some revision, cites or accounts for."""
    linked = select(StoryRecordRow.record_id).join(StoryRow, col(StoryRow.pk) == col(StoryRecordRow.story_pk))
    return list(session.exec(linked.where(col(StoryRow.id) == story_id)))


def naming(session: Session, slug: str) -> list[str]:
    """Return the slugs of the stories of which some revision names the story `slug`, itself left out.

    No index knows who names whom, so every document is looked at: for withdrawals and deletions only.
    """
    holds = col(StoryRevisionRow.document).contains(f'"{slug}"', autoescape=True)
    naming_it = select(StoryRevisionRow.story_pk).where(holds)
    wanted = select(StoryRow.slug).where(col(StoryRow.pk).in_(naming_it), col(StoryRow.slug) != slug)
    return list(session.exec(wanted.order_by(col(StoryRow.pk))))


def linking(session: Session, entity: str) -> list[str]:
    """Return the slugs of the stories, in any state, that link an entity, oldest first."""
    return list(
        session.exec(
            select(StoryRow.slug)
            .join(StoryEntityRow, col(StoryEntityRow.story_pk) == col(StoryRow.pk))
            .where(col(StoryEntityRow.entity) == entity)
            .order_by(col(StoryRow.pk))
        )
    )


def _row(session: Session, slug: str) -> StoryRow | None:
    """Return the row of the story that has the slug, or once had it."""
    row = session.exec(select(StoryRow).where(col(StoryRow.slug) == slug)).first()
    if row is not None:
        return row
    alias = session.get(StoryAliasRow, sha256(slug.encode()).digest())
    return session.get(StoryRow, alias.story_pk) if alias else None


def as_stored(row: StoryRow, kept: StoryRevisionRow) -> StoredStory:
    """Return a revision with the state that its story is in now."""
    return StoredStory(
        document=kept.document,
        etag=kept.etag,
        status=row.status,
        slug=row.slug,
        revision=kept.revision,
        replaced_by=row.replaced_by,
        retraction_reason=row.retraction_reason,
    )
