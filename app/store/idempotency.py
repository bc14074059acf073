"""Remember for a day which Idempotency-Key led to which synthesis, so that a request sent again makes nothing new.

The header's draft (draft-ietf-httpapi-idempotency-key-header-07) leaves the time to the service. A row is written in the
transaction that makes the job: there is no moment at which one is there without the other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlmodel import Session

from app.store.synthesis_tables import METADATA
from app.store.times import micros

KEPT_FOR = timedelta(hours=24)

_ROW = METADATA.tables["idempotency"]


def find(session: Session, key_id: str, idempotency_key: str, now: datetime) -> tuple[bytes, str] | None:
    """Return the digest of the body that came with a key, and the synthesis it led to; None where it is new or a day old."""
    found = select(_ROW.c.body_digest, _ROW.c.synthesis_id).where(
        _ROW.c.key_id == key_id,
        _ROW.c.idempotency_key == idempotency_key,
        _ROW.c.created_at > micros(now - KEPT_FOR),
    )
    row = session.connection().execute(found).first()
    return (row.body_digest, row.synthesis_id) if row else None


def keep(
    session: Session, key_id: str, idempotency_key: str, body_digest: bytes, synthesis_id: str, now: datetime
) -> None:
    """Remember a key, and forget those that are a day old."""
    connection = session.connection()
    connection.execute(delete(_ROW).where(_ROW.c.created_at <= micros(now - KEPT_FOR)))
    row = {
        "key_id": key_id,
        "idempotency_key": idempotency_key,
        "body_digest": body_digest,
        "synthesis_id": synthesis_id,
        "created_at": micros(now),
    }
    connection.execute(insert(_ROW), row)
