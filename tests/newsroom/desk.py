"""A small newsroom for tests: records of our own writing, and stories assembled from them by the house's rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import orjson

from app.newsroom import vocabulary
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.store import beats, entities, records, sources, stories
from app.store.deployment import bump_vocabulary
from app.store.stories import StoredStory
from app.story.assemble import Assembly
from app.story.draft import Draft, DraftQuestion, DraftSection, DraftSentence, DraftUnused, Span, StoryLink
from app.story.materials import Byline, Materials
from schemas.entity import EntityInput
from schemas.record import Record
from schemas.story import StoryStatus

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

LAUNCH = {
    "source": "reddit",
    "community": "r/TinyModels",
    "external_id": "launch",
    "kind": "post",
    "author": "copper_kettle",
    "url": "https://forum.example/launch",
    "title": "Lanternworks puts Moth 7 on a lighthouse computer",
    "text": "The keeper of Greyfin Rock now asks a wooden box for the tide table. It answers in four seconds flat.",
    "published_at": "2026-05-04T09:00:00Z",
}
REPLY = {
    "source": "lobsters",
    "community": "ai",
    "external_id": "reply",
    "kind": "comment",
    "author": "plain_sail",
    "url": "https://lobsters.example/reply",
    "text": "Moth 7 forgets the harbour names after an hour of fog. Lanternworks says a patch is coming on Friday.",
    "published_at": "2026-05-04T11:30:00Z",
}
REPORT = {
    "source": "harbour-post",
    "external_id": "report",
    "kind": "article",
    "author": "Ines Valdemar",
    "url": "https://post.example/report",
    "title": "A keeper, a box and a patch for Moth 7",
    "text": "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours. Sailors want it sooner.",
    "published_at": "2026-05-05T08:00:00Z",
}
EVERY = (LAUNCH, REPLY, REPORT)

LANTERNWORKS = EntityInput(name="Lanternworks", kind="organization", aliases={"zh": ["灯笼工坊"]})
MOTH = EntityInput(name="Moth 7", kind="model")
GREYFIN = EntityInput(name="Greyfin Rock", kind="place")


def stock(deployment: Deployment, given: Sequence[Mapping[str, object]] = EVERY) -> list[Record]:
    """Bring in three entities and the records; return the records in order."""
    with deployment.database.write() as session:
        for slug, entity in (("lanternworks", LANTERNWORKS), ("moth-7", MOTH), ("greyfin-rock", GREYFIN)):
            entities.put(session, slug, entity)
        bump_vocabulary(session)
    return bring_in(deployment, given)


def bring_in(deployment: Deployment, given: Sequence[Mapping[str, object]]) -> list[Record]:
    """Ingest records and return them in order."""
    lines = ((number, orjson.dumps(dict(each))) for number, each in enumerate(given, 1))
    results = [result for batch in ingest(deployment, lines) for result in batch]
    assert [result.problem for result in results] == [None] * len(given)
    with deployment.database.read() as session:
        found = records.get_many(session, [str(result.id) for result in results])
    return [found[str(result.id)] for result in results]


def span(record: Record, words: str, field: str = "text") -> Span:
    """Return where words stand in a record."""
    text = (record.title if field == "title" else record.text) or ""
    start = text.index(words)
    return Span(record.id, "title" if field == "title" else "text", start, start + len(words))


def says(record: Record, words: str) -> DraftSentence:
    """Return a sentence that quotes words of a record, with their owner."""
    return DraftSentence(f"{record.author} wrote: “{words}”", (span(record, words),))


def usual_draft(given: Sequence[Record]) -> Draft:
    """Return a draft that rests on all three records: some sentences on one alone, one on two of them."""
    launch, reply, report = given
    tide = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
    fog = "Moth 7 forgets the harbour names after an hour of fog."
    patch = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
    shared = DraftSentence(
        "Lanternworks has a patch for Moth 7 coming.",
        (span(reply, "Lanternworks says a patch is coming on Friday."), span(report, patch)),
        "paraphrase",
    )
    return Draft(
        language="en",
        title=str(launch.title),
        dek="Moth 7 forgets the harbour names after an hour of fog.",
        title_spans=(span(launch, str(launch.title), "title"),),
        dek_spans=(span(reply, fog),),
        sections=(
            DraftSection("What happened", ((says(launch, tide), says(report, patch)),)),
            DraftSection("What people make of it", ((says(reply, fog),), (shared,))),
        ),
        faq=(
            DraftQuestion("How fast is it?", (says(launch, "It answers in four seconds flat."),)),
            DraftQuestion("Who wants the patch?", (says(report, "Sailors want it sooner."),)),
        ),
        relevance={record.id: 1.0 for record in given},
    )


def publish(
    deployment: Deployment,
    draft: Draft,
    given: Sequence[Record],
    *,
    name: str = "one",
    status: StoryStatus = "published",
    at: datetime = START,
    beat: str = "open-source-ai",
    refused: Sequence[DraftUnused] = (),
) -> StoredStory:
    """Assemble a draft and store it as the first revision of a story of its own."""
    with deployment.database.write() as session:
        compiled = vocabulary.compile_vocabulary(session, 0)
        earlier = {span.record_id for sentence in draft.story_so_far for span in sentence.spans}
        known = records.get_many(session, earlier) | {record.id: record for record in given}
        materials = Materials(
            asked=given,
            records=known,
            sources=sources.refs(session, {record.source for record in known.values()}),
            gazetteer=compiled.gazetteer,
            entity_names=compiled.entity_names,
            entity_kinds=compiled.entity_kinds,
            refused=refused,
        )
        assembly = Assembly(draft, materials)
        assert [each.judgement.reason for each in assembly.refused] == []
        filed = beats.ref(session, beat)
        assert filed is not None
        byline = Byline(
            story_id=f"sty_{name}",
            synthesis_id=f"syn_{name}",
            revision=1,
            status=status,
            beat=filed,
            beat_scores=[],
            public_url=deployment.public_url,
            provider="extractive",
            model=None,
            prompt_version="test",
            now=at,
            published_at=at if status == "published" else None,
        )
        slug = stories.settle_slug(session, draft.title, byline.story_id)
        story = assembly.story(byline, (slug, f"{deployment.public_url}/stories/{slug}"))
        return stories.save(session, story, "first", None)


def short_draft(record: Record, words: str, title: str | None = None, so_far: Sequence[DraftSentence] = ()) -> Draft:
    """Return a draft of one sentence, titled with its words or with the record's own title."""
    titled = span(record, title, "title") if title else span(record, words)
    return Draft(
        language="en",
        title=title or words,
        dek=words,
        title_spans=(titled,),
        dek_spans=(span(record, words),),
        sections=(DraftSection("What happened", ((says(record, words),),)),),
        story_so_far=tuple(so_far),
        relevance={record.id: 1.0},
    )


def naming(record: Record, words: str, story: StoredStory, called: str) -> DraftSentence:
    """Return a sentence that quotes a record and links an earlier story by what it is `called`."""
    lead = f"{record.author} wrote for "
    link = StoryLink(len(lead), len(lead) + len(called), story.slug)
    return DraftSentence(f"{lead}{called}: “{words}”", (span(record, words),), links=(link,))


def later(days: int) -> datetime:
    """Return a moment some days after the first records."""
    return START + timedelta(days=days)
