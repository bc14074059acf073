"""What is to be delivered to webhooks: made from the changes, sent in the order of each story, tried again, logged.

A delivery waits until those of the same story before it are through, delivered or given up, so that nobody hears
of a retraction before the publication. All but the questions are called within a write of `Database`, by whoever
holds the webhook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlmodel import Session

from app.store import changes
from app.store import cursor as cursors
from app.store.change_tables import METADATA
from app.store.job_rows import MICROS
from app.store.times import moment
from app.store.webhooks import ATTEMPT, DELIVERY, WEBHOOK, Held, due_again
from app.story.story_id import ID_BYTES, base32
from schemas.change import Change
from schemas.webhook import Attempt, Delivery

_CHANGE = METADATA.tables["story_change"]
# So many are made at once that a write stays short.
_AT_ONCE = 200
_KEPT_FOR = 30 * 86_400 * MICROS


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose turn it is, the change that it tells of, and how often it failed since it was last made due."""

    pk: int
    id: str
    change: Change
    failures: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went, and when the next is to be; None for no further one."""

    at: int
    seconds: float
    status_code: int | None
    problem: str | None
    is_delivered: bool
    next_at: int | None


def message_id(webhook_id: str, seq: int) -> str:
    """Return the id of the message that tells a webhook of a change: the same whenever it is sent."""
    return f"msg_{base32(sha256(f'{webhook_id}:{seq}'.encode()).digest()[:ID_BYTES])}"


def waiting(session: Session, now: int) -> list[int]:
    """Return the webhooks for which there is something to do, and at which nobody is."""
    due = select(DELIVERY.c.pk).where(DELIVERY.c.webhook_pk == WEBHOOK.c.pk, _is_due(now, WEBHOOK.c.after_seq)).exists()
    wanted = select(WEBHOOK.c.pk).where(
        WEBHOOK.c.is_enabled,
        WEBHOOK.c.lease_until < now,
        or_(WEBHOOK.c.after_seq < select(func.max(_CHANGE.c.seq)).scalar_subquery(), due),
    )
    return list(session.connection().execute(wanted.order_by(WEBHOOK.c.pk)).scalars())


def make(session: Session, held: Held, now: int) -> Held:
    """Make deliveries of the changes that the webhook has not been told of, those that it wants; forget old ones.

    Returns the webhook with how far it is then.
    """
    connection = session.connection()
    found = select(_CHANGE).where(_CHANGE.c.seq > held.after).order_by(_CHANGE.c.seq).limit(_AT_ONCE)
    rows = connection.execute(found).all()
    if not rows:
        return held
    ids = {row.seq: message_id(held.id, row.seq) for row in rows}
    there = set(connection.execute(select(DELIVERY.c.id).where(DELIVERY.c.id.in_(ids.values()))).scalars())
    new = [
        {
            "id": ids[row.seq],
            "webhook_pk": held.pk,
            "seq": row.seq,
            "story_pk": row.story_pk,
            "kind": row.kind,
            "status": "pending",
            "attempts": 0,
            "next_at": now,
            "created_at": now,
        }
        for row in rows
        if ids[row.seq] not in there and (not held.kinds or row.kind in held.kinds)
    ]
    if new:
        connection.execute(insert(DELIVERY), new)
    connection.execute(update(WEBHOOK).where(WEBHOOK.c.pk == held.pk).values(after_seq=rows[-1].seq))
    _forget(session, now)
    return replace(held, after=rows[-1].seq)


def next_due(session: Session, held: Held, now: int, public_url: str) -> Due | None:
    """Return the delivery to a webhook whose turn it is; None where none is due."""
    wanted = select(DELIVERY).where(DELIVERY.c.webhook_pk == held.pk, _is_due(now, held.after))
    row = session.connection().execute(wanted.order_by(DELIVERY.c.seq).limit(1)).first()
    if row is None:
        return None
    change = changes.of(session, [row.seq], public_url)[row.seq]
    return Due(row.pk, row.id, change, row.attempts)


def settle(session: Session, due: Due, outcome: Outcome) -> None:
    """Note how an attempt went: the delivery is through, or is due again later, or is given up."""
    _log(session, due.pk, outcome)
    is_over = outcome.next_at is None
    values: dict[str, Any] = {
        "status": "delivered" if outcome.is_delivered else "failed" if is_over else "pending",
        "attempts": due.failures + (not outcome.is_delivered),
        "finished_at": outcome.at if is_over else None,
    }
    if outcome.next_at is not None:
        values["next_at"] = outcome.next_at
    session.connection().execute(update(DELIVERY).where(DELIVERY.c.pk == due.pk).values(values))


def log_test(session: Session, held: Held, test_id: str, kind: str, outcome: Outcome) -> Delivery:
    """Log a message that tells of no change, which was sent already."""
    row = {
        "id": test_id,
        "webhook_pk": held.pk,
        "kind": kind,
        "status": "delivered" if outcome.is_delivered else "failed",
        "attempts": int(not outcome.is_delivered),
        "next_at": 0,
        "created_at": outcome.at,
        "finished_at": outcome.at,
    }
    pk = session.connection().execute(insert(DELIVERY).returning(DELIVERY.c.pk), row).scalar_one()
    _log(session, pk, outcome)
    return _with_attempts(session, [row | {"pk": pk, "seq": None}])[0]


def send_again(session: Session, webhook_id: str, delivery_id: str, now: int) -> Delivery | None:
    """Make a delivery due once more, whatever became of it; None where there is none of the id that tells of a change."""
    its = and_(
        DELIVERY.c.id == delivery_id,
        DELIVERY.c.seq.is_not(None),
        DELIVERY.c.webhook_pk == select(WEBHOOK.c.pk).where(WEBHOOK.c.id == webhook_id).scalar_subquery(),
    )
    row = session.connection().execute(update(DELIVERY).where(its).values(due_again(now)).returning(*DELIVERY.c))
    found = row.mappings().first()
    return None if found is None else _with_attempts(session, [found])[0]


def page(
    session: Session, webhook_id: str, status: str | None, limit: int, cursor: str | None
) -> tuple[list[Delivery], str | None]:
    """Return one page of a webhook's deliveries, newest first, and the cursor of the next one."""
    filters = {"webhook": webhook_id, "status": status}
    wanted = select(DELIVERY).join(WEBHOOK, WEBHOOK.c.pk == DELIVERY.c.webhook_pk).where(WEBHOOK.c.id == webhook_id)
    if status is not None:
        wanted = wanted.where(DELIVERY.c.status == status)
    if cursor is not None:
        wanted = wanted.where(DELIVERY.c.pk < cursors.decode(cursor, filters, (int,))[0])
    rows = session.connection().execute(wanted.order_by(DELIVERY.c.pk.desc()).limit(limit + 1)).mappings().all()
    items = _with_attempts(session, rows[:limit])
    return items, cursors.encode([rows[limit - 1]["pk"]], filters) if len(rows) > limit else None


