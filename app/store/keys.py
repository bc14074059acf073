"""Keep API keys: of each its name, its scopes and a digest, never the key itself."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam
from sqlmodel import Session, col, select

from app.store.quick_reads import Question, QuickReads
from app.store.tables import METADATA, ApiKeyRow
from app.store.times import micros, moment
from schemas.key import ApiKey, Scope

# The prefix lets secret scanners know a key when they see one. 256 random bits cannot be guessed, so that one fast
# SHA-256 keeps them as safe as a slow hash would, which passwords need because people choose them.
_PREFIX = "swk_"
_SECRET_BYTES = 32
_ID_BYTES = 8

_KEY = METADATA.tables["api_key"]
_BY_DIGEST = _KEY.select().where(_KEY.c.digest == bindparam("digest"))
_AT_ONCE = "SELECT id, digest, name, scopes, created_at, revoked_at FROM api_key WHERE digest = ?"


def create(session: Session, name: str, scopes: Sequence[Scope], now: datetime) -> tuple[ApiKey, str]:
    """Make a key; return it and its secret, which nothing can show again."""
    secret = _PREFIX + secrets.token_hex(_SECRET_BYTES)
    row = ApiKeyRow(
        id="key_" + secrets.token_hex(_ID_BYTES),
        name=name,
        digest=_digest(secret),
        scopes=json.dumps(list(scopes)),
        created_at=micros(now),
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    return _key(row), secret


def find(session: Session, secret: str) -> ApiKey | None:
    """Return the key that has this secret and is not revoked, or None."""
    digest = _digest(secret)
    row = session.connection().execute(_BY_DIGEST, {"digest": digest}).first()
    return _valid(row, digest)


def find_at_once(reads: QuickReads, secret: str) -> ApiKey | None:
    """Find as `find` does, where an event loop may wait for the answer (`QuickReads.at_once`)."""
    digest = _digest(secret)
    rows = reads.rows(Question(_AT_ONCE, (digest,)))
    return _valid(_Row.of(rows[0]) if rows else None, digest)


def _valid(row: Row[Any] | _Row | None, digest: bytes) -> ApiKey | None:
    """Return the key of a row that was found by a digest, unless there is none or it is revoked."""
    if row is None or row.revoked_at is not None or not compare_digest(row.digest, digest):
        return None
    return _key(row)


def every(session: Session) -> list[ApiKey]:
    """Return every key, revoked ones too, oldest first."""
    rows = session.exec(select(ApiKeyRow).order_by(col(ApiKeyRow.created_at), col(ApiKeyRow.id)))
    return [_key(row) for row in rows]


def revoke(session: Session, key_id: str, now: datetime) -> bool:
    """Make a key invalid from now on; return whether it was valid until now."""
    row = session.get(ApiKeyRow, key_id)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = micros(now)
    session.add(row)
    session.flush()
    return True


def _digest(secret: str) -> bytes:
    """Return what is kept of a secret; a lone surrogate, which no secret of ours has, does no harm."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


class _Row(NamedTuple):
    """A row as `_AT_ONCE` asks for it."""

    id: str
    digest: bytes
    name: str
    scopes: str
    created_at: int
    revoked_at: int | None

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> _Row:
        """Take a row whose texts came as bytes, as quick reads have them."""
        key_id, digest, name, scopes, created_at, revoked_at = row
        return cls(key_id.decode(), digest, name.decode(), scopes.decode(), created_at, revoked_at)


def _key(row: ApiKeyRow | Row[Any] | _Row) -> ApiKey:
    """Turn a row into what its owner may see."""
    return ApiKey(
        id=row.id,
        name=row.name,
        scopes=json.loads(row.scopes),
        created_at=moment(row.created_at),
        revoked_at=None if row.revoked_at is None else moment(row.revoked_at),
    )
