"""A problem document, as RFC 9457 has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.base import Output


class ProblemItem(Output):
    """One thing that is wrong with the input, and where (a JSON Pointer, or a parameter's name)."""

    pointer: str
    detail: str


class Problem(Output):
    """What went wrong: `type` is the address of a page that explains it."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    instance: str | None = None
    errors: list[ProblemItem] | None = None


class ProblemKind(Output):
    """A kind of problem: what its page says."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    explanation: str


class ProblemKindList(Output):
    """Every kind of problem, by its address."""

    items: list[ProblemKind]
