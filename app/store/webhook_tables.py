"""The tables of webhooks: who wants to be told, what is to be delivered, and each attempt at it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from app.store.change_tables import METADATA
from app.store.tables import counted_key

# With the tables of this file and those before it: what Alembic compares a database with.
__all__ = ["METADATA", "WebhookAttemptRow", "WebhookDeliveryRow", "WebhookRow"]


class WebhookRow(SQLModel, table=True):
    """An address that is told of changes, up to `after_seq` so far; and which process is at it, by lease and fence.

    Its secrets are kept as they are: each message is signed with them.
    """

    __tablename__ = "webhook"
    pk: int | None = Field(default=None, sa_column=counted_key())
    id: str = Field(unique=True)
    url: str
    description: str
    kinds: str
    secret: str
    former_secret: str | None
    former_until: int = Field(sa_type=BigInteger)
    is_enabled: bool
    disabled_reason: str | None
    created_at: int = Field(sa_type=BigInteger)
    after_seq: int = Field(sa_type=BigInteger)
    holder: str | None
    fence: int
    lease_until: int = Field(sa_type=BigInteger)


class WebhookDeliveryRow(SQLModel, table=True):
    """A change that a webhook is to be told of. It holds no words: the message is made when it is sent."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("webhook_delivery_waiting", "webhook_pk", "status", "seq"),
        Index("webhook_delivery_by_story", "webhook_pk", "story_pk", "status", "seq"),
        Index("webhook_delivery_by_end", "finished_at"),
    )
    pk: int | None = Field(default=None, sa_column=counted_key())
    id: str = Field(unique=True)
    webhook_pk: int = Field(sa_type=BigInteger)
    seq: int | None = Field(sa_type=BigInteger)
    story_pk: int | None = Field(sa_type=BigInteger)
    kind: str
    status: str
    attempts: int
    next_at: int = Field(sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)
    finished_at: int | None = Field(sa_type=BigInteger)


class WebhookAttemptRow(SQLModel, table=True):
    """An attempt at a delivery, and how it went: the status that was answered, or what kept an answer from coming."""

    __tablename__ = "webhook_attempt"
    delivery_pk: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    made_at: int = Field(sa_type=BigInteger)
    seconds: float
    status_code: int | None
    problem: str | None
