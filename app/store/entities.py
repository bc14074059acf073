"""Entities as they are read: one by slug, lists by slug, and where each is talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.errors import GoneError
from app.store import cursor as cursors
from app.store import volume_counts
from app.store.entity_writes import definition, merge, put, put_defaults, remove
from app.store.tables import BeatRow, EntityRow, RecordBeatRow, RecordEntityRow, StoryEntityRow, StoryRow
from app.store.times import moment
from schemas.base import Time
from schemas.entity import CoMention, Entity, EntityBeat, EntityInput, EntitySummary

__all__ = [
    "EntityFilter",
    "count",
    "definitions",
    "get",
    "known_as",
    "merge",
    "merged",
    "page",
    "put",
    "put_defaults",
    "remove",
    "resolve",
]

_SHOWN = 10
# How many of an entity's newest records say what it is talked about with.
_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """Which entities a list holds; `q` is a part of a name or alias, in any letter case."""

    kind: str | None = None
    q: str | None = None


def page(
    session: Session, wanted: EntityFilter, limit: int, cursor: str | None
) -> tuple[list[EntitySummary], str | None]:
    """Return one page of entities by slug, and the cursor of the next page (None after the last)."""
    filters = {"kind": wanted.kind, "q": wanted.q}
    rows = _matching(session, wanted)
    if cursor is not None:
        last = str(cursors.decode(cursor, filters, (str,))[0])
        rows = [row for row in rows if row.slug > last]
    shown = rows[:limit]
    more = cursors.encode([shown[-1].slug], filters) if len(rows) > limit else None
    return _summaries(session, shown), more


def count(session: Session, wanted: EntityFilter) -> int:
    """Return how many entities the filter lets through."""
    return len(_matching(session, wanted))


def resolve(session: Session, slug: str) -> str | None:
    """Return the slug that an entity goes by now: its own, or that of the one it was merged into.

    None where there never was such an entity; raises GoneError where it was deleted.
    """
    row = session.get(EntityRow, slug)
    if row is None:
        return None
    if row.merged_into is not None:
        return resolve(session, row.merged_into)
    if row.deleted:
        raise GoneError("The entity was deleted.")
    return slug


def name_of(session: Session, slug: str) -> str:
    """Return the name of an entity that is there."""
    return session.get_one(EntityRow, slug).name


def known_as(session: Session, slug: str) -> str:
    """Return the slug under which lists hold an entity: that of the one it was merged into, or its own, known or not."""
    into = session.exec(select(EntityRow.merged_into).where(col(EntityRow.slug) == slug)).first()
    return into or slug


def get(session: Session, slug: str) -> Entity | None:
    """Return an entity, or the one it was merged into, with its names and where it is talked about.

    Beats and co-mentioned entities (ten of each) are counted over its newest 2,000 records. None where there never
    was such an entity; raises GoneError where it was deleted.
    """
    living = resolve(session, slug)
    if living is None:
        return None
    row = session.get_one(EntityRow, living)
    names = definition(row)
    first_seen, last_seen = _seen(session, living)
    summary = _summaries(session, [row])[0]
    return Entity(
        **summary.model_dump(),
        aliases=names.aliases,
        same_as=names.same_as,
        exact_case=names.exact_case,
        ambiguous=names.ambiguous,
        first_seen=first_seen,
        last_seen=last_seen,
        beats=_beats(session, living),
        co_mentioned=_co_mentioned(session, living),
    )


def definitions(session: Session) -> dict[str, EntityInput]:
    """Return what editors and the default set say of each living entity, by slug."""
    return {row.slug: definition(row) for row in _living(session)}


def merged(session: Session) -> dict[str, str]:
    """Return, for each entity that was merged into another, which one."""
    found = session.exec(select(EntityRow.slug, EntityRow.merged_into).where(col(EntityRow.merged_into).is_not(None)))
    return {slug: into for slug, into in found if into}


def _living(session: Session, kind: str | None = None) -> Sequence[EntityRow]:
    statement = select(EntityRow).where(col(EntityRow.deleted).is_(False), col(EntityRow.merged_into).is_(None))
    if kind is not None:
        statement = statement.where(col(EntityRow.kind) == kind)
    return session.exec(statement.order_by(col(EntityRow.slug))).all()


def _matching(session: Session, wanted: EntityFilter) -> list[EntityRow]:
    """Return the entities of a list by slug.

    Names are compared here and not in SQL: there are hundreds of entities, not millions, and databases disagree
    about letter case outside ASCII.
    """
    rows = _living(session, wanted.kind)
    if wanted.q is None:
        return list(rows)
    sought = wanted.q.strip().casefold()
    return [row for row in rows if any(sought in name.casefold() for name in _names(row))]


def _names(row: EntityRow) -> list[str]:
    aliases: dict[str, list[str]] = orjson.loads(row.aliases)
    return [row.name, *(alias for group in aliases.values() for alias in group)]


def _summaries(session: Session, rows: Sequence[EntityRow]) -> list[EntitySummary]:
    slugs = [row.slug for row in rows]
    records = volume_counts.totals(session, "entity", slugs)
    stories = _story_counts(session, slugs)
    return [
        EntitySummary.model_validate(
            {
                "slug": row.slug,
                "name": row.name,
                "kind": row.kind,
                "description": row.description,
                "record_count": records.get(row.slug, 0),
                "story_count": stories.get(row.slug, 0),
            }
        )
        for row in rows
    ]


def _story_counts(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    entity = col(StoryEntityRow.entity)
    published = (
        select(entity, func.count())
        .join(StoryRow, col(StoryRow.pk) == col(StoryEntityRow.story_pk))
        .where(entity.in_(slugs), col(StoryRow.status) == "published")
        .group_by(entity)
    )
    return dict(session.exec(published).all())


def _seen(session: Session, slug: str) -> tuple[Time | None, Time | None]:
    """Return when the first and the last record that names the entity was published."""
    published_at = col(RecordEntityRow.published_at)
    of_entity = col(RecordEntityRow.entity) == slug
    seen = select(published_at).where(of_entity).limit(1)
    first = session.exec(seen.order_by(published_at)).first()
    last = session.exec(seen.order_by(published_at.desc())).first()
    return (None if first is None else moment(first)), (None if last is None else moment(last))


def _newest(slug: str) -> SelectOfScalar[int]:
    """Return the query for the entity's newest records."""
    return (
        select(RecordEntityRow.record_pk)
        .where(col(RecordEntityRow.entity) == slug)
        .order_by(col(RecordEntityRow.published_at).desc())
        .limit(_LOOKED_AT)
    )


