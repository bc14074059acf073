"""A synthesis: the job that makes a story from record ids."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Input, Language, Output, Slug, Time
from schemas.problem import Problem
from schemas.story import StoryDiff, Usage

SynthesisStatus = Literal["queued", "running", "succeeded", "failed", "cancelled"]


class SynthesisRequest(Input):
    """Which records to write from, and how."""

    record_ids: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=64)]],
        Field(min_length=1, max_length=500, description="1 to 500 record ids; a repeated id counts once."),
    ]
    beat: Annotated[Slug | None, Field(description="File it under this beat, not the one the records suggest.")] = None
    angle: Annotated[str | None, Field(max_length=500, description="What the story should be about, in words.")] = None
    language: Annotated[Language | None, Field(description="Null for that of most of the records.")] = None
    publish: Annotated[bool, Field(description="False makes a draft.")] = True
    provider: Annotated[str | None, Field(max_length=64)] = None
    model: Annotated[str | None, Field(max_length=128)] = None
    revises: Annotated[str | None, Field(max_length=200, description="The slug of a story that this one revises.")] = (
        None
    )
    max_cost_usd: Annotated[float | None, Field(ge=0, le=10_000)] = None


class Synthesis(Output):
    """A synthesis as it stands."""

    id: str
    status: SynthesisStatus
    stage: str
    progress: Annotated[float, Field(ge=0, le=1)]
    created_at: Time
    finished_at: Time | None
    record_ids: list[str]
    usage: Usage
    timings: dict[str, float]
    story: str | None
    problem: Problem | None


class SynthesisPage(Output):
    """One page of syntheses, newest first."""

    items: list[Synthesis]
    next_cursor: str | None


class EstimatedStage(Output):
    """A stage of a synthesis that asks a model: how many calls, and what they take together at most."""

    stage: Annotated[
        str,
        Field(
            description="`look` (at an endpoint that was not asked yet), `gather` (picking from many records), `write`, or `mend` (what was refused)."
        ),
    ]
    calls: Annotated[int, Field(ge=1)]
    input_tokens: Annotated[int, Field(ge=0)]
    output_tokens: Annotated[int, Field(ge=0)]
    cost_usd: str


class SynthesisEstimate(Output):
    """What a synthesis may cost at most; for a writer without a model, nothing."""

    provider: str
    model: str | None
    stages: list[EstimatedStage]
    input_tokens: int
    output_tokens: int
    cost_usd: Annotated[
        str, Field(description="A request with a lower `max_cost_usd` is refused before anything is written.")
    ]


class RefusedSentence(Output):
    """A sentence of a draft that verification refused, and why. It is no part of the story, and nothing bears it out."""

    text: str
    reason: str


class RefusedSentences(Output):
    """What verification refused while a story was written, in the order in which it was written; empty where a withdrawal erased it."""

    items: list[RefusedSentence]


class Replay(Output):
    """What came of writing a story again from what was kept of its synthesis.

    `same` means byte for byte, but for related stories, which are others' doing. `difference` compares the revision that the synthesis made with
    what would be written today; where not even that could be told, `detail` says why. `calls` were made to a model now.
    """

    synthesis_id: str
    outcome: Literal["same", "different"]
    compared_with: int
    calls: int
    usage: Usage
    difference: StoryDiff | None
    detail: str | None
