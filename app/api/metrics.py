"""Count requests and their durations for Prometheus, by method, route template and status."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _Durations:
    """How long requests of a sort took: how many within each bucket and beyond the last, and all together."""

    __slots__ = ("counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(_BUCKETS) + 1)
        self.seconds = 0.0


class Metrics:
    """The figures of one process. With several workers, each answers with its own.

    They are counted by the event loop alone, in plain numbers: the library's own, which any thread may move, take longer than a kept
    answer does. The library is imported with the first look at them, and reads them then.
    """

    media_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self) -> None:
        """Start without figures."""
        self._registry: CollectorRegistry | None = None
        self._durations: dict[tuple[str, str], _Durations] = {}
        self._statuses: dict[tuple[str, str, int], int] = {}
        self._first: dict[tuple[str, str, int], float] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        # A method is whatever the caller writes; what it may add to the labels has to be bounded.
        known = method if method in KNOWN_METHODS else "other"
        sort = known, route, status
        count = self._statuses.get(sort, 0)
        self._statuses[sort] = count + 1
        durations = self._durations.get((known, route))
        if not count or durations is None:
            self._first[sort] = time.time()
            durations = self._durations.setdefault((known, route), _Durations())
        durations.counts[bisect_left(_BUCKETS, seconds)] += 1
        durations.seconds += seconds

    def collect(self) -> Iterator[Metric]:
        """Yield the figures as the library has them."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily  # noqa: PLC0415 - see the class

        requests = CounterMetricFamily("storywire_requests", "Requests answered.", labels=["method", "route", "status"])
        for (method, route, status), count in list(self._statuses.items()):
            requests.add_metric([method, route, str(status)], count, created=self._first[method, route, status])
        yield requests
        durations = HistogramMetricFamily(
            "storywire_request_seconds", "How long requests took, in seconds.", labels=["method", "route"]
        )
        bounds = [*(str(bound) for bound in _BUCKETS), "+Inf"]
        for (method, route), taken in list(self._durations.items()):
            buckets = list(zip(bounds, map(float, accumulate(taken.counts)), strict=True))
            durations.add_metric([method, route], buckets, taken.seconds)
        yield durations

    def render(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        from prometheus_client import (  # noqa: PLC0415 - see the class
            CollectorRegistry,
            PlatformCollector,
            ProcessCollector,
            generate_latest,
        )

        if self._registry is None:
            registry = CollectorRegistry()
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
            registry.register(self)
            self._registry = registry
        return generate_latest(self._registry)
