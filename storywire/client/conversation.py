"""How a call goes, from the first try to the last, told as steps: whoever carries them out, waiting or awaiting, decides nothing.

A conversation is a generator. It yields a step, is sent what came of it, and returns what the call answers. So the rules stand here once, for
both clients.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, NoReturn, TypeVar

from storywire.client.answers import Answer, error_in, read
from storywire.client.asking import Ask, Listing, Page
from storywire.client.errors import NoAnswerError, UnexpectedAnswerError
from storywire.client.terms import Terms, may_ask_again, retry_after

T = TypeVar("T")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Open:
    """Send a request; what comes of it is Opened or Broken. No single wait may take longer than so many seconds."""

    ask: Ask[Any]
    seconds: float


@dataclass(frozen=True, slots=True)
class Read:
    """Wait for a further piece of the answer: bytes, None at its end, or Broken."""


@dataclass(frozen=True, slots=True)
class Close:
    """Let go of the answer, read or not."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait before going on."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Give(Generic[Item]):
    """Hand an item to whoever called."""

    item: Item


@dataclass(frozen=True, slots=True)
class Opened:
    """The head of an answer; names of headers are looked up in lower case."""

    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """No answer, or no more of it; `unsent` where the request cannot have arrived."""

    error: Exception
    unsent: bool = False


Step = Open | Read | Close | Pause | Give[Any]
Came = Opened | Broken | bytes | None
Conversation = Generator[Step, Came, T]
Undertaking = Callable[[Terms], Conversation[T]]


def exchange(ask: Ask[T], terms: Terms) -> Conversation[T]:
    """Ask, again where that may help, and return what is answered; raise a ClientError where there is nothing to return."""
    failures = 0
    while True:
        came = yield from _try(ask, terms)
        if isinstance(came, Answer) and came.status < HTTPStatus.MULTIPLE_CHOICES:
            return read(ask, came)
        failures += 1
        yield from wait_or_raise(ask, terms, came, failures)


def pages(listing: Listing[Item], terms: Terms) -> Conversation[None]:
    """Give each page of a list; raise UnexpectedAnswerError where it turns in a circle."""
    ask, seen = listing.ask, set[str]()
    while True:
        page: Page = yield from exchange(ask, terms)
        yield Give(page)
        if page.next_cursor is None:
            return
        if page.next_cursor in seen:
            raise UnexpectedAnswerError("The list leads back to a page that was read.", status=HTTPStatus.OK)
        seen.add(page.next_cursor)
        ask = ask.with_query(cursor=page.next_cursor)


def items(listing: Listing[Item], terms: Terms) -> Conversation[None]:
    """Give each item of a list, page by page."""

    def take(page: Page) -> Conversation[None]:
        for item in listing.items(page):
            yield Give(item)

    yield from each(pages(listing, terms), take)


def each(conversation: Conversation[None], take: Callable[[Any], Conversation[None]]) -> Conversation[None]:
    """Carry a conversation on, and do with each item that it gives what `take` says."""
    came: Came = None
    while True:
        try:
            step = conversation.send(came)
        except StopIteration:
            return
        came = None
        if isinstance(step, Give):
            yield from take(step.item)
        else:
            came = yield step


def _try(ask: Ask[T], terms: Terms) -> Generator[Step, Came, Answer | Broken]:
    """Send a request once and read its answer whole."""
    opened = yield from open_answer(ask, max(ask.seconds, terms.answer_seconds))
    if isinstance(opened, Broken):
        return opened
    return (yield from read_whole(opened, ask, terms))


def open_answer(ask: Ask[Any], seconds: float) -> Generator[Step, Came, Opened | Broken]:
    """Send a request and return the head of its answer."""
    came = yield Open(ask, seconds)
    if not isinstance(came, Opened | Broken):
        raise TypeError("A request that was sent comes to an answer, or to none.")
    return came


def read_whole(opened: Opened, ask: Ask[Any], terms: Terms) -> Generator[Step, Came, Answer | Broken]:
    """Read the rest of an answer, of a size and in a time that have an end."""
    gathered = bytearray()
    ends = time.monotonic() + max(ask.seconds, terms.answer_seconds)
    while (chunk := (yield Read())) is not None:
        if not isinstance(chunk, bytes):
            yield Close()
            return chunk if isinstance(chunk, Broken) else Broken(EOFError())
        gathered += chunk
        if len(gathered) > terms.largest_answer:
            yield Close()
            raise UnexpectedAnswerError("The answer is too large.", status=opened.status)
        if time.monotonic() > ends:
            yield Close()
            return Broken(TimeoutError("The answer took too long."))
    yield Close()
    return Answer(opened.status, opened.headers, bytes(gathered))


def wait_or_raise(ask: Ask[Any], terms: Terms, came: Answer | Broken, failures: int) -> Conversation[None]:
    """Wait until it is worth asking again, or raise what came."""
    asked: float | None = None
    if isinstance(came, Answer):
        again = may_ask_again(came.status, came.headers, repeatable=ask.repeatable, is_problem=came.is_problem)
        asked = retry_after(came.headers)
    else:
        again = ask.repeatable or came.unsent
    pause = terms.pause_after(failures, asked) if again else None
    if pause is None:
        _raise(came, failures)
    yield Pause(pause)


def _raise(came: Answer | Broken, tries: int) -> NoReturn:
    if isinstance(came, Broken):
        told = f"No answer after {tries} {'try' if tries == 1 else 'tries'}: {str(came.error) or type(came.error).__name__}"
        raise NoAnswerError(told) from came.error
    raise error_in(came)
