"""What a record is about by its head: the title where it has one, else its first sentence.

What a head names, and names first, tells the subject of a record from what it mentions in passing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from app.language.gazetteer import Gazetteer
from app.language.tokens import content_words
from schemas.entity import EntityKind
from schemas.record import Record

_LONGEST = 160
_CONTEXT = 300
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_STOP = re.compile(r"[.!?](?=\s|$)|[。！？\n]")
_SOONEST_STOP = 20
_FAMILY = re.compile(r"(?<=[a-z])(?=\d)|(?=-)")
# Where something was posted or takes place is named in the heads of every subject.
_SCENES = frozenset({"place", "community"})


@dataclass(frozen=True, slots=True)
class Head:
    """The content words of a record's head, the things that it names in their order, and the words that its text opens with."""

    words: frozenset[str]
    things: tuple[str, ...]
    opening: frozenset[str]


def heads_of(
    records: Sequence[Record],
    gazetteer: Gazetteer | None,
    entities: Mapping[str, Collection[str]],
    kinds: Mapping[str, EntityKind],
) -> dict[str, Head]:
    """Read each record's head. Without a gazetteer a head counts as naming whatever its record names."""
    return {record.id: _head(record, gazetteer, entities.get(record.id, ()), kinds) for record in records}


def _head(
    record: Record, gazetteer: Gazetteer | None, entities: Collection[str], kinds: Mapping[str, EntityKind]
) -> Head:
    text = record.text or ""
    opening = _ADDRESS.sub(" ", first_sentence(text)) if text else ""
    head = (record.title or opening)[:_LONGEST]
    named = [mention.slug for mention in gazetteer.find(head, text[:_CONTEXT])] if gazetteer and entities else entities
    things = tuple(dict.fromkeys(slug for slug in named if kinds.get(slug) not in _SCENES))
    return Head(frozenset(content_words(head)), things, frozenset(content_words(opening)))


def first_sentence(text: str) -> str:
    """Return a text up to its first stop that is not within its first words."""
    stop = _STOP.search(text, _SOONEST_STOP, _CONTEXT)
    return text[: stop.start() if stop else _CONTEXT]


def families(slug: str) -> list[str]:
    """Return what a slug begins with: qwen3-5 begins with qwen3 and qwen."""
    return [slug[: match.start()] for match in _FAMILY.finditer(slug)]
