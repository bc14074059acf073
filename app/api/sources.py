"""Sources: the places that records come from."""

from __future__ import annotations

from app.api.access import Here
from app.api.operation import Router
from app.store import sources
from schemas.source import SourceList

router = Router("Sources")


@router.get("/v1/sources", shows="records")
def list_sources(here: Here) -> SourceList:
    """List every source with how many records came from it, by slug."""
    with here.database.read_anywhere() as session:
        return SourceList(items=sources.every(session))
