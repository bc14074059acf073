"""Answers that were given once and are kept as they were sent: bytes, headers and tag, as many as there is room for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Head = list[tuple[bytes, bytes]]

# What an answer takes beside its body: its headers, most of which others share, its key, and Python's own account of them.
_BESIDE_BODY = 3_072
# No single answer may push out more than this part of all others.
_LARGEST_SHARE = 8
_MOST_FORMS = 8
_LONGEST_HELD = 256
# Headers that differ from answer to answer; all others are kept once for all.
_OWN = frozenset({b"etag", b"content-length", b"content-location", b"link"})
# What a request alone decides, so that it is set anew each time.
_OF_REQUEST = frozenset({b"x-request-id", b"ratelimit", b"ratelimit-policy"})
_SHARED: dict[tuple[bytes, bytes], tuple[bytes, bytes]] = {}
_MOST_SHARED = 1_000


class Sent(NamedTuple):
    """The headers of an answer, but for those that the request decides: for ASGI, and as they are written on the wire."""

    head: Head
    wire: bytes

    @classmethod
    def of(cls, head: Head) -> Sent:
        """Write headers down."""
        return cls(head, b"".join([b"%b: %b\r\n" % header for header in head]))


@dataclass(slots=True)
class Kept:
    """A whole answer of status 200, and what is to be true for it to be given again.

    `tag` is the entity tag without the name of a coding. `unchanged` holds the headers of the 304 for each text of
    If-None-Match that got one. `is_counted` says whether a limit of reading counts such requests.
    """

    route: str
    sent: Sent
    body: bytes
    tag: str
    shows: Literal["stories", "records"]
    stories: int
    records: int
    until: float
    is_counted: bool
    unchanged: dict[bytes, Sent] = field(default_factory=dict)

    def keep_unchanged(self, held: bytes, head: Head) -> None:
        """Keep the headers of a 304; texts that few would send are not kept beyond a few."""
        if len(self.unchanged) < _MOST_FORMS and len(held) <= _LONGEST_HELD:
            self.unchanged[held] = Sent.of(head)


class KeptAnswers:
    """Answers by what was asked, up to a number of bytes; the one that was not asked for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        """Start empty; nothing is ever kept where there is no room at all."""
        self._most = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Kept] = OrderedDict()

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

    def keep(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer in place of the one before."""
        self.drop(key)
        size = _BESIDE_BODY + len(kept.body)
        if size > self._most // _LARGEST_SHARE:
            return
        self._answers[key] = kept
        self._bytes += size
        while self._bytes > self._most:
            _, gone = self._answers.popitem(last=False)
            self._bytes -= _BESIDE_BODY + len(gone.body)

    def drop(self, key: Hashable) -> None:
        """Keep nothing for what was asked."""
        gone = self._answers.pop(key, None)
        if gone is not None:
            self._bytes -= _BESIDE_BODY + len(gone.body)


def shared(headers: Iterable[tuple[bytes, bytes]]) -> Head:
    """Return the headers that do not depend on the single request, each kept once for all answers that bear it."""
    head: Head = []
    for header in headers:
        if header[0] in _OF_REQUEST:
            continue
        if header[0] in _OWN or (header not in _SHARED and len(_SHARED) >= _MOST_SHARED):
            head.append(header)
        else:
            head.append(_SHARED.setdefault(header, header))
    return head


@dataclass(frozen=True, slots=True)
class Pattern:
    """The headers of answers that differ in a few alone, with the places of these."""

    route: str
    head: Head
    places: Mapping[bytes, int]
    is_counted: bool

    @classmethod
    def of(cls, kept: Kept) -> Pattern:
        """Take an answer for the pattern of those like it."""
        head = kept.sent.head
        places = {name: at for at, (name, _) in enumerate(head) if name in _OWN}
        return cls(kept.route, head, places, kept.is_counted)

    def filled(self, own: Mapping[bytes, bytes]) -> Sent | None:
        """Return the headers of another such answer; None where it has other ones of its own."""
        if own.keys() != self.places.keys():
            return None
        head = self.head.copy()
        for name, at in self.places.items():
            head[at] = name, own[name]
        return Sent.of(head)
