"""Lists of stories, newest first: which ones a filter wants, and along which index a page of them is read.

Under an entity, or else a source, the list goes along that of the link, which is in the same order; else along that of the
language, the beat or the time. Whatever else is asked for is looked at story by story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, select, tuple_
from sqlmodel import Session

from app.store import cursor as cursors
from app.store import entities
from app.store.planning import along_no_index
from app.store.search import STORIES
from app.store.tables import METADATA
from app.store.times import micros

_STORY = METADATA.tables["story"]
_LINKS: Mapping[str, Table] = {"entity": METADATA.tables["story_entity"], "source": METADATA.tables["story_source"]}


@dataclass(frozen=True, slots=True)
class StoryFilter:
    """Which stories a list holds; what is None does not matter.

    `q` is words to search for. `published_after` is the first moment wanted, `published_before` the first one not wanted.
    """

    beat: str | None = None
    entity: str | None = None
    source: str | None = None
    language: str | None = None
    q: str | None = None
    published_after: datetime | None = None
    published_before: datetime | None = None
    statuses: tuple[str, ...] = ("published",)


class _Order(NamedTuple):
    """What a list goes along: the link that leads to its stories, None where it is their own table, and the time and key there."""

    link: str | None
    at: ColumnElement[Any]
    key: ColumnElement[Any]


def newest_first(session: Session, statement: Any, wanted: StoryFilter, cursor: str | None) -> Any:  # noqa: ANN401 - a selection of whatever columns
    """Narrow a selection of stories to those wanted behind a cursor, in order; raise InvalidCursorError for one of another list."""
    order = _order(wanted)
    if order.link is not None:
        link = _LINKS[order.link]
        statement = statement.join(link, link.c.story_pk == _STORY.c.pk)
    behind = None if cursor is None else tuple_(*cursors.decode(cursor, _bound_to(wanted), (int, int)))
    narrowed = statement.where(*_conditions(session, wanted, order, is_first=behind is None))
    if behind is not None:
        narrowed = narrowed.where(tuple_(order.at, order.key) < behind)
    return narrowed.order_by(order.at.desc(), order.key.desc())


def conditions(session: Session, wanted: StoryFilter) -> list[ColumnElement[bool]]:
    """Return the filter as conditions on the story table."""
    return _conditions(session, wanted, _Order(None, _STORY.c.published_at, _STORY.c.pk), is_first=True)


def cursor_behind(rows: Sequence[tuple[int | None, int | None]], limit: int, wanted: StoryFilter) -> str | None:
    """Return the cursor that leads on from a page, by the times and keys of its rows and of one more; None after the last."""
    if len(rows) <= limit:
        return None
    published_at, pk = rows[limit - 1]
    return cursors.encode([published_at or 0, pk or 0], _bound_to(wanted))


def _order(wanted: StoryFilter) -> _Order:
    for name, link in _LINKS.items():
        if getattr(wanted, name) is not None:
            return _Order(name, link.c.published_at, link.c.story_pk)
    return _Order(None, _STORY.c.published_at, _STORY.c.pk)


def _conditions(session: Session, wanted: StoryFilter, order: _Order, *, is_first: bool) -> list[ColumnElement[bool]]:
    """Return the filter as conditions on what a list goes along, and on the stories that it leads to."""
    status = _STORY.c.status
    # An index of which one status is asked for is in order; of several, each would be.
    is_one = len(wanted.statuses) == 1
    found: list[ColumnElement[bool]] = [status == wanted.statuses[0] if is_one else status.in_(wanted.statuses)]
    # Along a link no index of the stories themselves is to be taken, nor that of a beat where a language is asked for.
    beat = along_no_index(session, _STORY.c.beat) if order.link or wanted.language else _STORY.c.beat
    language = along_no_index(session, _STORY.c.language) if order.link else _STORY.c.language
    if wanted.beat is not None:
        found.append(beat == wanted.beat)
    if wanted.language is not None:
        found.append(language == wanted.language)
    if wanted.entity is not None:
        found.append(_linked(order, "entity", entities.known_as(session, wanted.entity)))
    if wanted.source is not None:
        found.append(_linked(order, "source", wanted.source))
    if wanted.published_after is not None:
        found.append(order.at >= micros(wanted.published_after))
    # What is behind a cursor is before that time too, and an index is gone along from one end alone.
    if wanted.published_before is not None and is_first:
        found.append(order.at < micros(wanted.published_before))
    if wanted.q is not None:
        found.append(STORIES.matches(session, _STORY.c.pk, wanted.q))
    return found


def _linked(order: _Order, name: str, slug: str) -> ColumnElement[bool]:
    """Return the condition that a story has a link: on the link along which the list goes, else by the story's key."""
    link = _LINKS[name]
    if order.link == name:
        return link.c[name] == slug
    return select(link.c.story_pk).where(link.c.story_pk == _STORY.c.pk, link.c[name] == slug).exists()


def _bound_to(wanted: StoryFilter) -> Mapping[str, Any]:
    """Return the filter as the cursor is bound to it."""
    return {name: value for name, value in asdict(wanted).items() if value is not None}
