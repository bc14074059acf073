"""Parameters that several operations share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Path, Query

from app.store.volume import Interval
from schemas.base import Time

# The largest whole number that every database column of ours and every JSON reader keeps exactly.
LARGEST_ORDINAL = 2**31 - 1
# The largest that every JSON reader keeps exactly; changes are counted over all stories and for years.
LARGEST_SEQ = 2**53 - 1

SlugFilter = Annotated[str | None, Query(max_length=120)]
Search = Annotated[
    str | None,
    Query(
        max_length=500,
        description="Words to search for, all of which have to be there; “…” keeps words together, and word* asks for what begins so.",
    ),
]
Moment = Annotated[
    Time | None, Query(description="A moment as RFC 3339 in UTC, or a date.", examples=["2026-03-23T09:12:00Z"])
]
After = Annotated[
    int, Query(ge=0, le=LARGEST_SEQ, description="The `seq` of the last change that the caller has; 0 for none.")
]
Ordinal = Annotated[int, Path(ge=1, le=LARGEST_ORDINAL, description="Counted from 1.")]


@dataclass(frozen=True, slots=True)
class Published:
    """When what is listed was published; either bound may be open. `after` is inside the span, `before` is not."""

    after: datetime | None
    before: datetime | None


async def _published(published_after: Moment = None, published_before: Moment = None) -> Published:
    return Published(published_after, published_before)


Period = Annotated[Published, Depends(_published)]


@dataclass(frozen=True, slots=True)
class TimeSpread:
    """How counts are spread over time: the interval, the bounds, and whether each source is counted apart."""

    interval: Interval
    after: datetime | None
    before: datetime | None
    by_source: bool


async def _spread(
    interval: Annotated[Interval, Query(description="Weeks start on Monday.")] = "day",
    after: Moment = None,
    before: Moment = None,
    by: Annotated[Literal["source"] | None, Query(description="Count each source apart, too.")] = None,
) -> TimeSpread:
    return TimeSpread(interval, after, before, by == "source")


Spread = Annotated[TimeSpread, Depends(_spread)]
