"""Stories as they are written: each change is a further revision, and everything derived is kept in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Table, bindparam, delete, insert, union_all, update
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.language.tokens import search_text
from app.store import changes
from app.store.compiled import CompiledQuery
from app.store.search import STORIES, Entry
from app.store.story_documents import StoredStory, render, render_summary, searched_words
from app.store.tables import IS_CURRENT, METADATA, EntityRow, StoryAliasRow, StoryRevisionRow, StoryRow
from app.store.times import micros
from app.story.slug import slug_words, with_suffix
from schemas.change import ChangeKind
from schemas.story import Cause, Story

_FIRST_DIGITS = 4

_STORY, _REVISION, _RECORDS, _ENTITIES, _SOURCES = (
    METADATA.tables[name] for name in ("story", "story_revision", "story_record", "story_entity", "story_source")
)
# Made once, so that SQLAlchemy need not look at their parts again each time.
_NEW_STORY = insert(_STORY).returning(_STORY.c.pk)
_NEW = {table: insert(table) for table in (_REVISION, _RECORDS, _ENTITIES, _SOURCES)}
_BEFORE = select(StoryRow.revision, StoryRow.status).where(col(StoryRow.id) == bindparam("story_id"))
_OWNERS = CompiledQuery(
    union_all(
        select(StoryRow.id).where(col(StoryRow.slug) == bindparam("slug")),
        select(StoryRow.id)
        .join(StoryAliasRow, col(StoryAliasRow.story_pk) == col(StoryRow.pk))
        .where(col(StoryAliasRow.slug_digest) == bindparam("digest")),
    )
)
_MERGED = CompiledQuery(
    select(EntityRow.slug, EntityRow.merged_into).where(
        col(EntityRow.slug).in_(bindparam("slugs", expanding=True)), col(EntityRow.merged_into).is_not(None)
    )
)


def settle_slug(session: Session, title: str, story_id: str, entities: tuple[str, ...] = ()) -> str:
    """Return the slug that a story of this title has or would get: the title's words and digits of its id.

    Four hex digits of the SHA-256 of the id are enough but for a collision; then there are more. `entities` are the
    slugs that stand in for a title without Latin letters.
    """
    words = slug_words(title, entities)
    digest = sha256(story_id.encode()).hexdigest()
    return next(
        slug
        for slug in (with_suffix(words, digest, digits) for digits in range(_FIRST_DIGITS, len(digest) + 1))
        if not is_taken(session, slug, story_id)
    )


def is_taken(session: Session, slug: str, story_id: str) -> bool:
    """Tell whether another story has the slug, or once had it."""
    owners = _OWNERS.rows(session, slug=slug, digest=sha256(slug.encode()).digest())
    return any(owner != story_id for (owner,) in owners)


def save(session: Session, story: Story, cause: Cause, note: str | None) -> StoredStory:
    """Keep a story as its first or its next revision, and bring lists, links, the search index and the changes up to it.

    `story.revision` must be the one after what is stored (1 for a new story), else someone else was faster:
    ConflictError. The note with which a story is retracted is the reason that readers are told. A slug that the story had before goes on leading to it.
    """
    before = session.connection().execute(_BEFORE, {"story_id": story.id}).first()
    if story.revision != (before.revision if before else 0) + 1:
        raise ConflictError("The story was changed in the meantime; read it again and repeat the change.")
    return _keep(session, story, cause, note, before.status if before else None)


def adopt(session: Session, story: Story, cause: Cause, note: str | None, *, erases: bool) -> StoredStory:
    """Keep a story as another deployment has it, under that one's number of its revision; for mirrors alone.

    A revision that is kept under the same number gives way; where words of the story were erased, all do.
    """
    before = session.connection().execute(_BEFORE, {"story_id": story.id}).first()
    return _keep(session, story, cause, note, before.status if before else None, drops="all" if erases else "same")


def _keep(
    session: Session,
    story: Story,
    cause: Cause,
    note: str | None,
    before: str | None,
    drops: Literal["none", "same", "all"] = "none",
) -> StoredStory:
    """Keep a revision; `before` is the story's state until now, `drops` says which of its revisions give way."""
    connection = session.connection()
    state = _state(story, note)
    if before is None:
        key = int(connection.execute(_NEW_STORY, {"id": story.id, **state}).scalar_one())
    else:
        key, state = _bring_up(session, story, state)
    if drops != "none":
        its = _REVISION.c.story_pk == key
        connection.execute(
            delete(_REVISION).where(its, *([] if drops == "all" else [_REVISION.c.revision == story.revision]))
        )
    document, etag = render(story)
    revision = {
        "story_pk": key,
        "revision": story.revision,
        "document": document,
        "etag": etag,
        "created_at": state["updated_at"],
        "cause": cause,
        "note": note,
        "title": story.title,
    }
    connection.execute(_NEW[_REVISION], revision)
    is_new = before is None
    _link_records(connection, key, story, is_new=is_new)
    _link_entities_and_sources(session, key, story, state["published_at"], is_new=is_new)
    STORIES.add(connection, [_entry(key, story)])
    if (kind := _change(before, story)) is not None:
        told: ChangeKind = "erasure" if kind == "revision" and drops == "all" else kind
        changes.append(session, key, story.revision, told, story.updated_at)
    return StoredStory(
        document=document,
        etag=etag,
        status=story.status,
        slug=story.slug,
        revision=story.revision,
        replaced_by=story.replaced_by,
        retraction_reason=state["retraction_reason"],
    )


