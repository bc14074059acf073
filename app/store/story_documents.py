"""A story as it is kept: rendered once when it is saved, and sent as it stands from then on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

from schemas.story import Story, StorySummary

_SUMMARY_FIELDS = frozenset(StorySummary.model_fields)


@dataclass(frozen=True, slots=True)
class StoredStory:
    """One revision of a story: its JSON as it is sent, the strong ETag of that JSON, and the story's state now."""

    document: str
    etag: str
    status: str
    slug: str
    revision: int
    replaced_by: str | None
    retraction_reason: str | None

    def story(self) -> Story:
        """Read the document; costs about a millisecond, so only where the story's parts are needed."""
        return Story.model_validate_json(self.document)


def render(story: Story) -> tuple[str, str]:
    """Return a story's JSON and its ETag: a quoted half of the SHA-256 of that JSON."""
    document = story.model_dump_json()
    return document, f'"{sha256(document.encode()).hexdigest()[:32]}"'


def render_summary(story: Story) -> str:
    """Return the JSON of what lists show of a story."""
    return story.model_dump_json(include=set(_SUMMARY_FIELDS))


def searched_words(story: Story) -> tuple[str, str]:
    """Return what the search index holds of a story: its headline words, and the words of its body."""
    headings = [section.heading for section in story.sections if section.heading]
    questions = [item.question for item in story.faq]
    sentences = [sentence.text for sentence in story.body()]
    return f"{story.title}\n{story.dek}", "\n".join([*headings, *questions, *sentences])


def passages(document: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Go through what the search index holds of a story, from its JSON: what each part is, the id of a sentence, and its text.

    A page of what was found holds dozens of stories, and to read each as a Story would take longer than to find them.
    """
    yield "title", None, document["title"]
    yield "dek", None, document["dek"]
    for section in document["sections"]:
        if section["heading"]:
            yield "heading", None, section["heading"]
        yield from _sentences(chain.from_iterable(paragraph["sentences"] for paragraph in section["paragraphs"]))
    yield from _sentences(document["story_so_far"])
    for item in document["faq"]:
        yield "question", None, item["question"]
        yield from _sentences(item["answer"])


def _sentences(told: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str | None, str]]:
    for sentence in told:
        yield "sentence", sentence["id"], "".join(run["text"] for run in sentence["runs"])
