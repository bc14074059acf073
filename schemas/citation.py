"""A citation: a record that a story quotes, with every quote from it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Output, RecordId, Time
from schemas.source import SourceRef

QuoteField = Literal["text", "title"]
CitationStatus = Literal["active", "withdrawn"]


class Quote(Output):
    """One contiguous span of a record, as W3C text-quote and text-position selectors have it.

    `record[field][start:end] == exact`, in Unicode code points; `prefix` and `suffix` stand beside it.
    """

    id: str
    field: QuoteField
    exact: str
    prefix: str
    suffix: str
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    translation: str | None


class Citation(Output):
    """A cited record, numbered from 1 in the order of first use."""

    number: Annotated[int, Field(ge=1)]
    record_id: RecordId
    record_version: Annotated[int, Field(ge=1)]
    source: SourceRef
    community: str | None
    title: str | None
    author: str | None
    url: str | None
    published_at: Time
    language: str | None
    weight: Annotated[float, Field(ge=0, le=1, description="How much of the story rests on the record.")]
    weight_reason: Annotated[str, Field(description="Why it weighs what it weighs, in words.")]
    status: CitationStatus
    quotes: list[Quote]


class QuoteInContext(Quote):
    """A quote inside the text that it stands in: `before` + `exact` + `after` is the whole field."""

    before: str
    after: str


class CitationInContext(Citation):
    """A citation whose quotes are shown inside their record's text."""

    quotes: list[QuoteInContext]  # type: ignore[assignment]  # a narrower item type, read only


class CitationList(Output):
    """The citations of a story, by number."""

    items: list[Citation]
