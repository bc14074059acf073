"""What an answer says: what was asked for, or the error that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from schemas.problem import Problem
from storywire.client.asking import Ask
from storywire.client.errors import ClientError, UnexpectedAnswerError, error_of
from storywire.client.terms import retry_after

T = TypeVar("T")

_PROBLEM = "application/problem+json"
_EXCERPT = 200


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that came whole."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def kind(self) -> str:
        """Return the media type."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_problem(self) -> bool:
        """Tell whether it is a problem document."""
        return self.kind == _PROBLEM


def error_in(answer: Answer) -> ClientError:
    """Return what an answer that is none of the good ones says."""
    if answer.is_problem:
        try:
            problem = Problem.model_validate_json(answer.content, extra="ignore")
        except ValidationError:
            pass
        else:
            return error_of(problem, answer.headers.get("x-request-id"), retry_after(answer.headers))
    where = answer.headers.get("location")
    told = f"It leads to {where}; is the address right?" if where else f"It is {answer.kind or 'of no media type'}."
    return _unexpected(answer.status, told, answer.content)


def read(ask: Ask[T], answer: Answer) -> T:
    """Return what a good answer says, if it is one of this API's."""
    if answer.content and answer.kind != ask.accept:
        raise _unexpected(
            answer.status, f"It is {answer.kind or 'of no media type'}, not {ask.accept}.", answer.content
        )
    return parsed(ask, answer.content, answer.status)


def parsed(ask: Ask[T], content: bytes, status: int) -> T:
    """Return what JSON, or text, says; raise UnexpectedAnswerError where it is of another shape."""
    try:
        return ask.read(content)
    except ValueError as error:  # which pydantic's and Unicode's are
        first = str(error).partition("\n")[0]
        raise _unexpected(status, f"It cannot be read: {first}.", content) from error


def _unexpected(status: int, told: str, content: bytes) -> UnexpectedAnswerError:
    excerpt = content[:_EXCERPT].decode("utf-8", "replace")
    return UnexpectedAnswerError(
        f"Not an answer of this API, with status {status}. {told}", status=status, excerpt=excerpt
    )
