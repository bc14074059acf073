"""What happened to stories, in order: what partners follow to keep a copy in step."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from schemas.base import Output, Time
from schemas.story import Cause, Story

ChangeKind = Literal["publication", "revision", "retraction", "unpublication", "erasure"]


class Change(Output):
    """Something that happened to a story that readers see, told with the address that the story has now.

    `publication`: it is there for readers to see. `revision`: it has another revision. `retraction` and `unpublication`:
    it was taken back for good, or until it is published again; take it down. `erasure`: words were erased from revisions
    that are kept, for a record was withdrawn; what was copied of it must go, and be fetched again unless it is retracted.
    """

    seq: int = Field(description="Counted from 1 over all stories, without a gap.")
    kind: ChangeKind
    story_id: str
    slug: str
    url: str
    revision: int
    cause: Cause | None
    note: str | None = Field(description="What was said of the revision; of a retraction, the reason.")
    at: Time


class ChangeList(Output):
    """Changes in order. `next_after` is what to pass as `after` next, `latest` the newest change that there is."""

    items: list[Change]
    next_after: int
    latest: int


class ExportLine(Change):
    """The newest change of a story, with the story itself; null where it is to be taken down."""

    story: Story | None
