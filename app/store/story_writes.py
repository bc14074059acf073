"""Stories as they are written: each change is a further revision, and everything derived is kept in step."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.language.tokens import search_text
from app.store.search import STORIES, Entry
from app.store.story_documents import StoredStory, render, render_summary, searched_words
from app.store.tables import (
    EntityRow,
    StoryAliasRow,
    StoryEntityRow,
    StoryRecordRow,
    StoryRevisionRow,
    StoryRow,
    StorySourceRow,
)
from app.store.times import micros
from app.story.slug import slug_words, with_suffix
from schemas.story import Cause, Story

_FIRST_DIGITS = 4


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
        if not _is_taken(session, slug, story_id)
    )


def save(session: Session, story: Story, cause: Cause, note: str | None) -> StoredStory:
    """Keep a story as its first or its next revision, and bring lists, links and the search index up to it.

    `story.revision` must be the one after what is stored (1 for a new story), else someone else was faster:
    ConflictError. The note with which a story is retracted is the reason that readers are told. A slug that the story had before goes on leading to it.
    """
    row = session.exec(select(StoryRow).where(col(StoryRow.id) == story.id)).first()
    if story.revision != (row.revision + 1 if row else 1):
        raise ConflictError("The story was changed in the meantime; read it again and repeat the change.")
    if row is None:
        row = _new_row(story)
        session.add(row)
        session.flush()
    else:
        _forget_searched_words(session, row)
        if row.slug != story.slug:
            _keep_alias(session, row)
    _bring_up(row, story, note)
    session.flush()
    stored = _keep_revision(session, row, story, cause, note)
    _link_records(session, row, story)
    _link_entities_and_sources(session, row, story)
    STORIES.add(session.connection(), [_entry(row, story)])
    session.flush()
    return stored


def rewrite_revision(session: Session, slug: str, number: int, story: Story) -> None:
    """Put other words in place of an earlier revision's, for good; only erasure may do this.

    The current revision may be rewritten too, where what is erased is not its own words but a mention.
    """
    row = session.exec(select(StoryRow).where(col(StoryRow.slug) == slug)).one()
    kept = session.get_one(StoryRevisionRow, (row.pk, number))
    is_current = number == row.revision
    if is_current:
        _forget_searched_words(session, row)
    kept.document, kept.etag = render(story)
    kept.title = story.title
    if is_current:
        row.summary = render_summary(story)
        STORIES.add(session.connection(), [_entry(row, story)])
    session.flush()


def rewrite_note(session: Session, slug: str, number: int, note: str) -> None:
    """Put another note in place of a revision's, and of the reason of a retraction that it gave; only for erasure."""
    row = session.exec(select(StoryRow).where(col(StoryRow.slug) == slug)).one()
    kept = session.get_one(StoryRevisionRow, (row.pk, number))
    if row.retraction_reason == kept.note:
        row.retraction_reason = note
    kept.note = note
    session.flush()


def forget_searched_words(session: Session) -> None:
    """Take the words that stories no longer hold out of the search index for good."""
    session.flush()
    STORIES.forget(session.connection())


def _is_taken(session: Session, slug: str, story_id: str) -> bool:
    """Tell whether another story has the slug, or once had it."""
    owner = session.exec(select(StoryRow.id).where(col(StoryRow.slug) == slug)).first()
    if owner is None:
        alias = session.get(StoryAliasRow, sha256(slug.encode()).digest())
        owner = session.get_one(StoryRow, alias.story_pk).id if alias else story_id
    return owner != story_id


def _key(row: StoryRow) -> int:
    """Return the key that the database gave a row which has been flushed."""
    if row.pk is None:
        message = "the row has not been written yet"
        raise ValueError(message)
    return row.pk


def _new_row(story: Story) -> StoryRow:
    return StoryRow(
        id=story.id,
        slug=story.slug,
        revision=0,
        status=story.status,
        language=story.language,
        beat=story.beat.slug,
        published_at=None,
        updated_at=micros(story.updated_at),
        summary="",
        replaced_by=None,
        retraction_reason=None,
        synthesis_id=story.methodology.synthesis_id,
    )


