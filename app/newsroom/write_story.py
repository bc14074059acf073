"""Write a story from record ids: read, write, check, publish. No session is open while a writer writes."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from time import perf_counter

import orjson

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
from app.store import neighbours, records, stories, syntheses
from app.store.session import Session
from app.store.stories import StoredStory
from app.store.syntheses import Ending
from app.story.assemble import Assembly, Byline, Materials
from app.story.draft import Draft
from app.story.filing import file_story
from app.story.quotes import RULES_VERSION
from app.writers.base import ModelCall, Writer
from schemas.problem import Problem, ProblemItem
from schemas.story import Story, Usage
from schemas.synthesis import SynthesisRequest

_ID_BYTES = 16
_MOST_TOLD = 500
_TRIES = 3


@dataclass(slots=True)
class _Watch:
    """Seconds spent in each stage."""

    timings: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage; a stage that is run again is added up."""
        start = perf_counter()
        yield
        self.timings[name] = round(self.timings.get(name, 0.0) + perf_counter() - start, 6)


@dataclass(slots=True)
class _Job:
    """One synthesis on its way; `calls` are those to a model, booked as they are made."""

    deployment: Deployment
    request: SynthesisRequest
    writer: Writer
    id: str
    watch: _Watch = field(default_factory=_Watch)
    calls: list[ModelCall] = field(default_factory=list)

    @property
    def model(self) -> str | None:
        """The model that last answered, by its own name; else the one that the writer would ask."""
        answered = (call.model for call in reversed(self.calls) if call.outcome == "answered")
        return next(answered, None) or self.writer.model

    @property
    def usage(self) -> Usage:
        """What all calls used, those that came to nothing among them."""
        cost = sum((call.cost_usd for call in self.calls), Decimal(0))
        return Usage(
            input_tokens=sum(call.input_tokens for call in self.calls),
            output_tokens=sum(call.output_tokens for call in self.calls),
            cost_usd=f"{cost.normalize():f}",
        )


def write_story(deployment: Deployment, request: SynthesisRequest) -> StoredStory:
    """Write a story from the records that a request names, and store it with the synthesis that made it.

    Raises UnknownRecordsError where an id is not here, and makes nothing; NothingQuotableError and
    SynthesisRefusedError where no story stands, and keeps the synthesis as failed.
    """
    job = _Job(deployment, request, writer_for(deployment, request), f"syn_{_token(deployment.draw(_ID_BYTES))}")
    for _ in range(_TRIES):
        with job.watch.stage("read"), deployment.database.read() as session:
            reading = read(deployment, session, request)
        try:
            assembly = _write_and_check(job, reading)
        except StorywireError as error:
            _point_into(request, error)
            _keep_failure(job, error)
            raise
        stored = _commit(job, reading, assembly)
        if stored is not None:
            return stored
    message = "The records went on changing while the story was written; send the request again."
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
    assignment = replace(
        reading.assignment,
        gazetteer=reading.vocabulary.gazetteer,
        model=job.request.model,
        max_cost_usd=job.request.max_cost_usd,
        book=job.calls.append,
    )
    with job.watch.stage("write"):
        draft = job.writer.write(assignment)
    with job.watch.stage("verify"):
        return _assemble(reading, draft)


def _assemble(reading: Reading, draft: Draft) -> Assembly:
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
    """Store story and synthesis in one transaction; None where a record changed since it was read.

    The story is made ready before, so that nobody who wants to write waits for that.
    """
    start = perf_counter()
    now = job.deployment.clock()
    with job.deployment.database.read() as session:
        story, seen = _story(job, reading, assembly, session, now)
    with job.deployment.database.write() as session:
        if _has_changed(session, reading) or stories.is_taken(session, story.slug, story.id):
            return None
        story = _related_now(session, story, seen)
        stored = stories.save(session, story, "new_records" if reading.revised else "first", None)
        job.watch.timings["store"] = round(perf_counter() - start, 6)
        ledger = _ledger(job, story, assembly)
        ending = Ending("succeeded", story_id=story.id, usage=job.usage, timings=job.watch.timings, ledger=ledger)
        syntheses.keep(session, job.id, job.request, ending, now)
    return stored


def _story(
    job: _Job, reading: Reading, assembly: Assembly, session: Session, now: datetime
) -> tuple[Story, dict[str, int]]:
    """Return the story as it is to be stored, and at which revision each story that it is related to was read."""
    revised, public_url = reading.revised, job.deployment.public_url
    filed = file_story(job.request.beat, reading.beats, assembly.draft.relevance, reading.vocabulary.beat_names)
    story_id = revised.id if revised else f"sty_{_token(sha256(job.id.encode()).digest()[:_ID_BYTES])}"
    slug = revised.slug if revised else _slug(assembly, reading, session, story_id)
    publishes = job.request.publish
    byline = Byline(
        story_id=story_id,
        synthesis_id=job.id,
        revision=revised.revision + 1 if revised else 1,
        status="published" if publishes else "draft",
        beat=filed.beat,
        beat_scores=filed.scores,
        public_url=public_url,
        provider=job.writer.name,
        model=job.model,
        prompt_version=job.writer.prompt_version,
        now=now,
        usage=job.usage,
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


def _slug(assembly: Assembly, reading: Reading, session: Session, story_id: str) -> str:
    """Settle the slug; a title without Latin letters is known by the entities that most records name, two at least."""
    spread: dict[str, int] = {}
    for named in reading.assignment.entities.values():
        for entity in named:
            spread[entity] = spread.get(entity, 0) + 1
    common = [entity for entity in spread if spread[entity] > 1 or len(reading.asked) == 1]
    top = sorted(common, key=lambda entity: (-spread[entity], entity))[:3]
    return stories.settle_slug(session, assembly.draft.title, story_id, tuple(top))


def _has_changed(session: Session, reading: Reading) -> bool:
    """Say whether a record that was read has since been withdrawn or brought to another version."""
    behind = [record for story in reading.assignment.earlier for record in story.records]
    read_then = {record.id: record for record in (*reading.asked, *behind)}
    now = records.states(session, read_then)
    return any(now.get(i) != (record.status, record.version) for i, record in read_then.items())


def _ledger(job: _Job, story: Story, assembly: Assembly) -> str:
    """Return what a replay needs, and what verification refused."""
    ledger = {
        "records_digest": story.methodology.records_digest,
        "prompt_version": job.writer.prompt_version,
        "provider": job.writer.name,
        "model": job.model,
        "calls": [asdict(call) | {"cost_usd": str(call.cost_usd)} for call in job.calls],
        "rules_version": RULES_VERSION,
        "refused": [{"text": each.text, "reason": each.judgement.reason} for each in assembly.refused],
    }
    return orjson.dumps(ledger).decode()


def _keep_failure(job: _Job, error: StorywireError) -> None:
    """Keep a synthesis that made no story, with its problem."""
    problem = Problem(
        type=f"{job.deployment.public_url}/problems/{error.slug}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        errors=[ProblemItem(pointer=fault.pointer, detail=fault.detail) for fault in error.errors],
    )
    now = job.deployment.clock()
    with job.deployment.database.write() as session:
        ending = Ending("failed", problem=problem, usage=job.usage, timings=job.watch.timings)
        syntheses.keep(session, job.id, job.request, ending, now)


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


def _token(data: bytes) -> str:
    """Write bytes as lower-case Base32 without padding: 16 bytes are 26 characters."""
    return b32encode(data).decode().rstrip("=").lower()
