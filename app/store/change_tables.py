"""The table of what happened to published stories, in order: what partners follow."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from app.store.synthesis_tables import METADATA

# With the tables of this file and those before it: what Alembic compares a database with.
__all__ = ["METADATA", "StoryChangeRow"]


class StoryChangeRow(SQLModel, table=True):
    """Something that happened to a story that readers see. `seq` counts from 1 without a gap.

    It holds no words: what is told of a change is read from the story as it is now, so that erasure need not look here.
    """

    __tablename__ = "story_change"
    __table_args__ = (Index("story_change_by_story", "story_pk", "seq"),)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    story_pk: int = Field(sa_type=BigInteger)
    revision: int
    kind: str
    made_at: int = Field(sa_type=BigInteger)
