"""What a call of the API is: what is asked, and how the answer is read. Nothing here speaks to anyone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import quote

from pydantic import BaseModel, RootModel

from schemas.base import time_text

T = TypeVar("T")
Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)
Value = str | int | bool | datetime | None

JSON, EVENTS, LINES = "application/json", "text/event-stream", "application/x-ndjson"


class Page(Protocol):
    """A page of a list: its items, which are read by name, and where the next one is."""

    @property
    def next_cursor(self) -> str | None:
        """Return what the next page is asked for with."""


@dataclass(frozen=True, slots=True)
class Ask(Generic[T]):
    """One request and how its answer is read.

    `repeatable` tells whether it may be sent again where nobody knows whether it was carried out; `seconds` how long it may take where that is more than usual.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    accept: str = JSON
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = True
    seconds: float = 0.0

    def with_query(self, **more: str) -> Ask[T]:
        """Return the same with further parameters."""
        return replace(self, query={**self.query, **more})

    def with_headers(self, **more: str) -> Ask[T]:
        """Return the same with further headers, `Last_Event_ID` for Last-Event-ID."""
        return replace(
            self, headers={**self.headers, **{name.replace("_", "-"): value for name, value in more.items()}}
        )

    def within(self, seconds: float) -> Ask[T]:
        """Return the same, which may take so long."""
        return replace(self, seconds=seconds)


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """A list that comes page by page: `items` takes them from a page as it was read by `ask`."""

    ask: Ask[Any]
    items: Callable[[Any], list[Item]]

    def at(self, address: str) -> Listing[Item]:
        """Return the same list of what stands at another path."""
        return replace(self, ask=replace(self.ask, path=address))


@dataclass(frozen=True, slots=True)
class Stream(Generic[Item]):
    """Items that come one by one for as long as there are any: events, or lines where `place` tells of an item where it stands.

    `begin` is after which place to begin. A stream that breaks off goes on after the last item that came whole. One without an end, `is_endless`, goes on where
    it was ended too; any other ends with the item of which `is_last` is true, or with an answer that ends by itself.
    """

    ask: Ask[Item]
    begin: int = 0
    place: Callable[[Item], int] | None = None
    is_last: Callable[[Item], bool] = lambda _: False
    is_endless: bool = False


def reader(model: type[Model]) -> Callable[[bytes], Model]:
    """Return what reads JSON as a model; fields that this version does not know are left out, for the API may add some."""

    def read(content: bytes) -> Model:
        return model.model_validate_json(content, extra="ignore")

    return read


def nothing(content: bytes) -> None:
    """Read an answer that has no body."""
    del content


def text(content: bytes) -> str:
    """Read text, which is UTF-8 as everything here is."""
    return content.decode()


_PLACE = re.compile(r"\{\w+\}")


def path(template: str, *parts: str | int) -> str:
    """Fill the places of a path's template, in order, with parts that may hold anything but nothing.

    Raises ValueError for an empty part, and for `.` and `..`, which whoever joins addresses takes for something else.
    """
    left = iter(parts)

    def fill(_: re.Match[str]) -> str:
        part = str(next(left))
        if part in {"", ".", ".."}:
            raise ValueError(f"{part!r} is no name of anything here.")
        return quote(part, safe="")

    return _PLACE.sub(fill, template)


def query(**given: Value) -> dict[str, str]:
    """Return parameters as they are written in an address, without those that are None."""
    return {name: _written(value) for name, value in given.items() if value is not None}


def _written(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return time_text(value) if isinstance(value, datetime) else str(value)


def get(model: type[Model], address: str, **given: Value) -> Ask[Model]:
    """Return what reads something."""
    return Ask("GET", address, reader(model), query=query(**given))


def send(
    method: str, model: type[Model], address: str, body: BaseModel | None = None, *, repeatable: bool = False
) -> Ask[Model]:
    """Return what sends something, of whose fields those alone are sent that were set, and reads the answer."""
    content = None if body is None else body.model_dump_json(exclude_unset=True).encode()
    headers = {} if content is None else {"Content-Type": JSON}
    return Ask(method, address, reader(model), headers=headers, body=content, repeatable=repeatable)


def delete(address: str) -> Ask[None]:
    """Return what deletes something; it is gone just as much the second time."""
    return Ask("DELETE", address, nothing)


def lines(items: Iterable[BaseModel | Mapping[str, object]]) -> bytes:
    """Write a JSON document a line."""
    return b"".join(_line(item) + b"\n" for item in items)


def _line(item: BaseModel | Mapping[str, object]) -> bytes:
    told = item if isinstance(item, BaseModel) else RootModel[dict[str, object]](dict(item))
    return told.model_dump_json(exclude_unset=True).encode()
