"""HTTP in and out: one file a resource, each with a `router`, listed once here.

A handler reads the request, asks the newsroom or the store, and answers; it decides nothing.
"""

from __future__ import annotations

from app.api import (
    beats,
    changes,
    citations,
    directories,
    docs,
    edits,
    entities,
    estimates,
    feeds,
    health,
    problem_pages,
    reader,
    records,
    revisions,
    robots,
    search,
    sources,
    stories,
    syntheses,
    synthesis_events,
    verifications,
    webhooks,
)
from app.api.operation import Operation

RESOURCES = (
    stories,
    citations,
    revisions,
    edits,
    verifications,
    syntheses,
    synthesis_events,
    estimates,
    records,
    sources,
    beats,
    entities,
    feeds,
    directories,
    changes,
    webhooks,
    search,
    problem_pages,
    health,
    docs,
    robots,
    reader,
)


def operations() -> list[Operation]:
    """Return every operation of the API, in the order in which addresses are tried."""
    return [route for resource in RESOURCES for route in resource.router.routes]
