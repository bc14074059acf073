"""Keep what is sent in batches: the lines of a file of sets, the batches, and the calls that each is to answer.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None


def upgrade() -> None:
    """Add three tables; nothing that is there is touched."""
    op.create_table(
        "batch_set",
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("synthesis_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("file", "line"),
    )
    op.create_index("ix_batch_set_synthesis_id", "batch_set", ["synthesis_id"])
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "batch",
        sa.Column("pk", kind, primary_key=True, autoincrement=True, nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=True),
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_batch_file", "batch", ["file"])
    op.create_table(
        "batch_question",
        sa.Column("call_pk", sa.BigInteger(), nullable=False),
        sa.Column("batch_pk", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("call_pk"),
    )
    op.create_index("ix_batch_question_batch_pk", "batch_question", ["batch_pk"])


def downgrade() -> None:
    """Take away what was added."""
    for table in ("batch_question", "batch", "batch_set"):
        op.drop_table(table)
