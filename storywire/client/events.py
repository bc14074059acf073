"""Server-sent events (the HTML standard, section 9.2.6) and lines, cut out of a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_BOM = b"\xef\xbb\xbf"


class TooLongError(Exception):
    """A line, or an event, that is longer than anything that is sent here."""


@dataclass(frozen=True, slots=True)
class Event:
    """What came: its data, and the id by which one goes on after it; empty where none was told yet."""

    data: bytes
    id: str = ""


class Cut(Protocol):
    """What cuts a stream."""

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield what a further piece completes; raise TooLongError where something does not end."""

    @property
    def is_between(self) -> bool:
        """Tell whether nothing has begun that is not complete."""


class Lines:
    """Cuts bytes into lines, whole ones alone: what stands after the last LF is no line yet. Empty ones say nothing."""

    def __init__(self, longest: int) -> None:
        """Prepare for lines of so many bytes at most."""
        self._longest = longest
        self._kept = b""

    @property
    def is_between(self) -> bool:
        """Tell whether the last line has ended."""
        return not self._kept

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield each line that a further piece completes."""
        *whole, self._kept = (self._kept + chunk).split(b"\n")
        if any(len(line) > self._longest for line in (*whole, self._kept)):
            raise TooLongError
        yield from (Event(line) for line in whole if line.strip())


class Events:
    """Cuts bytes into events; one that is not ended by an empty line is none. Lines end with CR, LF or both."""

    def __init__(self, longest: int) -> None:
        """Prepare for events of so many bytes at most."""
        self._longest = longest
        self._kept = b""
        self._is_first = True
        self._data: list[bytes] = []
        self._size = 0
        self._id = ""

    @property
    def is_between(self) -> bool:
        """Tell whether the last event has ended."""
        return not self._kept and not self._data

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Yield each event that a further piece completes."""
        for line in self._lines(chunk):
            told = line.removeprefix(_BOM) if self._is_first else line
            self._is_first = False
            if told:
                self._take(*_field(told))
                continue
            data, self._data, self._size = b"\n".join(self._data), [], 0
            if data:
                yield Event(data, self._id)

    def _lines(self, chunk: bytes) -> list[bytes]:
        told = self._kept + chunk
        # Of a CR at the end nobody knows yet whether a LF follows.
        held = told[-1:] if told.endswith(b"\r") else b""
        told = told.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *whole, rest = told.split(b"\n")
        self._kept = rest + held
        if len(self._kept) > self._longest:
            raise TooLongError
        return whole

    def _take(self, name: bytes, value: bytes) -> None:
        if name == b"data":
            self._data.append(value)
            self._size += len(value) + 1
            if self._size > self._longest:
                raise TooLongError
        elif name == b"id" and value.isascii() and b"\0" not in value:
            # Ids go back in a header, which holds nothing else; those of this API are numbers.
            self._id = value.decode()


def _field(line: bytes) -> tuple[bytes, bytes]:
    """Return a line's name, which a comment has none of, and its value without the one space that may stand before it."""
    name, _, value = line.partition(b":")
    return name, value.removeprefix(b" ")
