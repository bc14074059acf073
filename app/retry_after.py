"""What Retry-After asks for: seconds, or a date (RFC 9110, section 10.2.3)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Three months and more are not waited for; some servers tell parts of a second.
_SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,6})?", re.ASCII)
_DATE = re.compile(r"[A-Za-z]{3,9}, ?[\w :-]{8,24}GMT", re.ASCII)


def seconds_asked_for(header: str | None, now: datetime | None = None) -> float | None:
    """Return for how many seconds, from `now` on (UTC), a header asks to be left alone; None where it asks for nothing that can be read."""
    told = (header or "").strip()
    if _SECONDS.fullmatch(told):
        return float(told)
    if not _DATE.fullmatch(told):
        return None
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=UTC) - (now or datetime.now(UTC))).total_seconds())
