"""Find a story's current revision by its slug without reading the story's row.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None

# Made before this migration where others read and write meanwhile (app/store/online_indexes.py).
beforehand = {"story_by_slug": ("story", ["slug", "status", "revision", "pk"])}


def upgrade() -> None:
    """Make the index."""
    for name, (table, columns) in beforehand.items():
        op.create_index(name, table, columns, if_not_exists=True)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("story_by_slug", "story")
