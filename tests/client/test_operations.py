"""The client has each operation of the API, asked for as the OpenAPI document says."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.errors import StorywireError
from storywire.client import AsyncClient, Client, errors, partners, records, stories, syntheses, vocabulary
from storywire.client.asking import Ask, Listing, Stream
from tests.rules.tree import ROOT

_DOCUMENT = json.loads((ROOT / "tests/contract/openapi.json").read_text(encoding="utf-8"))
# What is read with something else than a client of JSON.
_LEFT_TO_OTHERS = {
    "get_feed": "a reader of feeds",
    "get_beat_feed": "a reader of feeds",
    "get_entity_feed": "a reader of feeds",
    "list_beat_feeds": "a reader of feeds",
    "get_sitemap": "a search engine",
    "get_sitemap_part": "a search engine",
    "read_llms_txt": "a model",
    "get_metrics": "a monitor",
}
# The same operation in another way.
_BESIDE = {"begin_synthesis": "create_synthesis", "stream_changes": "list_changes"}
# `fields` leaves fields out that a model must have; cursors are the client's own affair; short lists of a beat or an entity lead to the filters of the long ones.
_NOT_GIVEN = {"fields", "cursor"}
_SHORT = {"list_beat_stories", "list_entity_stories", "list_entity_records"}


def _operations() -> dict[str, tuple[str, str, set[str]]]:
    """Return method, path and parameters of the address by operationId."""
    return {
        operation["operationId"]: (
            method.upper(),
            path,
            {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"},
        )
        for path, methods in _DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }


def _made() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield each function that makes a request, by its name."""
    for room in (stories, records, syntheses, vocabulary, partners):
        for name, value in vars(room).items():
            if inspect.isfunction(value) and value.__module__ == room.__name__ and not name.startswith("_"):
                yield name, value


def _asked(make: Callable[..., Any]) -> Ask[Any]:
    """Make a request with something for each argument that has to be given."""
    given: list[Any] = []
    for each in inspect.signature(make).parameters.values():
        if each.kind is each.POSITIONAL_OR_KEYWORD:
            kind = str(each.annotation)
            given.append("md" if kind == "StoryForm" else "a b/ü" if kind == "str" else 7 if kind == "int" else None)
    if make is records.ingest_records:
        given = [[{"source": "a"}]]
    found = make(*given)
    return found.ask if isinstance(found, Listing | Stream) else found


def test_every_operation_can_be_asked_for() -> None:
    """A new operation is missing until both clients have it, or somebody says who reads it instead."""
    names = {name for name, _ in _made()} - {"write_story"}
    assert names - set(_BESIDE) | set(_LEFT_TO_OTHERS) == set(_operations())
    for client in (Client, AsyncClient):
        assert {name for name in names | {"write_story"} if not hasattr(client, name)} == set()


@pytest.mark.parametrize(("name", "make"), [each for each in _made() if each[0] != "write_story"])
def test_an_operation_is_asked_for_as_the_document_says(name: str, make: Callable[..., Any]) -> None:
    """Method and path are the document's, whatever stands in a part of it, and the arguments are its parameters."""
    method, path, parameters = _operations()[_BESIDE.get(name, name)]
    ask = _asked(make)
    assert ask.method == method
    filled = re.sub(
        r"\{(\w+)\}",
        lambda part: "md" if part[1] == "form" else "(?:a%20b%2F%C3%BC|7)",
        re.escape(path).replace(r"\{", "{").replace(r"\}", "}"),
    )
    assert re.fullmatch(filled, ask.path)
    if name not in _SHORT | set(_BESIDE):
        arguments = set(inspect.signature(make).parameters)
        assert parameters - _NOT_GIVEN <= arguments
        assert set(ask.query) <= parameters


def test_every_problem_is_an_error_of_its_own() -> None:
    """Types, and what is a kind of what, are those of the service."""
    assert _tree(errors.ProblemError) == _tree(StorywireError)


def _tree(above: Any) -> dict[str, Any]:
    own = [kind for kind in above.__subclasses__() if kind.__module__ == above.__module__]
    return {kind.__name__: (kind.slug, _tree(kind)) for kind in own}


@pytest.mark.parametrize("part", ["", ".", ".."])
def test_a_part_of_an_address_is_a_name(part: str) -> None:
    """What would lead to another operation is no slug."""
    with pytest.raises(ValueError, match="no name"):
        stories.get_story(part)


@pytest.mark.parametrize("address", ["news.example", "ftp://news.example", "https://", "https://news.example/?a=b"])
def test_an_address_is_one(address: str) -> None:
    """A slip in the address is told at once."""
    with pytest.raises(ValueError, match="no address"):
        Client(address)
