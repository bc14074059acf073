"""Remember the sources that records come from, and count what comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import Connection, bindparam, text
from sqlmodel import Session, col, select

from app.store.compiled import CompiledQuery
from app.store.prepared import PreparedRecord
from app.store.tables import SourceRow
from app.store.times import moment
from app.story.known_sources import describe_source
from schemas.source import Source, SourceKind, SourceRef

# Both databases know this form. A moment that is not there compares as unknown, so that the new one is taken.
_COUNT = text("""
    INSERT INTO source (slug, name, kind, home_page, record_count, first_record_at, last_record_at)
    VALUES (:slug, :name, :kind, :home_page, :record_count, :first_record_at, :last_record_at)
    ON CONFLICT (slug) DO UPDATE SET
        record_count = source.record_count + excluded.record_count,
        first_record_at = CASE WHEN source.first_record_at < excluded.first_record_at
                               THEN source.first_record_at ELSE excluded.first_record_at END,
        last_record_at = CASE WHEN source.last_record_at > excluded.last_record_at
                              THEN source.last_record_at ELSE excluded.last_record_at END
""")

_REFS = CompiledQuery(
    select(SourceRow.slug, SourceRow.name, SourceRow.kind).where(
        col(SourceRow.slug).in_(bindparam("slugs", expanding=True))
    )
)


def every(session: Session) -> list[Source]:
    """Return every source, by slug."""
    return [_source(row) for row in session.exec(select(SourceRow).order_by(col(SourceRow.slug)))]


def refs(session: Session, slugs: Iterable[str]) -> dict[str, SourceRef]:
    """Return the sources of these slugs as citations name them; unknown slugs are left out."""
    rows = _REFS.rows(session, slugs=list(dict.fromkeys(slugs)))
    return {row.slug: SourceRef(slug=row.slug, name=row.name, kind=cast("SourceKind", row.kind)) for row in rows}


def count_created(connection: Connection, records: Sequence[PreparedRecord]) -> None:
    """Count records that are new, and make the sources that are seen for the first time."""
    arrived: dict[str, list[PreparedRecord]] = defaultdict(list)
    for record in records:
        arrived[record.source].append(record)
    connection.execute(_COUNT, [_counted(slug, of_source) for slug, of_source in arrived.items()])


def count_withdrawn(session: Session, slug: str) -> None:
    """Count a record less; when its source was first and last heard of stays as it was."""
    row = session.exec(select(SourceRow).where(col(SourceRow.slug) == slug)).one()
    row.record_count -= 1
    session.add(row)
    session.flush()


def _counted(slug: str, records: Sequence[PreparedRecord]) -> dict[str, object]:
    """Make a source's row from what is known of its slug and from the first records of it."""
    known = describe_source(slug, records[0].kind)
    times = [record.published_at for record in records]
    return {
        "slug": slug,
        "name": known.name,
        "kind": known.kind,
        "home_page": known.home_page,
        "record_count": len(records),
        "first_record_at": min(times),
        "last_record_at": max(times),
    }


def _source(row: SourceRow) -> Source:
    """Turn a row into what is answered."""
    return Source(
        slug=row.slug,
        name=row.name,
        kind=cast("SourceKind", row.kind),
        home_page=row.home_page,
        record_count=row.record_count,
        first_record_at=None if row.first_record_at is None else moment(row.first_record_at),
        last_record_at=None if row.last_record_at is None else moment(row.last_record_at),
    )
