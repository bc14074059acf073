"""Read all that a synthesis needs from the store, in one short session, before anyone writes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.errors import ConflictError, Fault, GoneError, InvalidInputError, UnknownRecordsError
from app.newsroom.deployment import Deployment
from app.newsroom.prepare_record import links_of
from app.newsroom.relate import earlier_stories
from app.newsroom.synthesis_ledger import KeptStory, SynthesisLedger
from app.newsroom.vocabulary import Vocabulary
from app.store import records, sources, stories
from app.store.session import Session
from app.story.draft import DraftUnused
from app.writers.base import Assignment, EarlierStory
from schemas.record import Record, RecordBeat
from schemas.story import Story
from schemas.synthesis import SynthesisRequest

_EARLIER = 3
_TOP_ENTITIES = 8
_MOST_TOLD = 500
# Whoever stores a story has looked at the clock a moment before, and what is on the way then is seen by the next who reads.
_ON_THE_WAY = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from the store for one synthesis."""

    asked: list[Record]
    refused: list[DraftUnused]
    vocabulary: Vocabulary
    assignment: Assignment
    beats: dict[str, list[RecordBeat]]
    revised: Story | None


def check_request(deployment: Deployment, session: Session, request: SynthesisRequest) -> None:
    """Raise where an id, the beat or the story that a request names is not here."""
    _check_known(request, records.states(session, request.record_ids))
    if request.beat is not None:
        _check_beat(request.beat, deployment.vocabulary.current(session))
    _revised(session, request.revises)


def read(deployment: Deployment, session: Session, request: SynthesisRequest, asked_at: datetime) -> Reading:
    """Read the records and all that a writer may use; raise where an id, the beat or the story is not here.

    Earlier stories are those that were there when the story was asked for. So whoever takes the work over from one who asked a
    model, minutes later, puts the very question that its predecessor put, and finds the answer that was paid for.
    """
    ids = list(dict.fromkeys(request.record_ids))
    found = records.get_many(session, ids)
    _check_known(request, found)
    vocabulary = deployment.vocabulary.current(session)
    if request.beat is not None:
        _check_beat(request.beat, vocabulary)
    active = [found[i] for i in ids if found[i].status == "active"]
    withdrawn = [DraftUnused(i, "withdrawn", None) for i in ids if found[i].status == "withdrawn"]
    entities = _entities(session, active)
    revised = _revised(session, request.revises)
    writer = deployment.writers.get(request.provider or deployment.default_provider)
    asks_model = writer is None or writer.model is not None
    earlier = _earlier(session, entities, revised, asked_at - _ON_THE_WAY if asks_model else asked_at)
    return _reading(session, request, vocabulary, active, withdrawn, entities, earlier, revised)


def read_again(deployment: Deployment, session: Session, request: SynthesisRequest, ledger: SynthesisLedger) -> Reading:
    """Read what a synthesis read, by its ledger: the same versions of the same records, and the same earlier stories.

    Raises ConflictError where one of them is not here any more.
    """
    asked = [_as_it_was(session, record_id, number) for record_id, number in ledger.asked.items()]
    withdrawn = [DraftUnused(record_id, "withdrawn", None) for record_id in ledger.withdrawn]
    earlier = [_story_as_it_was(session, each) for each in ledger.earlier]
    vocabulary = deployment.vocabulary.current(session)
    found = _reading(session, request, vocabulary, asked, withdrawn, _entities(session, asked), earlier, None)
    return _linked_as_it_was(session, found)


def _linked_as_it_was(session: Session, found: Reading) -> Reading:
    """Link the records anew that have another version by now: what is kept is what the newest words name."""
    now = records.states(session, [record.id for record in found.asked])
    entities, beats = dict(found.assignment.entities), dict(found.beats)
    for record in found.asked:
        if now[record.id][1] != record.version:
            links = links_of(found.vocabulary, "\n".join(filter(None, (record.title, record.text))), record.community)
            entities[record.id] = links.entities
            beats[record.id] = [RecordBeat(slug=s, score=n, terms=list(terms)) for s, n, terms in links.beats]
    fits = {record_id: [beat.slug for beat in fits] for record_id, fits in beats.items()}
    return replace(found, beats=beats, assignment=replace(found.assignment, entities=entities, beats=fits))


