"""A source: a place that records come from."""

from __future__ import annotations

from typing import Literal

from schemas.base import Output, Slug, Time

SourceKind = Literal["forum", "social", "news", "papers", "releases", "blog", "other"]


class SourceRef(Output):
    """A source as a citation names it."""

    slug: Slug
    name: str
    kind: SourceKind


class Source(SourceRef):
    """A source with its home page and how many records came from it."""

    home_page: str | None
    record_count: int
    first_record_at: Time | None
    last_record_at: Time | None


class SourceList(Output):
    """Every source, by slug."""

    items: list[Source]
