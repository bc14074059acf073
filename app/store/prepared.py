"""A record made ready to be stored: clean, with its digest, its links and its words for the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app.language.beats import BeatScore
from schemas.record import RecordKind


class Links(NamedTuple):
    """What a record leads to: how often it names each entity, by slug, and the beats that it fits, best first."""

    entities: Mapping[str, int]
    beats: Sequence[BeatScore]


class PreparedRecord(NamedTuple):
    """A record made ready; a named tuple, because tens of thousands are made in a second and each is stored as it is.

    Times are microseconds since 1970; `engagement`, `image` and `raw` are JSON. `digest` tells whether the words changed.
    """

    id: str
    source: str
    community: str | None
    external_id: str
    kind: RecordKind
    url: str | None
    author: str | None
    title: str | None
    text: str | None
    language: str | None
    published_at: int
    collected_at: int
    parent_external_id: str | None
    engagement: str
    image: str | None
    raw: str | None
    digest: bytes
    links: Links
