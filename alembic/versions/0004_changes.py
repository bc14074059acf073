"""Let partners follow what happens to stories: a table of changes, numbered in order.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None

_AT_ONCE = 500


def upgrade() -> None:
    """Make the table, with one change for each story that readers see or have seen."""
    changes = op.create_table(
        "story_change",
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("story_pk", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("story_change_by_story", "story_change", ["story_pk", "seq"])
    numbers = count(1)
    for batch in _batches(op.get_bind()):
        rows = [{"seq": next(numbers), **row} for row in batch]
        if rows:
            op.bulk_insert(changes, rows)


def downgrade() -> None:
    """Take away what was added."""
    op.drop_table("story_change")


def _batches(connection: sa.Connection) -> Iterator[list[dict[str, object]]]:
    """Yield what is to be told of the stories that are there, in the order in which they last changed, some at a time."""
    names = ("pk", "revision", "status", "updated_at")
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in names]
    pk, _, status, updated_at = columns
    story = sa.table("story", *columns)
    after = (-(2**62), 0)
    while True:
        later = sa.tuple_(updated_at, pk) > after
        wanted = sa.select(*columns).select_from(story).where(status != "draft", later)
        found = connection.execute(wanted.order_by(updated_at, pk).limit(_AT_ONCE)).all()
        if not found:
            return
        after = (found[-1].updated_at, found[-1].pk)
        yield [
            {
                "story_pk": each.pk,
                "revision": each.revision,
                "kind": "retraction" if each.status == "retracted" else "publication",
                "made_at": each.updated_at,
            }
            for each in found
            if each.status != "retracted" or _was_published(connection, each.pk, each.revision)
        ]


def _was_published(connection: sa.Connection, pk: int, number: int) -> bool:
    """Say whether readers ever saw a retracted story; a draft may have been taken back before it was published."""
    columns: list[sa.ColumnClause[Any]] = [sa.column(name) for name in ("story_pk", "revision", "document")]
    its, numbered, document = columns
    kept = sa.select(document).select_from(sa.table("story_revision", *columns)).where(its == pk, numbered == number)
    return json.loads(connection.execute(kept).scalar_one())["published_at"] is not None
