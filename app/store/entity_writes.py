"""Entities as they are written: the default set, an editor's words, deletion and merging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from sqlalchemy import and_, delete, exists, literal, update
from sqlalchemy import select as core_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.store import volume_counts
from app.store.tables import EntityRow, RecordEntityRow, StoryEntityRow
from schemas.entity import EntityInput


def definition(row: EntityRow) -> EntityInput:
    """Return what a row says of an entity, as an editor would write it."""
    return EntityInput.model_validate(
        {
            "name": row.name,
            "kind": row.kind,
            "description": row.description,
            "aliases": orjson.loads(row.aliases),
            "same_as": orjson.loads(row.same_as),
            "exact_case": orjson.loads(row.exact_case),
            "ambiguous": orjson.loads(row.ambiguous),
        }
    )


def put(session: Session, slug: str, entity: EntityInput) -> bool:
    """Keep what an editor says of an entity; return whether there was no such entity before.

    One that was deleted comes back; one that was merged is itself again.
    """
    row = session.get(EntityRow, slug)
    is_new = row is None or row.deleted or row.merged_into is not None
    _write(session, slug, entity, "edited")
    return is_new


def put_defaults(session: Session, entities: Mapping[str, EntityInput]) -> None:
    """Bring the default set into the table; what editors changed, merged or deleted is left as they left it.

    An entity that an earlier default set had and this one lacks goes, unless a story links it.
    """
    kept = {row.slug: row for row in session.exec(select(EntityRow))}
    for slug, entity in entities.items():
        row = kept.get(slug)
        if row is None or row.origin == "default":
            _write(session, slug, entity, "default")
    linked = set(session.exec(select(StoryEntityRow.entity).distinct()))
    for slug, row in kept.items():
        if row.origin == "default" and slug not in entities and slug not in linked:
            session.exec(delete(RecordEntityRow).where(col(RecordEntityRow.entity) == slug))
            volume_counts.forget(session, "entity", slug)
            session.delete(row)
    session.flush()


def remove(session: Session, slug: str) -> None:
    """Delete a living entity: no record or list names it any more, and its slug says that it is gone."""
    row = session.get_one(EntityRow, slug)
    row.deleted = True
    row.origin = "edited"
    session.exec(delete(RecordEntityRow).where(col(RecordEntityRow.entity) == slug))
    volume_counts.forget(session, "entity", slug)
    session.exec(delete(StoryEntityRow).where(col(StoryEntityRow.entity) == slug))
    session.flush()


def merge(session: Session, slug: str, into: str, merged: EntityInput) -> None:
    """Turn the entity `slug` into `into`, which is `merged` from now on; where both are named, mentions are added up."""
    row = session.get_one(EntityRow, slug)
    row.merged_into = into
    row.origin = "edited"
    session.exec(update(EntityRow).where(col(EntityRow.merged_into) == slug).values(merged_into=into))
    _move(session, RecordEntityRow, "record_pk", "mentions", (slug, into))
    volume_counts.forget(session, "entity", slug)
    volume_counts.recount(session, "entity", into)
    _move(session, StoryEntityRow, "story_pk", "salience", (slug, into))
    _write(session, into, merged, "edited")


def _move(
    session: Session,
    table: type[RecordEntityRow | StoryEntityRow],
    key: str,
    amount: str,
    names: Sequence[str],
) -> None:
    """Give what is counted for one entity to another, adding up where both are counted."""
    slug, into = names
    moving = aliased(table)
    same_key = getattr(moving, key) == getattr(table, key)
    both = and_(col(moving.entity) == slug, same_key)
    added = core_select(getattr(moving, amount)).where(both).scalar_subquery()
    session.exec(
        update(table)
        .where(col(table.entity) == into, exists(core_select(literal(1)).where(both)))
        .values({amount: getattr(table, amount) + added})
        .execution_options(synchronize_session=False)
    )
    settled = exists(core_select(literal(1)).where(col(moving.entity) == into, same_key))
    session.exec(delete(table).where(col(table.entity) == slug, settled).execution_options(synchronize_session=False))
    session.exec(
        update(table).where(col(table.entity) == slug).values(entity=into).execution_options(synchronize_session=False)
    )


def _write(session: Session, slug: str, entity: EntityInput, origin: str) -> None:
    row = EntityRow(
        slug=slug,
        name=entity.name,
        kind=entity.kind,
        description=entity.description,
        aliases=orjson.dumps(entity.aliases).decode(),
        same_as=orjson.dumps(entity.same_as).decode(),
        exact_case=orjson.dumps(entity.exact_case).decode(),
        ambiguous=orjson.dumps({name: rule.model_dump() for name, rule in entity.ambiguous.items()}).decode(),
        origin=origin,
        merged_into=None,
        deleted=False,
    )
    session.merge(row)
    session.flush()
