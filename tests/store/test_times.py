"""Moments survive the tables to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from app.store.times import micros, moment


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_as_it_was(value: datetime) -> None:
    """From the year 1 to 9999, without loss."""
    assert moment(micros(value)) == value


def test_a_moment_is_kept_in_utc() -> None:
    """The offset it came with is no part of it."""
    there = datetime(1970, 1, 1, 8, 0, 1, tzinfo=timezone(timedelta(hours=8)))
    assert (micros(there), moment(micros(there))) == (1_000_000, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
