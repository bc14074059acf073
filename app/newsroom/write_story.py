"""Write a story from record ids: read, write, check, publish. No session is open while a writer writes.

Who does it when, and whether the work may go on, is the undertaking's to say: see `app.jobs`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from app.errors import (
    ConflictError,
    Fault,
    InvalidInputError,
    NothingQuotableError,
    StorywireError,
    SynthesisRefusedError,
)
from app.newsroom.deployment import Deployment
from app.newsroom.read_assignment import Reading, read
from app.newsroom.relate import related, related_at
from app.newsroom.relink_stories import with_living_links
from app.newsroom.synthesis_ledger import KeptStory, SynthesisLedger
from app.newsroom.undertaking import Undertaking
from app.store import neighbours, records, stories
from app.store.deployment import vocabulary_version
from app.store.session import Session
from app.store.stories import StoredStory
from app.story.assemble import Assembly
from app.story.draft import Draft
from app.story.filing import file_story
from app.story.materials import Byline, Materials
from app.story.model_call import ModelCall
from app.story.quotes import RULES_VERSION
from app.story.story_id import story_id
from app.writers.base import Assignment, CallBook, Writer
from schemas.story import Cause, Story
from schemas.synthesis import SynthesisRequest

_MOST_TOLD = 500
_TRIES = 3


@dataclass(slots=True)
class _Job:
    """One synthesis on its way: what is undertaken, where, who writes, and who keeps the books of calls to a model."""

    deployment: Deployment
    undertaking: Undertaking
    writer: Writer
    book: CallBook

    @property
    def request(self) -> SynthesisRequest:
        """What is asked for."""
        return self.undertaking.request

    @property
    def model(self) -> str | None:
        """The model that last answered, by its own name; where it tells none, the one that was asked."""
        return self.undertaking.model or self.request.model or self.writer.model


def write_story(deployment: Deployment, undertaking: Undertaking, book: CallBook) -> StoredStory:
    """Write a story from the records that a request names, and store it in the transaction that ends its synthesis.

    Raises NothingQuotableError and SynthesisRefusedError where no story stands, what `read` raises for what is not
    here, and LeaseLostError and SynthesisCancelledError where the work may not go on. A failure is not kept here.
    """
    job = _Job(deployment, undertaking, writer_for(deployment, undertaking.request), book)
    for _ in range(_TRIES):
        with undertaking.stage("read"), deployment.database.read() as session:
            reading = read(deployment, session, undertaking.request, undertaking.asked_at)
        try:
            assembly = _write_and_check(job, reading)
        except StorywireError as error:
            _point_into(undertaking.request, error)
            raise
        with undertaking.stage("store"):
            stored = _commit(job, reading, assembly)
        if stored is not None:
            return stored
    message = "The records, or the stories it tells of, went on changing while it was written; send the request again."
    raise ConflictError(message)


def _point_into(request: SynthesisRequest, error: StorywireError) -> None:
    """Let faults that name a record's id point to where the request names it."""
    places = {record_id: f"/record_ids/{place}" for place, record_id in reversed(list(enumerate(request.record_ids)))}
    error.errors = tuple(Fault(places.get(fault.pointer, fault.pointer), fault.detail) for fault in error.errors)


def _write_and_check(job: _Job, reading: Reading) -> Assembly:
    if not reading.asked:
        faults = [Fault(unused.record_id, unused.reason) for unused in reading.refused[:_MOST_TOLD]]
        message = "Every record asked for is withdrawn."
        raise NothingQuotableError(message, errors=faults)
    assignment = assigned(reading, job.request, job.undertaking.synthesis_id, job.book)
    with job.undertaking.stage("write"):
        draft = job.writer.write(assignment)
    with job.undertaking.stage("verify"):
        return assemble(reading, draft)


def assigned(reading: Reading, request: SynthesisRequest, synthesis_id: str, book: CallBook) -> Assignment:
    """Return what a writer is given to write a story from what was read."""
    return replace(
        reading.assignment,
        gazetteer=reading.vocabulary.gazetteer,
        model=request.model,
        max_cost_usd=request.max_cost_usd,
        book=book,
        seed=synthesis_id,
    )


def assemble(reading: Reading, draft: Draft) -> Assembly:
    """Check the draft; raise SynthesisRefusedError with each refused sentence's reason where nothing is left."""
    behind = {record.id: record for story in reading.assignment.earlier for record in story.records}
    assembly = Assembly(
        draft,
        Materials(
            asked=reading.asked,
            records={**behind, **{record.id: record for record in reading.asked}},
            sources=reading.assignment.sources,
            gazetteer=reading.vocabulary.gazetteer,
            entity_names=reading.vocabulary.entity_names,
            entity_kinds=reading.vocabulary.entity_kinds,
            refused=reading.refused,
            headings=frozenset(name for names in reading.assignment.beat_names.values() for name in names.values()),
        ),
    )
    if assembly.is_empty:
        faults = [Fault(f"sentence {i}", each.judgement.reason) for i, each in enumerate(assembly.refused[:50], 1)]
        message = "Verification refused every sentence."
        raise SynthesisRefusedError(message, errors=faults)
    return assembly


def _commit(job: _Job, reading: Reading, assembly: Assembly) -> StoredStory | None:
    """Store story and synthesis in one transaction; None where what it rests on or tells of changed since it was read.

    The story is made ready before, so that nobody who wants to write waits for that.
    """
    now = job.deployment.clock()
    with job.deployment.database.read() as session:
        story, seen = _story(job, reading, assembly, session, now)
    with job.deployment.database.write() as session:
        if _has_changed(session, reading, story) or stories.is_taken(session, story.slug, story.id):
            return None
        story = _related_now(session, story, seen)
        if vocabulary_version(session) != reading.vocabulary.version:
            story = with_living_links(session, story, job.deployment.vocabulary.current(session))
        stored = stories.save(session, story, _cause(story, reading.revised), None)
        job.undertaking.succeed(session, story.id, _ledger(job, reading, story, assembly), now)
    return stored


