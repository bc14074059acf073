"""The peer that most would write: FastAPI and SQLModel, with relationships that are loaded eagerly and a response model.

As their own pages teach it: a session as a dependency, a plain function as the route, and models of the answer that are read from the rows. It is a
program: `python -m benchmarks.peers.fastapi_sqlmodel.app PORT FILE_OF_ROWS`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, HTTPException
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import Session, create_engine, select

from benchmarks.peers.fastapi_sqlmodel.rows import (
    Citation,
    FaqItem,
    Paragraph,
    RelatedStory,
    Section,
    Sentence,
    Story,
    StoryEntity,
)

Time = Annotated[datetime, AfterValidator(lambda moment: moment.replace(tzinfo=UTC))]


class Public(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class BeatPublic(Public):
    slug: str
    name: str


class SourcePublic(Public):
    slug: str
    name: str
    kind: str


class RunPublic(Public):
    text: str
    entity: str | None = Field(exclude_if=lambda value: value is None)
    beat: str | None = Field(exclude_if=lambda value: value is None)
    story: str | None = Field(exclude_if=lambda value: value is None)


class SentencePublic(Public):
    id: str = Field(validation_alias="name")
    runs: list[RunPublic]
    support: str
    quotes: list[str]
    citations: list[int]


class ParagraphPublic(Public):
    sentences: list[SentencePublic]


class SectionPublic(Public):
    heading: str | None
    paragraphs: list[ParagraphPublic]


class FaqItemPublic(Public):
    question: str
    answer: list[SentencePublic]


class QuotePublic(Public):
    id: str = Field(validation_alias="name")
    field: str
    exact: str
    prefix: str
    suffix: str
    start: int
    end: int
    translation: str | None


class CitationPublic(Public):
    number: int
    record_id: str
    record_version: int
    source: SourcePublic
    community: str | None
    title: str | None
    author: str | None
    url: str | None
    published_at: Time
    language: str | None
    weight: float
    weight_reason: str
    status: str
    quotes: list[QuotePublic]


class StoryEntityPublic(Public):
    slug: str = Field(validation_alias="entity_slug")
    name: str
    kind: str
    mentions: int
    salience: float


class RelatedStoryPublic(Public):
    relation: str
    slug: str
    title: str
    dek: str
    beat: BeatPublic
    published_at: Time | None
    score: float
    shared_entities: list[str]


class StoryPublic(Public):
    id: str = Field(validation_alias="public_id")
    slug: str
    url: str
    revision: int
    status: str
    language: str
    title: str
    dek: str
    beat: BeatPublic
    published_at: Time | None
    updated_at: Time
    word_count: int
    entities: list[StoryEntityPublic]
    image: dict[str, Any] | None
    replaced_by: str | None
    title_quotes: list[str]
    dek_quotes: list[str]
    sections: list[SectionPublic]
    faq: list[FaqItemPublic]
    citations: list[CitationPublic]
    story_so_far: list[SentencePublic]
    related: list[RelatedStoryPublic]
    methodology: dict[str, Any]


engine = create_engine(
    f"sqlite:///{sys.argv[2]}", connect_args={"check_same_thread": False}, pool_size=20, max_overflow=20
)
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


# What there are many of takes a query, what there is one of is joined. A sentence hangs in three places; wherever it does, its runs and its quotes
# come with it.
_OF_SENTENCE: tuple[ORMOption, ...] = (
    selectinload(Sentence.runs),
    selectinload(Sentence.quoted),
)
_OF_STORY: tuple[ORMOption, ...] = (
    joinedload(Story.beat),
    selectinload(Story.entities).joinedload(StoryEntity.entity),
    selectinload(Story.sections)
    .selectinload(Section.paragraphs)
    .selectinload(Paragraph.sentences)
    .options(*_OF_SENTENCE),
    selectinload(Story.story_so_far).options(*_OF_SENTENCE),
    selectinload(Story.faq).selectinload(FaqItem.answer).options(*_OF_SENTENCE),
    selectinload(Story.citations).options(joinedload(Citation.source), selectinload(Citation.quotes)),
    selectinload(Story.related).joinedload(RelatedStory.beat),
)


@app.get("/stories/{slug}", response_model=StoryPublic)
def read_story(slug: str, session: Annotated[Session, Depends(get_session)]) -> Story:
    story = session.exec(select(Story).where(Story.slug == slug).options(*_OF_STORY)).first()
    if story is None:
        raise HTTPException(404)
    return story


if __name__ == "__main__":
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_config=None, lifespan="off"
    )
