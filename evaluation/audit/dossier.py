"""All that an audit reads: the story, and what the API answers about everything that the story names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Fault(NamedTuple):
    """A promise that a story breaks: the kind of promise, where in the story, and what is wrong."""

    kind: str
    where: str
    what: str


class Outside(Protocol):
    """The API as a reader sees it; a path stands under /v1."""

    def get(self, path: str) -> Any | None:  # noqa: ANN401 - an answer is whatever JSON holds
        """Return the JSON that a path answers, or None where it does not answer 200."""

    def text(self, path: str) -> str | None:
        """Return the text that a path answers, or None where it does not answer 200."""


class Sentence(NamedTuple):
    """A sentence of a story: its part (sections, story_so_far, faq), where it stands in words, itself, and its text."""

    part: str
    where: str
    given: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A story and its surroundings; what does not resolve is None. `quotes` gives each quote's citation and itself."""

    story: dict[str, Any]
    asked: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    quotes: dict[str, tuple[dict[str, Any], dict[str, Any]]]
    records: dict[str, dict[str, Any] | None]
    entities: dict[str, dict[str, Any] | None]
    beats: dict[str, dict[str, Any] | None]
    stories: dict[str, dict[str, Any] | None]
    outside: Outside

    @property
    def citations(self) -> list[dict[str, Any]]:
        """Return the story's citations as they are listed."""
        return list(self.story.get("citations") or [])

    def cited(self, sentence: Sentence) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the citation and the quote behind each quote id of a sentence that is there."""
        return [self.quotes[i] for i in sentence.given.get("quotes") or [] if i in self.quotes]


def gather(story: dict[str, Any], outside: Outside, asked: Sequence[str]) -> Dossier:
    """Ask the API for everything that a story names."""
    sentences = tuple(_sentences(story))
    runs = [run for sentence in sentences for run in sentence.given.get("runs") or []]
    citations = story.get("citations") or []
    entities = {e["slug"] for e in story.get("entities") or []} | {run["entity"] for run in runs if run.get("entity")}
    beats = {(story.get("beat") or {}).get("slug")} | {run["beat"] for run in runs if run.get("beat")}
    stories = {run["story"] for run in runs if run.get("story")} | {each["slug"] for each in story.get("related") or []}
    return Dossier(
        story=story,
        asked=tuple(dict.fromkeys(asked)),
        sentences=sentences,
        quotes={quote["id"]: (each, quote) for each in citations for quote in each.get("quotes") or []},
        records={
            each["record_id"]: outside.get(f"/records/{each['record_id']}/versions/{each['record_version']}")
            for each in citations
        },
        entities={slug: outside.get(f"/entities/{slug}") for slug in sorted(entities)},
        beats={slug: outside.get(f"/beats/{slug}") for slug in sorted(filter(None, beats))},
        stories={slug: outside.get(f"/stories/{slug}") for slug in sorted(stories)},
        outside=outside,
    )


def _sentences(story: dict[str, Any]) -> list[Sentence]:
    found = []
    for i, section in enumerate(story.get("sections") or [], 1):
        for j, paragraph in enumerate(section.get("paragraphs") or [], 1):
            place = f"section {i}, paragraph {j}"
            found += [_placed("sections", place, each) for each in paragraph.get("sentences") or []]
    found += [_placed("story_so_far", "story so far", each) for each in story.get("story_so_far") or []]
    for i, item in enumerate(story.get("faq") or [], 1):
        found += [_placed("faq", f"answer {i}", each) for each in item.get("answer") or []]
    return found


def _placed(part: str, place: str, given: dict[str, Any]) -> Sentence:
    text = "".join(run.get("text", "") for run in given.get("runs") or [])
    return Sentence(part, f"{place}, {given.get('id')} {text[:60]!r}", given, text)
