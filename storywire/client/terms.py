"""On what terms a client asks: how long it waits, how much it takes, and when it asks again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

# Whoever answers so has not done what was asked.
_NOT_DONE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
# Whoever answers so may have.
_PERHAPS_DONE = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


@dataclass(frozen=True, slots=True)
class Terms:
    """Times are in seconds, sizes in bytes after decompression.

    A request is tried `tries` times in all, with a pause before each further one that doubles from `first_pause` to `longest_pause` and is then drawn between
    half of it and all. Where the service says when to come back, that is the pause; where that is longer than `longest_wait`, the error is raised at once.
    A stream counts its failures anew after each item that came.
    """

    tries: int = 4
    first_pause: float = 0.5
    longest_pause: float = 20.0
    longest_wait: float = 60.0
    connect_seconds: float = 10.0
    answer_seconds: float = 30.0
    # The service says something every fifteen seconds, be it only that it is there.
    silence_seconds: float = 45.0
    largest_answer: int = 64 * 1024 * 1024
    draw: Callable[[], float] = random.random

    def pause(self, failures: int) -> float:
        """Return how long to wait after so many failures in a row."""
        usual = min(self.longest_pause, self.first_pause * 2.0 ** min(failures - 1, 30))
        return usual * (0.5 + 0.5 * self.draw())

    def pause_after(self, failures: int, asked: float | None) -> float | None:
        """Return how long to wait; None where it is not worth it."""
        if failures >= self.tries or (asked is not None and asked > self.longest_wait):
            return None
        return self.pause(failures) if asked is None else asked


def may_ask_again(status: int, headers: Mapping[str, str], *, repeatable: bool, is_problem: bool) -> bool:
    """Tell whether what was answered so may be asked once more, as RFC 9110 has it (9.2.2, 15.5.9, 15.6).

    A 502 that is a problem of this API's tells that a writer failed, which was paid for and would fail again.
    """
    if status == HTTPStatus.SERVICE_UNAVAILABLE and not repeatable:
        return "retry-after" in headers
    if status in _NOT_DONE:
        return True
    return repeatable and status in _PERHAPS_DONE and not (status == HTTPStatus.BAD_GATEWAY and is_problem)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return after how many seconds to come back; None where nothing that can be understood is said of it."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdecimal():
        return float(told[:10])
    try:
        moment = parsedate_to_datetime(told)
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError):
        return None
