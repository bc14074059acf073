"""The rows of the peer with SQLModel: one table a class, and relationships in the order of the rows' keys."""

# Without the postponed annotations that all other files have: SQLModel reads those of relationships as they stand.

from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, Relationship, SQLModel


class Beat(SQLModel, table=True):
    slug: str = Field(primary_key=True)
    name: str


class Source(SQLModel, table=True):
    slug: str = Field(primary_key=True)
    name: str
    kind: str


class Entity(SQLModel, table=True):
    slug: str = Field(primary_key=True)
    name: str
    kind: str


class SentenceQuote(SQLModel, table=True):
    __tablename__ = "sentence_quote"
    key: int | None = Field(default=None, primary_key=True)
    sentence_key: int = Field(foreign_key="sentence.key")
    quote_key: int = Field(foreign_key="quote.key")


class Run(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    sentence_key: int = Field(foreign_key="sentence.key")
    text: str
    entity: str | None = Field(foreign_key="entity.slug")
    beat: str | None = Field(foreign_key="beat.slug")
    story: str | None


class Quote(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    citation_key: int = Field(foreign_key="citation.key")
    name: str
    field: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    translation: str | None
    citation: "Citation" = Relationship(back_populates="quotes")


class Sentence(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    paragraph_key: int | None = Field(foreign_key="paragraph.key")
    faq_item_key: int | None = Field(foreign_key="faq_item.key")
    so_far_of_key: int | None = Field(foreign_key="story.key")
    name: str
    support: str
    runs: list[Run] = Relationship(sa_relationship_kwargs={"order_by": "Run.key"})
    quoted: list[Quote] = Relationship(
        link_model=SentenceQuote, sa_relationship_kwargs={"order_by": "SentenceQuote.key"}
    )

    @property
    def quotes(self) -> list[str]:
        return [quote.name for quote in self.quoted]

    @property
    def citations(self) -> list[int]:
        return list(dict.fromkeys(quote.citation.number for quote in self.quoted))


class Paragraph(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    section_key: int = Field(foreign_key="section.key")
    sentences: list[Sentence] = Relationship(sa_relationship_kwargs={"order_by": "Sentence.key"})


class Section(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    story_key: int = Field(foreign_key="story.key")
    heading: str | None
    paragraphs: list[Paragraph] = Relationship(sa_relationship_kwargs={"order_by": "Paragraph.key"})


class FaqItem(SQLModel, table=True):
    __tablename__ = "faq_item"
    key: int | None = Field(default=None, primary_key=True)
    story_key: int = Field(foreign_key="story.key")
    question: str
    answer: list[Sentence] = Relationship(sa_relationship_kwargs={"order_by": "Sentence.key"})


class Citation(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    story_key: int = Field(foreign_key="story.key")
    number: int
    record_id: str
    record_version: int
    source_slug: str = Field(foreign_key="source.slug")
    community: str | None
    title: str | None
    author: str | None
    url: str | None
    published_at: datetime
    language: str | None
    weight: float
    weight_reason: str
    status: str
    source: Source = Relationship()
    quotes: list[Quote] = Relationship(back_populates="citation", sa_relationship_kwargs={"order_by": "Quote.key"})


class StoryEntity(SQLModel, table=True):
    __tablename__ = "story_entity"
    key: int | None = Field(default=None, primary_key=True)
    story_key: int = Field(foreign_key="story.key")
    entity_slug: str = Field(foreign_key="entity.slug")
    mentions: int
    salience: float
    entity: Entity = Relationship()

    @property
    def name(self) -> str:
        return self.entity.name

    @property
    def kind(self) -> str:
        return self.entity.kind


class RelatedStory(SQLModel, table=True):
    __tablename__ = "related_story"
    key: int | None = Field(default=None, primary_key=True)
    story_key: int = Field(foreign_key="story.key")
    relation: str
    slug: str
    title: str
    dek: str
    beat_slug: str = Field(foreign_key="beat.slug")
    published_at: datetime | None
    score: float
    shared_entities: list[str] = Field(sa_type=JSON)
    beat: Beat = Relationship()


class Story(SQLModel, table=True):
    key: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)
    slug: str = Field(unique=True)
    url: str
    revision: int
    status: str
    language: str
    title: str
    dek: str
    beat_slug: str = Field(foreign_key="beat.slug")
    published_at: datetime | None
    updated_at: datetime
    word_count: int
    image: dict[str, Any] | None = Field(sa_type=JSON)
    replaced_by: str | None
    title_quotes: list[str] = Field(sa_type=JSON)
    dek_quotes: list[str] = Field(sa_type=JSON)
    methodology: dict[str, Any] = Field(sa_type=JSON)
    beat: Beat = Relationship()
    entities: list[StoryEntity] = Relationship(sa_relationship_kwargs={"order_by": "StoryEntity.key"})
    sections: list[Section] = Relationship(sa_relationship_kwargs={"order_by": "Section.key"})
    story_so_far: list[Sentence] = Relationship(sa_relationship_kwargs={"order_by": "Sentence.key"})
    faq: list[FaqItem] = Relationship(sa_relationship_kwargs={"order_by": "FaqItem.key"})
    citations: list[Citation] = Relationship(sa_relationship_kwargs={"order_by": "Citation.key"})
    related: list[RelatedStory] = Relationship(sa_relationship_kwargs={"order_by": "RelatedStory.key"})