def _is_due(now: int, after: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that it is a delivery's turn: it waits, its time has come, and nothing of its story is before it.

    What lies beyond `after` waits for those before it to be made, where a webhook went back.
    """
    earlier = DELIVERY.alias("earlier")
    before = select(earlier.c.pk).where(
        earlier.c.webhook_pk == DELIVERY.c.webhook_pk,
        earlier.c.story_pk == DELIVERY.c.story_pk,
        earlier.c.status == "pending",
        earlier.c.seq < DELIVERY.c.seq,
    )
    is_made = and_(DELIVERY.c.seq <= after, DELIVERY.c.next_at <= now)
    return and_(DELIVERY.c.status == "pending", is_made, ~before.exists())


def _log(session: Session, delivery_pk: int, outcome: Outcome) -> None:
    connection = session.connection()
    last = select(func.coalesce(func.max(ATTEMPT.c.number), 0)).where(ATTEMPT.c.delivery_pk == delivery_pk)
    row = {
        "delivery_pk": delivery_pk,
        "number": connection.execute(last).scalar_one() + 1,
        "made_at": outcome.at,
        "seconds": round(outcome.seconds, 3),
        "status_code": outcome.status_code,
        "problem": outcome.problem,
    }
    connection.execute(insert(ATTEMPT), row)


def _forget(session: Session, now: int) -> None:
    """Delete what was over a month ago, some at a time."""
    connection = session.connection()
    old = select(DELIVERY.c.pk).where(DELIVERY.c.finished_at < now - _KEPT_FOR).limit(_AT_ONCE)
    pks = list(connection.execute(old).scalars())
    if pks:
        connection.execute(delete(ATTEMPT).where(ATTEMPT.c.delivery_pk.in_(pks)))
        connection.execute(delete(DELIVERY).where(DELIVERY.c.pk.in_(pks)))


def _with_attempts(session: Session, rows: Iterable[Any]) -> list[Delivery]:
    """Return deliveries with every attempt at each."""
    kept: Sequence[Any] = list(rows)
    wanted = select(ATTEMPT).where(ATTEMPT.c.delivery_pk.in_([row["pk"] for row in kept]))
    made: dict[int, list[Attempt]] = {}
    for each in session.connection().execute(wanted.order_by(ATTEMPT.c.delivery_pk, ATTEMPT.c.number)):
        attempt = Attempt(
            number=each.number,
            at=moment(each.made_at),
            seconds=each.seconds,
            status_code=each.status_code,
            problem=each.problem,
        )
        made.setdefault(each.delivery_pk, []).append(attempt)
    return [
        Delivery(
            id=row["id"],
            seq=row["seq"],
            type=row["kind"] if row["seq"] is None else f"story.{row['kind']}",
            status=row["status"],
            next_attempt_at=moment(row["next_at"]) if row["status"] == "pending" else None,
            attempts=made.get(row["pk"], []),
        )
        for row in kept
    ]
