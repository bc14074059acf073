"""How many records and stories fall into each hour, day or week."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, func, literal
from sqlmodel import Session, col, select

from app.store.tables import RecordBeatRow, RecordEntityRow, RecordRow, StoryEntityRow, StoryRow
from app.store.times import micros, moment
from schemas.beat import Volume, VolumePoint

Interval = Literal["hour", "day", "week"]

_HOUR = 3_600_000_000
_WIDTHS: dict[str, int] = {"hour": _HOUR, "day": 24 * _HOUR, "week": 7 * 24 * _HOUR}
# Intervals are counted from Monday, 1 January of the year 1: weeks start on Mondays, and no time lies before it, where
# databases would round the wrong way.
_ORIGIN = micros(datetime(1, 1, 1, tzinfo=UTC))


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
    filed = [col(RecordBeatRow.beat) == slug, *_between(col(RecordBeatRow.published_at), after, before)]
    when = col(StoryRow.published_at)
    stories = [col(StoryRow.beat) == slug, col(StoryRow.status) == "published", *_between(when, after, before)]
    width = _WIDTHS[interval]
    return _volume(
        interval,
        _record_points(session, RecordBeatRow, filed, width, by_source=by_source),
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
    named = [col(RecordEntityRow.entity) == slug, *_between(col(RecordEntityRow.published_at), after, before)]
    when = col(StoryEntityRow.published_at)
    linked = [col(StoryEntityRow.entity) == slug, col(StoryRow.status) == "published", *_between(when, after, before)]
    width = _WIDTHS[interval]
    counted = select(_bucket(when, width), func.count()).join(
        StoryRow, col(StoryRow.pk) == col(StoryEntityRow.story_pk)
    )
    return _volume(
        interval,
        _record_points(session, RecordEntityRow, named, width, by_source=by_source),
        _points(session, counted.where(*linked)),
        by_source=by_source,
    )


def _record_points(
    session: Session,
    table: type[RecordBeatRow | RecordEntityRow],
    conditions: list[ColumnElement[bool]],
    width: int,
    *,
    by_source: bool,
) -> dict[int, dict[str, int]]:
    """Count records by interval and source; where the source does not matter, under "", from the links alone."""
    bucket = _bucket(col(table.published_at), width)
    if not by_source:
        found = _points(session, select(bucket, func.count()).where(*conditions))
        return {number: {"": count} for number, count in found.items()}
    source = col(RecordRow.source)
    told_apart = (
        select(bucket, source, func.count())
        .join(RecordRow, col(RecordRow.pk) == col(table.record_pk))
        .where(*conditions)
        .group_by(bucket, source)
        .order_by(bucket, source)
    )
    points: dict[int, dict[str, int]] = {}
    for number, slug, count in session.exec(told_apart):
        points.setdefault(number, {})[slug] = count
    return points


def _points(session: Session, counted: Any) -> dict[int, int]:  # noqa: ANN401 - a select of two columns, the first the bucket
    """Run a count by interval."""
    bucket = counted.selected_columns[0]
    return {number: count for number, count in session.exec(counted.group_by(bucket))}  # noqa: C416 - rows are not pairs to dict()


def _volume(
    interval: Interval, records: dict[int, dict[str, int]], stories: dict[int, int], *, by_source: bool
) -> Volume:
    """Put the counts together, oldest interval first."""
    width = _WIDTHS[interval]
    points = [
        VolumePoint(
            start=moment(_ORIGIN + number * width),
            records=sum(records.get(number, {}).values()),
            stories=stories.get(number, 0),
            by_source=records.get(number, {}) if by_source else None,
        )
        for number in sorted({*records, *stories})
    ]
    return Volume(interval=interval, points=points)


def _bucket(when: SQLColumnExpression[Any], width: int) -> ColumnElement[int]:
    """Return the number of the interval that a time falls in.

    The numbers are written into the statement: PostgreSQL must see that what is selected is what is grouped by.
    """
    since = when - literal(_ORIGIN, BigInteger, literal_execute=True)
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
