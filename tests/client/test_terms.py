"""When a client asks again, and when to come back."""

from __future__ import annotations

import pytest

from storywire.client import Terms
from storywire.client.terms import may_ask_again, retry_after


@pytest.mark.parametrize(
    ("status", "repeatable", "is_problem", "headers", "again"),
    [
        (429, False, True, {}, True),
        (503, True, False, {}, True),
        (503, False, True, {"retry-after": "5"}, True),
        (503, False, False, {}, False),
        (500, True, True, {}, True),
        (500, False, True, {}, False),
        (502, True, False, {}, True),
        (502, True, True, {}, False),
        (504, True, False, {}, True),
        (408, True, True, {}, True),
        (408, False, True, {}, False),
        (404, True, True, {}, False),
        (409, True, True, {}, False),
        (507, True, True, {}, False),
        (301, True, False, {}, False),
    ],
)
def test_only_what_cannot_have_been_done_or_may_be_done_twice_is_asked_again(
    status: int, headers: dict[str, str], *, again: bool, repeatable: bool, is_problem: bool
) -> None:
    """429 and 503 say that nothing was done; anything else may only be said twice of what may be done twice."""
    assert may_ask_again(status, headers, repeatable=repeatable, is_problem=is_problem) is again


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "99999999999999"}, 9_999_999_999.0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:30 GMT", "date": "Thu, 01 Jan 2026 00:00:00 GMT"}, 30.0),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:00 GMT", "date": "Thu, 01 Jan 2026 00:00:30 GMT"}, 0.0),
        ({"retry-after": "Thu, 01 Jan 2026 00:00:00 GMT", "date": "now"}, None),
    ],
)
def test_when_to_come_back_is_read_in_both_forms(headers: dict[str, str], seconds: float | None) -> None:
    """Seconds, or a moment by the clock of whoever names it; nonsense is as if nothing were said."""
    assert retry_after(headers) == seconds


def test_pauses_double_up_to_an_end() -> None:
    """Drawn between half of the pause and all of it; where the service names a time, that is it, unless it is too long."""
    least, most = Terms(tries=99, draw=lambda: 0.0), Terms(tries=99, draw=lambda: 1.0)
    assert [most.pause(failures) for failures in (1, 2, 3, 6, 7, 5_000)] == [0.5, 1.0, 2.0, 16.0, 20.0, 20.0]
    assert [least.pause(failures) for failures in (1, 2, 3)] == [0.25, 0.5, 1.0]
    assert [most.pause_after(1, asked) for asked in (None, 0.0, 60.0, 60.1)] == [0.5, 0.0, 60.0, None]
    assert Terms(tries=2).pause_after(2, 0.0) is None
