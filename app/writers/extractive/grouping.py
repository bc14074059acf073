"""What stands together: voices of one topic or that name the same thing, under a heading that says so, and releases of which only the names are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from app.writers.extractive.aspects import aspect_of
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.topics import topics_in
from schemas.entity import EntityKind

# So many voices are read as a list, unless they stand in groups of at least so many records.
MANY_VOICES, _LEAST = 10, 3
_MOST_TOGETHER = 6
# What more than half of them name is what all of it is about.
_CHIEF = 0.5
_SCENES: frozenset[EntityKind] = frozenset({"place", "community"})


def grouped_voices(
    voices: Sequence[Passage], naming: Naming, headings: Mapping[str, str], on: str, most: int
) -> list[tuple[str, list[Passage]]]:
    """Return up to `most` groups of voices, each with its heading, the largest first, and the rest under "".

    A group speaks of one of the topics that `headings` has headings for, or its records share a name, which `on` takes in. A record's
    passages stay together, and few voices are one group.
    """
    records = {p.record.id for p in voices}
    if len(records) < MANY_VOICES or most < 1:
        return [("", list(voices))]
    members: defaultdict[str, set[str]] = defaultdict(set)
    for passage in voices:
        for mention in naming.mentions(passage):
            if naming.kinds.get(mention.slug) not in _SCENES:
                members[on.format(naming.names[mention.slug])].add(passage.record.id)
        aspect = None if passage.is_title or passage.question else aspect_of(passage)
        for told in (*topics_in(passage.words), aspect):
            if told and told in headings:
                members[headings[told]].add(passage.record.id)
    particular = {each: found for each, found in members.items() if _LEAST <= len(found) <= _CHIEF * len(records)}
    groups: list[tuple[str, list[Passage]]] = []
    left = set(records)
    while len(groups) < most and particular:
        heading = max(sorted(particular), key=lambda each: len(particular[each] & left))
        found = particular.pop(heading) & left
        if len(found) < _LEAST:
            break
        left -= found
        groups.append((heading, [p for p in voices if p.record.id in found]))
    rest = [p for p in voices if p.record.id in left]
    return [*groups, *([("", rest)] if rest else [])]


def released_together(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Take neighbouring releases of which only the names are told together; everything else stands alone."""
    groups: list[list[Passage]] = []
    told = Counter(p.record.id for p in passages)
    for passage in passages:
        is_name = passage.is_release_name and told[passage.record.id] == 1
        last = groups[-1] if groups else []
        if (
            is_name
            and 0 < len(last) < _MOST_TOGETHER
            and _are_of_one(last[-1], passage)
            and told[last[-1].record.id] == 1
        ):
            last.append(passage)
        else:
            groups.append([passage])
    return [sorted(group, key=lambda p: (p.record.published_at, p.index, p.order)) for group in groups]


def _are_of_one(one: Passage, other: Passage) -> bool:
    """Say whether two passages are names of releases of one source."""
    return one.is_title and one.record.kind == other.record.kind and one.record.source == other.record.source
