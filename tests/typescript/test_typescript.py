"""The TypeScript client follows the OpenAPI document, is what the reader uses; needs Node and `make test-typescript`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rules.tree import ROOT
from tests.typescript.node import NEEDS, PACKAGE, run, tsc

DOCUMENT = ROOT / "tests/contract/openapi.json"
COMPLAINTS = ROOT / "tests/typescript/complaints.mjs"
pytestmark = NEEDS


def test_the_types_are_those_of_the_document() -> None:
    """`npm run generate` writes them anew."""
    made = run("node", "generate.mjs", str(DOCUMENT)).stdout
    assert made == (PACKAGE / "src/client/api.d.ts").read_text(encoding="utf-8")


def test_the_reader_has_the_client_as_it_is_built(project: Path) -> None:
    """`npm run build`, which packing runs, puts it there anew; nobody edits it in place."""
    made, kept = (
        {path.name: path.read_text(encoding="utf-8") for path in (root / "app/reader/client").glob("*.js")}
        for root in (project.parent, ROOT)
    )
    assert made == kept


def test_the_reader_checks_strictly() -> None:
    """Each field that it reads, each address that it asks and each argument that it gives is one of the API."""
    assert tsc("-p", str(ROOT / "app/reader")) == []


def _schema(name: str) -> Callable[[Any], Any]:
    return lambda document: document["components"]["schemas"][name]


def _without(name: str, field: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        schema = _schema(name)(document)
        del schema["properties"][field]
        schema["required"].remove(field)

    return change


def _with_type(name: str, field: str, kind: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        _schema(name)(document)["properties"][field] = {"type": kind}

    return change


def _without_path(path: str) -> Callable[[Any], None]:
    return lambda document: document["paths"].pop(path)


def _demanding(name: str, field: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        schema = _schema(name)(document)
        schema["properties"][field] = {"type": "string"}
        schema["required"].append(field)

    return change


# What is done to the document, and the file of which the compiler then complains; None where it has no reason to.
CHANGES: dict[str, tuple[Callable[[Any], Any], str | None]] = {
    "nothing": (lambda _: None, None),
    "sections of a story": (_without("Story", "sections"), "read.ts"),
    "words of a quote": (_without("Quote", "exact"), "read.ts"),
    "a type that no example reads": (_with_type("Story", "word_count", "boolean"), None),
    "another such": (_with_type("Run", "text", "object"), None),
    "kind of a change": (_without("Change", "kind"), "follow.ts"),
    "address of a story": (_without_path("/v1/stories/{slug}"), "read.ts"),
    "address of changes": (_without_path("/v1/changes"), "follow.ts"),
    "problem of a synthesis": (_without("Synthesis", "problem"), "client.ts"),
    "demand on a record": (_demanding("RecordInput", "origin"), "write.ts"),
    "demand on a request": (_demanding("SynthesisRequest", "origin"), "write.ts"),
    "a new schema": (_demanding("StorySummaryThatIsNew", "origin"), None),
}


@pytest.fixture(scope="module")
def complaints() -> dict[str, list[str]]:
    """Return what the compiler says of the client and its examples after each change, by one process that knows the language already."""
    documents = []
    for change, _ in CHANGES.values():
        document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
        document["components"]["schemas"]["StorySummaryThatIsNew"] = {
            "type": "object",
            "properties": {},
            "required": [],
        }
        change(document)
        documents.append(document)
    ended = run("node", str(COMPLAINTS), str(PACKAGE), given=json.dumps(documents))
    assert (ended.returncode, ended.stderr) == (0, "")
    return dict(zip(CHANGES, json.loads(ended.stdout), strict=True))


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_that_would_break_programs_fails(name: str, complaints: dict[str, list[str]]) -> None:
    """A field, a path or a type that goes, or an argument that has to be given, is a complaint of the compiler; what is only added is none."""
    _, place = CHANGES[name]
    if place is None:
        assert complaints[name] == []
    else:
        assert any(place in line for line in complaints[name]), complaints[name]
