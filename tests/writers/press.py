"""What the writer's tests share: assignments made of sample records without a store, drafts, and stories assembled of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app.language.injection import injected_spans
from app.newsroom.prepare_record import prepare_record
from app.newsroom.vocabulary import Vocabulary
from app.store.prepared import PreparedRecord
from app.store.times import moment
from app.story.assemble import Assembly
from app.story.draft import Draft, DraftSentence, Span
from app.story.known_sources import describe_source
from app.story.materials import Byline, Materials
from app.writers.base import Assignment
from app.writers.extractive import ExtractiveWriter
from schemas.beat import BeatRef
from schemas.record import Record, RecordInput
from schemas.source import SourceRef
from schemas.story import Sentence, Story
from tests.conftest import NOW, PUBLIC_URL, SAMPLES

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SETS = (*sorted(SAMPLES.glob("*.jsonl")), SAMPLES.parents[1] / "app/data/sample_records.jsonl")

Given = Mapping[str, Any]


@cache
def sample(path: Path) -> tuple[Given, ...]:
    """Return the records of a sample set, as they are sent."""
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def every_sample() -> list[Given]:
    """Return the records of all sample sets."""
    return [given for path in SETS for given in sample(path)]


def post(number: int, text: str | None = None, **fields: Any) -> Given:
    """Return a post on r/TinyModels, published `number` hours after the first, by an author of its own."""
    return {
        "source": "reddit",
        "community": "r/TinyModels",
        "external_id": f"t3_{number}",
        "kind": "post",
        "author": f"writer_{chr(97 + number % 26)}{chr(97 + number // 26)}",
        "url": f"https://forum.example/{number}",
        "text": text,
        "published_at": (START + timedelta(hours=number)).isoformat(),
    } | fields


class Press:
    """Has stories written with one vocabulary; a class, since a vocabulary shown whole fills a screen."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Keep the vocabulary."""
        self.vocabulary = vocabulary

    def assign(self, given: Sequence[Given], **changes: Any) -> Assignment:
        """Return the assignment that the newsroom would read from its store for these records."""
        vocabulary = self.vocabulary
        prepared = [prepare_record(RecordInput.model_validate(dict(each)), vocabulary, NOW) for each in given]
        records = [_kept(each) for each in prepared]
        fields: dict[str, Any] = {
            "records": records,
            "sources": {record.source: source_of(record) for record in records},
            "entities": {each.id: dict(each.links.entities) for each in prepared},
            "entity_names": vocabulary.entity_names,
            "entity_kinds": vocabulary.entity_kinds,
            "gazetteer": vocabulary.gazetteer,
            "beats": {each.id: [fit.slug for fit in each.links.beats] for each in prepared},
            "beat_names": {
                slug: {"en": name, **vocabulary.beat_translations.get(slug, {})}
                for slug, name in vocabulary.beat_names.items()
            },
            "suspected": frozenset(r.id for r in records if injected_spans(f"{r.title or ''}\n{r.text or ''}")),
        }
        return Assignment(**(fields | changes))

    def write(self, given: Sequence[Given], **changes: Any) -> tuple[Assignment, Draft]:
        """Have a draft written of records."""
        assignment = self.assign(given, **changes)
        return assignment, ExtractiveWriter().write(assignment)

    def check(self, assignment: Assignment, draft: Draft) -> Assembly:
        """Check a draft by the house's rules."""
        behind = [record for story in assignment.earlier for record in story.records]
        records = {record.id: record for record in (*behind, *assignment.records)}
        materials = Materials(
            asked=assignment.records,
            records=records,
            sources={record.source: source_of(record) for record in records.values()},
            gazetteer=self.vocabulary.gazetteer,
            entity_names=self.vocabulary.entity_names,
            entity_kinds=self.vocabulary.entity_kinds,
            headings=frozenset(name for names in assignment.beat_names.values() for name in names.values()),
        )
        return Assembly(draft, materials)

    def story(self, given: Sequence[Given], **changes: Any) -> Story:
        """Have a story written and assembled; nothing of it may have been refused."""
        made = self.check(*self.write(given, **changes))
        assert [(each.text, each.judgement.reason) for each in made.refused] == []
        return made.story(BYLINE, ("a-story-0000", f"{PUBLIC_URL}/stories/a-story-0000"))


def _kept(prepared: PreparedRecord) -> Record:
    """Return a record as the store would give it back."""
    fields = {name: value for name, value in prepared._asdict().items() if name in Record.model_fields}
    return Record.model_validate(
        fields
        | {
            "published_at": moment(prepared.published_at),
            "collected_at": moment(prepared.collected_at),
            "engagement": json.loads(prepared.engagement),
            "image": None,
            "status": "active",
            "version": 1,
        }
    )


def source_of(record: Record) -> SourceRef:
    """Return how a record's source is called."""
    known = describe_source(record.source, record.kind)
    return SourceRef(slug=record.source, name=known.name, kind=known.kind)


BYLINE = Byline(
    story_id="sty_a",
    synthesis_id="syn_a",
    revision=1,
    status="published",
    beat=BeatRef(slug="general", name="General"),
    beat_scores=[],
    public_url=PUBLIC_URL,
    provider="extractive",
    model=None,
    prompt_version="extractive-1",
    now=NOW,
    published_at=NOW,
)


def body_of(story: Story) -> list[Sentence]:
    """Return the sentences of the sections."""
    return [s for section in story.sections for p in section.paragraphs for s in p.sentences]


def drafted(draft: Draft) -> Iterator[DraftSentence]:
    """Yield the sentences of a draft's sections."""
    yield from (s for section in draft.sections for paragraph in section.paragraphs for s in paragraph)


def quoted(assignment: Assignment, span: Span) -> str:
    """Return the words that a span marks."""
    record = next(r for r in assignment.records if r.id == span.record_id)
    return ((record.title if span.field == "title" else record.text) or "")[span.start : span.end]


def printed(draft: Draft) -> str:
    """Return everything of a draft that a reader would see."""
    heads = [section.heading or "" for section in draft.sections]
    asked = [item.question for item in draft.faq]
    answers = [s.text for item in draft.faq for s in item.answer]
    texts = [draft.title, draft.dek, *heads, *(s.text for s in drafted(draft)), *asked, *answers]
    return "\n".join([*texts, *(s.text for s in draft.story_so_far)])
