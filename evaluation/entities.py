"""Measure the linking of the default vocabulary against names that people marked.

Two sets, in the folder ``gold`` of a corpus:

* WNUT-17 (Derczynski et al., 2017): 1,683 tokenised posts of 2010 to 2017 about everything, with the spans of persons,
  locations, corporations, groups, products and creative works. The vocabulary knows one field of a later decade, so
  recall over all gold is small by design; recall over the gold names that the vocabulary knows, and precision over what
  it links, are the figures to watch. Creative works are left out: no kind of entity covers them.
* Current events: sentences whose editors linked names to encyclopedia articles. Where a mention overlaps a link, the
  two either mean the same thing or not.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from app.language.gazetteer import Gazetteer, Mention, Name
from app.language.surfaces import fold_surface

# The types of WNUT-17 that each kind of entity may be. A platform is a corporation to one annotator, a product to the
# next, a group to a third.
_THINGS = frozenset({"corporation", "group", "product"})
_TYPES_OF_KIND = {
    "person": frozenset({"person"}),
    "place": frozenset({"location"}),
    "organization": _THINGS,
    "model": _THINGS,
    "product": _THINGS,
    "community": _THINGS,
}
_COVERED = frozenset[str]().union(*_TYPES_OF_KIND.values())
_WIKIPEDIA = "wikipedia.org/wiki/"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of code points that a person marked, with its type or the title of the article it links to."""

    start: int
    end: int
    label: str


def measure(corpus: Path, vocabulary: Path | None = None) -> dict[str, float | int]:
    """Score a vocabulary, by default our own, on the gold sets of a corpus; shares lie between 0 and 1."""
    entities = _entities(vocabulary)
    gazetteer = Gazetteer(_names(entities))
    gold = corpus / "gold"
    return {
        **{f"wnut17_{key}": value for key, value in _marked_names(gold, gazetteer, entities).items()},
        **{f"current_events_{key}": value for key, value in _linked_names(gold, gazetteer, entities).items()},
    }


def _entities(vocabulary: Path | None) -> list[dict[str, Any]]:
    source = vocabulary or files("app").joinpath("data", "entities.json")
    entities: list[dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))["entities"]
    return entities


def _surfaces(entity: dict[str, Any]) -> list[str]:
    aliases = [alias for of_language in entity.get("aliases", {}).values() for alias in of_language]
    return list(dict.fromkeys([entity["name"], *aliases]))


def _names(entities: Iterable[dict[str, Any]]) -> Iterator[Name]:
    for entity in entities:
        ambiguous, exact = entity.get("ambiguous", {}), entity.get("exact_case", [])
        for surface in _surfaces(entity):
            context = ambiguous.get(surface, {})
            needs, never = tuple(context.get("needs", ())), tuple(context.get("never", ()))
            yield Name(entity["slug"], surface, surface in exact, needs, never)


def _marked_names(gold: Path, gazetteer: Gazetteer, entities: list[dict[str, Any]]) -> dict[str, float | int]:
    """Compare mentions with marked spans; a mention is right if its span is marked with a type that its kind may be."""
    types = {entity["slug"]: _TYPES_OF_KIND.get(entity["kind"], frozenset()) for entity in entities}
    known = {fold_surface(surface) for entity in entities for surface in _surfaces(entity)}
    marked = marked_and_known = linked = right_span = right = 0
    for line in _lines(gold / "gold_ner_wnut17.jsonl"):
        tokens, tags = line["raw"]["tokens"], line["raw"]["tags"]
        text = " ".join(tokens)
        spans = {(span.start, span.end): span.label for span in _spans_of_tags(tokens, tags)}
        covered = [place for place, label in spans.items() if label in _COVERED]
        marked += len(covered)
        marked_and_known += sum(fold_surface(text[start:end]) in known for start, end in covered)
        for mention in gazetteer.find(text):
            label = spans.get((mention.start, mention.end))
            linked += 1
            right_span += label is not None
            right += label in types[mention.slug]
    return {
        "marked": marked,
        "marked_and_known": marked_and_known,
        "linked": linked,
        "precision": _share(right, linked),
        "precision_of_span": _share(right_span, linked),
        "recall": _share(right, marked),
        "recall_of_known": _share(right, marked_and_known),
    }


def _spans_of_tags(tokens: list[str], tags: list[str]) -> Iterator[Span]:
    """Turn B-, I- and O tags into spans of the tokens joined by single spaces."""
    place, start, label = 0, 0, ""
    for token, tag in zip([*tokens, ""], [*tags, "O"], strict=True):
        if label and not tag.startswith("I-"):
            yield Span(start, place - 1, label)
            label = ""
        if tag.startswith("B-"):
            start, label = place, tag.removeprefix("B-")
        place += len(token) + 1


def _linked_names(gold: Path, gazetteer: Gazetteer, entities: list[dict[str, Any]]) -> dict[str, float | int]:
    """Compare mentions with the editors' links that they overlap, and with those of exactly the same words.

    Where the link is longer (*U.S. Senate*), the mention names a part of it and counts as another thing; so does a
    thing whose article has a title that the vocabulary does not know: both shares are lower bounds.
    """
    articles = {entity["slug"]: _articles(entity) for entity in entities}
    linked, overlapping, same_words = 0, list[bool](), list[bool]()
    for line in _lines(gold / "gold_current_events.jsonl"):
        links = list(_links(line["text"], line["raw"]["entities"]))
        for mention in gazetteer.find(line["text"]):
            linked += 1
            for link in _overlapping(mention, links):
                is_same_thing = link.label in articles[mention.slug]
                overlapping.append(is_same_thing)
                if (link.start, link.end) == (mention.start, mention.end):
                    same_words.append(is_same_thing)
    return {
        "linked": linked,
        "overlapping": len(overlapping),
        "precision": _share(sum(overlapping), len(overlapping)),
        "same_words": len(same_words),
        "precision_of_same_words": _share(sum(same_words), len(same_words)),
    }


def _articles(entity: dict[str, Any]) -> set[str]:
    """Give the folded titles of articles about an entity: its ``same_as``, and its names, which may redirect."""
    addresses = [address for address in entity.get("same_as", []) if _WIKIPEDIA in address]
    return {_title(address) for address in addresses} | {fold_surface(surface) for surface in _surfaces(entity)}


def _title(address: str) -> str:
    return fold_surface(unquote(address.partition(_WIKIPEDIA)[2].partition("#")[0]).replace("_", " "))


def _links(text: str, marked: Iterable[dict[str, str]]) -> Iterator[Span]:
    """Give the span of each link's words, which stand in the text in the order of the links."""
    cursor = 0
    for link in marked:
        start = text.find(link["text"], cursor)
        if start >= 0:
            cursor = start + len(link["text"])
            yield Span(start, cursor, _title(link["wikipedia"]))


def _overlapping(mention: Mention, links: Iterable[Span]) -> Iterator[Span]:
    return (link for link in links if link.start < mention.end and mention.start < link.end)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
