"""How it is announced that an operation will go: in its description, on its page and in each of its answers.

The headers are those of RFC 9745 (`Deprecation`, and a link that says more) and RFC 8594 (`Sunset`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

# As the stability page promises: whoever reads of it on the day it is announced has half a year.
NOTICE = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Farewell:
    """Since when an operation is deprecated, from when on it may be gone (None: nothing is planned), and the one to use instead.

    Raises ValueError where it would go sooner than is promised.
    """

    since: datetime
    until: datetime | None
    instead: str

    def __post_init__(self) -> None:
        """Hold the promise."""
        if self.until is not None and self.until - self.since < NOTICE:
            raise ValueError(f"An operation goes {NOTICE.days} days after it was deprecated, or later.")

    def headers(self, page: str) -> list[tuple[str, str]]:
        """Return what each answer bears; `page` is the address where the operation is described."""
        told = [("Deprecation", f"@{int(self.since.timestamp())}"), ("Link", f'<{page}>; rel="deprecation"')]
        if self.until is not None:
            told.append(("Sunset", format_datetime(self.until.astimezone(UTC), usegmt=True)))
        return told

    def sentence(self) -> str:
        """Return the line that people read."""
        until = "" if self.until is None else f"; it may be gone from {self.until:%Y-%m-%d} on"
        return f"Deprecated since {self.since:%Y-%m-%d}{until}. Use `{self.instead}` instead."
