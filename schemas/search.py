"""What a search finds: stories and records, each with the passages in which the words stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Output, RecordId, Slug, Time
from schemas.beat import BeatRef
from schemas.record import RecordKind

_Offset = Annotated[int, Field(ge=0)]


class SearchHit(Output):
    """A stretch of a snippet's text that the query asked for, in code points from the beginning of the snippet."""

    start: _Offset
    end: _Offset


class _Snippet(Output):
    """A passage as plain text: it holds no mark-up of ours, and what looks like any is the writer's own and must be escaped."""

    field: str
    text: str
    start: Annotated[
        _Offset, Field(description="Where in the field, or the sentence, the text begins, in code points.")
    ]
    end: _Offset
    hits: list[SearchHit] = Field(description="What to mark. Empty where the words stand in other forms, or far down.")


class RecordSnippet(_Snippet):
    """A passage of a record: `record[field][start:end] == text`."""

    field: Literal["title", "text"]


class StorySnippet(_Snippet):
    """A passage of a story; of a sentence, its id is given."""

    field: Literal["title", "dek", "heading", "question", "sentence"]
    sentence: str | None = Field(description="The id of the sentence, or null.")


class FoundStory(Output):
    """A story that a search found."""

    type: Literal["story"]
    id: str
    slug: str
    url: str
    title: str
    dek: str
    beat: BeatRef
    language: str
    published_at: Time
    snippets: list[StorySnippet]


class FoundRecord(Output):
    """A record that a search found."""

    type: Literal["record"]
    id: RecordId
    source: Slug
    community: str | None
    kind: RecordKind
    url: str | None
    author: str | None
    title: str | None
    language: str | None
    published_at: Time
    snippets: list[RecordSnippet]


class SearchPage(Output):
    """One page of what a search found, best first."""

    items: list[Annotated[FoundStory | FoundRecord, Field(discriminator="type")]]
    next_cursor: str | None
