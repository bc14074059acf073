"""Citations of a story: what it rests on, each quote inside its record's words."""

from __future__ import annotations

from app.api.access import CurrentCaller, Here
from app.api.operation import A_MINUTE, Router
from app.api.parameters import Ordinal
from app.api.story_access import visible_story
from app.errors import GoneError, InvalidInputError, NotFoundError
from app.store import records
from schemas.citation import Citation, CitationInContext, CitationList, QuoteInContext
from schemas.record import Record

router = Router("Citations")


@router.get("/v1/stories/{slug}/citations", keep=A_MINUTE, problems=(NotFoundError, GoneError), shows="stories")
def list_citations(slug: str, here: Here, caller: CurrentCaller) -> CitationList:
    """List the records that a story quotes, with every quote, by number."""
    with here.database.read_anywhere() as session:
        return CitationList(items=visible_story(session, caller, slug).story().citations)


@router.get(
    "/v1/stories/{slug}/citations/{number}",
    keep=A_MINUTE,
    problems=(NotFoundError, GoneError, InvalidInputError),
    shows="records",
)
def get_citation(slug: str, number: Ordinal, here: Here, caller: CurrentCaller) -> CitationInContext:
    """Read a citation, with each quote between the words that stand before and after it in the record."""
    with here.database.read_anywhere() as session:
        story = visible_story(session, caller, slug).story()
        cited = next((c for c in story.citations if c.number == number), None)
        if cited is None:
            raise NotFoundError(f"The story has no citation {number}.")
        return _in_context(cited, records.version(session, cited.record_id, cited.record_version))


def _in_context(cited: Citation, record: Record | None) -> CitationInContext:
    """Put the record's words around each quote; raise GoneError where they were withdrawn."""
    if record is None or record.status == "withdrawn":
        raise GoneError("The record was withdrawn, and its words with it.")
    quotes = [
        QuoteInContext(**quote.model_dump(), before=words[: quote.start], after=words[quote.end :])
        for quote in cited.quotes
        for words in [(record.title if quote.field == "title" else record.text) or ""]
    ]
    return CitationInContext(**{**dict(cited), "quotes": quotes})
