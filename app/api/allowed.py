"""Which methods an address takes: what the Allow header of a 405 names."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope


def allowed_methods(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Return every method of every route that stands at the address asked for, sorted.

    The framework names those of the first route alone, and an address has one route for each method. Where an address is spelt
    out, as /v1/syntheses/estimate is, routes that would take its last part for an id do not stand at it.
    """
    standing = [
        route
        for route in routes
        if isinstance(route, Route) and route.methods and route.matches(scope)[0] is not Match.NONE
    ]
    spelt_out = [route for route in standing if not route.param_convertors]
    found: set[str] = set()
    for route in spelt_out or standing:
        found |= route.methods or set()
    return sorted(found | {"HEAD"} if "GET" in found else found)
