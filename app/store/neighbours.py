"""Stories that lie near another: those that link what it is about, and the newest of its beat, as far as comparing needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BigInteger, bindparam, cast, func, select, union_all
from sqlmodel import Session

from app.store.compiled import CompiledQuery
from app.store.tables import IS_CURRENT, METADATA
from app.store.times import micros, moment
from schemas.beat import BeatRef

_STORY = METADATA.tables["story"]
_REVISION = METADATA.tables["story_revision"]
_LINK = METADATA.tables["story_entity"]
# How many of an entity's newest stories are looked at.
_LOOKED_AT = 100
_FOREMOST = 5
_MOST_RECORDS = 24
_MOST_KEPT = 4096
_WEIGHTIEST: dict[str, Sequence[str]] = {}
# Saliences are added up as whole numbers: sums of fractions depend on their order, and so would the order of stories.
_FINE = 10_000
_END_OF_TIME = 2**63 - 1


class Told(NamedTuple):
    """What a story's summary tells: `salience` is how much of it is about each entity (0 to 1), `foremost` the five that it is most about."""

    title: str
    dek: str
    beat: BeatRef
    salience: Mapping[str, float]
    foremost: Sequence[str]


class Neighbour(NamedTuple):
    """A published story as it is compared with others; some fifty are made for each story, so it is made of what is at hand."""

    id: str
    slug: str
    revision: int
    published_micros: int
    told: Told

    @property
    def published_at(self) -> datetime:
        """When it was published."""
        return moment(self.published_micros)


