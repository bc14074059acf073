"""A record: one post, comment, article, paper or release, as gathered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from schemas.base import Input, Language, Output, RecordId, Slug, Time

RecordKind = Literal["post", "comment", "article", "paper", "release"]
RecordStatus = Literal["active", "withdrawn"]
Outcome = Literal["created", "updated", "unchanged", "rejected"]


def _whole(value: object) -> object:
    """Read 95.0 as 95: JSON knows numbers, not kinds of them."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plausible(value: datetime) -> datetime:
    """Refuse what programs write where they know no time: a post of the year 9999 would be the newest for ever."""
    if value.year not in _YEARS:
        message = "a record is of the years 1970 to 2100"
        raise ValueError(message)
    return value


def _no_script(value: str) -> str:
    """Refuse an address that a reader's browser would run: whoever shows a record may link it."""
    scheme = "".join(value.split(":", 1)[0].split()).lower()
    if scheme in {"javascript", "data", "vbscript"}:
        message = f"an address of the scheme {scheme} is none that a reader may follow"
        raise ValueError(message)
    return value


# 2**53 is the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
Count = Annotated[int, Field(ge=-(2**53), le=2**53), BeforeValidator(_whole)]
_YEARS = range(1970, 2101)
RecordTime = Annotated[Time, AfterValidator(_plausible)]
Address = Annotated[str, Field(max_length=2048), AfterValidator(_no_script)]


class Image(Input):
    """A picture that belongs to a record, and whose it is."""

    url: Annotated[Address, Field(min_length=1)]
    credit: Annotated[str | None, Field(max_length=500)] = None


class RecordInput(Input):
    """One record as a caller sends it; fields not named here are kept in `raw`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    source: Annotated[Slug, Field(description="Where it was gathered, such as reddit; made on first sight.")]
    external_id: Annotated[str, Field(min_length=1, max_length=512, description="Its id at the source.")]
    published_at: RecordTime
    kind: RecordKind = "post"
    title: Annotated[str | None, Field(max_length=2_000)] = None
    text: Annotated[str | None, Field(max_length=1_000_000)] = None
    url: Address | None = None
    author: Annotated[str | None, Field(max_length=2_000)] = None
    community: Annotated[str | None, Field(max_length=200)] = None
    language: Language | None = None
    collected_at: RecordTime | None = None
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
