"""The TypeScript client follows the OpenAPI document, is what the reader uses; needs Node and `make test-typescript`."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rules.tree import ROOT
from tests.typescript.node import NEEDS, PACKAGE, copy_of_the_package, run, tsc

DOCUMENT = ROOT / "tests/contract/openapi.json"
pytestmark = NEEDS


@pytest.fixture(scope="module")
def built() -> None:
    """Compile the client and its examples."""
    assert tsc("-p", ".") == []
    assert tsc("-p", "examples") == []


def test_the_types_are_those_of_the_document() -> None:
    """`npm run generate` writes them anew."""
    made = run("node", "generate.mjs", str(DOCUMENT)).stdout
    assert made == (PACKAGE / "src/client/api.d.ts").read_text(encoding="utf-8")


def test_the_reader_has_the_client_as_it_is_built(built: None, tmp_path: Path) -> None:
    """`npm run build` puts it there anew; nobody edits it in place."""
    del built
    assert run("node", "build.mjs", str(tmp_path)).returncode == 0
    kept = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "app/reader/client").glob("*.js")}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == kept


def test_the_reader_and_the_examples_check_strictly(built: None) -> None:
    """Each field that they read, each address that they ask and each argument that they give is one of the API."""
    del built
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


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_without("Story", "sections"), "read.ts"),
        (_without("Quote", "exact"), "read.ts"),
        (_with_type("Story", "word_count", "boolean"), None),
        (_with_type("Run", "text", "object"), None),
        (_without("Change", "kind"), "follow.ts"),
        (_without_path("/v1/stories/{slug}"), "read.ts"),
        (_without_path("/v1/changes"), "follow.ts"),
        (_without("Synthesis", "problem"), "client.ts"),
        (_demanding("RecordInput", "origin"), "write.ts"),
        (_demanding("SynthesisRequest", "origin"), "write.ts"),
        (_demanding("StorySummaryThatIsNew", "origin"), None),
    ],
)
def test_a_change_that_would_break_programs_fails(
    change: Callable[[Any], None], place: str | None, tmp_path: Path
) -> None:
    """A field, a path or a type that goes, or an argument that has to be given, is a complaint of the compiler; what is only added is none."""
    document = copy.deepcopy(json.loads(DOCUMENT.read_text(encoding="utf-8")))
    document["components"]["schemas"].setdefault(
        "StorySummaryThatIsNew", {"type": "object", "properties": {}, "required": []}
    )
    change(document)
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    copied = copy_of_the_package(tmp_path)
    types = run("node", "generate.mjs", str(tmp_path / "openapi.json")).stdout
    (copied / "src/client/api.d.ts").write_text(types, encoding="utf-8")
    complaints = tsc("-p", "examples", "--noEmit", folder=copied)
    if place is None:
        assert complaints == []
    else:
        assert any(place in line for line in complaints), complaints
