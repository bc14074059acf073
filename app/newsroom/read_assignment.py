"""Read all that a synthesis needs from the store, in one short session, before anyone writes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from app.errors import Fault, GoneError, InvalidInputError, UnknownRecordsError
from app.newsroom.deployment import Deployment
from app.newsroom.relate import earlier_stories
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


def read(deployment: Deployment, session: Session, request: SynthesisRequest) -> Reading:
    """Read the records and all that a writer may use; raise where an id, the beat or the story is not here."""
    ids = list(dict.fromkeys(request.record_ids))
    found = records.get_many(session, ids)
    _check_known(request, found)
    vocabulary = deployment.vocabulary.current(session)
    if request.beat is not None:
        _check_beat(request.beat, vocabulary)
    active = [found[i] for i in ids if found[i].status == "active"]
    withdrawn = [DraftUnused(i, "withdrawn", None) for i in ids if found[i].status == "withdrawn"]
    keys = [record.id for record in active]
    entities = records.entities_of(session, keys)
    beats = records.beats_of(session, keys)
    revised = _revised(session, request.revises)
    earlier = _earlier(deployment, session, entities, revised)
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
    deployment: Deployment, session: Session, entities: Mapping[str, Mapping[str, int]], revised: Story | None
) -> Sequence[EarlierStory]:
    """Return earlier stories that share what most of the records name."""
    spread: dict[str, int] = {}
    for named in entities.values():
        for slug in named:
            spread[slug] = spread.get(slug, 0) + 1
    top = sorted(spread, key=lambda slug: (-spread[slug], slug))[:_TOP_ENTITIES]
    common = [slug for slug in top if len(entities) == 1 or spread[slug] > 1]
    found = earlier_stories(session, common, deployment.clock(), _EARLIER + 1)
    return [story for story in found if revised is None or story.slug != revised.slug][:_EARLIER]