def _bring_up(row: StoryRow, story: Story, note: str | None) -> None:
    """Make the row say what the story says. A draft is listed by its last change, having no other time."""
    row.slug = story.slug
    row.revision = story.revision
    row.status = story.status
    row.language = story.language
    row.beat = story.beat.slug
    row.published_at = micros(story.published_at or story.updated_at)
    row.updated_at = micros(story.updated_at)
    row.summary = render_summary(story)
    row.replaced_by = story.replaced_by
    row.retraction_reason = (row.retraction_reason or note) if story.status == "retracted" else None
    row.synthesis_id = story.methodology.synthesis_id


def _keep_alias(session: Session, row: StoryRow) -> None:
    """Let the slug that the story has now lead to it when it has another."""
    session.merge(StoryAliasRow(slug_digest=sha256(row.slug.encode()).digest(), story_pk=_key(row)))


def _forget_searched_words(session: Session, row: StoryRow) -> None:
    """Take the current revision out of the search index, which wants the words that it was given."""
    kept = session.get_one(StoryRevisionRow, (row.pk, row.revision))
    STORIES.remove(session.connection(), [_entry(row, Story.model_validate_json(kept.document))])


def _entry(row: StoryRow, story: Story) -> Entry:
    title, body = searched_words(story)
    return _key(row), search_text(title), search_text(body)


def _keep_revision(session: Session, row: StoryRow, story: Story, cause: Cause, note: str | None) -> StoredStory:
    document, etag = render(story)
    session.add(
        StoryRevisionRow(
            story_pk=_key(row),
            revision=story.revision,
            document=document,
            etag=etag,
            created_at=row.updated_at,
            cause=cause,
            note=note,
            title=story.title,
        )
    )
    return StoredStory(
        document=document,
        etag=etag,
        status=row.status,
        slug=row.slug,
        revision=row.revision,
        replaced_by=row.replaced_by,
        retraction_reason=row.retraction_reason,
    )


def _link_records(session: Session, row: StoryRow, story: Story) -> None:
    """Note every record that the story cites or accounts for; what an earlier revision cited stays noted."""
    kept = {
        link.record_id: link
        for link in session.exec(select(StoryRecordRow).where(col(StoryRecordRow.story_pk) == row.pk))
    }
    named = dict.fromkeys((item.record_id for item in story.methodology.unused), False)
    named.update(dict.fromkeys((citation.record_id for citation in story.citations), True))
    for record_id, cited in named.items():
        if record_id not in kept:
            session.add(StoryRecordRow(story_pk=_key(row), record_id=record_id, cited=cited))
        elif cited:
            kept[record_id].cited = True


def _link_entities_and_sources(session: Session, row: StoryRow, story: Story) -> None:
    """Replace the entities and sources by which the story is listed; a merged entity counts as what it became."""
    key, published_at = _key(row), row.published_at
    session.exec(delete(StoryEntityRow).where(col(StoryEntityRow.story_pk) == key))
    session.exec(delete(StorySourceRow).where(col(StorySourceRow.story_pk) == key))
    became = _merged(session, [entity.slug for entity in story.entities])
    saliences: dict[str, float] = {}
    for entity in story.entities:
        slug = became.get(entity.slug, entity.slug)
        saliences[slug] = saliences.get(slug, 0.0) + entity.salience
    session.add_all(
        StoryEntityRow(story_pk=key, entity=slug, salience=salience, published_at=published_at)
        for slug, salience in saliences.items()
    )
    sources = dict.fromkeys(citation.source.slug for citation in story.citations)
    session.add_all(StorySourceRow(story_pk=key, source=slug, published_at=published_at) for slug in sources)


def _merged(session: Session, slugs: list[str]) -> dict[str, str]:
    """Return what each of the entities was merged into, of those that were."""
    found = session.exec(
        select(EntityRow.slug, EntityRow.merged_into).where(
            col(EntityRow.slug).in_(slugs), col(EntityRow.merged_into).is_not(None)
        )
    )
    return {slug: into for slug, into in found if into}
