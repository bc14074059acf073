"""What a story is assembled with beside the draft: its records and names, and what it bears that is in neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from app.language.gazetteer import Gazetteer
from app.story.draft import DraftUnused
from schemas.beat import BeatRef
from schemas.entity import EntityKind
from schemas.record import Record, RecordBeat
from schemas.source import SourceRef
from schemas.story import StoryStatus, Usage

_NO_COST = Usage(input_tokens=0, output_tokens=0, cost_usd="0")


@dataclass(frozen=True, slots=True)
class Materials:
    """What a story is assembled with beside the draft.

    `asked` are the records that were asked for and are active, `records` those and the ones behind earlier stories, by
    id. `refused` are the records that were asked for and cannot be written from, with the reason. `headings` are the
    house's own, the names of beats, which say nothing that could be borne out.
    """

    asked: Sequence[Record]
    records: Mapping[str, Record]
    sources: Mapping[str, SourceRef]
    gazetteer: Gazetteer
    entity_names: Mapping[str, str]
    entity_kinds: Mapping[str, EntityKind]
    refused: Sequence[DraftUnused] = ()
    headings: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote, when, and what for: what a story bears that is in neither the draft nor the records."""

    story_id: str
    synthesis_id: str
    revision: int
    status: StoryStatus
    beat: BeatRef
    beat_scores: Sequence[RecordBeat]
    public_url: str
    provider: str
    model: str | None
    prompt_version: str
    now: datetime
    published_at: datetime | None
    usage: Usage = _NO_COST
