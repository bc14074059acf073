"""The tables of syntheses as jobs: the queue, what happened, the calls to models, and who asked twice."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Text, false
from sqlmodel import Field, SQLModel

from app.store.tables import METADATA, counted_key

# With the tables of this file: what Alembic compares a database with.
__all__ = [
    "METADATA",
    "BatchQuestionRow",
    "BatchRow",
    "BatchSetRow",
    "IdempotencyRow",
    "ModelCallRow",
    "SynthesisEventRow",
    "SynthesisRow",
]


class SynthesisRow(SQLModel, table=True):
    """A synthesis: what was asked, how it went, the ledger that lets it be replayed, and who is at it.

    Who is at it holds a lease, and each taking has a number of its own, its fence: whoever lost the lease holds an
    old number and can change nothing any more. `same_as` is a digest of what is asked for, kept while it is not done.
    """

    __tablename__ = "synthesis"
    __table_args__ = (
        Index("synthesis_waiting", "status", "not_before", "pk"),
        Index("synthesis_same", "same_as", "status"),
    )
    pk: int | None = Field(default=None, sa_column=counted_key())
    id: str = Field(unique=True)
    status: str
    stage: str
    progress: float
    request: str
    created_at: int = Field(sa_type=BigInteger)
    finished_at: int | None = Field(sa_type=BigInteger)
    timings: str
    usage: str
    story_id: str | None
    problem: str | None
    ledger: str | None
    writer: str = Field(sa_column=Column(Text, nullable=False, server_default=""))
    key_id: str | None
    same_as: bytes | None = Field(sa_column=Column(LargeBinary, nullable=True))
    worker: str | None
    fence: int = Field(sa_column=Column(Integer, nullable=False, server_default="0"))
    attempts: int = Field(sa_column=Column(Integer, nullable=False, server_default="0"))
    lease_until: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    not_before: int = Field(sa_column=Column(BigInteger, nullable=False, server_default="0"))
    cancel_asked: bool = Field(sa_column=Column(Boolean, nullable=False, server_default=false()))


class SynthesisEventRow(SQLModel, table=True):
    """Something that happened to a synthesis, in order; what its event stream sends."""

    __tablename__ = "synthesis_event"
    synthesis_pk: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    data: str


class ModelCallRow(SQLModel, table=True):
    """A call to a model: what it may cost before it is made, then what it cost and what the model answered.

    A call that was under way when its process died stays at what it may have cost.
    """

    __tablename__ = "model_call"
    __table_args__ = (Index("model_call_by_day", "made_at", "key_id", "cost_micros"),)
    pk: int | None = Field(default=None, sa_column=counted_key())
    synthesis_id: str = Field(index=True)
    key_id: str | None
    made_at: int = Field(sa_type=BigInteger)
    purpose: str
    question: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    outcome: str
    model: str | None
    input_tokens: int
    output_tokens: int
    cost_micros: int = Field(sa_type=BigInteger)
    seconds: float
    answer: str | None


class IdempotencyRow(SQLModel, table=True):
    """An Idempotency-Key that a caller sent, the digest of the body that came with it, and the synthesis it led to."""

    __tablename__ = "idempotency"
    key_id: str = Field(primary_key=True)
    idempotency_key: str = Field(primary_key=True)
    body_digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    synthesis_id: str
    created_at: int = Field(sa_type=BigInteger, index=True)


class BatchSetRow(SQLModel, table=True):
    """A line of a file of sets, and the synthesis that was made of it; `file` is a digest of all that the file holds."""

    __tablename__ = "batch_set"
    file: str = Field(primary_key=True)
    line: int = Field(primary_key=True)
    synthesis_id: str = Field(index=True)


class BatchRow(SQLModel, table=True):
    """A batch of questions to an endpoint: `sending` before it is sent, `sent` once its id there is known, then `done`.

    `worker` is who sends it. One that is found `sending` with nobody at it may or may not have come to be.
    """

    __tablename__ = "batch"
    pk: int | None = Field(default=None, sa_column=counted_key())
    file: str = Field(index=True)
    writer: str
    address: str
    status: str
    remote_id: str | None
    worker: str
    size: int
    sent_at: int = Field(sa_type=BigInteger)


class BatchQuestionRow(SQLModel, table=True):
    """A call that a batch is to answer, by the key of its row; `batch_pk` is null until it is sent."""

    __tablename__ = "batch_question"
    call_pk: int = Field(primary_key=True, sa_type=BigInteger)
    batch_pk: int | None = Field(default=None, sa_column=Column(BigInteger, index=True, nullable=True))
