"""A story as it is kept: rendered once when it is saved, and sent as it stands from then on."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

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
