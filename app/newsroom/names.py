"""The spellings of entities: what they are, and who owns each.

Two entities may share a spelling only where both say what it takes to tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.language.gazetteer import Name
from app.language.surfaces import fold_surface
from schemas.entity import EntityInput


def surfaces_of(entity: EntityInput) -> list[str]:
    """Return every spelling of an entity, its name first, each once."""
    aliases = [alias for group in entity.aliases.values() for alias in group]
    return list(dict.fromkeys([entity.name, *aliases]))


def is_name_of(words: str, entity: EntityInput) -> bool:
    """Say whether words are a spelling of an entity, in its own letter case where only that counts."""
    folded = fold_surface(words)
    return any(
        fold_surface(surface) == folded and (surface not in entity.exact_case or surface == words)
        for surface in surfaces_of(entity)
    )


def names_of(slug: str, entity: EntityInput) -> Iterator[Name]:
    """Yield an entity's spellings with what it takes to be sure of each."""
    for surface in surfaces_of(entity):
        rule = entity.ambiguous.get(surface)
        yield Name(
            slug=slug,
            text=surface,
            exact_case=surface in entity.exact_case,
            needs=tuple(rule.needs) if rule else (),
            never=tuple(rule.never) if rule else (),
        )


@dataclass(frozen=True, slots=True)
class Clash:
    """A spelling that two entities claim, at least one of them without a rule in `ambiguous`."""

    surface: str
    slug: str
    other: str

    def sentence(self) -> str:
        """Say what is wrong."""
        return f"“{self.surface}” is a name of {self.slug} and of {self.other}; both must list it in ambiguous"


def first_clash(entities: Mapping[str, EntityInput], slug: str | None = None) -> Clash | None:
    """Return the first spelling that is claimed twice without being ambiguous on both sides; None where all is well.

    With a `slug` only that entity's spellings are looked at.
    """
    owners: dict[str, list[tuple[str, str]]] = {}
    for owner, entity in entities.items():
        for surface in surfaces_of(entity):
            owners.setdefault(fold_surface(surface), []).append((owner, surface))
    for claims in owners.values():
        distinct = {owner for owner, _ in claims}
        if len(distinct) == 1 or (slug is not None and slug not in distinct):
            continue
        if any(surface not in entities[owner].ambiguous for owner, surface in claims):
            first, surface = next(claim for claim in claims if slug in (None, claim[0]))
            return Clash(surface, first, next(owner for owner, _ in claims if owner != first))
    return None
