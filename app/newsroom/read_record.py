"""Read one line of an ingestion into a record, or say what is wrong with it and where."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from app.errors import GoneError, InvalidInputError, InvalidJsonError, StorywireError
from app.newsroom.read_json import read_json
from schemas.record import IngestProblem, RecordInput
from schemas.strict_json import StrictJsonError

# A part of a pointer may be a key that the sender chose; it is shown, but not at any length.
_LONGEST_PART = 100


class RejectedError(Exception):
    """A line cannot become a record; `problem` is what its sender is told."""

    def __init__(self, problem: IngestProblem) -> None:
        """Keep the problem."""
        super().__init__(problem.detail)
        self.problem = problem


def read_record(data: bytes) -> RecordInput:
    """Return the record that a line of strict JSON holds; raise `RejectedError`.

    In records, and only there, strings are repaired instead of refused: people's posts hold what they hold.
    """
    try:
        value = read_json(data)
    except StrictJsonError as error:
        raise RejectedError(problem_of(InvalidJsonError, _sentence(str(error)))) from None
    if not isinstance(value, dict):
        raise RejectedError(problem_of(InvalidInputError, "A record is a JSON object.", ""))
    try:
        return RecordInput.model_validate(value)
    except ValidationError as error:
        raise RejectedError(_invalid(error)) from None


def problem_of(kind: type[StorywireError], detail: str, pointer: str | None = None) -> IngestProblem:
    """Return a problem of a kind; its `type` is the path of the page that explains it."""
    return IngestProblem(type=f"/problems/{kind.slug}", title=kind.title, detail=detail, pointer=pointer)


def withdrawn() -> IngestProblem:
    """Return the problem of a record that was withdrawn and is sent again."""
    return problem_of(GoneError, "The record was withdrawn here and stays so.")


def _invalid(error: ValidationError) -> IngestProblem:
    """Return the first thing that is wrong with a record, and how many more there are; the input is not repeated."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    detail = faults[0]["msg"].removeprefix("Value error, ")
    more = f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    return problem_of(InvalidInputError, _sentence(detail + more), _pointer(faults[0]["loc"]))


def _pointer(place: tuple[Any, ...]) -> str:
    """Write a place as a JSON Pointer (RFC 6901)."""
    parts = [str(part).replace("~", "~0").replace("/", "~1")[:_LONGEST_PART] for part in place if part != "[key]"]
    return "".join(f"/{part}" for part in parts)


def _sentence(words: str) -> str:
    """Write words as a sentence."""
    return f"{words[0].upper()}{words[1:]}."