def rewrite_revision(session: Session, slug: str, number: int, story: Story, at: datetime) -> None:
    """Put other words in place of an earlier revision's, for good; only erasure may do this, and partners are told.

    The current revision may be rewritten too, where what is erased is not its own words but a mention.
    """
    row = session.exec(select(StoryRow).where(col(StoryRow.slug) == slug)).one()
    kept = session.get_one(StoryRevisionRow, (row.pk, number))
    is_current = number == row.revision
    before = kept.document
    if is_current:
        _forget_searched_words(session, row)
    kept.document, kept.etag = render(story)
    if kept.document != before:
        changes.append_erasure(session, _key(row), row.revision, at)
    kept.title = story.title
    if is_current:
        row.summary = render_summary(story)
        STORIES.add(session.connection(), [_entry(_key(row), story)])
    session.flush()


def rewrite_note(session: Session, slug: str, number: int, note: str, at: datetime) -> None:
    """Put another note in place of a revision's, and of the reason of a retraction that it gave; only for erasure."""
    row = session.exec(select(StoryRow).where(col(StoryRow.slug) == slug)).one()
    kept = session.get_one(StoryRevisionRow, (row.pk, number))
    if row.retraction_reason == kept.note:
        row.retraction_reason = note
    kept.note = note
    changes.append_erasure(session, _key(row), row.revision, at)
    session.flush()


def forget_searched_words(session: Session) -> None:
    """Take the words that stories no longer hold out of the search index for good."""
    session.flush()
    STORIES.forget(session.connection(), lambda: entries(session.connection()))


def _change(before: str | None, story: Story) -> ChangeKind | None:
    """Return what partners are told of a revision, by the state of the story before it; of what readers never saw, nothing."""
    was_seen = before not in (None, "draft")
    if story.status == "draft":
        return "unpublication" if was_seen else None
    if story.status == "retracted":
        # A further revision of what was taken back before comes from an erasure, which is told by itself.
        return "retraction" if was_seen and before != "retracted" else None
    return "revision" if was_seen else "publication"


def _key(row: StoryRow) -> int:
    """Return the key that the database gave a row which has been flushed."""
    if row.pk is None:
        message = "the row has not been written yet"
        raise ValueError(message)
    return row.pk


def _state(story: Story, note: str | None) -> dict[str, Any]:
    """Return what the story's row is to say. A draft is listed by its last change, having no other time."""
    return {
        "slug": story.slug,
        "revision": story.revision,
        "status": story.status,
        "language": story.language,
        "beat": story.beat.slug,
        "published_at": micros(story.published_at or story.updated_at),
        "updated_at": micros(story.updated_at),
        "summary": render_summary(story),
        "replaced_by": story.replaced_by,
        "retraction_reason": note if story.status == "retracted" else None,
        "synthesis_id": story.methodology.synthesis_id,
    }


