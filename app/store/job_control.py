"""What is asked about the queue of syntheses, and done to it from outside: free, cancel, try again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, bindparam, select, update
from sqlmodel import Session

from app.store import job_rows
from app.store.job_rows import JOB, PARKED, note, waits
from app.store.times import micros
from schemas.synthesis import SynthesisStatus

UNFINISHED = ("queued", "running")
# Made once, so that SQLAlchemy need not look at their parts again each time.
_LIKE = (
    select(JOB.c.id)
    .where(JOB.c.same_as == bindparam("same_as", type_=LargeBinary), JOB.c.status.in_(UNFINISHED), ~JOB.c.cancel_asked)
    .order_by(JOB.c.pk)
    .limit(1)
)
_WAITING = select(JOB.c.pk).where(waits(bindparam("moment", type_=BigInteger))).limit(1)
_WORKERS = select(JOB.c.worker).where(JOB.c.status == "running", JOB.c.worker.is_not(None)).distinct()


def unfinished_like(session: Session, same_as: bytes) -> str | None:
    """Return the id of a job that asks for the very same and is not done, or None."""
    return session.connection().execute(_LIKE, {"same_as": same_as}).scalar()


def is_waiting(session: Session) -> bool:
    """Say whether there is a job to take."""
    return session.connection().execute(_WAITING, {"moment": job_rows.now(session)}).first() is not None


def workers(session: Session) -> list[str]:
    """Return who is at work, by the names under which they took their jobs."""
    return list(session.connection().execute(_WORKERS).scalars())


def free(session: Session, gone: Sequence[str]) -> None:
    """Free the jobs of workers that are known to be gone, without waiting for their leases."""
    if gone:
        held = JOB.c.worker.in_(gone) & (JOB.c.status == "running")
        session.connection().execute(update(JOB).where(held).values(lease_until=0))


def cancel(session: Session, synthesis_id: str, finished_at: datetime) -> SynthesisStatus | None:
    """Cancel a job: at once where it waits, at its next step where somebody is at it; return how it stands then.

    Returns None where there is no such synthesis; one that is done stays as it is.
    """
    connection = session.connection()
    row = connection.execute(select(JOB).where(JOB.c.id == synthesis_id)).mappings().first()
    if row is None:
        return None
    status: SynthesisStatus = row["status"]
    if status == "queued" or (status == "running" and row["lease_until"] < job_rows.now(session)):
        values = {"status": "cancelled", "finished_at": micros(finished_at), "same_as": None, "worker": None}
        connection.execute(update(JOB).where(JOB.c.pk == row["pk"]).values(values))
        note(connection, row["pk"], "cancelled", row["stage"], row["progress"])
        return "cancelled"
    if status == "running":
        connection.execute(update(JOB).where(JOB.c.pk == row["pk"]).values(cancel_asked=True))
    return status


def release(session: Session, synthesis_id: str) -> None:
    """Let anybody take a job that is parked."""
    parked = (JOB.c.id == synthesis_id) & (JOB.c.not_before == PARKED) & JOB.c.status.in_(UNFINISHED)
    session.connection().execute(update(JOB).where(parked).values(not_before=0))


def try_again(session: Session, synthesis_id: str, same_as: bytes, *, parks: bool = False) -> bool:
    """Queue a job anew that failed or was cancelled, or park it; return whether it was one of these."""
    connection = session.connection()
    over = (JOB.c.id == synthesis_id) & JOB.c.status.in_(("failed", "cancelled"))
    values = {
        "status": "queued",
        "stage": "queued",
        "progress": 0.0,
        "finished_at": None,
        "problem": None,
        "same_as": same_as,
        "attempts": 0,
        "not_before": PARKED if parks else 0,
        "cancel_asked": False,
    }
    row = connection.execute(update(JOB).where(over).values(values).returning(JOB.c.pk)).first()
    if row is None:
        return False
    note(connection, row.pk, "queued", "queued", 0.0)
    return True
