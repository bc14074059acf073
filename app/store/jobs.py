"""Syntheses as jobs: how one is put into the queue, taken, kept, ended and put back.

Whoever takes a job holds a lease on it, which runs out unless it is renewed, and a fence: a number that grows each time
the job is taken. Every change names the fence. So a process that was frozen, or cut off, for longer than its lease cannot change what
another has taken over; and since story and job end in one transaction, it cannot leave a second story either.

All of these are called within a write of `Database`, of which there is one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import orjson
from sqlalchemy import Connection, RowMapping, Update, case, func, insert, select, update
from sqlmodel import Session

from app.store import job_rows
from app.store.job_rows import (
    EVENT,
    IS_HELD,
    JOB,
    LEASE_SECONDS,
    MICROS,
    PARKED,
    Lease,
    event,
    is_free,
    is_parked_and_free,
    note,
    of,
    waits,
)
from app.store.syntheses import Ending
from app.store.times import micros
from app.store.times import moment as moment_of
from schemas.synthesis import SynthesisRequest

Finish = Literal["done", "lost", "cancelled"]

# A job at which its process died so often takes processes down.
MOST_ATTEMPTS = 20

_NEW = insert(JOB).returning(JOB.c.pk)
_NEW_EVENTS = insert(EVENT)
_HELD = select(JOB.c.pk).where(IS_HELD)
_HOLDING = update(JOB).where(IS_HELD)
_RENEW = _HOLDING.returning(JOB.c.cancel_asked)
_CHANGE = _HOLDING.returning(JOB.c.stage, JOB.c.progress)
_CHANGE_UNLESS_STOPPED = _CHANGE.where(~JOB.c.cancel_asked)

_NOTHING_USED = '{"input_tokens":0,"output_tokens":0,"cost_usd":"0"}'


@dataclass(frozen=True, slots=True)
class Job:
    """A synthesis that has been taken: what is asked for, when, by whose key, by which writer, and how often it was taken so far."""

    lease: Lease
    request: SynthesisRequest
    writer: str
    key_id: str | None
    attempts: int
    is_cancelled: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewJob:
    """A synthesis that is asked for; `same_as` is a digest of all that its story depends on.

    One that `is_parked` is taken by name alone, by whoever parked it, until it is released.
    """

    synthesis_id: str
    request: SynthesisRequest
    writer: str
    key_id: str | None
    same_as: bytes
    created_at: datetime
    is_parked: bool = False


def add(session: Session, new: NewJob, worker: str | None, most: Mapping[str, int]) -> Lease | None:
    """Put a job into the queue; where a worker is named and the writer has room, it is taken at once.

    Returns the lease of the one that was taken, else None.
    """
    connection = session.connection()
    moment = job_rows.now(session)
    is_taken = worker is not None and new.writer not in _full(connection, most, moment)
    row = {
        "id": new.synthesis_id,
        "status": "running" if is_taken else "queued",
        "stage": "reading" if is_taken else "queued",
        "progress": 0.0,
        "request": new.request.model_dump_json(),
        "created_at": micros(new.created_at),
        "timings": "{}",
        "usage": _NOTHING_USED,
        "writer": new.writer,
        "key_id": new.key_id,
        "same_as": new.same_as,
        "worker": worker if is_taken else None,
        "fence": int(is_taken),
        "attempts": int(is_taken),
        "lease_until": moment + LEASE_SECONDS * MICROS if is_taken else 0,
        "not_before": PARKED if new.is_parked else 0,
    }
    pk: int = connection.execute(_NEW, row).scalar_one()
    events = [("queued", "queued")] + [("running", "reading")] * is_taken
    connection.execute(_NEW_EVENTS, [event(pk, n, *each, 0.0) for n, each in enumerate(events, 1)])
    return Lease(new.synthesis_id, pk, 1) if is_taken else None


def take(session: Session, worker: str, most: Mapping[str, int], synthesis_id: str | None = None) -> Job | None:
    """Take the job that waits longest, or the one named; return None where there is none to take.

    Waiting is what is queued and due, and what is running under a lease that ran out. `most` says, by writer, how many
    may be running at once, in all processes together.
    """
    moment = job_rows.now(session)
    connection = session.connection()
    found = select(JOB).where(waits(moment)).order_by(JOB.c.pk).limit(1)
    if synthesis_id is not None:
        found = found.where(JOB.c.id == synthesis_id)
    if full := _full(connection, most, moment):
        found = found.where(JOB.c.writer.not_in(full))
    row = connection.execute(found).mappings().first()
    return _taken(connection, row, worker, moment) if row else None


def take_parked(session: Session, worker: str, synthesis_id: str) -> Job | None:
    """Take a job that is parked; it stays parked, whatever becomes of whoever took it. Return None where it is not there to take."""
    moment = job_rows.now(session)
    connection = session.connection()
    found = select(JOB).where(JOB.c.id == synthesis_id, is_parked_and_free(moment))
    row = connection.execute(found).mappings().first()
    return _taken(connection, row, worker, moment) if row else None


def _taken(connection: Connection, row: RowMapping, worker: str, moment: int) -> Job:
    lease = Lease(row["id"], row["pk"], row["fence"] + 1)
    taken = {
        "status": "running",
        "worker": worker,
        "fence": lease.fence,
        "attempts": row["attempts"] + 1,
        "lease_until": moment + LEASE_SECONDS * MICROS,
    }
    connection.execute(update(JOB).where(JOB.c.pk == lease.pk).values(taken))
    note(connection, lease.pk, "running", "reading", 0.0)
    request = SynthesisRequest.model_validate_json(row["request"])
    return Job(
        lease,
        request,
        row["writer"],
        row["key_id"],
        row["attempts"] + 1,
        row["cancel_asked"],
        moment_of(row["created_at"]),
    )


def renew(session: Session, leases: Iterable[Lease]) -> tuple[set[str], set[str]]:
    """Renew leases; return the ids of the syntheses that are no longer theirs, and of those that are to be cancelled."""
    connection = session.connection()
    until = job_rows.now(session) + LEASE_SECONDS * MICROS
    lost, cancelled = set(), set()
    for lease in leases:
        row = connection.execute(_RENEW, {**of(lease), "lease_until": until}).first()
        if row is None:
            lost.add(lease.synthesis_id)
        elif row.cancel_asked:
            cancelled.add(lease.synthesis_id)
    return lost, cancelled


def holds(session: Session, lease: Lease) -> bool:
    """Say whether a lease is still the one under which its job is worked on."""
    return session.connection().execute(_HELD, of(lease)).first() is not None


def enter(session: Session, lease: Lease, stage: str, progress: float) -> bool:
    """Note that a stage begins; return whether the work may go on: the lease is held, and nobody asked to stop."""
    return _move(session, lease, _CHANGE_UNLESS_STOPPED, {"status": "running", "stage": stage, "progress": progress})


def finish(session: Session, lease: Lease, end: Ending, finished_at: datetime) -> Finish:
    """End a job, in the transaction that stores what came of it; one that failed stays at the stage at which it did.

    Where the answer is not "done", nothing was changed, and the transaction must be given up: the lease is "lost", or
    somebody asked that the job be "cancelled".
    """
    values = {
        "status": end.status,
        "finished_at": micros(finished_at),
        "timings": orjson.dumps(dict(end.timings)).decode(),
        "usage": end.usage.model_dump_json(),
        "story_id": end.story_id,
        "problem": end.problem.model_dump_json() if end.problem else None,
        "ledger": end.ledger,
        "same_as": None,
        "worker": None,
        "lease_until": 0,
        **({"stage": "done", "progress": 1.0} if end.status == "succeeded" else {}),
    }
    if _move(session, lease, _CHANGE if end.status == "cancelled" else _CHANGE_UNLESS_STOPPED, values):
        return "done"
    return "cancelled" if holds(session, lease) else "lost"


def put_back(session: Session, lease: Lease, wait_seconds: float = 0.0, *, got_on: bool = False) -> bool:
    """Give a job up, so that it is taken again, not before some seconds have passed; return whether it was held.

    One that is parked stays so. Where it `got_on`, it does not count any more how often it was taken before.
    """
    values = {
        "status": "queued",
        "stage": "queued",
        "progress": 0.0,
        "worker": None,
        "lease_until": 0,
        **({"attempts": 0} if got_on else {}),
    }
    due = job_rows.now(session) + int(wait_seconds * MICROS)
    return _move(
        session, lease, _CHANGE.values(not_before=case((JOB.c.not_before == PARKED, PARKED), else_=due)), values
    )


def _move(session: Session, lease: Lease, change: Update, values: Mapping[str, object]) -> bool:
    """Change a job for whoever holds its lease, and note that as an event; return whether it is held, as `change` asks."""
    connection = session.connection()
    row = connection.execute(change, {**of(lease), **values}).first()
    if row is None:
        return False
    note(connection, lease.pk, str(values["status"]), row.stage, row.progress)
    return True


def _full(connection: Connection, most: Mapping[str, int], moment: int) -> list[str]:
    """Return the writers of whom as many are at work as may be."""
    if not most:
        return []
    busy = select(JOB.c.writer, func.sum(case((is_free(moment), 0), else_=1))).where(JOB.c.status == "running")
    at_work = {writer: int(number) for writer, number in connection.execute(busy.group_by(JOB.c.writer))}
    return [writer for writer, limit in most.items() if at_work.get(writer, 0) >= limit]
