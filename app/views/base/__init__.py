"""What every view is, what it is handed beside the story, and what views share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from schemas.record import Record
from schemas.story import RevisionSummary, Story

NO_HEADERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Alternate:
    """Another form of the same story, or a feed in which it stands: its media type, its address, and a title."""

    media_type: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What a view may use beside the story itself; whoever has nothing of it hands in nothing.

    `records` are the cited records as they are now, by id: a form may say which have changed since. `corrections` are
    the revisions that corrected the story, oldest first. `public_url` is where readers find this deployment.
    """

    records: Mapping[str, Record] = field(default_factory=dict)
    corrections: Sequence[RevisionSummary] = ()
    public_url: str = ""
    alternates: Sequence[Alternate] = ()


ALONE = Beside()


class View(Protocol):
    """A form of a story, asked for by `Accept` or by the suffix of its address. A module can be one."""

    @property
    def name(self) -> str:
        """The form's name, such as plain_text."""
        ...

    @property
    def media_type(self) -> str:
        """The media type, as `Accept` names it, such as text/plain."""
        ...

    @property
    def suffix(self) -> str:
        """What the address of the form ends in, after the dot, such as txt."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that an answer in this form needs, beside its media type."""
        ...

    def render(self, story: Story, beside: Beside) -> str:
        """Return the whole story in this form."""
        ...