def _entities(session: Session, found: Sequence[Record]) -> dict[str, dict[str, int]]:
    return records.entities_of(session, [record.id for record in found])


def _as_it_was(session: Session, record_id: str, number: int) -> Record:
    record = records.version(session, record_id, number)
    if record is None or record.status != "active":
        raise ConflictError("A record that the story was written from is not here any more.")
    return record


def _story_as_it_was(session: Session, kept: KeptStory) -> EarlierStory:
    stored = stories.revision(session, kept.slug, kept.revision)
    if stored is None:
        raise ConflictError("An earlier story that the writer was told of is not here any more.")
    story = stored.story()
    behind = tuple(_as_it_was(session, record_id, number) for record_id, number in kept.records.items())
    entities = tuple(entity.slug for entity in story.entities)
    published_at = story.published_at or story.updated_at
    return EarlierStory(stored.slug, story.title, published_at, entities, behind, kept.revision)


def _reading(
    session: Session,
    request: SynthesisRequest,
    vocabulary: Vocabulary,
    active: list[Record],
    withdrawn: list[DraftUnused],
    entities: Mapping[str, Mapping[str, int]],
    earlier: Sequence[EarlierStory],
    revised: Story | None,
) -> Reading:
    """Put together what a writer may use."""
    beats = records.beats_of(session, [record.id for record in active])
    behind = [record for story in earlier for record in story.records]
    assignment = Assignment(
        records=active,
        sources=sources.refs(session, {record.source for record in (*active, *behind)}),
        entities=entities,
        entity_names=vocabulary.entity_names,
        entity_kinds=vocabulary.entity_kinds,
        beats={i: [beat.slug for beat in fits] for i, fits in beats.items()},
        beat_names={
            slug: {"en": name, **vocabulary.beat_translations.get(slug, {})}
            for slug, name in vocabulary.beat_names.items()
        },
        language=request.language,
        angle=request.angle,
        suspected=frozenset(records.suspected(active)),
        earlier=earlier,
    )
    return Reading(active, withdrawn, vocabulary, assignment, beats, revised)


def _check_known(request: SynthesisRequest, found: Container[str]) -> None:
    """Raise UnknownRecordsError, which names each id that is not here and where it stands."""
    places = {record_id: place for place, record_id in reversed(list(enumerate(request.record_ids)))}
    unknown = [
        Fault(f"/record_ids/{place}", f"There is no record {record_id[:64]}.")
        for record_id, place in sorted(places.items(), key=lambda item: item[1])
        if record_id not in found
    ]
    if unknown:
        message = f"{len(unknown)} of {len(places)} records are not known."
        raise UnknownRecordsError(message, errors=unknown[:_MOST_TOLD])


def _check_beat(beat: str, vocabulary: Vocabulary) -> None:
    if beat not in vocabulary.beat_names:
        fault = Fault("/beat", f"There is no beat {beat}.")
        raise InvalidInputError("The beat is not known.", errors=[fault])


def _revised(session: Session, slug: str | None) -> Story | None:
    """Return the story that is to be revised; raise where it is not here or was taken back."""
    if slug is None:
        return None
    stored = stories.find(session, slug)
    if stored is None:
        fault = Fault("/revises", f"There is no story {slug[:120]}.")
        raise InvalidInputError("The story to revise is not known.", errors=[fault])
    if stored.status == "retracted":
        raise GoneError("The story to revise was retracted.")
    return stored.story()


def _earlier(
    session: Session, entities: Mapping[str, Mapping[str, int]], revised: Story | None, before: datetime
) -> Sequence[EarlierStory]:
    """Return stories published before a moment that share what most of the records name."""
    spread: dict[str, int] = {}
    for named in entities.values():
        for slug in named:
            spread[slug] = spread.get(slug, 0) + 1
    top = sorted(spread, key=lambda slug: (-spread[slug], slug))[:_TOP_ENTITIES]
    common = [slug for slug in top if len(entities) == 1 or spread[slug] > 1]
    # The story that is revised may be among them, and is no earlier one.
    found = earlier_stories(session, common, before, _EARLIER + (revised is not None))
    return [story for story in found if revised is None or story.slug != revised.slug][:_EARLIER]
