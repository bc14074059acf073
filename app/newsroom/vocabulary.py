"""The vocabulary of a deployment: the names it links and the beats it files under, compiled from the store.

Compiling takes tens of milliseconds, so it is done once for each version of the vocabulary and process. An edit in
another process is seen through the version, which is read anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from app.language.beats import BeatClassifier, BeatRules
from app.language.gazetteer import Gazetteer
from app.newsroom.default_vocabulary import load_defaults
from app.newsroom.names import names_of
from app.store import beats, entities
from app.store.deployment import vocabulary_version
from app.store.session import Session
from schemas.beat import BeatInput
from schemas.entity import EntityKind

__all__ = ["Vocabulary", "VocabularyCache", "compile_vocabulary", "load_defaults"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that linking and filing need, at one version. Names are as a newspaper prints them, by slug.

    `beat_names` holds the general beat too; `beat_translations` the names in other languages, by slug and tag.
    """

    version: int
    gazetteer: Gazetteer
    classifier: BeatClassifier
    entity_names: Mapping[str, str]
    entity_kinds: Mapping[str, EntityKind]
    beat_names: Mapping[str, str]
    beat_translations: Mapping[str, Mapping[str, str]]


class VocabularyCache:
    """Keeps the newest vocabulary compiled; safe to share between threads."""

    def __init__(self) -> None:
        """Start with nothing: the first use compiles."""
        self._lock = Lock()
        self._compiled: Vocabulary | None = None

    def current(self, session: Session) -> Vocabulary:
        """Return the vocabulary of the version that the session sees."""
        version = vocabulary_version(session)
        compiled = self._compiled
        if compiled is not None and compiled.version == version:
            return compiled
        with self._lock:
            if self._compiled is None or self._compiled.version != version:
                self._compiled = compile_vocabulary(session, version)
            return self._compiled


def compile_vocabulary(session: Session, version: int) -> Vocabulary:
    """Read every living beat and entity and compile them."""
    of_entities = entities.definitions(session)
    of_beats = beats.definitions(session)
    became = entities.merged(session)
    return Vocabulary(
        version=version,
        gazetteer=Gazetteer(name for slug, entity in of_entities.items() for name in names_of(slug, entity)),
        classifier=BeatClassifier(_rules(slug, beat, became) for slug, beat in of_beats.items()),
        entity_names={slug: entity.name for slug, entity in of_entities.items()},
        entity_kinds={slug: entity.kind for slug, entity in of_entities.items()},
        beat_names={slug: beat.name for slug, beat in of_beats.items()},
        beat_translations={slug: beat.names for slug, beat in of_beats.items()},
    )


def _rules(slug: str, beat: BeatInput, became: Mapping[str, str]) -> BeatRules:
    """Return a beat's rules; an entity that was merged speaks for the beat as what it became."""
    terms = {term: weight for of_language in beat.rules.terms.values() for term, weight in of_language.items()}
    named = {became.get(entity, entity): weight for entity, weight in beat.rules.entities.items()}
    return BeatRules(slug=slug, terms=terms, entities=named, communities=dict(beat.rules.communities))
