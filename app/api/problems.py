"""Turn every failure into a problem document (RFC 9457), and let nothing else out.

A problem never holds what the caller sent beyond a name, never a trace, a query or a key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.api.allowed import allowed_methods
from app.errors import (
    BadRequestError,
    Fault,
    InternalError,
    InvalidInputError,
    MethodNotAllowedError,
    NotFoundError,
    StorywireError,
)
from schemas.problem import Problem, ProblemItem

PROBLEM_MEDIA_TYPE = "application/problem+json"
MOST_FAULTS = 50
LONGEST_ECHO = 100


def problem_address(public_url: str, slug: str) -> str:
    """Return the address of the page that explains a kind of problem."""
    return f"{public_url}/problems/{slug}"


def problem_document(error: StorywireError, public_url: str, instance: str | None) -> Problem:
    """Describe an error as RFC 9457 has it; `instance` is the path that was asked for."""
    return Problem(
        type=problem_address(public_url, error.slug),
        title=error.title,
        status=error.status,
        detail=error.detail,
        instance=instance,
        errors=[ProblemItem(pointer=f.pointer, detail=f.detail) for f in error.errors] or None,
    )


def problem_response(error: StorywireError, scope: Scope) -> Response:
    """Answer a request with an error's problem document, its status and its headers."""
    problem = problem_document(error, scope["app"].state.settings.public_url, _readable(scope["path"]))
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=error.status,
        media_type=PROBLEM_MEDIA_TYPE,
        headers=error.headers,
    )


async def answer_error(request: Request, error: Exception) -> Response:
    """Answer one of our own errors."""
    if not isinstance(error, StorywireError):
        error = InternalError("The service failed.")
    return problem_response(error, request.scope)


async def answer_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework refuses by itself: an unknown address or a method that it does not take."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return problem_response(_from_status(status, request), request.scope)


async def answer_invalid_input(request: Request, error: Exception) -> Response:
    """Answer input that does not fit its model: where and why, never the input itself."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    return problem_response(InvalidInputError("The input is not valid.", errors=faults_of(found)), request.scope)


def faults_of(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Name the place and the fault of each pydantic error, at most fifty."""
    return [
        Fault(_pointer(error["loc"]), _readable(error["msg"].removeprefix("Value error, "), 200))
        for error in errors[:MOST_FAULTS]
    ]


def _pointer(location: Sequence[str | int]) -> str:
    """Write a place in the body as a JSON Pointer (RFC 6901), and a parameter as its name."""
    origin, *steps = location
    if origin != "body":
        return _readable(".".join(str(step) for step in steps))
    return "".join(f"/{_readable(str(step)).replace('~', '~0').replace('/', '~1')}" for step in steps)


def _readable(text: str, longest: int = LONGEST_ECHO) -> str:
    """Cut a text that came from outside, and replace what cannot be written as UTF-8."""
    cut = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return cut.encode("utf-8", "replace").decode("utf-8")


def _from_status(status: int, request: Request) -> StorywireError:
    if status == HTTPStatus.NOT_FOUND:
        return NotFoundError("There is nothing at this address.")
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = allowed_methods(request.app.routes, request.scope)
        return MethodNotAllowedError(f"This address takes {', '.join(allowed)}.", headers={"Allow": ", ".join(allowed)})
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return BadRequestError("The request could not be read.")
    return InternalError("The service failed.")
