"""What editors do to beats and entities: write, delete, merge. Every edit makes a new version of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from app.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from app.language.normalise import INVISIBLE
from app.language.surfaces import fold_surface
from app.language.tokens import cjk_share, is_everyday
from app.newsroom.deployment import Deployment
from app.newsroom.names import first_clash, surfaces_of
from app.newsroom.relink import relink_naming
from app.newsroom.relink_stories import kept_by, led_to, relink_stories
from app.newsroom.vocabulary import compile_vocabulary
from app.store import beats, entities, stories
from app.store.deployment import bump_vocabulary
from app.store.session import Session
from schemas.base import LANGUAGE_TAG
from schemas.beat import BeatInput
from schemas.entity import Ambiguity, EntityInput

_LANGUAGE = re.compile(LANGUAGE_TAG)
# Joiners stay, since some scripts are written with them.
_HIDDEN = INVISIBLE.replace("\u200b-\u200f", "\u200b\u200e\u200f")
_UNPRINTABLE = re.compile(rf"[<>{{}}\[\]\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff{_HIDDEN}]")


def put_beat(deployment: Deployment, slug: str, beat: BeatInput) -> bool:
    """Make a beat or replace one; return whether it is new. Records are filed anew by `relink`."""
    with deployment.database.write() as session:
        is_new = beats.put(session, slug, beat)
        bump_vocabulary(session)
    return is_new


def delete_beat(deployment: Deployment, slug: str) -> None:
    """Delete a beat; raise NotFoundError where there is none, ConflictError for `general` or one that has stories."""
    with deployment.database.write() as session:
        if not beats.remove(session, slug):
            raise NotFoundError("There is no such beat.")
        bump_vocabulary(session)


def put_entity(deployment: Deployment, slug: str, entity: EntityInput) -> bool:
    """Make an entity or replace one; return whether it is new.

    The newest records that hold one of its names are linked anew at once, the others by `relink`. Stories that link words which
    are no name of it any more, or name it otherwise, get a revision. Raises
    InvalidInputError where a spelling is not one of its own, or belongs to another entity and is not ambiguous in
    both; ConflictError where the slug leads to another entity since a merger.
    """
    _check_spellings(entity)
    with deployment.database.write() as session:
        if slug in entities.merged(session):
            raise ConflictError("The entity was merged into another; edit that one.")
        known = entities.definitions(session)
        former = surfaces_of(known[slug]) if slug in known else []
        _refuse_clash(known | {slug: entity}, slug, entity)
        is_new = entities.put(session, slug, entity)
        # Compiled for this transaction alone: the cache may only hold what was committed.
        vocabulary = compile_vocabulary(session, bump_vocabulary(session))
        relink_naming(session, vocabulary, list(dict.fromkeys([*surfaces_of(entity), *former])))
        if slug in known and _is_called_otherwise(known[slug], entity):
            linking = stories.linking(session, slug)
            note = "An entity that it linked has other names now."
            relink_stories(session, vocabulary, linking, kept_by(slug, entity), note, deployment.clock())
    return is_new


def delete_entity(deployment: Deployment, slug: str) -> None:
    """Delete an entity: records no longer name it, and stories that link it get a revision without the links.

    Raises NotFoundError where there is none, and GoneError where it was deleted before.
    """
    with deployment.database.write() as session:
        _require_unmerged(session, slug)
        # Stories that were written while another was merged into it may still link that one.
        gone = [slug, *(merged for merged, into in entities.merged(session).items() if into == slug)]
        vocabulary, note = deployment.vocabulary.current(session), "An entity that it linked was deleted."
        linking = stories.linking(session, slug)
        relink_stories(session, vocabulary, linking, led_to(None, *gone), note, deployment.clock())
        entities.remove(session, slug)
        bump_vocabulary(session)


def merge_entities(deployment: Deployment, slug: str, into: str) -> None:
    """Merge an entity into another, which keeps its name and takes over the names, mentions and slug of the first.

    Stories that link the first get a revision that links the other.

    Raises NotFoundError or GoneError where the first is not there, InvalidInputError where `into` is not, or is the
    same.
    """
    with deployment.database.write() as session:
        _require_unmerged(session, slug)
        known = entities.definitions(session)
        if into not in known or into == slug:
            reason = "An entity is not merged into itself." if into == slug else "There is no such entity."
            raise InvalidInputError("The entities cannot be merged.", errors=[Fault("/into", reason)])
        linking = stories.linking(session, slug)
        entities.merge(session, slug, into, _merged(known[slug], known[into]))
        vocabulary = compile_vocabulary(session, bump_vocabulary(session))
        note = "An entity that it linked was merged into another."
        relink_stories(session, vocabulary, linking, led_to(into, slug), note, deployment.clock())


def _is_called_otherwise(before: EntityInput, after: EntityInput) -> bool:
    """Say whether stories that link an entity may have to say so otherwise: a name or a kind has changed or gone."""
    same = (before.name, before.kind, set(after.exact_case)) == (after.name, after.kind, set(before.exact_case))
    return not same or not set(surfaces_of(before)) <= set(surfaces_of(after))


def _require_unmerged(session: Session, slug: str) -> None:
    """Raise where a slug is not that of a living entity of its own."""
    living = entities.resolve(session, slug)
    if living is None:
        raise NotFoundError("There is no such entity.")
    if living != slug:
        raise ConflictError(f"The entity was merged into {living}; name that one.")


def _check_spellings(entity: EntityInput) -> None:
    """Raise where a rule is about a spelling that the entity does not have."""
    own = set(surfaces_of(entity))
    faults = [
        Fault(f"/exact_case/{position}", "This is no name or alias of the entity.")
        for position, surface in enumerate(entity.exact_case)
        if surface not in own
    ]
    faults += [
        Fault(f"/ambiguous/{_escaped(surface)}", "This is no name or alias of the entity.")
        for surface in entity.ambiguous
        if surface not in own
    ]
    faults += [
        Fault(pointer, "A name needs a letter or digit.")
        for pointer, surface in _places(entity)
        if not fold_surface(surface)
    ]
    faults += _unfit_spellings(entity)
    faults += [
        Fault(f"/aliases/{_escaped(language)}", "This is no language tag as BCP 47 has it, such as en or zh-Hant.")
        for language in entity.aliases
        if not _LANGUAGE.fullmatch(language)
    ]
    if faults:
        raise InvalidInputError("The entity's spellings do not fit together.", errors=faults)


def _unfit_spellings(entity: EntityInput) -> Iterator[Fault]:
    """Yield a fault for each spelling that would break a page, or that stands in every text and means nothing by itself."""
    for pointer, surface in _places(entity):
        if _UNPRINTABLE.search(surface):
            yield Fault(pointer, "A name is one line, without mark-up and without characters that do not show.")
        elif is_everyday(surface) and surface not in entity.exact_case and not _asks_for_company(entity, surface):
            yield Fault(pointer, "This stands in every text: list it in exact_case, or say in ambiguous what it needs.")


def _asks_for_company(entity: EntityInput, surface: str) -> bool:
    return surface in entity.ambiguous and bool(entity.ambiguous[surface].needs)


def _refuse_clash(known: dict[str, EntityInput], slug: str, entity: EntityInput) -> None:
    """Raise where a spelling belongs to another entity too, and not both say how to tell them apart."""
    clash = first_clash(known, slug)
    if clash is None:
        return
    pointer = next((pointer for pointer, surface in _places(entity) if surface == clash.surface), "/name")
    raise InvalidInputError("A spelling belongs to another entity.", errors=[Fault(pointer, clash.sentence() + ".")])


def _places(entity: EntityInput) -> list[tuple[str, str]]:
    """Return every spelling with the JSON Pointer to where it stands."""
    aliases = [
        (f"/aliases/{_escaped(language)}/{position}", surface)
        for language, group in entity.aliases.items()
        for position, surface in enumerate(group)
    ]
    return [("/name", entity.name), *aliases]


def _escaped(key: str) -> str:
    """Write a key as a JSON Pointer has it (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def _merged(leaving: EntityInput, staying: EntityInput) -> EntityInput:
    """Return the staying entity with the names of the other, and what it takes to be sure of each."""
    own = {fold_surface(surface) for surface in surfaces_of(staying)}
    groups = {language: list(group) for language, group in staying.aliases.items()}
    own_language = "zh" if cjk_share(leaving.name) else "en"
    for language, group in [(own_language, [leaving.name]), *leaving.aliases.items()]:
        new = [surface for surface in group if fold_surface(surface) not in own]
        own |= {fold_surface(surface) for surface in new}
        if new:
            groups.setdefault(language, []).extend(new)
    surfaces = {staying.name, *(surface for group in groups.values() for surface in group)}
    ambiguous: dict[str, Ambiguity] = {**leaving.ambiguous, **staying.ambiguous}
    exact_case = dict.fromkeys([*staying.exact_case, *leaving.exact_case])
    together = staying.model_copy(
        update={
            "aliases": groups,
            "same_as": list(dict.fromkeys([*staying.same_as, *leaving.same_as])),
            "exact_case": [surface for surface in exact_case if surface in surfaces],
            "ambiguous": {surface: rule for surface, rule in ambiguous.items() if surface in surfaces},
        }
    )
    try:
        return EntityInput.model_validate(together.model_dump())
    except ValidationError as error:
        raise ConflictError("Together they would have more names or addresses than an entity may have.") from error
