"""Which methods an address takes: what the Allow header of a 405 names."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope


def allowed_methods(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Return every method of every route that stands at the address asked for, sorted.

    The framework names those of the first route alone, and an address has one route for each method.
    """
    found: set[str] = set()
    for route in routes:
        if isinstance(route, Route) and route.methods and route.matches(scope)[0] is not Match.NONE:
            found |= route.methods
    return sorted(found | {"HEAD"} if "GET" in found else found)
