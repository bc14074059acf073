"""The names that a story may be called by and asked about: of entities, as newspapers print them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from app.writers.base import Assignment
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

# Where something is said or happens is seldom what it is about.
_SCENES = frozenset({"place", "community"})
_MOST_ASKED = 8


def names_by_spread(assignment: Assignment, subject: Subject, records: Collection[str]) -> list[str]:
    """Return the names of the entities that the story's `records` name, those first that it is about, then the most widely named."""
    named = Counter(slug for i in records for slug in sorted(assignment.entities.get(i, {})))
    slugs = [
        *(s for s in subject.entities if s in named),
        *(s for s, _ in sorted(named.items(), key=lambda x: (-x[1], x[0]))),
    ]
    names = (assignment.entity_names.get(slug, "") for slug in dict.fromkeys(slugs))
    return [name for name in names if name]


def printed_of(names: Iterable[str], chosen: Sequence[Passage]) -> Iterator[str]:
    """Yield the names that stand in what the story prints, or in the titles of what it quotes."""
    printed = "\n".join(f"{p.text}\n{p.record.title or ''}" for p in chosen)
    return (name for name in names if _is_printed(name, printed))


def asked_about(
    assignment: Assignment, names: Sequence[str], records: Collection[str], chosen: Sequence[Passage]
) -> list[str]:
    """Return a few names that a reader may ask about: no place's, no forum's, and none that half of the records hold."""
    named = Counter(slug for record_id in records for slug in assignment.entities.get(record_id, {}))
    kinds = assignment.entity_kinds
    papers = _papers(assignment)
    asked = {
        assignment.entity_names.get(slug)
        for slug, count in named.items()
        if 2 * count < len(records) and kinds.get(slug) not in _SCENES
    }
    return list(islice(printed_of((name for name in names if name in asked - papers), chosen), _MOST_ASKED))


def naming_of(assignment: Assignment, asked: Sequence[str] = ()) -> Naming:
    """Return what things are called in print, but for the papers that the story is told by, and which names are `asked` about."""
    return Naming(assignment.gazetteer, assignment.entity_names, assignment.entity_kinds, _papers(assignment), asked)


def _papers(assignment: Assignment) -> set[str]:
    """Return the names of the papers that tell the story, which nobody asks it about; a firm whose own blog is among them is none where others speak of it."""
    spoken_of: defaultdict[str, set[str]] = defaultdict(set)
    for record in assignment.records:
        for slug in assignment.entities.get(record.id, ()):
            spoken_of[assignment.entity_names.get(slug, "")].add(record.source)
    refs = {record.source: assignment.sources[record.source] for record in assignment.records}
    return {ref.name for slug, ref in refs.items() if ref.kind != "blog" or spoken_of[ref.name] <= {slug}}


def names_in_heads(assignment: Assignment, names: Sequence[str], chosen: Sequence[Passage]) -> list[str]:
    """Return the names that a title may be composed of: what the story is about, not where it was said or happened."""
    slugs = {slug for named in assignment.entities.values() for slug in named}
    scenes = {assignment.entity_names.get(slug) for slug in slugs if assignment.entity_kinds.get(slug) in _SCENES}
    return list(printed_of((name for name in names if name not in scenes), chosen))


def _is_printed(name: str, printed: str) -> bool:
    """Say whether a name stands in what is printed with no letter, digit or underscore at its sides."""
    place = printed.find(name)
    while place >= 0:
        sides = printed[place - 1 : place] + printed[place + len(name) : place + len(name) + 1]
        if not any(side.isalnum() or side == "_" for side in sides):
            return True
        place = printed.find(name, place + 1)
    return False