def _bring_up(session: Session, story: Story, state: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Make the row of a story that is stored say what its next revision says; return its key and its state.

    A story that was retracted already stays so for the reason given first.
    """
    row = session.exec(select(StoryRow).where(col(StoryRow.id) == story.id)).one()
    _forget_searched_words(session, row)
    if row.slug != story.slug:
        _keep_alias(session, row)
    if story.status == "retracted":
        state = state | {"retraction_reason": row.retraction_reason or state["retraction_reason"]}
    for name, value in state.items():
        setattr(row, name, value)
    session.flush()
    return _key(row), state


def _keep_alias(session: Session, row: StoryRow) -> None:
    """Let the slug that the story has now lead to it when it has another."""
    session.merge(StoryAliasRow(slug_digest=sha256(row.slug.encode()).digest(), story_pk=_key(row)))


def _forget_searched_words(session: Session, row: StoryRow) -> None:
    """Take the current revision out of the search index, which wants the words that it was given."""
    kept = session.get_one(StoryRevisionRow, (row.pk, row.revision))
    STORIES.remove(session.connection(), [_entry(_key(row), Story.model_validate_json(kept.document))])


def entries(connection: Connection, keys: Sequence[int] | None = None) -> Iterator[Entry]:
    """Yield the entry of every story as it stands, or of those with some keys."""
    found = select(_STORY.c.pk, _REVISION.c.document).join_from(_STORY, _REVISION, IS_CURRENT)
    if keys is not None:
        found = found.where(_STORY.c.pk.in_(keys))
    for key, document in connection.execute(found.execution_options(yield_per=200)):
        yield _entry(key, Story.model_validate_json(document))


def _entry(key: int, story: Story) -> Entry:
    title, body = searched_words(story)
    return key, search_text(title), search_text(body)


def _link_records(connection: Connection, key: int, story: Story, *, is_new: bool) -> None:
    """Note every record that the story cites or accounts for; what an earlier revision cited stays noted."""
    named = dict.fromkeys((item.record_id for item in story.methodology.unused), False)
    named.update(dict.fromkeys((citation.record_id for citation in story.citations), True))
    kept: dict[str, bool] = {}
    if not is_new:
        links = connection.execute(_RECORDS.select().where(_RECORDS.c.story_pk == key))
        kept = {link.record_id: link.cited for link in links}
    new = [{"story_pk": key, "record_id": i, "cited": cited} for i, cited in named.items() if i not in kept]
    _insert(connection, _RECORDS, new)
    if newly_cited := [i for i, cited in named.items() if cited and kept.get(i) is False]:
        these = _RECORDS.c.story_pk == key, _RECORDS.c.record_id.in_(newly_cited)
        connection.execute(update(_RECORDS).where(*these).values(cited=True))


def _link_entities_and_sources(session: Session, key: int, story: Story, published_at: int, *, is_new: bool) -> None:
    """Replace the entities and sources by which the story is listed; a merged entity counts as what it became."""
    connection = session.connection()
    if not is_new:
        connection.execute(delete(_ENTITIES).where(_ENTITIES.c.story_pk == key))
        connection.execute(delete(_SOURCES).where(_SOURCES.c.story_pk == key))
    became = _merged(session, [entity.slug for entity in story.entities])
    saliences: dict[str, float] = {}
    for entity in story.entities:
        slug = became.get(entity.slug, entity.slug)
        saliences[slug] = saliences.get(slug, 0.0) + entity.salience
    link = {"story_pk": key, "published_at": published_at}
    _insert(connection, _ENTITIES, [link | {"entity": slug, "salience": share} for slug, share in saliences.items()])
    sources = dict.fromkeys(citation.source.slug for citation in story.citations)
    _insert(connection, _SOURCES, [link | {"source": slug} for slug in sources])


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows at once; no rows are no statement."""
    if rows:
        connection.execute(_NEW[table], rows)


def _merged(session: Session, slugs: list[str]) -> dict[str, str]:
    """Return what each of the entities was merged into, of those that were."""
    return {row.slug: row.merged_into for row in _MERGED.rows(session, slugs=slugs)}
