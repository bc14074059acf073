"""A synthesis: the job that makes a story from record ids."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Input, Language, Output, Slug, Time
from schemas.problem import Problem
from schemas.story import Usage

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
