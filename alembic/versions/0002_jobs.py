"""Make a synthesis a job that survives its process: who is at it, what happened, what was paid for, and who asked twice.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None

_ADDED = ("writer", "key_id", "same_as", "worker", "fence", "attempts", "lease_until", "not_before", "cancel_asked")


def upgrade() -> None:
    """Add to what is there; every synthesis of before is done and stays as it is."""
    for column in _columns():
        op.add_column("synthesis", column)
    op.create_index("synthesis_waiting", "synthesis", ["status", "not_before", "pk"])
    op.create_index("synthesis_same", "synthesis", ["same_as", "status"])
    op.create_table(
        "synthesis_event",
        sa.Column("synthesis_pk", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("synthesis_pk", "number"),
    )
    _make_model_calls()
    op.create_table(
        "idempotency",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("synthesis_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "idempotency_key"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])


def downgrade() -> None:
    """Take away what was added."""
    for table in ("idempotency", "model_call", "synthesis_event"):
        op.drop_table(table)
    op.drop_index("synthesis_same", "synthesis")
    op.drop_index("synthesis_waiting", "synthesis")
    with op.batch_alter_table("synthesis") as synthesis:
        for name in _ADDED:
            synthesis.drop_column(name)


def _columns() -> list[sa.Column[object]]:
    """Make the columns of a job; each has a value for the rows that are there."""
    return [
        sa.Column("writer", sa.Text(), nullable=False, server_default=""),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("same_as", sa.LargeBinary(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("lease_until", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("not_before", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
    ]


def _make_model_calls() -> None:
    """Make the table of calls to a model."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "model_call",
        sa.Column("pk", kind, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("synthesis_id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
    )
    op.create_index("ix_model_call_synthesis_id", "model_call", ["synthesis_id"])
    op.create_index("model_call_by_day", "model_call", ["made_at", "key_id", "cost_micros"])
