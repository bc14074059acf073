"""Retry-After is seconds or a date, and whatever else stands there asks for nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.retry_after import seconds_asked_for

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        (" 0.5 ", 0.5),
        ("Mon, 04 May 2026 09:02:00 GMT", 120.0),
        ("Monday, 04-May-26 09:02:00 GMT", 120.0),
        ("Mon, 04 May 2026 08:00:00 GMT", 0.0),
        (None, None),
        ("", None),
        ("-3", None),
        ("\u00b2", None),
        ("9" * 400, None),
        ("soon", None),
        ("Mon, 99 May 2026 09:02:00 GMT", None),
        ("Mon, 04 May 99999 09:02:00 GMT", None),
        ("Mon, " + "0" * 24 + "GMT", None),
    ],
)
def test_what_is_asked_for_is_read(header: str | None, seconds: float | None) -> None:
    """A moment that has passed asks for no pause; nonsense is no pause either."""
    assert seconds_asked_for(header, NOW) == seconds
