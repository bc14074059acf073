"""A draft: what every writer hands in, before verification and before anything is numbered.

A writer says in plain text what it wants to print and which spans of which records each
sentence rests on. It never numbers citations, links entities or weighs records against
verification: those are the house's rules (see `assemble`), the same for every writer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.base import Support
from schemas.citation import QuoteField
from schemas.story import UnusedReason


@dataclass(frozen=True, slots=True)
class Span:
    """A contiguous span of a record's `field`, in code points, half open; a translation where one was made."""

    record_id: str
    field: QuoteField
    start: int
    end: int
    translation: str | None = None


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Characters [start, end) of a draft sentence that link to an earlier story."""

    start: int
    end: int
    slug: str


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence as it is to be printed, and what it rests on.

    `objection` is the writer's own reason against it, in a sentence: it is then refused, and counted, whatever the rules say.
    """

    text: str
    spans: tuple[Span, ...]
    support: Support = "verbatim"
    links: tuple[StoryLink, ...] = ()
    objection: str | None = None


@dataclass(frozen=True, slots=True)
class DraftSection:
    """Paragraphs of sentences under a heading; where they are `whole`, each stands as it is or not at all."""

    heading: str | None
    paragraphs: tuple[tuple[DraftSentence, ...], ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """A question and the sentences that answer it."""

    question: str
    answer: tuple[DraftSentence, ...]


@dataclass(frozen=True, slots=True)
class DraftUnused:
    """Why the writer left a record out."""

    record_id: str
    reason: UnusedReason
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as a writer hands it in. `title_spans` and `dek_spans` are what the title and dek rest on.

    `angle_unknown` says that an angle was asked for of which no record speaks.
    """

    language: str
    title: str
    dek: str
    title_spans: tuple[Span, ...]
    dek_spans: tuple[Span, ...]
    sections: tuple[DraftSection, ...]
    story_so_far: tuple[DraftSentence, ...] = ()
    faq: tuple[DraftQuestion, ...] = ()
    unused: tuple[DraftUnused, ...] = ()
    relevance: dict[str, float] = field(default_factory=dict)
    angle_unknown: bool = False
