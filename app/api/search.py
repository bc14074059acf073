"""Search: stories and records by the words in them."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Depends, Query

from app.api.access import Here
from app.api.operation import Router
from app.api.paging import Page
from app.api.parameters import Period, SlugFilter
from app.errors import InvalidCursorError, InvalidInputError
from app.store import search_results
from app.store.search_results import SearchFilter
from schemas.search import SearchPage

router = Router("Search")


async def _filter(
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            description="Words, all of which have to be there; “…” keeps words together, and word* asks for what begins so.",
        ),
    ],
    period: Period,
    kind: Annotated[
        Literal["story", "record"] | None, Query(alias="type", description="Only stories, or only records.")
    ] = None,
    beat: SlugFilter = None,
    entity: SlugFilter = None,
    source: SlugFilter = None,
    language: Annotated[str | None, Query(max_length=35)] = None,
) -> SearchFilter:
    return SearchFilter(
        q=q,
        type=kind,
        beat=beat,
        entity=entity,
        source=source,
        language=language,
        published_after=period.after,
        published_before=period.before,
    )


@router.get("/v1/search", problems=(InvalidInputError, InvalidCursorError), shows="records")
def search(here: Here, page: Page, wanted: Annotated[SearchFilter, Depends(_filter)]) -> SearchPage:
    """Search stories and records.

    Published stories and active records that hold every word, best first: by how much they are about the words, and by time.
    The newest five hundred of each sort are ranked together, then the next. Accents and letter case do not count, Chinese is
    found by its characters, and what is no syntax is read as words. A snippet is plain text, and `hits` are what to mark in
    it, in code points from its beginning.
    """
    with here.database.read_anywhere() as session:
        items, cursor = search_results.page(session, wanted, page.limit, page.cursor)
        return page.of(SearchPage, items, cursor)
