"""Every table, as SQLModel rows. Times are whole microseconds since 1970 in UTC; JSON is text.

Whole numbers for times sort, index and page the same on SQLite and PostgreSQL and cost no parsing;
JSON stays text because it is written once and sent as it is, never asked about by the database.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

# A table of short rows that lead from one thing to another is kept by SQLite in the order of its key, without a second tree.
_LINK = {"sqlite_with_rowid": False}

# SQLite counts rows by itself only for the type INTEGER; PostgreSQL needs the wide one.
Key = BigInteger().with_variant(Integer, "sqlite")


def counted_key() -> Column[int]:
    """Return the column of a key that the database counts up by itself."""
    return Column(Key, primary_key=True, autoincrement=True)


class SourceRow(SQLModel, table=True):
    """A place that records come from, with what is counted as they arrive."""

    __tablename__ = "source"
    slug: str = Field(primary_key=True)
    name: str
    kind: str
    home_page: str | None
    record_count: int = Field(sa_type=BigInteger)
    first_record_at: int | None = Field(sa_type=BigInteger)
    last_record_at: int | None = Field(sa_type=BigInteger)


class RecordRow(SQLModel, table=True):
    """The current version of a record; a withdrawn one keeps its id and nothing of its words.

    What is short stands before what is long: SQLite reads a row from its beginning, and a long text goes on in pages of its own.
    """

    __tablename__ = "record"
    __table_args__ = (
        Index("record_by_time", "published_at", "pk"),
        Index("record_by_source", "source", "published_at", "pk"),
        Index("record_by_community", "community", "published_at", "pk"),
        Index("record_by_language", "language", "published_at", "pk"),
        Index("record_by_kind", "kind", "published_at", "pk"),
    )
    pk: int | None = Field(default=None, sa_column=counted_key())
    id: str = Field(unique=True)
    status: str
    version: int
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    source: str
    community: str | None
    external_id: str
    kind: str
    language: str | None
    published_at: int = Field(sa_type=BigInteger)
    collected_at: int = Field(sa_type=BigInteger)
    url: str | None
    author: str | None
    parent_external_id: str | None
    engagement: str
    image: str | None
    title: str | None
    text: str | None
    raw: str | None


class RecordVersionRow(SQLModel, table=True):
    """An earlier version of a record's words, kept for the stories that quote it."""

    __tablename__ = "record_version"
    record_pk: int = Field(primary_key=True, sa_type=BigInteger)
    version: int = Field(primary_key=True)
    title: str | None
    text: str | None
    language: str | None
    collected_at: int = Field(sa_type=BigInteger)


class RecordEntityRow(SQLModel, table=True):
    """A record names an entity, so many times."""

    __tablename__ = "record_entity"
    __table_args__ = (Index("record_entity_by_time", "entity", "published_at", "record_pk"), _LINK)
    record_pk: int = Field(primary_key=True, sa_type=BigInteger)
    entity: str = Field(primary_key=True)
    mentions: int
    published_at: int = Field(sa_type=BigInteger)


class RecordBeatRow(SQLModel, table=True):
    """A record fits a beat, how well, and by which terms."""

    __tablename__ = "record_beat"
    __table_args__ = (Index("record_beat_by_time", "beat", "published_at", "record_pk"), _LINK)
    record_pk: int = Field(primary_key=True, sa_type=BigInteger)
    beat: str = Field(primary_key=True)
    score: float
    terms: str
    published_at: int = Field(sa_type=BigInteger)


class RecordVolumeRow(SQLModel, table=True):
    """How many records of a source a beat or an entity has in an hour, in a day, or altogether.

    `subject` is `beat:` or `entity:` and the slug, `hours` how long the interval is (1, 24, or 0 for all time), `bucket` its number
    since 1 January of the year 1 (0 for all time). What has no record any more may stand with 0.
    """

    __tablename__ = "record_volume"
    __table_args__ = (_LINK,)
    subject: str = Field(primary_key=True)
    hours: int = Field(primary_key=True)
    bucket: int = Field(primary_key=True, sa_type=BigInteger)
    source: str = Field(primary_key=True)
    records: int = Field(sa_type=BigInteger)


