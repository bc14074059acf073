"""Count requests and their durations for Prometheus, by method, route template and status."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one process. With several workers, each answers with its own."""

    media_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self) -> None:
        """Start without figures: the library is imported after the first answer, not before it."""
        self._registry: CollectorRegistry | None = None
        self._requests: Counter
        self._durations: Histogram
        # What is counted once is counted again: to find a figure by its labels takes longer than to move it.
        self._known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        # A method is whatever the caller writes; what it may add to the labels has to be bounded.
        known = method if method in KNOWN_METHODS else "other"
        figures = self._known.get((known, route, status))
        if figures is None:
            self._prepare()
            figures = self._requests.labels(known, route, str(status)), self._durations.labels(known, route)
            self._known[known, route, status] = figures
        figures[0].inc()
        figures[1].observe(seconds)

    def render(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        from prometheus_client import generate_latest  # noqa: PLC0415 - see __init__

        return generate_latest(self._prepare())

    def _prepare(self) -> CollectorRegistry:
        if self._registry is None:
            from prometheus_client import (  # noqa: PLC0415 - see __init__
                CollectorRegistry,
                Counter,
                Histogram,
                PlatformCollector,
                ProcessCollector,
            )

            registry = CollectorRegistry()
            ProcessCollector(registry=registry)
            PlatformCollector(registry=registry)
            self._requests = Counter(
                "storywire_requests",
                "Requests answered.",
                ["method", "route", "status"],
                registry=registry,
            )
            self._durations = Histogram(
                "storywire_request_seconds",
                "How long requests took, in seconds.",
                ["method", "route"],
                registry=registry,
                buckets=_BUCKETS,
            )
            self._registry = registry
        return self._registry
