"""Keep count of the records of each beat and entity by hour, by day and altogether, as they come, change and go.

A count is of one source, so that sources can be told apart. Whoever adds or takes away a link says so here, in the same
transaction; a count that has come down to nothing may stay as 0.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection, Table, delete, select, text
from sqlmodel import Session

from app.store.tables import METADATA
from app.store.times import micros

Kind = Literal["beat", "entity"]

HOUR = 3_600_000_000
# How many hours each count is of; 0 is of all time, whose only interval has the number 0.
ALTOGETHER, HOURLY, DAILY = 0, 1, 24
# Intervals are counted from Monday, 1 January of the year 1: weeks start on Mondays, and no time lies before it, where
# databases would round the wrong way.
ORIGIN = micros(datetime(1, 1, 1, tzinfo=UTC))

COUNTS = METADATA.tables["record_volume"]
RECORD = METADATA.tables["record"]
LINKS: Mapping[Kind, Table] = {"beat": METADATA.tables["record_beat"], "entity": METADATA.tables["record_entity"]}

# How often each beat or entity was linked by a record of an hour and a source: (subject, hour, source).
Tally = dict[tuple[str, int, str], int]

_COLUMNS = "subject, hours, bucket, source, records"
# One statement for all rows: PostgreSQL is asked once and answers once.
_GIVEN = "unnest(%s::text[], %s::integer[], %s::bigint[], %s::text[], %s::bigint[]) AS given"
_ADD = "ON CONFLICT (subject, hours, bucket, source) DO UPDATE SET records = record_volume.records + excluded.records"


def subject(kind: Kind, slug: str) -> str:
    """Return what a beat or an entity is counted under."""
    return f"{kind}:{slug}"


def hour_of(at: int) -> int:
    """Return the number of the hour that a moment falls in."""
    return (at - ORIGIN) // HOUR


def add(connection: Connection, tally: Tally) -> None:
    """Add to what is counted, or take away from it."""
    rows: dict[tuple[str, int, int, str], int] = defaultdict(int)
    for (of, hour, source), number in tally.items():
        rows[of, DAILY, hour // DAILY, source] += number
        rows[of, ALTOGETHER, 0, source] += number
    changed = [(of, HOURLY, hour, source, number) for (of, hour, source), number in tally.items()]
    changed += [(*key, number) for key, number in rows.items()]
    changed.sort()
    if changed:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"INSERT INTO record_volume ({_COLUMNS}) VALUES (?, ?, ?, ?, ?) {_ADD}", changed)  # noqa: S608 - fixed names
        else:
            statement = f"INSERT INTO record_volume ({_COLUMNS}) SELECT * FROM {_GIVEN} {_ADD}"  # noqa: S608 - fixed names
            connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*changed, strict=True)))


def linked(connection: Connection, keys: Sequence[int]) -> Tally:
    """Return what the links of some records count for."""
    found: Tally = defaultdict(int)
    for kind, link in LINKS.items():
        asked = select(link.c[kind], link.c.published_at, RECORD.c.source).join(RECORD, RECORD.c.pk == link.c.record_pk)
        for slug, at, source in connection.execute(asked.where(link.c.record_pk.in_(keys))):
            found[subject(kind, slug), hour_of(at), source] += 1
    return found


def forget(session: Session, kind: Kind, slug: str) -> None:
    """Leave out a beat or an entity from which every link is taken."""
    session.connection().execute(delete(COUNTS).where(COUNTS.c.subject == subject(kind, slug)))


def recount(session: Session, kind: Kind, slug: str) -> None:
    """Count the records of a beat or an entity anew, by looking at each of its links."""
    forget(session, kind, slug)
    _count_in(session, kind, subject(kind, slug), f"link.{kind} = :slug", {"slug": slug})


def file_as_general(session: Session, slug: str, general: str) -> None:
    """Count for the general beat the records that no beat but this one has, and count none for this one."""
    alone = (
        "NOT EXISTS (SELECT 1 FROM record_beat AS other WHERE other.record_pk = link.record_pk AND other.beat <> :slug)"
    )
    _count_in(session, "beat", subject("beat", general), f"link.beat = :slug AND {alone}", {"slug": slug})
    forget(session, "beat", slug)


def totals(session: Session, kind: Kind, slugs: Iterable[str]) -> dict[str, int]:
    """Return how many records there are of each of some beats or entities."""
    subjects = {subject(kind, slug): slug for slug in slugs}
    asked = select(COUNTS.c.subject, COUNTS.c.records).where(
        COUNTS.c.subject.in_(list(subjects)), COUNTS.c.hours == ALTOGETHER, COUNTS.c.bucket == 0
    )
    found: Counter[str] = Counter()
    for of, records in session.connection().execute(asked):
        found[subjects[of]] += records
    return dict(found)


def _count_in(session: Session, kind: Kind, of: str, condition: str, given: dict[str, str]) -> None:
    """Add to what is counted for one subject the links that meet a condition."""
    for hours, bucket in (
        (ALTOGETHER, "link.published_at * 0"),
        (HOURLY, f"(link.published_at - ({ORIGIN})) / {HOUR}"),
        (DAILY, f"(link.published_at - ({ORIGIN})) / {DAILY * HOUR}"),
    ):
        counted = text(
            f"INSERT INTO record_volume ({_COLUMNS})"  # noqa: S608 - fixed names
            f" SELECT :subject, {hours}, {bucket}, record.source, count(*) FROM record_{kind} AS link"
            f" JOIN record ON record.pk = link.record_pk WHERE {condition} GROUP BY {bucket}, record.source {_ADD}"
        )
        session.connection().execute(counted, {"subject": of, **given})
