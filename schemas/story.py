"""A story: title and dek, headed sections, the story so far, questions, and what it all rests on."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from schemas.base import Input, Output, RecordId, Slug, Support, Time
from schemas.beat import BeatRef
from schemas.citation import Citation
from schemas.entity import EntityKind
from schemas.record import Image, RecordBeat

StoryStatus = Literal["draft", "published", "retracted", "superseded"]
UnusedReason = Literal["duplicate", "off_topic", "no_quotable_text", "suspected_injection", "withdrawn", "over_budget"]
Cause = Literal["first", "new_records", "withdrawal", "correction", "edit", "model", "retraction", "publication"]


def _is_none(value: object) -> bool:
    """Say whether a field is left out of the JSON: most runs bear no link, and a story has hundreds."""
    return value is None


class Run(Output):
    """A stretch of a sentence; it links to at most one entity, beat or story of this deployment."""

    text: str
    entity: Slug | None = Field(default=None, exclude_if=_is_none)
    beat: Slug | None = Field(default=None, exclude_if=_is_none)
    story: str | None = Field(default=None, exclude_if=_is_none)


class Sentence(Output):
    """A sentence, which is its runs' texts joined, and the quotes that it rests on."""

    id: str
    runs: list[Run]
    support: Support
    quotes: list[str]
    citations: list[int]

    @property
    def text(self) -> str:
        """Return the sentence as a reader sees it."""
        return "".join(run.text for run in self.runs)


class Paragraph(Output):
    """Sentences that belong together."""

    sentences: list[Sentence]


class Section(Output):
    """Paragraphs under a heading; the heading may be null for a story of one section."""

    heading: str | None
    paragraphs: list[Paragraph]


class FaqItem(Output):
    """A question and the sentences that answer it."""

    question: str
    answer: list[Sentence]


class StoryEntity(Output):
    """An entity that the story links, how often, and how much of the story is about it (0 to 1)."""

    slug: Slug
    name: str
    kind: EntityKind
    mentions: int
    salience: float


class RelatedStory(Output):
    """Another story, why it is related, and how strongly (0 to 1)."""

    relation: Literal["earlier", "later", "similar"]
    slug: str
    title: str
    dek: str
    beat: BeatRef
    published_at: Time | None
    score: float
    shared_entities: list[str]


class Unused(Output):
    """A record that was asked for and is not cited, and why."""

    record_id: RecordId
    reason: UnusedReason
    detail: str | None


class Usage(Output):
    """What the writing cost."""

    input_tokens: int
    output_tokens: int
    cost_usd: str


class Methodology(Output):
    """How the story came about, for whoever wants to check it."""

    record_count: int
    cited_count: int
    unused: list[Unused]
    provider: str
    model: str | None
    prompt_version: str
    records_digest: str
    synthesis_id: str
    usage: Usage
    generated_at: Time
    human_edited: bool
    evidence_from: Time | None
    evidence_until: Time | None
    publisher_count: int
    rejected_sentences: int
    digital_source_type: str
    beat_scores: list[RecordBeat]
    statement: str


class _Headed(Output):
    """What a story says before and beside its text."""

    id: str
    slug: str
    url: str
    revision: int
    status: StoryStatus
    language: str
    title: str
    dek: str
    beat: BeatRef
    published_at: Time | None
    updated_at: Time
    word_count: int
    entities: list[StoryEntity]
    image: Image | None
    replaced_by: str | None
    title_quotes: list[str] = Field(description="The quotes that the title rests on.")
    dek_quotes: list[str] = Field(description="The quotes that the dek rests on.")


class StorySummary(_Headed):
    """A story as lists show it: no sections, questions or citations."""

    story_so_far: list[Sentence]
    related: list[RelatedStory]
    methodology: Methodology


class Story(_Headed):
    """A whole story."""

    sections: list[Section]
    story_so_far: list[Sentence]
    faq: list[FaqItem]
    citations: list[Citation]
    related: list[RelatedStory]
    methodology: Methodology

    def body(self) -> list[Sentence]:
        """Return every sentence of sections, story so far and answers, in reading order."""
        found = [s for section in self.sections for p in section.paragraphs for s in p.sentences]
        found += self.story_so_far
        return found + [s for item in self.faq for s in item.answer]


class StoryPage(Output):
    """One page of stories, newest first. With `fields` the items hold only those fields."""

    items: list[dict[str, Any]]
    next_cursor: str | None
    total: int | None = Field(default=None, description="Only with total=true.")


class RelatedList(Output):
    """Stories related to one, strongest first."""

    items: list[RelatedStory]


class RevisionSummary(Output):
    """One revision of a story: when, why, and what an editor said of it."""

    revision: int
    created_at: Time
    cause: Cause
    note: str | None
    title: str


class RevisionList(Output):
    """Every revision of a story, newest first."""

    items: list[RevisionSummary]


class Reworded(Output):
    """A sentence whose words changed between two revisions."""

    before: str
    after: str


class StoryDiff(Output):
    """What changed from the revision before to this one, and the cause."""

    revision: int
    compared_with: int | None
    cause: Cause
    note: str | None
    sentences_added: list[str]
    sentences_removed: list[str]
    sentences_reworded: list[Reworded]
    citations_gained: list[RecordId]
    citations_lost: list[RecordId]
    entities_gained: list[Slug]
    entities_lost: list[Slug]
    fields_changed: list[str]


class SentenceEdit(Input):
    """New words for one sentence of the current revision, or null to drop it.

    `quotes` names quotes of the story, as `q3`; without it the sentence keeps those it has.
    """

    id: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str | None, Field(max_length=4_000)] = None
    quotes: Annotated[list[Annotated[str, Field(max_length=20)]] | None, Field(max_length=50)] = None


class StoryEdit(Input):
    """A human edit or correction; only what is given changes, and verification applies."""

    note: Annotated[str, Field(min_length=1, max_length=2_000, description="What was changed, and why.")]
    cause: Literal["edit", "correction"] = "edit"
    title: Annotated[str | None, Field(min_length=1, max_length=300)] = None
    dek: Annotated[str | None, Field(min_length=1, max_length=600)] = None
    beat: Slug | None = None
    sentences: Annotated[list[SentenceEdit], Field(max_length=500)] = []


class Retraction(Input):
    """Why a story is taken back; readers are told."""

    reason: Annotated[str, Field(min_length=1, max_length=2_000)]
