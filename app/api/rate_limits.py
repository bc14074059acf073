"""How much a caller may ask: counts by key or address, and the headers that say what is left.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "write";q=600;w=60`
and `RateLimit: "write";r=599;t=60`. Counts are kept in this process, so that with several workers
each grants the whole limit.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import RateLimitedError

if TYPE_CHECKING:
    from limits import RateLimitItem
    from limits.strategies import RateLimiter


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has left under a policy: `left` of `most` requests, counted anew in `reset` seconds."""

    policy: str
    most: int
    window: int
    left: int
    reset: int

    def headers(self) -> dict[str, str]:
        """Write the allowance as the two headers of the draft."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.most};w={self.window}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.reset}',
        }


class RateLimits:
    """The limits of a deployment, such as `600/minute` for writing; an empty text is no limit."""

    def __init__(self, *, write_limit: str, read_limit: str) -> None:
        """Keep the limits as texts: they are read when a request first needs one (see `_prepare`)."""
        self._texts = {"write": write_limit, "read": read_limit}
        self._items: dict[str, RateLimitItem] = {}
        self._counter: RateLimiter | None = None

    @property
    def limits_reading(self) -> bool:
        """Tell whether reading is counted at all."""
        return bool(self._texts["read"])

    def count(self, address: str | None, key_id: str | None, *, writes: bool) -> Allowance | None:
        """Count one request; raise RateLimitedError where the allowance is used up.

        Readers without a key are told apart by address.
        """
        policy = "write" if writes else "read"
        if not self._texts[policy]:
            return None
        counter, item = self._prepare(policy)
        who = key_id or address or "unknown"
        admitted = counter.hit(item, policy, who)
        reset, left = counter.get_window_stats(item, policy, who)
        allowance = Allowance(policy, item.amount, item.get_expiry(), left, max(0, math.ceil(reset - time.time())))
        if not admitted:
            retry = {"Retry-After": str(max(1, allowance.reset))}
            raise RateLimitedError(
                f"The limit is {item.amount} requests in {item.get_expiry()} seconds.",
                headers=allowance.headers() | retry,
            )
        return allowance

    def _prepare(self, policy: str) -> tuple[RateLimiter, RateLimitItem]:
        # Imported when first needed: it takes a tenth of a second, which readiness need not wait for.
        from limits import parse  # noqa: PLC0415 - as said above
        from limits.storage import MemoryStorage  # noqa: PLC0415 - as said above
        from limits.strategies import FixedWindowRateLimiter  # noqa: PLC0415 - as said above

        if self._counter is None:
            self._counter = FixedWindowRateLimiter(MemoryStorage())
        if policy not in self._items:
            self._items[policy] = parse(self._texts[policy])
        return self._counter, self._items[policy]
