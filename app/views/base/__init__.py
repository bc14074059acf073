"""What every view is, what it is handed beside the story, and what views share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from schemas.record import Record
from schemas.story import RevisionSummary, Story

NO_HEADERS: Mapping[str, str] = {}
# What every feed says of itself.
OF_FEEDS = "Every sentence rests on words quoted from the records that its story cites. A machine writes the stories."


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


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A story that a feed may have held and that was retracted since: its id, its address, when and why."""

    id: str
    url: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of a feed, newest first, for a format to write down.

    `address` is that of this page without a cursor, `next_address` that of the following one. `corrections` are the
    revisions that corrected a story, by its id. Tombstones stand on the first page alone. Stories are gone through once: each may be
    read when it is come to.
    """

    title: str
    home: str
    address: str
    next_address: str | None
    language: str | None
    public_url: str
    hubs: Sequence[str]
    stories: Iterable[Story]
    corrections: Mapping[str, Sequence[RevisionSummary]]
    tombstones: Sequence[Tombstone]
    updated: datetime


class Feed(Protocol):
    """A format in which stories are followed, asked for by the suffix of the feed's address. A module can be one."""

    @property
    def name(self) -> str:
        """The format's name, such as atom."""
        ...

    @property
    def media_type(self) -> str:
        """The media type, such as application/atom+xml."""
        ...

    @property
    def suffix(self) -> str:
        """What the address of the feed ends in, after the dot, such as atom."""
        ...

    def render(self, page: FeedPage) -> str:
        """Return a page of a feed in this format."""
        ...
