"""What happened to published stories, in order and without a gap.

A change is numbered and written in the transaction that makes it, and there is one writer at a time (`app.store.session`),
on both databases: whoever writes sees every number that was given before, and whoever reads sees all up to some number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, insert, select
from sqlmodel import Session

from app.errors import Fault, InvalidInputError
from app.store.change_tables import METADATA
from app.store.times import micros, moment
from schemas.change import Change, ChangeKind

_CHANGE, _STORY, _REVISION = (METADATA.tables[name] for name in ("story_change", "story", "story_revision"))
_COLUMNS = ("seq", "story_pk", "revision", "kind", "made_at")
_APPEND = insert(_CHANGE).values(
    # As a value, not as a row: to insert what is selected from the same table, SQLite makes a table in between.
    seq=select(func.coalesce(func.max(_CHANGE.c.seq), 0) + 1).scalar_subquery(),
    **{name: bindparam(f"its_{name}") for name in _COLUMNS[1:]},
)
_LATEST = select(func.coalesce(func.max(_CHANGE.c.seq), 0))
_IS_KNOWN = select(_CHANGE.c.seq).where(_CHANGE.c.story_pk == bindparam("story_pk")).limit(1)
_SHOWN = frozenset({"published", "superseded"})


@dataclass(frozen=True, slots=True)
class Exported:
    """The newest change of a story, and the story as it is sent; None where it is to be taken down."""

    change: Change
    document: str | None

    def line(self) -> bytes:
        """Return the change as JSON with the story in it, ended by a line feed."""
        told = self.change.model_dump_json().encode()
        return b'%s,"story":%s}\n' % (told[:-1], (self.document or "null").encode())


def append(session: Session, story_pk: int, revision: int, kind: ChangeKind, at: datetime) -> None:
    """Write down that something happened to a story; only within a write, whose end makes it known."""
    row = {"its_story_pk": story_pk, "its_revision": revision, "its_kind": kind, "its_made_at": micros(at)}
    session.connection().execute(_APPEND, row)


def append_erasure(session: Session, story_pk: int, revision: int, at: datetime) -> None:
    """Write down that words were erased from a story, once in a transaction; of one that nobody was told of, nothing."""
    told: set[int] = session.info.setdefault("erasures", set())
    if story_pk in told or session.connection().execute(_IS_KNOWN, {"story_pk": story_pk}).first() is None:
        return
    told.add(story_pk)
    append(session, story_pk, revision, "erasure", at)


def latest(session: Session) -> int:
    """Return the number of the newest change; 0 where there is none."""
    return int(session.connection().execute(_LATEST).scalar_one())


def newest_beyond(session: Session, after: int, pointer: str) -> int:
    """Return the number of the newest change; raise InvalidInputError, which points to where a later one was asked for."""
    newest = latest(session)
    if after > newest:
        fault = Fault(pointer, f"The newest change is {newest}.")
        raise InvalidInputError("There is no such change yet.", errors=[fault])
    return newest


def page(session: Session, after: int, limit: int, public_url: str) -> list[Change]:
    """Return the changes that follow the one numbered `after`, oldest first."""
    wanted = _told().where(_CHANGE.c.seq > after).order_by(_CHANGE.c.seq).limit(limit)
    return [_change(row, public_url) for row in session.connection().execute(wanted).mappings()]


def of(session: Session, seqs: Sequence[int], public_url: str) -> dict[int, Change]:
    """Return changes by their numbers."""
    wanted = _told().where(_CHANGE.c.seq.in_(seqs))
    return {row["seq"]: _change(row, public_url) for row in session.connection().execute(wanted).mappings()}


def export(session: Session, after: int, until: int, limit: int, public_url: str) -> list[Exported]:
    """Return stories whose newest change lies after one and not after another, in the order of these changes."""
    later = _CHANGE.alias("later")
    newer = select(later.c.seq).where(later.c.story_pk == _CHANGE.c.story_pk, later.c.seq > _CHANGE.c.seq)
    current = _REVISION.alias("current")
    is_current = and_(current.c.story_pk == _STORY.c.pk, current.c.revision == _STORY.c.revision)
    wanted = (
        _told()
        .add_columns(_STORY.c.status, current.c.document)
        .join(current, is_current)
        .where(_CHANGE.c.seq > after, _CHANGE.c.seq <= until, ~newer.exists())
        .order_by(_CHANGE.c.seq)
        .limit(limit)
    )
    return [
        Exported(_change(row, public_url), row["document"] if row["status"] in _SHOWN else None)
        for row in session.connection().execute(wanted).mappings()
    ]


def _told() -> Select[Any]:
    """Ask for what is told of changes: their own columns, the story's name now, and what was said of the revision.

    A mirror keeps no revision of which words were erased.
    """
    its_revision = and_(_REVISION.c.story_pk == _CHANGE.c.story_pk, _REVISION.c.revision == _CHANGE.c.revision)
    return (
        select(*_CHANGE.c, _STORY.c.id, _STORY.c.slug, _REVISION.c.cause, _REVISION.c.note)
        .join(_STORY, _STORY.c.pk == _CHANGE.c.story_pk)
        .outerjoin(_REVISION, its_revision)
    )


def _change(row: Any, public_url: str) -> Change:  # noqa: ANN401 - a row as the driver maps it
    """Turn a row into what partners are told. Of what became a draft again, and of an erasure, the revision has nothing to say."""
    kind = row["kind"]
    has_words = kind not in ("unpublication", "erasure")
    return Change(
        seq=row["seq"],
        kind=kind,
        story_id=row["id"],
        slug=row["slug"],
        url=f"{public_url}/stories/{row['slug']}",
        revision=row["revision"],
        cause=row["cause"] if has_words else "withdrawal" if kind == "erasure" else None,
        note=row["note"] if has_words else None,
        at=moment(row["made_at"]),
    )
