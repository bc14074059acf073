"""Webhooks as they are kept: made, changed, deleted, their secrets turned, and who is at which."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, insert, select, update
from sqlmodel import Session

from app.store import changes
from app.store.job_rows import MICROS
from app.store.times import micros, moment
from app.store.webhook_tables import METADATA
from schemas.webhook import Webhook, WebhookInput

WEBHOOK, DELIVERY, ATTEMPT = (METADATA.tables[name] for name in ("webhook", "webhook_delivery", "webhook_attempt"))
# A delivery takes no longer, and each is followed by a renewal.
LEASE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Held:
    """A webhook that a process is at: what is sent where, and the fence by which it is known that nobody else took over."""

    pk: int
    id: str
    url: str
    kinds: tuple[str, ...]
    keys: tuple[str, ...]
    after: int
    fence: int


def add(session: Session, webhook_id: str, given: WebhookInput, secret: str, now: datetime) -> Webhook:
    """Keep a new webhook."""
    row = {
        "id": webhook_id,
        "url": given.url,
        "description": given.description,
        "kinds": json.dumps(given.kinds),
        "secret": secret,
        "former_until": 0,
        "is_enabled": True,
        "created_at": micros(now),
        "after_seq": changes.latest(session) if given.after is None else given.after,
        "fence": 0,
        "lease_until": 0,
    }
    session.connection().execute(insert(WEBHOOK), row)
    return next(each for each in every(session) if each.id == webhook_id)


def every(session: Session) -> list[Webhook]:
    """Return every webhook, oldest first."""
    waiting = select(DELIVERY.c.webhook_pk, func.count().label("pending")).where(DELIVERY.c.status == "pending")
    counted = waiting.group_by(DELIVERY.c.webhook_pk).subquery()
    found = select(WEBHOOK, counted.c.pending).outerjoin(counted, counted.c.webhook_pk == WEBHOOK.c.pk)
    return [_webhook(row) for row in session.connection().execute(found.order_by(WEBHOOK.c.pk)).mappings()]


def get(session: Session, webhook_id: str) -> Webhook | None:
    """Return a webhook, or None where there is none."""
    return next((each for each in every(session) if each.id == webhook_id), None)


def change(session: Session, webhook_id: str, **values: Any) -> None:  # noqa: ANN401 - whatever the columns hold
    """Change columns of a webhook."""
    session.connection().execute(update(WEBHOOK).where(WEBHOOK.c.id == webhook_id).values(values))


def remove(session: Session, webhook_id: str) -> bool:
    """Delete a webhook with its log; return whether there was one."""
    connection = session.connection()
    pk = connection.execute(select(WEBHOOK.c.pk).where(WEBHOOK.c.id == webhook_id)).scalar()
    if pk is None:
        return False
    its = select(DELIVERY.c.pk).where(DELIVERY.c.webhook_pk == pk)
    connection.execute(delete(ATTEMPT).where(ATTEMPT.c.delivery_pk.in_(its)))
    connection.execute(delete(DELIVERY).where(DELIVERY.c.webhook_pk == pk))
    connection.execute(delete(WEBHOOK).where(WEBHOOK.c.pk == pk))
    return True


def turn_secret(session: Session, webhook_id: str, secret: str, former_until: datetime) -> None:
    """Sign with a new secret from now on, and with the one before as well until a moment."""
    change(session, webhook_id, former_secret=WEBHOOK.c.secret, former_until=micros(former_until), secret=secret)


def look_at(session: Session, webhook_id: str, now: int) -> Held | None:
    """Return a webhook as it is used, without taking it; None where there is none."""
    row = session.connection().execute(select(WEBHOOK).where(WEBHOOK.c.id == webhook_id)).mappings().first()
    return None if row is None else _held(row, now)


def holders(session: Session) -> list[str]:
    """Return the processes that are at webhooks."""
    held = select(WEBHOOK.c.holder).where(WEBHOOK.c.holder.is_not(None)).distinct()
    return [str(name) for name in session.connection().execute(held).scalars()]


def free(session: Session, gone: list[str]) -> None:
    """Free the webhooks of processes that are known to be gone, without waiting for their leases."""
    if gone:
        session.connection().execute(
            update(WEBHOOK).where(WEBHOOK.c.holder.in_(gone)).values(lease_until=0, holder=None)
        )


def take(session: Session, pk: int, holder: str, now: int) -> Held | None:
    """Take a webhook that is enabled and free; None where it is not."""
    row = session.connection().execute(select(WEBHOOK).where(WEBHOOK.c.pk == pk)).mappings().first()
    if row is None or not row["is_enabled"] or row["lease_until"] >= now:
        return None
    taken = {"holder": holder, "fence": row["fence"] + 1, "lease_until": now + LEASE_SECONDS * MICROS}
    session.connection().execute(update(WEBHOOK).where(WEBHOOK.c.pk == pk).values(taken))
    return _held({**row, **taken}, now)


def renew(session: Session, held: Held, now: int) -> Held | None:
    """Renew the lease on a webhook, and read it as it is now; None where it was lost, disabled or deleted."""
    its = (WEBHOOK.c.pk == held.pk) & (WEBHOOK.c.fence == held.fence)
    renewed = update(WEBHOOK).where(its).values(lease_until=now + LEASE_SECONDS * MICROS).returning(*WEBHOOK.c)
    row = session.connection().execute(renewed).mappings().first()
    return _held(row, now) if row is not None and row["is_enabled"] else None


def let_go(session: Session, held: Held, until: int = 0) -> None:
    """Give a webhook back, to be taken again after a moment."""
    its = (WEBHOOK.c.pk == held.pk) & (WEBHOOK.c.fence == held.fence)
    session.connection().execute(update(WEBHOOK).where(its).values(lease_until=until, holder=None))


def disable(session: Session, held: Held, reason: str) -> None:
    """Send a webhook nothing more, until somebody enables it; what waits for it goes on waiting."""
    values = {"is_enabled": False, "disabled_reason": reason}
    session.connection().execute(update(WEBHOOK).where(WEBHOOK.c.pk == held.pk).values(values))


def go_back(session: Session, webhook_id: str, after: int, now: int) -> None:
    """Let a webhook be told again of every change after one; what was delivered becomes due once more."""
    pk = select(WEBHOOK.c.pk).where(WEBHOOK.c.id == webhook_id).scalar_subquery()
    its = (DELIVERY.c.webhook_pk == pk) & (DELIVERY.c.seq > after)
    session.connection().execute(update(DELIVERY).where(its).values(due_again(now)))
    change(session, webhook_id, after_seq=case((WEBHOOK.c.after_seq > after, after), else_=WEBHOOK.c.after_seq))


def due_again(now: int) -> dict[str, Any]:
    """Return what a delivery's row says that is to be sent as if it had never been."""
    return {"status": "pending", "attempts": 0, "next_at": now, "finished_at": None}


def _held(row: Any, now: int) -> Held:  # noqa: ANN401 - a row as the driver maps it
    both = row["former_secret"] is not None and row["former_until"] > now
    return Held(
        row["pk"],
        row["id"],
        row["url"],
        tuple(json.loads(row["kinds"])),
        (row["secret"], row["former_secret"]) if both else (row["secret"],),
        row["after_seq"],
        row["fence"],
    )


def _webhook(row: Any) -> Webhook:  # noqa: ANN401 - as above
    return Webhook(
        id=row["id"],
        url=row["url"],
        kinds=json.loads(row["kinds"]),
        description=row["description"],
        enabled=row["is_enabled"],
        disabled_reason=row["disabled_reason"],
        created_at=moment(row["created_at"]),
        after=row["after_seq"],
        pending=row["pending"] or 0,
    )
