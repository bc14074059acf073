"""Keep every list in order and every volume counted, so that neither grows slow with the records.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None

# Made before this migration where others read and write meanwhile (app/store/online_indexes.py).
beforehand = {
    "record_by_language": ("record", ["language", "published_at", "pk"]),
    "record_by_kind": ("record", ["kind", "published_at", "pk"]),
    "story_by_language": ("story", ["status", "language", "published_at", "pk"]),
}
_HOUR = 3_600_000_000
# Microseconds from Monday, 1 January of the year 1, to 1970.
_ORIGIN = -62_135_596_800_000_000
_HOURS_OF_A_DAY = 24


def upgrade() -> None:
    """Make the indexes and the counts, and count what is there."""
    for name, (table, columns) in beforehand.items():
        op.create_index(name, table, columns, if_not_exists=True)
    op.create_table(
        "record_volume",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "hours", "bucket", "source"),
        sqlite_with_rowid=False,
    )
    for table, name in (("record_beat", "beat"), ("record_entity", "entity")):
        for hours in (0, 1, _HOURS_OF_A_DAY):
            bucket = f"(link.published_at - ({_ORIGIN})) / {hours * _HOUR}" if hours else "0"
            op.execute(
                "INSERT INTO record_volume (subject, hours, bucket, source, records)"  # noqa: S608 - fixed names
                f" SELECT '{name}:' || link.{name}, {hours}, {bucket}, record.source, count(*)"
                f" FROM {table} AS link JOIN record ON record.pk = link.record_pk"
                f" GROUP BY link.{name}, {bucket if hours else 'link.' + name}, record.source"
            )


def downgrade() -> None:
    """Take away what was added."""
    op.drop_table("record_volume")
    for name, (table, _) in beforehand.items():
        op.drop_index(name, table)
