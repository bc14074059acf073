"""How a stream goes: item by item, and on where it broke off."""

from __future__ import annotations

from collections.abc import Generator
from http import HTTPStatus
from typing import TypeVar

from storywire.client.answers import parsed
from storywire.client.asking import Ask, Stream
from storywire.client.conversation import (
    Broken,
    Came,
    Close,
    Conversation,
    Give,
    Opened,
    Read,
    Step,
    open_answer,
    read_whole,
    wait_or_raise,
)
from storywire.client.errors import UnexpectedAnswerError
from storywire.client.events import Cut, Events, Lines, TooLongError
from storywire.client.terms import Terms

Item = TypeVar("Item")


def follow(stream: Stream[Item], terms: Terms) -> Conversation[None]:
    """Give each item of a stream, on where it broke off; raise NoAnswerError where it does so again and again without an item between."""
    place, failures = str(stream.begin), 0
    while True:
        ask = _from(stream, place)
        opened = yield from open_answer(ask, terms.silence_seconds)
        if isinstance(opened, Opened) and not _is_stream(opened, ask):
            if opened.status == HTTPStatus.NO_CONTENT:
                return
            failures += 1
            yield from wait_or_raise(ask, terms, (yield from read_whole(opened, ask, terms)), failures)
            continue
        before = place
        if isinstance(opened, Opened):
            place, end = yield from _items(stream, place, terms)
            yield Close()
        else:
            end = opened
        if end is None:
            return
        failures = 1 if place != before else failures + 1
        if stream.is_endless and isinstance(end.error, EOFError):
            # The service ends such a stream now and then, and means it to be taken up again.
            failures = min(failures, terms.tries - 1)
        yield from wait_or_raise(ask, terms, end, failures)


def _is_stream(opened: Opened, ask: Ask[Item]) -> bool:
    kind = opened.headers.get("content-type", "").partition(";")[0].strip()
    return opened.status == HTTPStatus.OK and kind == ask.accept


def _from(stream: Stream[Item], place: str) -> Ask[Item]:
    """Return what asks for the rest of a stream."""
    if stream.place is not None:
        return stream.ask.with_query(after=place)
    return stream.ask.with_headers(Last_Event_ID=place)


def _items(stream: Stream[Item], place: str, terms: Terms) -> Generator[Step, Came, tuple[str, Broken | None]]:
    """Give each item that comes; return the place of the last one, and how the stream broke off, or None where it is over."""
    longest = terms.largest_answer // 8
    cut: Cut = Lines(longest) if stream.place is not None else Events(longest)
    while isinstance(chunk := (yield Read()), bytes):
        try:
            for event in cut.feed(chunk):
                item = parsed(stream.ask, event.data, HTTPStatus.OK)
                yield Give(item)
                place = str(stream.place(item)) if stream.place else event.id or place
                if stream.is_last(item):
                    return place, None
        except TooLongError:
            raise UnexpectedAnswerError("An item of the stream is too long.", status=HTTPStatus.OK) from None
    if isinstance(chunk, Broken):
        return place, chunk
    if stream.place is not None and cut.is_between:
        return place, None
    return place, Broken(EOFError("The stream ended too soon."))
