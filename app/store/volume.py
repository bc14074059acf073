"""How many records and stories fall into each hour, day or week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, func, literal, select
from sqlmodel import Session, col

from app.store.tables import StoryEntityRow, StoryRow
from app.store.times import micros, moment
from app.store.volume_counts import COUNTS, DAILY, HOUR, HOURLY, LINKS, ORIGIN, RECORD, Kind, subject
from schemas.beat import Volume, VolumePoint

Interval = Literal["hour", "day", "week"]

_WIDTHS: dict[str, int] = {"hour": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR}


def of_beat(
    session: Session,
    slug: str,
    interval: Interval,
    after: datetime | None = None,
    before: datetime | None = None,
    *,
    by_source: bool = False,
) -> Volume:
    """Return how many records and published stories under a beat fall in each interval; see `Volume`.

    `after` is inside, `before` is not: [after, before). With `by_source` the records are also told apart by source.
    """
    when = col(StoryRow.published_at)
    stories = [col(StoryRow.beat) == slug, col(StoryRow.status) == "published", *_between(when, after, before)]
    width = _WIDTHS[interval]
    return _volume(
        interval,
        _record_points(session, ("beat", slug), interval, after, before),
        _points(session, select(_bucket(when, width), func.count()).where(*stories)),
        by_source=by_source,
    )


def of_entity(
    session: Session,
    slug: str,
    interval: Interval,
    after: datetime | None = None,
    before: datetime | None = None,
    *,
    by_source: bool = False,
) -> Volume:
    """Return how many records that name an entity, and published stories that link it, fall in each interval.

    `after` is inside, `before` is not: [after, before). With `by_source` the records are also told apart by source.
    """
    when = col(StoryEntityRow.published_at)
    linked = [col(StoryEntityRow.entity) == slug, col(StoryRow.status) == "published", *_between(when, after, before)]
    width = _WIDTHS[interval]
    counted = select(_bucket(when, width), func.count()).join(
        StoryRow, col(StoryRow.pk) == col(StoryEntityRow.story_pk)
    )
    return _volume(
        interval,
        _record_points(session, ("entity", slug), interval, after, before),
        _points(session, counted.where(*linked)),
        by_source=by_source,
    )


def _record_points(
    session: Session, of: tuple[Kind, str], interval: Interval, after: datetime | None, before: datetime | None
) -> dict[int, Counter[str]]:
    """Count records by interval and source: whole hours or days as they are kept, and link by link what is cut off at both ends."""
    hours = HOURLY if interval == "hour" else DAILY
    unit = hours * HOUR
    start = None if after is None else micros(after)
    end = None if before is None else micros(before)
    first = None if start is None else -((ORIGIN - start) // unit)
    last = None if end is None else (end - ORIGIN) // unit
    points: dict[int, Counter[str]] = defaultdict(Counter)
    width = _WIDTHS[interval]
    if start is not None and end is not None and first is not None and last is not None and first >= last:
        _add_links(session, of, points, width, (start, end))
        return points
    _add_kept(session, of, points, hours, width // unit, (first, last))
    if start is not None and first is not None:
        _add_links(session, of, points, width, (start, ORIGIN + first * unit))
    if end is not None and last is not None:
        _add_links(session, of, points, width, (ORIGIN + last * unit, end))
    return points


def _add_kept(
    session: Session,
    of: tuple[Kind, str],
    points: dict[int, Counter[str]],
    hours: int,
    together: int,
    ends: tuple[int | None, int | None],
) -> None:
    """Add what is kept of the intervals from one on to before another, so many of which are one of those asked for."""
    first, last = ends
    asked = select(COUNTS.c.bucket, COUNTS.c.source, COUNTS.c.records).where(
        COUNTS.c.subject == subject(*of), COUNTS.c.hours == hours, COUNTS.c.records > 0
    )
    if first is not None:
        asked = asked.where(COUNTS.c.bucket >= first)
    if last is not None:
        asked = asked.where(COUNTS.c.bucket < last)
    for bucket, source, records in session.connection().execute(asked):
        points[bucket // together][source] += records


def _add_links(
    session: Session, of: tuple[Kind, str], points: dict[int, Counter[str]], width: int, ends: tuple[int, int]
) -> None:
    """Add what is linked from a moment on to before another: less than a day."""
    start, end = ends
    if start >= end:
        return
    kind, slug = of
    link = LINKS[kind]
    bucket, source = _bucket(link.c.published_at, width), RECORD.c.source
    counted = (
        select(bucket, source, func.count())
        .join(RECORD, RECORD.c.pk == link.c.record_pk)
        .where(link.c[kind] == slug, link.c.published_at >= start, link.c.published_at < end)
        .group_by(bucket, source)
    )
    for number, name, records in session.connection().execute(counted):
        points[number][name] += records


def _points(session: Session, counted: Any) -> dict[int, int]:  # noqa: ANN401 - a select of two columns, the first the bucket
    """Run a count by interval."""
    bucket = counted.selected_columns[0]
    return {number: count for number, count in session.connection().execute(counted.group_by(bucket))}  # noqa: C416 - rows are not pairs to dict()


def _volume(
    interval: Interval, records: Mapping[int, Mapping[str, int]], stories: dict[int, int], *, by_source: bool
) -> Volume:
    """Put the counts together, oldest interval first."""
    width = _WIDTHS[interval]
    points = [
        VolumePoint(
            start=moment(ORIGIN + number * width),
            records=sum(records.get(number, {}).values()),
            stories=stories.get(number, 0),
            by_source=dict(sorted(records.get(number, {}).items())) if by_source else None,
        )
        for number in sorted({*records, *stories})
    ]
    return Volume(interval=interval, points=points)


def _bucket(when: SQLColumnExpression[Any], width: int) -> ColumnElement[int]:
    """Return the number of the interval that a time falls in.

    The numbers are written into the statement: PostgreSQL must see that what is selected is what is grouped by.
    """
    since = when - literal(ORIGIN, BigInteger, literal_execute=True)
    return since // literal(width, BigInteger, literal_execute=True)


def _between(
    when: SQLColumnExpression[Any], after: datetime | None, before: datetime | None
) -> list[ColumnElement[bool]]:
    conditions = []
    if after is not None:
        conditions.append(when >= micros(after))
    if before is not None:
        conditions.append(when < micros(before))
    return conditions
