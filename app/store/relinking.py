"""Records as they are linked anew: their words and keys, in batches, and nothing else of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlmodel import Session

from app.store.record_writes import RECORD, replace_links
from app.store.search import RECORDS

__all__ = ["Relinkable", "after", "holding", "replace_links"]

_COLUMNS = (RECORD.c.pk, RECORD.c.published_at, RECORD.c.title, RECORD.c.text, RECORD.c.community)


class Relinkable(NamedTuple):
    """A record's key, its time in microseconds since 1970, its words, and where it was posted."""

    key: int
    published_at: int
    text: str
    community: str | None


def after(session: Session, key: int, limit: int) -> list[Relinkable]:
    """Return active records in the order in which they came, from behind a key on."""
    return _read(session, select(*_COLUMNS).where(RECORD.c.pk > key).order_by(RECORD.c.pk).limit(limit))


def holding(session: Session, spellings: Sequence[str], limit: int) -> list[Relinkable]:
    """Return the newest active records that, by the search index, hold one of the spellings as a phrase."""
    newest = select(RECORD.c.published_at, RECORD.c.pk).order_by(RECORD.c.published_at.desc(), RECORD.c.pk.desc())
    found: set[tuple[int, int]] = set()
    for spelling in spellings:
        phrase = spelling.replace('"', " ")
        holds = RECORDS.matches(session, RECORD.c.pk, f'"{phrase}"')
        found.update((at, key) for at, key in session.connection().execute(newest.where(holds).limit(limit)))
    keys = [key for _, key in sorted(found, reverse=True)[:limit]]
    return _read(session, select(*_COLUMNS).where(RECORD.c.pk.in_(keys)).order_by(RECORD.c.pk))


def _read(session: Session, query: Select[Any]) -> list[Relinkable]:
    rows = session.connection().execute(query.where(RECORD.c.status == "active"))
    return [Relinkable(row.pk, row.published_at, _words(row.title, row.text), row.community) for row in rows]


def _words(title: str | None, text: str | None) -> str:
    """Return a record's words as they were when it was first linked: title and text, a line each."""
    return f"{title}\n{text}" if title and text else title or text or ""
