"""Make every table of the first version, and the two search indexes.

Revision ID: 0001
Revises: nothing
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: tuple[str, ...] | None = None
depends_on: tuple[str, ...] | None = None

_SEARCHED = {"record_search": "title, text", "story_search": "title, body"}


def upgrade() -> None:
    """Go up from an empty database."""
    _make_records()
    _make_vocabulary()
    _make_stories()
    _make_desk()
    _make_search()


def downgrade() -> None:
    """Go back to an empty database."""
    for table in _SEARCHED:
        op.drop_table(table)
    for table in ("deployment", "api_key", "synthesis"):
        op.drop_table(table)
    for table in ("story_source", "story_entity", "story_record", "story_revision", "story_alias", "story"):
        op.drop_table(table)
    for table in ("entity", "beat", "record_beat", "record_entity", "record_version", "record", "source"):
        op.drop_table(table)


def _words(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    """Make columns of text."""
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _times(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    """Make columns of moments, counts and keys that may grow beyond 32 bits."""
    return [sa.Column(name, sa.BigInteger(), nullable=nullable) for name in names]


def _key() -> sa.Column[int]:
    """Make a key that the database counts up by itself; SQLite does so only for the type INTEGER."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("pk", kind, primary_key=True, autoincrement=True, nullable=False)


def _link(table: str, left: str, right: str, *columns: sa.Column[Any]) -> None:
    """Make a table whose rows lead from one thing to another and hold little else."""
    op.create_table(table, *columns, sa.PrimaryKeyConstraint(left, right), sqlite_with_rowid=False)


def _make_records() -> None:
    """Make sources, records, and what is read from records."""
    op.create_table(
        "source",
        *_words("slug", "name", "kind"),
        *_words("home_page", nullable=True),
        *_times("record_count"),
        *_times("first_record_at", "last_record_at", nullable=True),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "record",
        _key(),
        *_words("id", "status"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_words("source"),
        *_words("community", nullable=True),
        *_words("external_id", "kind"),
        *_words("language", nullable=True),
        *_times("published_at", "collected_at"),
        *_words("url", "author", "parent_external_id", nullable=True),
        *_words("engagement"),
        *_words("image", "title", "text", "raw", nullable=True),
        sa.UniqueConstraint("id"),
    )
    op.create_index("record_by_time", "record", ["published_at", "pk"])
    op.create_index("record_by_source", "record", ["source", "published_at", "pk"])
    op.create_index("record_by_community", "record", ["community", "published_at", "pk"])
    op.create_table(
        "record_version",
        *_times("record_pk"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_words("title", "text", "language", nullable=True),
        *_times("collected_at"),
        sa.PrimaryKeyConstraint("record_pk", "version"),
    )
    mentions = sa.Column("mentions", sa.Integer(), nullable=False)
    _link(
        "record_entity",
        "record_pk",
        "entity",
        *_times("record_pk"),
        *_words("entity"),
        mentions,
        *_times("published_at"),
    )
    op.create_index("record_entity_by_time", "record_entity", ["entity", "published_at", "record_pk"])
    score = sa.Column("score", sa.Float(), nullable=False)
    _link(
        "record_beat",
        "record_pk",
        "beat",
        *_times("record_pk"),
        *_words("beat"),
        score,
        *_words("terms"),
        *_times("published_at"),
    )
    op.create_index("record_beat_by_time", "record_beat", ["beat", "published_at", "record_pk"])


def _make_vocabulary() -> None:
    """Make beats and entities."""
    op.create_table(
        "beat",
        *_words("slug", "name", "description", "names", "rules"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_words("origin"),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "entity",
        *_words("slug", "name", "kind", "description", "aliases", "same_as", "exact_case", "ambiguous", "origin"),
        *_words("merged_into", nullable=True),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_index("ix_entity_kind", "entity", ["kind"])


def _make_stories() -> None:
    """Make stories, their revisions, and what they lead to."""
    op.create_table(
        "story",
        _key(),
        *_words("id", "slug"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_words("status", "language", "beat"),
        *_times("published_at", nullable=True),
        *_times("updated_at"),
        sa.Column("summary", sa.Text(), nullable=False),
        *_words("replaced_by", "retraction_reason", nullable=True),
        *_words("synthesis_id"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("story_by_time", "story", ["status", "published_at", "pk"])
    op.create_index("story_by_beat", "story", ["status", "beat", "published_at", "pk"])
    slug_digest = sa.Column("slug_digest", sa.LargeBinary(), primary_key=True, nullable=False)
    op.create_table("story_alias", slug_digest, *_times("story_pk"))
    op.create_table(
        "story_revision",
        *_times("story_pk"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        *_words("etag"),
        *_times("created_at"),
        *_words("cause"),
        *_words("note", nullable=True),
        *_words("title"),
        sa.PrimaryKeyConstraint("story_pk", "revision"),
    )
    cited: sa.Column[bool] = sa.Column("cited", sa.Boolean(), nullable=False)
    _link("story_record", "story_pk", "record_id", *_times("story_pk"), *_words("record_id"), cited)
    op.create_index("story_record_by_record", "story_record", ["record_id", "story_pk"])
    salience = sa.Column("salience", sa.Float(), nullable=False)
    published = _times("published_at", nullable=True)
    _link("story_entity", "story_pk", "entity", *_times("story_pk"), *_words("entity"), salience, *published)
    op.create_index("story_entity_by_time", "story_entity", ["entity", "published_at", "story_pk"])
    published = _times("published_at", nullable=True)
    _link("story_source", "story_pk", "source", *_times("story_pk"), *_words("source"), *published)
    op.create_index("story_source_by_time", "story_source", ["source", "published_at", "story_pk"])


def _make_desk() -> None:
    """Make syntheses, keys, and what the deployment remembers of itself."""
    op.create_table(
        "synthesis",
        _key(),
        *_words("id", "status", "stage"),
        sa.Column("progress", sa.Float(), nullable=False),
        *_words("request"),
        *_times("created_at"),
        *_times("finished_at", nullable=True),
        *_words("timings", "usage"),
        *_words("story_id", "problem", "ledger", nullable=True),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "api_key",
        *_words("id", "name"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        *_words("scopes"),
        *_times("created_at"),
        *_times("revoked_at", nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table("deployment", *_words("key", "value"), sa.PrimaryKeyConstraint("key"))


def _make_search() -> None:
    """Make the search indexes: words and their places, without a copy of the text."""
    for table, columns in _SEARCHED.items():
        if op.get_context().dialect.name == "sqlite":
            options = "content='', tokenize='unicode61 remove_diacritics 2'"
            op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5 ({columns}, {options})")
        else:
            op.execute(f"CREATE TABLE {table} (pk BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            op.execute(f"CREATE INDEX {table}_by_word ON {table} USING gin (words)")
