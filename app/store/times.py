"""Turn moments into whole microseconds since 1970 in UTC, as the tables keep them, and back without loss."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(value: datetime) -> int:
    """Return a moment as whole microseconds since 1970; `value` must know its offset from UTC."""
    return (value - _START) // _MICROSECOND


def moment(value: int) -> datetime:
    """Return the moment, in UTC, that lies so many microseconds after 1970."""
    return _START + timedelta(microseconds=value)