def candidates(
    session: Session, about: Sequence[str], beat: str | None, before: datetime | None, limit: int
) -> list[Neighbour]:
    """Return published stories that may be related, nearest first: those that link most of what it is `about`.

    Behind them come the newest of the beat, a quarter as many, where one is given. For each entity only its 100 newest stories are looked
    at. `before` leaves out what was published then or later.
    """
    values: dict[str, Any] = {"before": _END_OF_TIME if before is None else micros(before), "limit": limit}
    found: dict[int, Neighbour] = {}
    if about:
        named = {f"entity_{n}": entity for n, entity in enumerate(about)}
        found = {row[0]: _neighbour(row) for row in _nearest(len(named)).rows(session, **values, **named)}
    if beat is not None:
        newest = _NEWEST.rows(session, **values | {"limit": max(1, limit // 4)}, beat=beat)
        found |= {row[0]: _neighbour(row) for row in newest if row[0] not in found}
    return list(found.values())


def entity_frequencies(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Return in how many stories each of the entities is linked."""
    rows = _FREQUENCIES.rows(session, slugs=list(slugs))
    return {row.entity: row.stories for row in rows}


def count_published(session: Session) -> int:
    """Return how many stories are published."""
    return int(_PUBLISHED.rows(session)[0][0])


def revisions_now(session: Session, slugs: Sequence[str]) -> dict[str, int]:
    """Return the current revision of each of the stories that is still published."""
    rows = _REVISIONS.rows(session, slugs=list(slugs))
    return {row.slug: row.revision for row in rows}


def titles_now(session: Session, slugs: Sequence[str]) -> dict[str, str]:
    """Return the current title of each of the stories that is still published."""
    rows = _SUMMARIES.rows(session, slugs=list(slugs))
    return {row.slug: _told(row.summary).title for row in rows}


def weightiest_records(session: Session, slugs: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return the ids of the two dozen records on which each story rests most, weightiest first, by the story's slug.

    They are kept by the digest of the revision that tells them, since reading a story of hundreds of records takes milliseconds.
    """
    digests = {row.slug: row.etag for row in _DIGESTS.rows(session, slugs=list(slugs))}
    found = {slug: kept for slug, digest in digests.items() if (kept := _WEIGHTIEST.get(digest)) is not None}
    if unread := [slug for slug in digests if slug not in found]:
        read = {row.slug: _weightiest(orjson.loads(row.document)) for row in _DOCUMENTS.rows(session, slugs=unread)}
        found |= read
        if len(_WEIGHTIEST) > _MOST_KEPT:
            _WEIGHTIEST.clear()
        _WEIGHTIEST.update((digests[slug], ids) for slug, ids in read.items())
    return found


def _weightiest(document: Mapping[str, Any]) -> Sequence[str]:
    """Return the records that a story cites, those on which it rests most first."""
    ranked = sorted(document["citations"], key=lambda citation: (-citation["weight"], citation["number"]))
    return tuple(citation["record_id"] for citation in ranked[:_MOST_RECORDS])


_COLUMNS = [_STORY.c[name] for name in ("pk", "id", "slug", "revision", "published_at", "summary")]
_IS_PUBLISHED = _STORY.c.status == "published"


@lru_cache(maxsize=64)
def _nearest(count: int) -> CompiledQuery:
    """Return the query for the stories that link most of so many entities, the more so the more they are about them."""
    newest = [
        select(_LINK.c.story_pk, _LINK.c.salience)
        .where(_LINK.c.entity == bindparam(f"entity_{n}"), _LINK.c.published_at < bindparam("before"))
        .order_by(_LINK.c.published_at.desc())
        .limit(_LOOKED_AT)
        .subquery()
        for n in range(count)
    ]
    links = union_all(*(select(of_entity) for of_entity in newest)).subquery()
    shared = func.sum(_FINE + cast(func.round(links.c.salience * _FINE), BigInteger)).label("shared")
    counted = select(links.c.story_pk, shared).group_by(links.c.story_pk).subquery()
    first = counted.c.shared.desc(), counted.c.story_pk.desc()
    # The keys are ranked first, so that the summaries of those that fall behind are not read.
    nearest = (
        select(counted)
        .join(_STORY, _STORY.c.pk == counted.c.story_pk)
        .where(_IS_PUBLISHED)
        .order_by(*first)
        .limit(bindparam("limit", type_=BigInteger()))
        .subquery()
    )
    in_order = nearest.c.shared.desc(), nearest.c.story_pk.desc()
    return CompiledQuery(select(*_COLUMNS).join(nearest, nearest.c.story_pk == _STORY.c.pk).order_by(*in_order))


_NEWEST = CompiledQuery(
    select(*_COLUMNS)
    .where(_IS_PUBLISHED, _STORY.c.beat == bindparam("beat"), _STORY.c.published_at < bindparam("before"))
    .order_by(_STORY.c.published_at.desc(), _STORY.c.pk.desc())
    .limit(bindparam("limit", type_=BigInteger()))
)
_FREQUENCIES = CompiledQuery(
    select(_LINK.c.entity, func.count().label("stories"))
    .where(_LINK.c.entity.in_(bindparam("slugs", expanding=True)))
    .group_by(_LINK.c.entity)
)
_PUBLISHED = CompiledQuery(select(func.count()).select_from(_STORY).where(_IS_PUBLISHED))
_REVISIONS = CompiledQuery(
    select(_STORY.c.slug, _STORY.c.revision).where(_STORY.c.slug.in_(bindparam("slugs", expanding=True)), _IS_PUBLISHED)
)
_SUMMARIES = CompiledQuery(
    select(_STORY.c.slug, _STORY.c.summary).where(_STORY.c.slug.in_(bindparam("slugs", expanding=True)), _IS_PUBLISHED)
)
_DIGESTS = CompiledQuery(
    select(_STORY.c.slug, _REVISION.c.etag)
    .join(_REVISION, IS_CURRENT)
    .where(_STORY.c.slug.in_(bindparam("slugs", expanding=True)))
)
_DOCUMENTS = CompiledQuery(
    select(_STORY.c.slug, _REVISION.c.document)
    .join(_REVISION, IS_CURRENT)
    .where(_STORY.c.slug.in_(bindparam("slugs", expanding=True)))
)


def _neighbour(row: Any) -> Neighbour:  # noqa: ANN401 - a row of _COLUMNS
    """Turn a row into what is compared."""
    _, story_id, slug, revision, published_at, summary = row
    return Neighbour(story_id, slug, revision, published_at, _told(summary))


def told(title: str, dek: str, beat: BeatRef, salience: Mapping[str, float]) -> Told:
    """Put together what a story tells."""
    foremost = sorted(salience, key=lambda slug: (-salience[slug], slug))[:_FOREMOST]
    return Told(title, dek, beat, salience, tuple(foremost))


# The newest stories are looked at again and again. What they tell is kept by the very text that tells it, so that a
# story whose words were erased or changed is read anew.
@lru_cache(maxsize=1024)
def _told(summary: str) -> Told:
    """Read what a summary tells. It is our own writing, so that it needs no checking."""
    kept = orjson.loads(summary)
    salience = {entity["slug"]: entity["salience"] for entity in kept["entities"]}
    return told(kept["title"], kept["dek"], BeatRef(**kept["beat"]), salience)
