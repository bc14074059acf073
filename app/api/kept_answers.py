"""Answers that were given once and are kept as they were sent: bytes, headers and tag, as many as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Headers = list[tuple[bytes, bytes]]

# What an answer takes beside its body: its headers, its key, and Python's own account of them.
_BESIDE_BODY = 3_072
# No single answer may push out more than this part of all others.
_LARGEST_SHARE = 8
_MOST_REMEMBERED = 8_192
_MOST_UNCHANGED = 8
_LONGEST_HELD = 256
# Headers in which answers of one sort differ.
_OWN = frozenset({b"etag", b"content-length", b"content-location", b"link"})
# What a request alone decides, so that it is set anew each time.
_OF_REQUEST = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})


@dataclass(slots=True)
class Kept:
    """A whole answer of status 200, and what is to be true for it to be given again.

    `head` holds its headers as they stand on the wire, but for those that the request decides. `tag` is the entity tag without
    the name of a coding. `unchanged` holds the headers of the 304 for each text of If-None-Match that got one. `is_counted` says
    whether a limit of reading counts such requests.
    """

    route: str
    head: bytes
    body: bytes
    tag: str
    shows: Literal["stories", "records"]
    stories: int
    records: int
    until: float
    is_counted: bool
    unchanged: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Return how many bytes it takes."""
        return len(self.body) + _BESIDE_BODY

    def keep_unchanged(self, held: bytes, head: bytes) -> None:
        """Keep the headers of a 304; texts that few would send are not kept beyond a few."""
        if len(self.unchanged) < _MOST_UNCHANGED and len(held) <= _LONGEST_HELD:
            self.unchanged[held] = head


class KeptAnswers:
    """Answers by what was asked, up to a number of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        """Start empty; nothing is ever kept where there is no room at all."""
        self._most = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()
        self._asked_lately: set[int] = set()
        self._asked_before: set[int] = set()

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._answers)

    @property
    def size(self) -> int:
        """Return how many bytes are taken up."""
        return self._bytes

    def find(self, key: Hashable) -> Kept | None:
        """Return the answer to what was asked, whether it still holds or not."""
        kept = self._answers.get(key)
        if kept is not None:
            self._answers.move_to_end(key)
        return kept

    def is_asked_again(self, key: Hashable) -> bool:
        """Tell whether the same was asked lately, and remember that it is asked now.

        What is asked once in a long while is not worth its room: it would push out what many ask for, and lie in memory that the
        processor has not at hand.
        """
        mark = hash(key)
        if mark in self._asked_lately or mark in self._asked_before:
            return True
        self._asked_lately.add(mark)
        if len(self._asked_lately) >= _MOST_REMEMBERED:
            self._asked_before, self._asked_lately = self._asked_lately, set()
        return False

    def keep(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer in place of the one before."""
        before = self._answers.pop(key, None)
        if before is not None:
            self._bytes -= before.size
        if len(kept.body) > self._most // _LARGEST_SHARE:
            return
        self._answers[key] = kept
        self._bytes += kept.size
        while self._bytes > self._most:
            _, gone = self._answers.popitem(last=False)
            self._bytes -= gone.size


def written(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write headers as they stand on the wire, but for those that the request decides."""
    return b"".join([b"%b: %b\r\n" % header for header in headers if header[0] not in _OF_REQUEST])


def read(head: bytes) -> Headers:
    """Read headers as ASGI has them."""
    return [(name, value) for name, _, value in (line.partition(b": ") for line in head.split(b"\r\n")[:-1])]


@dataclass(frozen=True, slots=True)
class Pattern:
    """The headers of answers that differ in a few alone: a form with places for these, and their names in order."""

    route: str
    is_counted: bool
    form: bytes
    names: tuple[bytes, ...]

    @classmethod
    def of(cls, route: str, head: bytes, *, is_counted: bool) -> Pattern:
        """Take the headers of an answer for the pattern of those like it."""
        headers = read(head)
        lines = [
            b"%b: %b\r\n" % (name, b"%b" if name in _OWN else value.replace(b"%", b"%%")) for name, value in headers
        ]
        return cls(route, is_counted, b"".join(lines), tuple([name for name, _ in headers if name in _OWN]))

    def filled(self, own: Mapping[bytes, bytes]) -> bytes | None:
        """Return the headers of another such answer; None where it has other ones of its own."""
        if len(own) != len(self.names):
            return None
        return self.form % tuple([own[name] for name in self.names])
