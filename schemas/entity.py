"""An entity: a thing with a name that records and stories mention."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Input, Output, Slug, Time
from schemas.beat import BeatRef

EntityKind = Literal["organization", "person", "model", "product", "place", "community", "law", "event", "other"]
Surface = Annotated[str, Field(min_length=1, max_length=120)]
Surfaces = Annotated[list[Surface], Field(max_length=100)]


class Ambiguity(Input):
    """When a surface that could mean other things is a mention: one of `needs` is near, none of `never`.

    In a word of `never`, `~` stands for the surface, and the word rules out that place alone: `~ pie`, `北~国际`.
    """

    needs: Surfaces = []
    never: Surfaces = []


class EntityInput(Input):
    """An entity as an editor writes it."""

    name: Surface
    kind: EntityKind
    description: Annotated[str, Field(max_length=2_000)] = ""
    aliases: Annotated[dict[str, Surfaces], Field(max_length=20, description="Other names, by language tag.")] = {}
    same_as: Annotated[list[Annotated[str, Field(pattern=r"^https?://", max_length=2048)]], Field(max_length=20)] = []
    exact_case: Annotated[Surfaces, Field(description="Surfaces that count only in this very letter case.")] = []
    ambiguous: Annotated[dict[Surface, Ambiguity], Field(max_length=100)] = {}


class EntitySummary(Output):
    """An entity with how often it is named."""

    slug: Slug
    name: str
    kind: EntityKind
    description: str
    record_count: int
    story_count: int


class CoMention(Output):
    """An entity named in the same records, and in how many."""

    slug: Slug
    name: str
    kind: EntityKind
    record_count: int


class EntityBeat(BeatRef):
    """A beat under which records that name the entity are filed, and how many."""

    record_count: int


class Entity(EntitySummary):
    """An entity with its names, what it is the same as, and where it is talked about."""

    aliases: dict[str, list[str]]
    same_as: list[str]
    exact_case: list[str]
    ambiguous: dict[str, Ambiguity]
    first_seen: Time | None
    last_seen: Time | None
    beats: list[EntityBeat]
    co_mentioned: list[CoMention]


class EntityPage(Output):
    """One page of entities, by slug."""

    items: list[EntitySummary]
    next_cursor: str | None
    total: int | None = Field(default=None, description="Only with total=true.")


class EntityMerge(Input):
    """Which entity this one turns out to be: its names move there and its slug goes on leading there."""

    into: Slug
