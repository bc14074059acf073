"""Records, evidence and stories for the tests of the rules: all invented, none larger than a rule needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from app.language.gazetteer import Gazetteer, Name
from app.story.draft import Span
from app.story.quotes import cut, locate
from app.story.record_id import record_id
from app.story.verification import Evidence
from schemas.base import Support
from schemas.beat import BeatRef
from schemas.citation import Citation, Quote
from schemas.record import Record
from schemas.source import SourceRef
from schemas.story import (
    FaqItem,
    Methodology,
    Paragraph,
    Run,
    Section,
    Sentence,
    Story,
    StoryEntity,
    Unused,
    Usage,
)

PUBLISHED = datetime(2026, 4, 3, 9, 12, tzinfo=UTC)
TEXT = (
    "Harbour Labs released the weights of Tern 3 this morning. It runs on 24 GB and was trained on 2.8 trillion tokens. "
    "I do not believe they will keep it open. The licence costs $5 a month, says Mira Okafor."
)
REDDIT = SourceRef(slug="reddit", name="Reddit", kind="forum")
GAZETTEER = Gazetteer(
    [
        Name("harbour-labs", "Harbour Labs"),
        Name("harbour-labs", "海港实验室"),
        Name("quayside-labs", "Quayside Labs"),
        Name("quayside-labs", "码头实验室"),
        Name("lantern", "Lantern"),
    ]
)


def record(text: str | None = TEXT, **changes: object) -> Record:
    """Make a post of 3 April 2026 on r/LocalTide, by u/marlow_tk; `external_id` decides its id."""
    fields: dict[str, object] = {
        "source": "reddit",
        "community": "r/LocalTide",
        "external_id": "t3_1",
        "kind": "post",
        "url": "https://www.reddit.example/r/LocalTide/t3_1",
        "author": "u/marlow_tk",
        "title": "Tern 3 weights are out",
        "text": text,
        "language": "en",
        "published_at": PUBLISHED,
        "collected_at": PUBLISHED,
        "parent_external_id": None,
        "engagement": {"score": 95, "replies": 39},
        "image": None,
        "status": "active",
        "version": 1,
    } | changes
    return Record.model_validate({"id": record_id(str(fields["source"]), str(fields["external_id"])), **fields})


def evidence(words: str, of: Record | None = None, translation: str | None = None) -> Evidence:
    """Quote words of a record, as they stand in it."""
    quoted = of or record()
    span = span_of(words, quoted)
    exact = ((quoted.title if span.field == "title" else quoted.text) or "")[span.start : span.end]
    return Evidence(quoted, span.field, exact, translation, "Reddit")


def span_of(words: str, of: Record) -> Span:
    """Return where words stand in a record, which must hold them."""
    span = locate(of, words)
    assert span is not None, words
    return span


def sentence(
    number: int, text: str, quotes: Sequence[str], citations: Sequence[int], support: Support = "verbatim"
) -> Sentence:
    """Make a sentence of one plain run."""
    return Sentence(
        id=f"s{number}", runs=[Run(text=text)], support=support, quotes=list(quotes), citations=list(citations)
    )


def citation(number: int, of: Record, quotes: Sequence[Quote], **changes: object) -> Citation:
    """Cite a record."""
    fields = {
        "number": number,
        "record_id": of.id,
        "record_version": of.version,
        "source": REDDIT,
        "community": of.community,
        "title": of.title,
        "author": of.author,
        "url": of.url,
        "published_at": of.published_at,
        "language": of.language,
        "weight": 1.0,
        "weight_reason": "the only record",
        "status": "active",
        "quotes": list(quotes),
    } | changes
    return Citation.model_validate(fields)


METHOD = Methodology(
    record_count=2,
    cited_count=1,
    unused=[Unused(record_id=record_id("reddit", "t3_9"), reason="off_topic", detail=None)],
    provider="extractive",
    model=None,
    prompt_version="1",
    records_digest="sha256:0",
    synthesis_id="syn_1",
    usage=Usage(input_tokens=0, output_tokens=0, cost_usd="0"),
    generated_at=PUBLISHED,
    human_edited=False,
    evidence_from=PUBLISHED,
    evidence_until=PUBLISHED,
    publisher_count=1,
    rejected_sentences=0,
    digital_source_type="algorithmicMedia",
    beat_scores=[],
    statement="Every sentence rests on words quoted from the record below.",
)


def story(**changes: object) -> Story:
    """Make a published story of one record, one section and one question."""
    source = record()
    first = cut(source, span_of("It runs on 24 GB and was trained on 2.8 trillion tokens.", source), "q1")
    second = cut(source, span_of("I do not believe they will keep it open.", source), "q2")
    fields: dict[str, object] = {
        "id": "sty_1",
        "slug": "tern-3-weights-are-out-9d2e",
        "url": "https://news.example/stories/tern-3-weights-are-out-9d2e",
        "revision": 1,
        "status": "published",
        "language": "en",
        "title": "Tern 3 weights are out",
        "dek": "A reader of r/LocalTide has them running on 24 GB.",
        "beat": BeatRef(slug="open-source-ai", name="Open Source AI"),
        "published_at": PUBLISHED,
        "updated_at": PUBLISHED,
        "word_count": 40,
        "entities": [
            StoryEntity(slug="harbour-labs", name="Harbour Labs", kind="organization", mentions=1, salience=1.0)
        ],
        "image": None,
        "replaced_by": None,
        "title_quotes": ["q1"],
        "dek_quotes": ["q1"],
        "sections": [
            Section(
                heading="What happened",
                paragraphs=[Paragraph(sentences=[sentence(1, f"u/marlow_tk wrote: “{first.exact}”", ["q1"], [1])])],
            )
        ],
        "story_so_far": [],
        "faq": [
            FaqItem(
                question="Will it stay open?",
                answer=[sentence(2, f"u/marlow_tk doubts it: “{second.exact}”", ["q2"], [1])],
            )
        ],
        "citations": [citation(1, source, [first, second])],
        "related": [],
        "methodology": METHOD,
    } | changes
    return Story.model_validate(fields)
