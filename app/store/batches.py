"""Batches of questions to a model: which lines of a file became which syntheses, what was sent, and what has come back.

A question is reserved as a call to a model, at what it may cost, before it is sent; the batch is noted before it is sent, with all that it asks;
its id once the endpoint has told it. So whoever goes on after a death knows at each moment what may have been sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Update, case, delete, func, insert, select, update
from sqlmodel import Session

from app.store.job_rows import JOB, PARKED
from app.store.model_calls import Question, call_of, ending, reserve
from app.store.synthesis_tables import METADATA
from app.store.times import micros, moment
from app.story.model_call import ModelCall
from schemas.synthesis import SynthesisStatus

# The outcome of a call that a batch has yet to answer.
BATCHED = "batched"

_CALL = METADATA.tables["model_call"]
_SET = METADATA.tables["batch_set"]
_BATCH = METADATA.tables["batch"]
_ASKED = METADATA.tables["batch_question"]
_BY_CALL = _CALL.join(_ASKED, _ASKED.c.call_pk == _CALL.c.pk)
# A question that was sent and has no answer yet; and one of which a batch has made an end, without an answer.
_IS_AWAITED = (_CALL.c.outcome == BATCHED) & _ASKED.c.batch_pk.is_not(None)
_CAME_TO_NOTHING = _CALL.c.outcome.not_in((BATCHED, "answered"))


@dataclass(frozen=True, slots=True)
class BatchSet:
    """A line of a file and the synthesis that was made of it; it `awaits` where a batch that was sent has yet to answer it.

    One that is not done and not `is_parked` was released: it is written as any other.
    """

    line: int
    synthesis_id: str
    status: SynthesisStatus
    is_parked: bool
    awaits: bool


@dataclass(frozen=True, slots=True)
class NewBatch:
    """A batch that is about to be sent: for which file, by which writer, to which address, by whom, with how many questions, when."""

    file: str
    writer: str
    address: str
    worker: str
    size: int
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Batch(NewBatch):
    """A batch that was noted; `remote_id` is null while nobody knows whether it was sent."""

    pk: int
    remote_id: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a batch has yet to answer: the number of its call, whose it is, what for and of which model."""

    number: int
    synthesis_id: str
    purpose: str
    model: str


def keep_set(session: Session, file: str, line: int, synthesis_id: str) -> None:
    """Note which synthesis was made of a line."""
    session.connection().execute(insert(_SET), {"file": file, "line": line, "synthesis_id": synthesis_id})


def lines_of(session: Session, file: str) -> dict[int, str]:
    """Return the syntheses that were made of a file, by line."""
    found = select(_SET.c.line, _SET.c.synthesis_id).where(_SET.c.file == file)
    return {row.line: row.synthesis_id for row in session.connection().execute(found)}


def set_of(session: Session, file: str, line: int) -> str | None:
    """Return the synthesis that was made of a line, where one was."""
    its = select(_SET.c.synthesis_id).where(_SET.c.file == file, _SET.c.line == line)
    return session.connection().execute(its).scalar()


def awaits(session: Session, synthesis_id: str) -> bool:
    """Say whether a batch that was sent has yet to answer a synthesis."""
    found = select(_CALL.c.pk).select_from(_BY_CALL).where(_CALL.c.synthesis_id == synthesis_id, _IS_AWAITED).limit(1)
    return session.connection().execute(found).first() is not None


def sets_of(session: Session, file: str) -> list[BatchSet]:
    """Return how each line of a file stands, in order."""
    open_ones = (
        select(_CALL.c.pk)
        .select_from(_BY_CALL)
        .where(_CALL.c.synthesis_id == _SET.c.synthesis_id, _IS_AWAITED)
        .exists()
    )
    found = select(_SET.c.line, JOB.c.id, JOB.c.status, JOB.c.not_before == PARKED, open_ones.label("awaits"))
    found = found.select_from(_SET.join(JOB, JOB.c.id == _SET.c.synthesis_id)).where(_SET.c.file == file)
    return [BatchSet(*row) for row in session.connection().execute(found.order_by(_SET.c.line))]


def reserve_question(session: Session, question: Question, model: str, most_usd: Decimal, now: datetime) -> int:
    """Reserve what a question may cost that a batch is to answer; return the number of its call."""
    number = reserve(session, question, model, most_usd, now, BATCHED)
    session.connection().execute(insert(_ASKED), {"call_pk": number, "batch_pk": None})
    return number


def unreserve(session: Session, synthesis_id: str) -> None:
    """Forget what a synthesis was to ask and was not sent: it may ask something else by now, and reserves that anew."""
    connection = session.connection()
    its = (_CALL.c.synthesis_id == synthesis_id) & (_CALL.c.outcome == BATCHED) & _ASKED.c.batch_pk.is_(None)
    unsent = list(connection.execute(select(_CALL.c.pk).select_from(_BY_CALL).where(its)).scalars())
    if unsent:
        connection.execute(delete(_ASKED).where(_ASKED.c.call_pk.in_(unsent)))
        connection.execute(delete(_CALL).where(_CALL.c.pk.in_(unsent)))


