"""A beat: the subject that a story is filed under."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Input, Output, Slug, Time

Weight = Annotated[float, Field(gt=0, le=10)]
Term = Annotated[str, Field(min_length=1, max_length=120)]


class BeatRef(Output):
    """A beat as a story names it."""

    slug: Slug
    name: str


class BeatRules(Input):
    """What makes a text belong to a beat: weighted terms by language, entities and communities."""

    terms: Annotated[dict[str, dict[Term, Weight]], Field(max_length=20)] = {}
    entities: Annotated[dict[Slug, Weight], Field(max_length=2_000)] = {}
    communities: Annotated[dict[Term, Weight], Field(max_length=2_000)] = {}


class BeatInput(Input):
    """A beat as an editor writes it."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=2_000)] = ""
    names: Annotated[dict[str, str], Field(max_length=20, description="The name in other languages, by tag.")] = {}
    rules: BeatRules = BeatRules()


class BeatSummary(BeatRef):
    """A beat with how much is filed under it."""

    description: str
    record_count: int
    story_count: int


class BeatEntity(Output):
    """An entity and how many of a beat's records name it."""

    slug: Slug
    name: str
    kind: str
    record_count: int


class BeatStory(Output):
    """A story as a beat's page lists it."""

    slug: str
    title: str
    dek: str
    published_at: Time | None


class Beat(BeatSummary):
    """A beat with its rules, latest stories and most named entities."""

    names: dict[str, str]
    rules: BeatRules
    latest_stories: list[BeatStory]
    top_entities: list[BeatEntity]


class BeatList(Output):
    """Every beat, in the order of the default set, then by slug."""

    items: list[BeatSummary]


class VolumePoint(Output):
    """How many records and stories fell in one interval, which starts at `start`."""

    start: Time
    records: int
    stories: int
    by_source: dict[str, int] | None = Field(default=None, description="Records by source; only with by=source.")


class Volume(Output):
    """Records and stories for each interval, oldest first, empty ones left out."""

    interval: str
    points: list[VolumePoint]
