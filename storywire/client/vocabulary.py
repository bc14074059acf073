"""What can be asked about beats and entities: one function an operation, under its operationId."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from schemas.beat import Beat, BeatInput, BeatList, Volume
from schemas.entity import Entity, EntityInput, EntityKind, EntityMerge, EntityPage, EntitySummary
from schemas.record import Record
from schemas.story import StorySummary
from storywire.client.asking import Ask, Listing, delete, get, path, send
from storywire.client.records import list_records
from storywire.client.stories import list_stories

Interval = Literal["hour", "day", "week"]
_BEAT = "/v1/beats/{slug}"
_ENTITY = "/v1/entities/{slug}"


def list_beats() -> Ask[BeatList]:
    """List beats."""
    return get(BeatList, "/v1/beats")


def get_beat(slug: str) -> Ask[Beat]:
    """Read a beat."""
    return get(Beat, path(_BEAT, slug))


def put_beat(slug: str, beat: BeatInput) -> Ask[Beat]:
    """Make or change a beat (scope `edit`)."""
    return send("PUT", Beat, path(_BEAT, slug), beat, repeatable=True)


def delete_beat(slug: str) -> Ask[None]:
    """Delete a beat (scope `edit`)."""
    return delete(path(_BEAT, slug))


def list_beat_stories(slug: str, *, limit: int | None = None) -> Listing[StorySummary]:
    """List a beat's stories, newest first; `list_stories(beat=…)` takes further filters."""
    return list_stories(limit=limit).at(path("/v1/beats/{slug}/stories", slug))


def get_beat_volume(
    slug: str,
    *,
    interval: Interval | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    by: Literal["source"] | None = None,
) -> Ask[Volume]:
    """Count a beat's records and stories by interval."""
    return get(Volume, path("/v1/beats/{slug}/volume", slug), interval=interval, after=after, before=before, by=by)


def list_entities(
    *, kind: EntityKind | None = None, q: str | None = None, limit: int | None = None, total: bool | None = None
) -> Listing[EntitySummary]:
    """List entities."""
    ask = get(EntityPage, "/v1/entities", kind=kind, q=q, limit=limit, total=total)
    return Listing(ask, lambda page: page.items)


def get_entity(slug: str) -> Ask[Entity]:
    """Read an entity."""
    return get(Entity, path(_ENTITY, slug))


def put_entity(slug: str, entity: EntityInput) -> Ask[Entity]:
    """Make or change an entity (scope `edit`)."""
    return send("PUT", Entity, path(_ENTITY, slug), entity, repeatable=True)


def delete_entity(slug: str) -> Ask[None]:
    """Delete an entity (scope `edit`)."""
    return delete(path(_ENTITY, slug))


def merge_entity(slug: str, merge: EntityMerge) -> Ask[Entity]:
    """Make an entity part of another (scope `edit`)."""
    return send("POST", Entity, path("/v1/entities/{slug}/merge", slug), merge)


def list_entity_stories(slug: str, *, limit: int | None = None) -> Listing[StorySummary]:
    """List an entity's stories, newest first; `list_stories(entity=…)` takes further filters."""
    return list_stories(limit=limit).at(path("/v1/entities/{slug}/stories", slug))


def list_entity_records(slug: str, *, limit: int | None = None) -> Listing[Record]:
    """List the records that name an entity, newest first; `list_records(entity=…)` takes further filters."""
    return list_records(limit=limit).at(path("/v1/entities/{slug}/records", slug))


def get_entity_volume(
    slug: str,
    *,
    interval: Interval | None = None,
    after: datetime | None = None,
    before: datetime | None = None,
    by: Literal["source"] | None = None,
) -> Ask[Volume]:
    """Count an entity's records and stories by interval."""
    return get(Volume, path("/v1/entities/{slug}/volume", slug), interval=interval, after=after, before=before, by=by)
