"""The published description of the API: it changes only on purpose, and what it shows is true."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from app import __version__
from app.api import operations
from app.api.openapi import describe
from app.api.operation import Operation
from app.settings import Settings
from schemas.record import RecordInput

COMMITTED = Path(__file__).parent / "openapi.json"
DESCRIBED = [route for route in operations() if route.include_in_schema]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the document as `storywire openapi` prints it."""
    return describe(operations(), __version__, str(Settings.model_fields["public_url"].default))


def of(document: dict[str, Any], route: Operation) -> dict[str, Any]:
    """Return what the document says of an operation."""
    told: dict[str, Any] = document["paths"][route.path_format][next(iter(route.methods or ())).lower()]
    return told


def test_the_description_changes_only_on_purpose(document: dict[str, Any]) -> None:
    """The committed document is what the code describes; where it is not, the diff is what a client would notice."""
    now = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    before = COMMITTED.read_text("utf-8")
    diff = list(difflib.unified_diff(before.splitlines(), now.splitlines(), "committed", "now", lineterm="", n=2))
    assert not diff, "\n".join(["The API has changed. If it was meant to: make openapi", *diff[:200]])


def test_every_operation_is_named_told_and_exemplified(document: dict[str, Any]) -> None:
    """Each has an id of its own, a tag, a summary in plain words, and an example for what goes in and comes out."""
    told = [of(document, route) for route in DESCRIBED]
    assert len({operation["operationId"] for operation in told}) == len(told)
    for operation in told:
        assert len(operation["tags"]) == 1
        assert " " in operation["summary"]
        bodies = [operation.get("requestBody", {}), *(a for s, a in operation["responses"].items() if s[0] == "2")]
        missing = [
            kind for body in bodies for kind, content in body.get("content", {}).items() if "example" not in content
        ]
        assert missing == [], operation["operationId"]


@pytest.mark.parametrize("route", DESCRIBED, ids=lambda route: route.operation_id)
def test_examples_fit_what_they_are_examples_of(document: dict[str, Any], route: Operation) -> None:
    """An example that a reader copies is taken by the API, and one that is shown could have come from it."""
    told = of(document, route)
    for status, answer in told["responses"].items():
        shape = route.responses.get(int(status), {}).get("model") or route.response_model
        if status[0] == "2" and shape is not None and "application/json" in answer.get("content", {}):
            example = answer["content"]["application/json"]["example"]
            TypeAdapter(shape).validate_json(json.dumps(example), strict=False)
    if route.operation_id == "ingest_records":
        content = told["requestBody"]["content"]
        TypeAdapter(list[RecordInput]).validate_python(content["application/json"]["example"])
        RecordInput.model_validate_json(content["application/x-ndjson"]["example"])
    elif route.body_field is not None:
        example = told["requestBody"]["content"]["application/json"]["example"]
        model: Any = route.body_field.field_info.annotation
        TypeAdapter(model).validate_python(example)


def test_every_operation_tells_its_problems_and_its_key(document: dict[str, Any]) -> None:
    """Each problem is a Problem with an example; what takes a scope says so, what writes can answer 401 and 403."""
    for route in DESCRIBED:
        told = of(document, route)
        problems = {status: answer for status, answer in told["responses"].items() if status >= "400"}
        assert {"422", "429", "500"} <= set(problems)
        for answer in problems.values():
            shared = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
            content = shared["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert {example["$ref"].rpartition("/")[2] for example in content["examples"].values()} <= set(
                document["components"]["examples"]
            )
        if route.terms.scopes and not route.terms.only_reads:
            assert told["security"] == [{"key": [scope]} for scope in route.terms.scopes]
            assert {"401", "403"} <= set(problems)
