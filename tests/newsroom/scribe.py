"""A writer that does what a test tells it to, and what the tests of syntheses ask the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.newsroom.deployment import Deployment
from app.store import stories, syntheses
from app.store.stories import StoredStory
from app.story.draft import Draft
from app.writers.base import Assignment, Writer
from schemas.record import Record
from schemas.story import Story
from schemas.synthesis import Synthesis, SynthesisRequest


class Scribe:
    """A writer that hands in what a test tells it to, and notes what it was given."""

    name = "scribe"
    model: str | None = None
    prompt_version = "scribe-1"

    def __init__(self, drafts: Callable[[Assignment], Draft]) -> None:
        """Keep what makes the draft."""
        self.drafts = drafts
        self.seen: list[list[str]] = []

    def writes(self, language: str) -> bool:
        """Write English alone."""
        return language == "en"

    def write(self, assignment: Assignment) -> Draft:
        """Hand in the draft."""
        self.seen.append([record.id for record in assignment.records])
        return self.drafts(assignment)


def with_scribe(deployment: Deployment, scribe: Writer) -> Deployment:
    """Return the deployment with one more writer, which writes unless another is asked for."""
    writers: Mapping[str, Writer] = {**deployment.writers, scribe.name: scribe}
    return replace(deployment, writers=writers, default_provider=scribe.name)


def ask(given: Sequence[Record], **fields: Any) -> SynthesisRequest:
    """Return the request for a story of records."""
    return SynthesisRequest.model_validate({"record_ids": [record.id for record in given]} | fields)


def kept(deployment: Deployment) -> list[Synthesis]:
    """Return every synthesis that is kept, newest first."""
    with deployment.database.read() as session:
        return syntheses.page(session, 100, None)[0]


def stored(deployment: Deployment) -> int:
    """Return how many stories there are, drafts among them."""
    with deployment.database.read() as session:
        return stories.count(session, stories.StoryFilter(statuses=("published", "draft", "retracted")))


def story_of(found: StoredStory) -> Story:
    """Return the story that was stored."""
    return found.story()
