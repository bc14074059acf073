"""A record: one post, comment, article, paper or release, as gathered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from schemas.base import Input, Language, Output, RecordId, Slug, Time

RecordKind = Literal["post", "comment", "article", "paper", "release"]
RecordStatus = Literal["active", "withdrawn"]
Outcome = Literal["created", "updated", "unchanged", "rejected"]

# 2**53 is the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
Count = Annotated[int, Field(ge=-(2**53), le=2**53)]


class Image(Input):
    """A picture that belongs to a record, and whose it is."""

    url: Annotated[str, Field(min_length=1, max_length=2048)]
    credit: Annotated[str | None, Field(max_length=500)] = None


class RecordInput(Input):
    """One record as a caller sends it; fields not named here are kept in `raw`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    source: Annotated[Slug, Field(description="Where it was gathered, such as reddit; made on first sight.")]
    external_id: Annotated[str, Field(min_length=1, max_length=512, description="Its id at the source.")]
    published_at: Time
    kind: RecordKind = "post"
    title: Annotated[str | None, Field(max_length=2_000)] = None
    text: Annotated[str | None, Field(max_length=1_000_000)] = None
    url: Annotated[str | None, Field(max_length=2048)] = None
    author: Annotated[str | None, Field(max_length=2_000)] = None
    community: Annotated[str | None, Field(max_length=200)] = None
    language: Language | None = None
    collected_at: Time | None = None
    parent_external_id: Annotated[str | None, Field(max_length=512)] = None
    engagement: Annotated[dict[Annotated[str, Field(max_length=40)], Count] | None, Field(max_length=20)] = None
    image: Image | None = None
    raw: Any = None


class RecordBeat(Output):
    """How well a record fits a beat, and the terms that decided it."""

    slug: Slug
    score: Annotated[float, Field(ge=0, le=1)]
    terms: list[str]


class RecordEntity(Output):
    """An entity that a record names, and how often."""

    slug: Slug
    mentions: Annotated[int, Field(ge=1)]


class Record(Output):
    """A record as the service keeps it. `text` and `title` are what quotes point into."""

    id: RecordId
    source: Slug
    community: str | None
    external_id: str
    kind: RecordKind
    url: str | None
    author: str | None
    title: str | None
    text: str | None
    language: str | None
    published_at: Time
    collected_at: Time
    parent_external_id: str | None
    engagement: dict[str, int]
    image: Image | None
    status: RecordStatus
    version: Annotated[int, Field(ge=1)]


class RecordDetail(Record):
    """A record with what the engine has read from it."""

    beats: list[RecordBeat]
    entities: list[RecordEntity]
    suspected_injection: bool
    raw: Any


class RecordPage(Output):
    """One page of records, newest first."""

    items: list[Record]
    next_cursor: str | None
    total: int | None = Field(default=None, description="Only with total=true.")


class IngestProblem(Output):
    """Why a line was rejected, and where in it."""

    type: str
    title: str
    detail: str
    pointer: str | None


class IngestResult(Output):
    """What became of one line (or array item), numbered from 1."""

    line: Annotated[int, Field(ge=1)]
    id: str | None
    outcome: Outcome
    problem: IngestProblem | None = Field(default=None, description="Only where the outcome is rejected.")


class IngestReport(Output):
    """What became of every line of an ingestion."""

    created: int
    updated: int
    unchanged: int
    rejected: int
    results: list[IngestResult]