def _cause(story: Story, revised: Story | None) -> Cause:
    """Say why there is this revision: other records than the one before, another writer or model, or the same once more."""
    if revised is None:
        return "first"
    now, before = story.methodology, revised.methodology
    if now.records_digest != before.records_digest:
        return "new_records"
    same_hand = (now.provider, now.model, now.prompt_version) == (before.provider, before.model, before.prompt_version)
    return "correction" if same_hand else "model"


def _story(
    job: _Job, reading: Reading, assembly: Assembly, session: Session, now: datetime
) -> tuple[Story, dict[str, int]]:
    """Return the story as it is to be stored, and at which revision each story that it is related to was read."""
    revised, public_url = reading.revised, job.deployment.public_url
    filed = file_story(job.request.beat, reading.beats, assembly.draft.relevance, reading.vocabulary.beat_names)
    its_id = revised.id if revised else story_id(job.undertaking.synthesis_id)
    slug = revised.slug if revised else _slug(assembly, reading, session, its_id)
    publishes = job.request.publish
    byline = Byline(
        story_id=its_id,
        synthesis_id=job.undertaking.synthesis_id,
        revision=revised.revision + 1 if revised else 1,
        status="published" if publishes else "draft",
        beat=filed.beat,
        beat_scores=filed.scores,
        public_url=public_url,
        provider=job.writer.name,
        model=job.model,
        prompt_version=job.writer.prompt_version,
        now=now,
        usage=job.undertaking.usage,
        published_at=(revised.published_at if revised and revised.published_at else now) if publishes else None,
    )
    story = assembly.story(byline, (slug, f"{public_url}/stories/{slug}"))
    found = related_at(session, story)
    seen = {each.slug: revision for each, revision in found}
    return story.model_copy(update={"related": [each for each, _ in found]}), seen


def _related_now(session: Session, story: Story, seen: dict[str, int]) -> Story:
    """Look for related stories again where one of them has changed since: words that it named may have been erased."""
    if not seen or neighbours.revisions_now(session, list(seen)) == seen:
        return story
    return story.model_copy(update={"related": related(session, story)})


def _slug(assembly: Assembly, reading: Reading, session: Session, its_id: str) -> str:
    """Settle the slug; a title without Latin letters is known by the entities that most records name, two at least."""
    spread: dict[str, int] = {}
    for named in reading.assignment.entities.values():
        for entity in named:
            spread[entity] = spread.get(entity, 0) + 1
    common = [entity for entity in spread if spread[entity] > 1 or len(reading.asked) == 1]
    top = sorted(common, key=lambda entity: (-spread[entity], entity))[:3]
    return stories.settle_slug(session, assembly.draft.title, its_id, tuple(top))


def _has_changed(session: Session, reading: Reading, story: Story) -> bool:
    """Say whether what was read has changed since: a record's version or state, the title of a story that is told of."""
    behind = [record for story in reading.assignment.earlier for record in story.records]
    read_then = {record.id: record for record in (*reading.asked, *behind)}
    now = records.states(session, read_then)
    if any(now.get(i) != (record.status, record.version) for i, record in read_then.items()):
        return True
    told = {run.story for sentence in story.body() for run in sentence.runs if run.story}
    titles = {each.slug: each.title for each in reading.assignment.earlier if each.slug in told}
    return bool(titles) and neighbours.titles_now(session, list(titles)) != titles


def _ledger(job: _Job, reading: Reading, story: Story, assembly: Assembly) -> str:
    """Return what a replay needs, and what verification refused."""
    ledger = SynthesisLedger(
        records_digest=story.methodology.records_digest,
        asked={record.id: record.version for record in reading.asked},
        withdrawn=[each.record_id for each in reading.refused],
        earlier=[
            KeptStory(slug=each.slug, revision=each.revision, records={r.id: r.version for r in each.records})
            for each in reading.assignment.earlier
        ],
        prompt_version=job.writer.prompt_version,
        provider=job.writer.name,
        model=job.model,
        rules_version=RULES_VERSION,
        calls=[_without_answer(call) for call in job.undertaking.calls],
        refused=[{"text": each.text, "reason": each.judgement.reason} for each in assembly.refused],
    )
    return ledger.model_dump_json()


def _without_answer(call: ModelCall) -> dict[str, Any]:
    told = asdict(call) | {"cost_usd": str(call.cost_usd)}
    del told["answer"]
    return told


def writer_for(deployment: Deployment, request: SynthesisRequest) -> Writer:
    """Return the writer that the request asks for; raise where there is none, or it cannot do what is asked."""
    name = request.provider or deployment.default_provider
    writer = deployment.writers.get(name)
    if writer is None:
        known = ", ".join(sorted(deployment.writers))
        fault = Fault("/provider", f"There is no writer of this name here; there is {known}.")
        raise InvalidInputError("The provider is not known.", errors=[fault])
    if request.model is not None and writer.model is None:
        fault = Fault("/model", f"The {name} writer has no model to choose.")
        raise InvalidInputError("The writer takes no model.", errors=[fault])
    if request.language is not None and not writer.writes(request.language):
        fault = Fault("/language", f"The {name} writer has no words of its own in this language.")
        raise InvalidInputError("The writer does not write in this language.", errors=[fault])
    return writer
