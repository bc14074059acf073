"""Events and lines are cut as the standard has it, wherever the pieces end."""

from __future__ import annotations

import itertools
from collections import deque
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as some

from storywire.client.events import Event, Events, Lines, TooLongError

# The bytes, and what they say (the examples of the HTML standard, section 9.2.6, and what this service sends).
STREAM = (
    b"\xef\xbb\xbf: ping\n\n"
    b"data: first\nid: 1\n\n"
    b"data:second\rid\rdata:  line\r\r"
    b"id: 3\r\nevent: running\r\nretry: 10\r\ndata: {}\r\ndata\r\n\r\n"
    b"id: 4\xc3\xa9\ndata: \xe9\x98\xbf\n\n"
    b"id: 5\n\n"
    b"data: cut off\n"
)
EVENTS = [
    Event(b"first", "1"),
    Event(b"second\n line", ""),
    Event(b"{}\n", "3"),
    Event("阿".encode(), "3"),
]


@given(some.lists(some.integers(0, len(STREAM))))
def test_events_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    """Comments say nothing, an event that was not ended is none, and an id holds until there is another."""
    events = Events(1_000)
    places = [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[start:end] for start, end in itertools.pairwise(places)]
    assert [event for piece in pieces for event in events.feed(piece)] == EVENTS
    assert not events.is_between


@given(some.lists(some.integers(0, 12)))
def test_lines_are_the_same_however_they_arrive(cuts: list[int]) -> None:
    """What stands after the last end of a line is no line, and empty ones are left out."""
    told = b"{1}\n\n{2}\r\n{3"
    lines = Lines(100)
    places = [0, *sorted(cuts), len(told)]
    found = [event for start, end in itertools.pairwise(places) for event in lines.feed(told[start:end])]
    assert ([event.data for event in found], lines.is_between) == ([b"{1}", b"{2}\r"], False)


@pytest.mark.parametrize("endless", [b"data: x", b"data: xxxxxxxxx\n", b": xxx"])
def test_an_event_that_never_ends_is_refused(endless: bytes) -> None:
    """Neither a line nor many of them can fill the memory."""
    events = Events(100)
    with pytest.raises(TooLongError):
        deque(chain.from_iterable(events.feed(endless) for _ in range(1_000)))


def test_a_line_that_never_ends_is_refused() -> None:
    """Nor can a line of an export."""
    lines = Lines(100)
    with pytest.raises(TooLongError):
        deque(chain.from_iterable(lines.feed(b"xx") for _ in range(1_000)))
