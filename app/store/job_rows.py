"""What the queue of syntheses is made of: leases, the conditions that hold for a job, and its events."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal_column, or_, select
from sqlmodel import Session

from app.store.synthesis_tables import METADATA

MICROS = 1_000_000
LEASE_SECONDS = 10
# A clock that went ahead and came back, or another machine's, may have left a lease that runs for hours.
_LONGEST_LEASE = 4 * LEASE_SECONDS * MICROS

JOB = METADATA.tables["synthesis"]
EVENT = METADATA.tables["synthesis_event"]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a synthesis, for as long as it is renewed: `fence` tells it from every earlier one."""

    synthesis_id: str
    pk: int
    fence: int


def now(session: Session) -> int:
    """Return the time by which leases run, in microseconds since 1970: the server's, where several machines share one."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        expression = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
    else:
        expression = "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000"
    return int(connection.execute(select(literal_column(expression))).scalar_one())


def waits(moment: int) -> ColumnElement[bool]:
    """Return the condition that a job may be taken: queued and due, or running under a lease that holds no more."""
    return or_(
        and_(JOB.c.status == "queued", JOB.c.not_before <= moment),
        and_(JOB.c.status == "running", is_free(moment)),
    )


def is_free(moment: int) -> ColumnElement[bool]:
    """Return the condition that nobody's lease on a running job holds."""
    return or_(JOB.c.lease_until < moment, JOB.c.lease_until > moment + _LONGEST_LEASE)


def is_held(lease: Lease) -> ColumnElement[bool]:
    """Return the condition that a job is still this lease's; that it ran out does no harm while nobody took the job."""
    return and_(JOB.c.pk == lease.pk, JOB.c.fence == lease.fence, JOB.c.status == "running")


def note(connection: Connection, pk: int, status: str, stage: str, progress: float) -> None:
    """Append an event to a job's."""
    last = select(func.coalesce(func.max(EVENT.c.number), 0)).where(EVENT.c.synthesis_pk == pk).scalar_subquery()
    number = connection.execute(select(last + 1)).scalar_one()
    connection.execute(insert(EVENT), event(pk, number, status, stage, progress))


def event(pk: int, number: int, status: str, stage: str, progress: float) -> dict[str, object]:
    """Return the row of an event."""
    data = orjson.dumps({"status": status, "stage": stage, "progress": progress}).decode()
    return {"synthesis_pk": pk, "number": number, "data": data}