def came_to_nothing(session: Session, question: Question) -> ModelCall | None:
    """Return the last call by which a batch ended without an answer to a question, where there is one."""
    its = (_CALL.c.synthesis_id == question.synthesis_id) & _CAME_TO_NOTHING
    same = its & (_CALL.c.purpose == question.purpose) & (_CALL.c.question == question.digest)
    found = select(_CALL).select_from(_BY_CALL).where(same).order_by(_CALL.c.pk.desc()).limit(1)
    row = session.connection().execute(found).mappings().first()
    return call_of(row) if row else None


def has_failed(session: Session, synthesis_id: str) -> bool:
    """Say whether a batch ended without an answer to any question of a synthesis that still counts."""
    its = (_CALL.c.synthesis_id == synthesis_id) & _CAME_TO_NOTHING
    found = select(_CALL.c.pk).select_from(_BY_CALL).where(its, _CALL.c.question != b"").limit(1)
    return session.connection().execute(found).first() is not None


def forget_failures(session: Session, synthesis_id: str) -> None:
    """Let the questions of a synthesis that came to nothing be asked again; what they cost stays booked."""
    of_batches = _CALL.c.pk.in_(select(_ASKED.c.call_pk))
    its = (_CALL.c.synthesis_id == synthesis_id) & _CAME_TO_NOTHING
    session.connection().execute(update(_CALL).where(its, of_batches).values(question=b""))


def begin(session: Session, new: NewBatch, numbers: Sequence[int]) -> int | None:
    """Note that questions are about to be sent, by the numbers of their calls; None where another has sent or withdrawn one meanwhile."""
    connection = session.connection()
    row = {
        "file": new.file,
        "writer": new.writer,
        "address": new.address,
        "status": "sending",
        "remote_id": None,
        "worker": new.worker,
        "size": new.size,
        "sent_at": micros(new.sent_at),
    }
    unsent = (_ASKED.c.batch_pk.is_(None)) & _ASKED.c.call_pk.in_(select(_CALL.c.pk).where(_CALL.c.outcome == BATCHED))
    free = select(func.count()).select_from(_ASKED).where(unsent, _ASKED.c.call_pk.in_(numbers))
    if connection.execute(free).scalar_one() != len(numbers):
        return None
    pk = int(connection.execute(insert(_BATCH).returning(_BATCH.c.pk), row).scalar_one())
    connection.execute(update(_ASKED).where(_ASKED.c.call_pk.in_(numbers)).values(batch_pk=pk))
    return pk


def name(session: Session, pk: int, remote_id: str) -> None:
    """Note by which id the endpoint knows a batch."""
    session.connection().execute(update(_BATCH).where(_BATCH.c.pk == pk).values(status="sent", remote_id=remote_id))


def drop(session: Session, pk: int) -> None:
    """Forget a batch that has never come to be: what it was to ask is to be sent by another."""
    connection = session.connection()
    connection.execute(update(_ASKED).where(_ASKED.c.batch_pk == pk).values(batch_pk=None))
    connection.execute(delete(_BATCH).where(_BATCH.c.pk == pk))


def end(session: Session, pk: int) -> None:
    """Note that all has come back of a batch that will."""
    session.connection().execute(update(_BATCH).where(_BATCH.c.pk == pk).values(status="done"))


def under_way(session: Session, file: str) -> list[Batch]:
    """Return the batches of a file of which not all has come back, in the order in which they were noted."""
    found = select(_BATCH).where(_BATCH.c.file == file, _BATCH.c.status != "done").order_by(_BATCH.c.pk)
    return [
        Batch(
            file=row["file"],
            writer=row["writer"],
            address=row["address"],
            worker=row["worker"],
            size=row["size"],
            sent_at=moment(row["sent_at"]),
            pk=row["pk"],
            remote_id=row["remote_id"],
        )
        for row in session.connection().execute(found).mappings()
    ]


def known_ids(session: Session) -> set[str]:
    """Return by which ids endpoints know the batches of this deployment."""
    found = select(_BATCH.c.remote_id).where(_BATCH.c.remote_id.is_not(None))
    return set(session.connection().execute(found).scalars())


def asked_by(session: Session, pk: int) -> list[Asked]:
    """Return what a batch has yet to answer."""
    found = select(_CALL.c.pk, _CALL.c.synthesis_id, _CALL.c.purpose, _CALL.c.model)
    found = found.select_from(_BY_CALL).where(_ASKED.c.batch_pk == pk, _CALL.c.outcome == BATCHED)
    return [Asked(*row) for row in session.connection().execute(found.order_by(_CALL.c.pk))]


def settle(session: Session, number: int, call: ModelCall) -> bool:
    """Note what a batch answered, once; return whether that was awaited.

    Where a record of the synthesis was withdrawn meanwhile the answer is not kept: it may hold its words.
    """
    values = ending(call) | {"answer": case((_CALL.c.question == b"", None), else_=call.answer)}
    return session.connection().execute(_answering(number).values(values)).rowcount == 1


def miss(session: Session, number: int) -> None:
    """Note that a batch has ended without a word on a question: what that may have cost stays booked, since nobody told."""
    session.connection().execute(_answering(number).values(outcome="missing"))


def _answering(number: int) -> Update:
    """Change a call that a batch has yet to answer, and no other."""
    return update(_CALL).where(_CALL.c.pk == number, _CALL.c.outcome == BATCHED)