def _beats(session: Session, slug: str) -> list[EntityBeat]:
    number = func.count()
    found = session.exec(
        select(BeatRow.slug, BeatRow.name, number)
        .join(RecordBeatRow, col(RecordBeatRow.beat) == col(BeatRow.slug))
        .where(col(RecordBeatRow.record_pk).in_(_newest(slug)), col(BeatRow.deleted).is_(False))
        .group_by(col(BeatRow.slug), col(BeatRow.name))
        .order_by(number.desc(), col(BeatRow.slug))
        .limit(_SHOWN)
    )
    return [EntityBeat(slug=beat, name=name, record_count=n) for beat, name, n in found]


def _co_mentioned(session: Session, slug: str) -> list[CoMention]:
    number = func.count()
    found = session.exec(
        select(EntityRow.slug, EntityRow.name, EntityRow.kind, number)
        .join(RecordEntityRow, col(RecordEntityRow.entity) == col(EntityRow.slug))
        .where(
            col(RecordEntityRow.record_pk).in_(_newest(slug)),
            col(EntityRow.slug) != slug,
            col(EntityRow.deleted).is_(False),
        )
        .group_by(col(EntityRow.slug), col(EntityRow.name), col(EntityRow.kind))
        .order_by(number.desc(), col(EntityRow.slug))
        .limit(_SHOWN)
    )
    return [
        CoMention.model_validate({"slug": other, "name": name, "kind": kind, "record_count": n})
        for other, name, kind, n in found
    ]