class BeatRow(SQLModel, table=True):
    """A beat and its rules; `origin` tells the default set from what an editor wrote."""

    __tablename__ = "beat"
    slug: str = Field(primary_key=True)
    name: str
    description: str
    names: str
    rules: str
    position: int
    origin: str
    deleted: bool


class EntityRow(SQLModel, table=True):
    """An entity and its names; a merged one leads to another."""

    __tablename__ = "entity"
    slug: str = Field(primary_key=True)
    name: str
    kind: str = Field(index=True)
    description: str
    aliases: str
    same_as: str
    exact_case: str
    ambiguous: str
    origin: str
    merged_into: str | None
    deleted: bool


class StoryRow(SQLModel, table=True):
    """A story's current state: what lists filter by, and its summary as JSON."""

    __tablename__ = "story"
    __table_args__ = (
        # Holds all that leads to the document, so that the row, which fills a page with its summary, is not read.
        Index("story_by_slug", "slug", "status", "revision", "pk"),
        Index("story_by_time", "status", "published_at", "pk"),
        Index("story_by_beat", "status", "beat", "published_at", "pk"),
        Index("story_by_language", "status", "language", "published_at", "pk"),
    )
    pk: int | None = Field(default=None, sa_column=counted_key())
    id: str = Field(unique=True)
    slug: str = Field(unique=True)
    revision: int
    status: str
    language: str
    beat: str
    published_at: int | None = Field(sa_type=BigInteger)
    updated_at: int = Field(sa_type=BigInteger)
    summary: str = Field(sa_column=Column(Text, nullable=False))
    replaced_by: str | None
    retraction_reason: str | None
    synthesis_id: str


class StoryAliasRow(SQLModel, table=True):
    """A slug that a story once had, kept as a digest: the words of a withdrawn record may stand in it."""

    __tablename__ = "story_alias"
    slug_digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    story_pk: int = Field(sa_type=BigInteger)


class StoryRevisionRow(SQLModel, table=True):
    """One revision of a story, whole, as the JSON that is sent, with its ETag."""

    __tablename__ = "story_revision"
    story_pk: int = Field(primary_key=True, sa_type=BigInteger)
    revision: int = Field(primary_key=True)
    document: str = Field(sa_column=Column(Text, nullable=False))
    etag: str
    created_at: int = Field(sa_type=BigInteger)
    cause: str
    note: str | None
    title: str


class StoryRecordRow(SQLModel, table=True):
    """Some revision of a story cites a record, or accounts for it."""

    __tablename__ = "story_record"
    __table_args__ = (Index("story_record_by_record", "record_id", "story_pk"), _LINK)
    story_pk: int = Field(primary_key=True, sa_type=BigInteger)
    record_id: str = Field(primary_key=True)
    cited: bool


class StoryEntityRow(SQLModel, table=True):
    """A story links an entity."""

    __tablename__ = "story_entity"
    __table_args__ = (Index("story_entity_by_time", "entity", "published_at", "story_pk"), _LINK)
    story_pk: int = Field(primary_key=True, sa_type=BigInteger)
    entity: str = Field(primary_key=True)
    salience: float
    published_at: int | None = Field(sa_type=BigInteger)


class StorySourceRow(SQLModel, table=True):
    """A story cites records of a source."""

    __tablename__ = "story_source"
    __table_args__ = (Index("story_source_by_time", "source", "published_at", "story_pk"), _LINK)
    story_pk: int = Field(primary_key=True, sa_type=BigInteger)
    source: str = Field(primary_key=True)
    published_at: int | None = Field(sa_type=BigInteger)


class ApiKeyRow(SQLModel, table=True):
    """An API key: the SHA-256 of its secret, never the secret."""

    __tablename__ = "api_key"
    id: str = Field(primary_key=True)
    name: str
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, unique=True))
    scopes: str
    created_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(sa_type=BigInteger)


class SettingRow(SQLModel, table=True):
    """What the deployment remembers of itself: the vocabulary's version, the default set's digest."""

    __tablename__ = "deployment"
    key: str = Field(primary_key=True)
    value: str


# What Alembic compares a database with.
METADATA = SQLModel.metadata

_STORY, _REVISION = METADATA.tables["story"], METADATA.tables["story_revision"]
# By which a story is joined to the one of its revisions that readers are shown.
IS_CURRENT = (_REVISION.c.story_pk == _STORY.c.pk) & (_REVISION.c.revision == _STORY.c.revision)
