"""The description of the API as OpenAPI 3.1, made from the operations, their terms and their examples."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from copy import deepcopy
from http import HTTPStatus
from importlib.resources import files
from itertools import groupby
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from app.api.operation import Operation
from app.api.problems import PROBLEM_MEDIA_TYPE, problem_address
from app.errors import (
    InternalError,
    InvalidInputError,
    InvalidJsonError,
    KeyRequiredError,
    NotFoundError,
    RateLimitedError,
    RequestTimeoutError,
    ScopeMissingError,
    StorywireError,
    TooLargeError,
    UnavailableError,
    UnsupportedMediaTypeError,
    every_problem,
)
from schemas.change import ExportLine
from schemas.problem import Problem
from schemas.record import RecordInput

_TITLE = "Storywire"
_DESCRIPTION = (
    "Record ids in, a structured story out in which every sentence rests on quotes found in the records. "
    "Every error is a problem document (RFC 9457) whose `type` is a page of this API. Times are RFC 3339 in UTC, "
    "languages BCP 47 tags, and offsets count Unicode code points of text in NFC."
)
_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "swk_…",
        "description": "A key made with `storywire keys create`. Scopes: read, ingest, synthesize, edit, admin.",
    }
}
_READ_BODY = (InvalidJsonError, InvalidInputError, TooLargeError, UnsupportedMediaTypeError, RequestTimeoutError)
_ANSWER_HEADERS = {
    "ETag": {"description": "A strong tag of the answer.", "schema": {"type": "string"}},
    "X-Request-Id": {"description": "The id of the request.", "schema": {"type": "string"}},
}
_FAREWELL_HEADERS = {
    "Deprecation": {"description": "Since when the operation is deprecated (RFC 9745).", "schema": {"type": "string"}},
    "Sunset": {"description": "When it may be gone (RFC 8594), where that is known.", "schema": {"type": "string"}},
}

# Problems and exports are sent, and records read, without the framework's doing.
_NOT_SEEN_BY_THE_FRAMEWORK: tuple[type[BaseModel], ...] = (Problem, RecordInput, ExportLine)

Document = dict[str, Any]


def describe(routes: Sequence[Operation], version: str, public_url: str) -> Document:
    """Return the OpenAPI document of some operations."""
    document = get_openapi(
        title=_TITLE,
        version=version,
        openapi_version="3.1.0",
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=routes,
        servers=[{"url": public_url}],
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for model in _NOT_SEEN_BY_THE_FRAMEWORK:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, part in {**schema.pop("$defs", {}), model.__name__: schema}.items():
            schemas.setdefault(name, part)
    components["securitySchemes"] = _SCHEMES
    components["examples"] = {kind.slug: _problem_example(kind, public_url) for kind in every_problem()}
    shared = components.setdefault("responses", {})
    examples = json.loads((files("app.api") / "examples.json").read_text("utf-8"))
    for route in filter(lambda route: route.include_in_schema, routes):
        for method in route.methods or ():
            _complete(document["paths"][route.path_format][method.lower()], route, examples, shared)
    return document


def _complete(operation: Document, route: Operation, examples: Document, shared: Document) -> None:
    """Add to an operation what the framework does not know: security, problems, headers, examples."""
    if " ".join(operation.get("description", "").split()).rstrip(".") == operation["summary"]:
        del operation["description"]  # The framework fills in the docstring where it has but one paragraph.
    scopes = route.terms.scopes
    if route.terms.only_reads:
        operation["security"] = [{}, {"key": ["read"]}]
    elif scopes:
        operation["security"] = [{"key": [scope]} for scope in scopes]
        told = " or ".join(f"`{scope}`" for scope in scopes)
        operation["description"] = f"{operation.get('description', '')}\n\nScope: {told}.".strip()
    if route.leaves is not None:
        operation["description"] = f"{operation.get('description', '')}\n\n{route.leaves.sentence()}".strip()
    operation["responses"].pop("422", None)
    if "PUT" in (route.methods or ()):
        operation["responses"]["201"] = {**deepcopy(operation["responses"]["200"]), "description": "It is new."}
    for answer in operation["responses"].values():
        answer.setdefault("headers", {}).update(_ANSWER_HEADERS | (_FAREWELL_HEADERS if route.leaves else {}))
    if "GET" in (route.methods or ()):
        operation["responses"]["304"] = {"description": "What If-None-Match names is still current."}
    operation["responses"] |= _problem_answers(_problems_of(route), shared)
    _add_examples(operation, examples.get(route.operation_id or "", {}))


def _problems_of(route: Operation) -> list[type[StorywireError]]:
    """Return every error that a route can answer with, by status."""
    found = {*route.terms.problems, RateLimitedError, InternalError}
    if route.terms.scopes:
        found |= {KeyRequiredError, UnavailableError}
        if not route.terms.only_reads:
            found.add(ScopeMissingError)
    if route.body_field is not None:
        found.update(_READ_BODY)
    if "{" in route.path_format:
        found.add(NotFoundError)
    # A parameter that is not known is refused everywhere.
    found.add(InvalidInputError)
    return sorted(found, key=lambda kind: (kind.status, kind.slug))


def _problem_answers(kinds: Iterable[type[StorywireError]], shared: Document) -> Document:
    """Return a reference for each status; what it refers to is put among the answers that operations share."""
    answers = {}
    for status, same in groupby(kinds, key=lambda kind: kind.status):
        of_status = list(same)
        name = ".".join(kind.slug for kind in of_status)
        shared.setdefault(name, _problem_answer(of_status))
        answers[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return answers


def _problem_answer(kinds: list[type[StorywireError]]) -> Document:
    """Describe the problems of one status, with an example of each."""
    status = HTTPStatus(kinds[0].status)
    headers: Document = {"X-Request-Id": _ANSWER_HEADERS["X-Request-Id"]}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {"description": "How to authenticate.", "schema": {"type": "string"}}
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["Retry-After"] = {"description": "After how many seconds.", "schema": {"type": "integer"}}
    examples = {kind.slug: {"$ref": f"#/components/examples/{kind.slug}"} for kind in kinds}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    return {"description": status.phrase, "headers": headers, "content": {PROBLEM_MEDIA_TYPE: content}}


def _problem_example(kind: type[StorywireError], public_url: str) -> Document:
    value = {
        "type": problem_address(public_url, kind.slug),
        "title": kind.title,
        "status": kind.status,
        "detail": kind.explanation,
    }
    return {"summary": kind.title, "value": value}


def _add_examples(operation: Document, examples: Document) -> None:
    """Put the examples of `examples.json` beside the schemas: `request`, and an answer by its media type.

    Where answers of several statuses differ, `answers` holds each one's by its status.
    """
    for media_type, value in examples.get("request", {}).items():
        operation["requestBody"]["content"][media_type]["example"] = value
    for name, value in examples.get("parameters", {}).items():
        next(p for p in operation["parameters"] if p["name"] == name)["example"] = value
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for media_type, content in answer.get("content", {}).items():
                told = examples.get("answers", {}).get(status) or examples.get("answer", {})
                if media_type in told:
                    content["example"] = told[media_type]
