"""Documents and summaries of stories, as they are rendered anew: their words stay, their JSON becomes this version's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select, tuple_, update
from sqlmodel import Session

from app.store.story_documents import render as rendered
from app.store.story_documents import render_summary
from app.store.tables import IS_CURRENT, METADATA
from schemas.story import Story

_STORY, _REVISION = METADATA.tables["story"], METADATA.tables["story_revision"]
_KEY = (_REVISION.c.story_pk, _REVISION.c.revision)


class Kept(NamedTuple):
    """A revision as it is kept, and the summary of its story where it is the one that lists show."""

    key: tuple[int, int]
    document: str
    summary: str | None


def after(session: Session, key: tuple[int, int], limit: int) -> list[Kept]:
    """Return revisions behind a key, story by story and in order."""
    wanted = (
        select(*_KEY, _REVISION.c.document, _STORY.c.summary)
        .outerjoin_from(_REVISION, _STORY, IS_CURRENT)
        .where(tuple_(*_KEY) > tuple_(*key))
        .order_by(*_KEY)
        .limit(limit)
    )
    return [
        Kept((story, number), document, summary)
        for story, number, document, summary in session.connection().execute(wanted)
    ]


def render(session: Session, found: Sequence[Kept]) -> int:
    """Write what each says in this version's JSON, where that is another; return of how many it was.

    Raises ValidationError for a document that this version cannot read; then nothing of the batch is kept.
    """
    connection = session.connection()
    changed = 0
    for kept in found:
        story = Story.model_validate_json(kept.document)
        document, etag = rendered(story)
        summary = None if kept.summary is None else render_summary(story)
        if document == kept.document and summary == kept.summary:
            continue
        changed += 1
        its_revision = (_REVISION.c.story_pk == kept.key[0]) & (_REVISION.c.revision == kept.key[1])
        connection.execute(update(_REVISION).where(its_revision).values(document=document, etag=etag))
        if summary is not None:
            connection.execute(update(_STORY).where(_STORY.c.pk == kept.key[0]).values(summary=summary))
    return changed
