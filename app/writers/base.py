"""What the newsroom hands to a writer, and what it expects back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.story.draft import Draft
from schemas.entity import EntityKind
from schemas.record import Record
from schemas.source import SourceRef


@dataclass(frozen=True, slots=True)
class EarlierStory:
    """A published story that shares entities with the records, and records that it quotes."""

    slug: str
    title: str
    published_at: datetime
    entities: tuple[str, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Everything that a writer may use: it reads nothing else and decides nothing about storage.

    `records` are active, in the order asked for, without repeats. `entities` holds, for each record id,
    how often each entity is named in it; `entity_names` says how a newspaper prints each entity and
    `entity_kinds` what it is, by slug.
    `beats` holds, for each record id, the beats it fits, best first, `beat_names` each beat's name by
    language tag. `sources` names each source. `suspected` are records that speak to a model.
    """

    records: Sequence[Record]
    sources: Mapping[str, SourceRef]
    entities: Mapping[str, Mapping[str, int]]
    entity_names: Mapping[str, str]
    entity_kinds: Mapping[str, EntityKind]
    beats: Mapping[str, Sequence[str]]
    beat_names: Mapping[str, Mapping[str, str]]
    language: str | None = None
    angle: str | None = None
    suspected: frozenset[str] = field(default_factory=frozenset)
    earlier: Sequence[EarlierStory] = ()


class Writer(Protocol):
    """Someone who writes stories."""

    name: str
    model: str | None
    prompt_version: str

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language, given as a BCP 47 tag."""
        ...

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft; raise NothingQuotableError where the records hold nothing to quote."""
        ...
