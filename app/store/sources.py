"""Remember the sources that records come from, and count what comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import cast

from sqlmodel import Session, col, select

from app.store.prepared import PreparedRecord
from app.store.tables import SourceRow
from app.store.times import moment
from app.story.known_sources import describe_source
from schemas.record import RecordKind
from schemas.source import Source, SourceKind, SourceRef


def every(session: Session) -> list[Source]:
    """Return every source, by slug."""
    return [_source(row) for row in session.exec(select(SourceRow).order_by(col(SourceRow.slug)))]


def refs(session: Session, slugs: Iterable[str]) -> dict[str, SourceRef]:
    """Return the sources of these slugs as citations name them; unknown slugs are left out."""
    rows = session.exec(select(SourceRow).where(col(SourceRow.slug).in_(set(slugs))))
    return {row.slug: SourceRef(slug=row.slug, name=row.name, kind=cast("SourceKind", row.kind)) for row in rows}


def count_created(session: Session, records: Sequence[PreparedRecord]) -> None:
    """Count records that are new, and make the sources that are seen for the first time."""
    arrived: dict[str, list[PreparedRecord]] = defaultdict(list)
    for record in records:
        arrived[record.source].append(record)
    known = {row.slug: row for row in session.exec(select(SourceRow).where(col(SourceRow.slug).in_(arrived)))}
    for slug, here in arrived.items():
        row = known.get(slug) or _new_source(slug, here[0].kind)
        times = [record.published_at for record in here]
        row.record_count += len(here)
        row.first_record_at = min([*times, *_given(row.first_record_at)])
        row.last_record_at = max([*times, *_given(row.last_record_at)])
        session.add(row)
    session.flush()


def count_withdrawn(session: Session, slug: str) -> None:
    """Count a record less; when its source was first and last heard of stays as it was."""
    row = session.exec(select(SourceRow).where(col(SourceRow.slug) == slug)).one()
    row.record_count -= 1
    session.add(row)
    session.flush()


def _new_source(slug: str, record_kind: RecordKind) -> SourceRow:
    """Make a source's row from what is known of its slug."""
    known = describe_source(slug, record_kind)
    return SourceRow(
        slug=slug,
        name=known.name,
        kind=known.kind,
        home_page=known.home_page,
        record_count=0,
        first_record_at=None,
        last_record_at=None,
    )


def _given(value: int | None) -> list[int]:
    """Return a value as a list of one, or of none."""
    return [] if value is None else [value]


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
