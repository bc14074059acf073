"""Beats: what they are, what is filed under them, and what editors make of them."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import delete, exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.store import volume_counts
from app.store.tables import BeatRow, EntityRow, RecordBeatRow, RecordEntityRow, StoryRow
from schemas.beat import Beat, BeatEntity, BeatInput, BeatRef, BeatRules, BeatStory, BeatSummary

GENERAL = "general"
_SHOWN = 10
# Beats that editors add share one position behind the default set, and so stand there by slug.
_BEHIND_DEFAULTS = 1_000_000
# How many of a beat's newest records say which entities it is about.
_LOOKED_AT = 2_000


def every(session: Session) -> list[BeatSummary]:
    """Return every beat with its counts: the default set in its own order, then what editors added, by slug."""
    living = _living(session)
    records = volume_counts.totals(session, "beat", [row.slug for row in living])
    stories = _story_counts(session)
    return [
        BeatSummary(
            slug=row.slug,
            name=row.name,
            description=row.description,
            record_count=records.get(row.slug, 0),
            story_count=stories.get(row.slug, 0),
        )
        for row in living
    ]


def get(session: Session, slug: str) -> Beat | None:
    """Return a beat with its rules, its ten latest stories and the ten entities its newest 2,000 records name most."""
    row = _row(session, slug)
    if row is None:
        return None
    return Beat(
        slug=row.slug,
        name=row.name,
        description=row.description,
        record_count=volume_counts.totals(session, "beat", [slug]).get(slug, 0),
        story_count=_story_counts(session, slug).get(slug, 0),
        names=orjson.loads(row.names),
        rules=BeatRules.model_validate_json(row.rules),
        latest_stories=_latest_stories(session, slug),
        top_entities=_top_entities(session, slug),
    )


def ref(session: Session, slug: str) -> BeatRef | None:
    """Return a beat as a story names it, or None where there is no such beat."""
    row = _row(session, slug)
    return BeatRef(slug=row.slug, name=row.name) if row else None


def definitions(session: Session) -> dict[str, BeatInput]:
    """Return what editors and the default set say of each beat, in the order of the list."""
    return {
        row.slug: BeatInput(
            name=row.name,
            description=row.description,
            names=orjson.loads(row.names),
            rules=BeatRules.model_validate_json(row.rules),
        )
        for row in _living(session)
    }


def put(session: Session, slug: str, beat: BeatInput) -> bool:
    """Keep what an editor says of a beat; return whether there was no such beat before."""
    row = session.get(BeatRow, slug)
    is_new = row is None or row.deleted
    _write(session, slug, beat, row.position if row else _BEHIND_DEFAULTS, "edited")
    return is_new


def put_defaults(session: Session, beats: Sequence[tuple[str, BeatInput]]) -> None:
    """Bring the default set into the table; what editors changed or deleted is left as they left it.

    A beat that an earlier default set had and this one lacks goes, unless stories are filed under it.
    """
    kept = {row.slug: row for row in session.exec(select(BeatRow))}
    for position, (slug, beat) in enumerate(beats):
        row = kept.get(slug)
        if row is None or (row.origin == "default" and not row.deleted):
            _write(session, slug, beat, position, "default")
    given = {slug for slug, _ in beats} | {GENERAL}
    for slug, row in kept.items():
        if row.origin == "default" and not row.deleted and slug not in given and not _has_stories(session, slug):
            session.delete(row)
    session.flush()


def remove(session: Session, slug: str) -> bool:
    """Delete a beat and take records from under it; return whether there was one.

    Raises ConflictError for the general beat, and for one that stories of any state are filed under.
    """
    row = _row(session, slug)
    if row is None:
        return False
    if slug == GENERAL:
        raise ConflictError("The general beat holds what fits no other; it cannot be deleted.")
    if _has_stories(session, slug):
        raise ConflictError("Stories are filed under this beat; move them to another first.")
    row.deleted = True
    row.origin = "edited"
    _take_records_out(session, slug)
    session.flush()
    return True


def _living(session: Session) -> Sequence[BeatRow]:
    return session.exec(
        select(BeatRow).where(col(BeatRow.deleted).is_(False)).order_by(col(BeatRow.position), col(BeatRow.slug))
    ).all()


def _row(session: Session, slug: str) -> BeatRow | None:
    row = session.get(BeatRow, slug)
    return None if row is None or row.deleted else row


def _write(session: Session, slug: str, beat: BeatInput, position: int, origin: str) -> None:
    row = BeatRow(
        slug=slug,
        name=beat.name,
        description=beat.description,
        names=orjson.dumps(beat.names).decode(),
        rules=beat.rules.model_dump_json(),
        position=position,
        origin=origin,
        deleted=False,
    )
    session.merge(row)
    session.flush()


def _has_stories(session: Session, slug: str) -> bool:
    return session.exec(select(StoryRow.pk).where(col(StoryRow.beat) == slug).limit(1)).first() is not None


def _story_counts(session: Session, slug: str | None = None) -> dict[str, int]:
    """Count published stories under each beat or under one."""
    beat = col(StoryRow.beat)
    statement = select(beat, func.count()).where(col(StoryRow.status) == "published").group_by(beat)
    return dict(session.exec(statement if slug is None else statement.where(beat == slug)).all())


def _take_records_out(session: Session, slug: str) -> None:
    """Take every record from under a beat; what was filed there alone is filed as general."""
    volume_counts.file_as_general(session, slug, GENERAL)
    elsewhere = aliased(RecordBeatRow)
    fits_another = exists().where(col(elsewhere.record_pk) == col(RecordBeatRow.record_pk), col(elsewhere.beat) != slug)
    under_it = col(RecordBeatRow.beat) == slug
    as_general = {"beat": GENERAL, "score": 0.0, "terms": "[]"}
    session.exec(
        update(RecordBeatRow)
        .where(under_it, ~fits_another)
        .values(as_general)
        .execution_options(synchronize_session=False)
    )
    session.exec(delete(RecordBeatRow).where(under_it))


def _latest_stories(session: Session, slug: str) -> list[BeatStory]:
    newest = session.exec(
        select(StoryRow.summary)
        .where(col(StoryRow.status) == "published", col(StoryRow.beat) == slug)
        .order_by(col(StoryRow.published_at).desc(), col(StoryRow.pk).desc())
        .limit(_SHOWN)
    )
    summaries = [orjson.loads(summary) for summary in newest]
    fields = BeatStory.model_fields
    return [BeatStory.model_validate({name: summary[name] for name in fields}) for summary in summaries]


def _top_entities(session: Session, slug: str) -> list[BeatEntity]:
    newest = (
        select(RecordBeatRow.record_pk)
        .where(col(RecordBeatRow.beat) == slug)
        .order_by(col(RecordBeatRow.published_at).desc())
        .limit(_LOOKED_AT)
    )
    number = func.count()
    found = session.exec(
        select(EntityRow.slug, EntityRow.name, EntityRow.kind, number)
        .join(RecordEntityRow, col(RecordEntityRow.entity) == col(EntityRow.slug))
        .where(col(RecordEntityRow.record_pk).in_(newest), col(EntityRow.deleted).is_(False))
        .group_by(col(EntityRow.slug), col(EntityRow.name), col(EntityRow.kind))
        .order_by(number.desc(), col(EntityRow.slug))
        .limit(_SHOWN)
    )
    return [BeatEntity(slug=entity, name=name, kind=kind, record_count=n) for entity, name, kind, n in found]
