"""What the queue of syntheses is made of: leases, the conditions that hold for a job, and its events."""

from __future__ import annotations

import time
from dataclasses import dataclass

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    String,
    and_,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlmodel import Session

from app.store.synthesis_tables import METADATA

MICROS = 1_000_000
LEASE_SECONDS = 10
# A clock that went ahead and came back, or another machine's, may have left a lease that runs for hours.
_LONGEST_LEASE = 4 * LEASE_SECONDS * MICROS

# Where a job stands in `not_before` that only whoever knows of it takes: it waits for a batch, not for a time.
PARKED = 2**62

JOB = METADATA.tables["synthesis"]
EVENT = METADATA.tables["synthesis_event"]

_SERVER_TIME = select(
    literal_column("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)", type_=BigInteger)
)
_ITS = bindparam("pk", type_=BigInteger)
_APPEND = insert(EVENT).from_select(
    ["synthesis_pk", "number", "data"],
    select(
        _ITS,
        select(func.coalesce(func.max(EVENT.c.number), 0) + 1).where(EVENT.c.synthesis_pk == _ITS).scalar_subquery(),
        bindparam("data", type_=String),
    ),
)
# A job is still a lease's; that it ran out does no harm while nobody took the job. Like other statements that every
# synthesis needs it is made once, so that SQLAlchemy need not look at its parts again each time.
IS_HELD = and_(
    JOB.c.pk == bindparam("its_pk", type_=BigInteger),
    JOB.c.fence == bindparam("its_fence", type_=BigInteger),
    JOB.c.status == "running",
)


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
        return int(connection.execute(_SERVER_TIME).scalar_one())
    return time.time_ns() // 1000


def waits(moment: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that a job may be taken: queued and due, or running under a lease that holds no more; not if parked."""
    return or_(
        and_(JOB.c.status == "queued", JOB.c.not_before <= moment),
        and_(JOB.c.status == "running", is_free(moment), JOB.c.not_before != PARKED),
    )


def is_parked_and_free(moment: int) -> ColumnElement[bool]:
    """Return the condition that a job is parked and nobody is at it."""
    return and_(
        JOB.c.not_before == PARKED, or_(JOB.c.status == "queued", and_(JOB.c.status == "running", is_free(moment)))
    )


def is_free(moment: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that nobody's lease on a running job holds."""
    return or_(JOB.c.lease_until < moment, JOB.c.lease_until > moment + _LONGEST_LEASE)


def of(lease: Lease) -> dict[str, object]:
    """Return the values that IS_HELD asks for."""
    return {"its_pk": lease.pk, "its_fence": lease.fence}


def note(connection: Connection, pk: int, status: str, stage: str, progress: float) -> None:
    """Append an event to a job's."""
    made = event(pk, 0, status, stage, progress)
    connection.execute(_APPEND, {"pk": pk, "data": made["data"]})


def event(pk: int, number: int, status: str, stage: str, progress: float) -> dict[str, object]:
    """Return the row of an event."""
    data = orjson.dumps({"status": status, "stage": stage, "progress": progress}).decode()
    return {"synthesis_pk": pk, "number": number, "data": data}
