"""Cut a body of records into single records as it arrives, so that it is never held whole.

A line (or an array item) is handed on as the bytes it came as; what cannot be cut is handed on as the
problem that it is. Lines are numbered as they stand, blank ones too; array items are numbered from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.errors import InvalidInputError, InvalidJsonError, StorywireError, TooLargeError
from app.newsroom.ingest import Line
from schemas.record import IngestProblem

LONGEST_LINE = 1024 * 1024
# How the problem ends that stands for the rest of a broken array.
BROKEN_OFF = "What follows was not read."

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WHITE_SPACE = b" \t\r\n"
_UP_TO_ITS_END = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+'
# A whole string, else a mark that opens, closes or parts, else a quotation mark whose string has not ended yet.
_TOKEN = re.compile(_UP_TO_ITS_END + rb'"|[\[\]{},]|"', re.DOTALL)
_UNENDED = re.compile(_UP_TO_ITS_END, re.DOTALL)
_OPENING = frozenset({b"[", b"{"})
_CLOSING = frozenset({b"]", b"}"})
_ENDING = _CLOSING | {b","}


def ingest_problem(error: StorywireError) -> IngestProblem:
    """Say of a single line what the error says of a whole request; `type` is the path of its page."""
    return IngestProblem(type=f"/problems/{error.slug}", title=error.title, detail=error.detail, pointer=None)


def split_lines(chunks: Iterable[bytes]) -> Iterator[Line]:
    """Yield each line that is not blank; one over 1 MiB is reported alone and passed over."""
    number, rest, passing_over = 0, b"", False
    for chunk in _without_mark(chunks):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            number += 1
            if passing_over or len(line) > LONGEST_LINE:
                yield number, _too_long("line")
            elif not line.isspace() and line:
                yield number, line
            passing_over = False
        if len(rest) > LONGEST_LINE:
            rest, passing_over = b"", True
    if passing_over:
        yield number + 1, _too_long("line")
    elif rest and not rest.isspace():
        yield number + 1, rest


def split_array(chunks: Iterable[bytes]) -> Iterator[Line]:
    """Yield each item of a JSON array. Raises at once, not when first asked for an item, where it is none.

    Raises InvalidJsonError where the body is empty or does not start as JSON, InvalidInputError where it is JSON of another
    kind. An item over 1 MiB, with the white space around it, is reported alone and passed over. Whatever breaks the
    array later on is reported as its last item, and the rest is thrown away.
    """
    arriving = _without_mark(chunks)
    start = b""
    while not start:
        chunk = next(arriving, None)
        if chunk is None:
            raise InvalidJsonError("The body is empty; an array without records is [].")
        start = chunk.lstrip(_WHITE_SPACE)
    if not start.startswith(b"["):
        if start[:1] in b'{"-0123456789tfn':
            raise InvalidInputError("The body has to be an array of records, or NDJSON as application/x-ndjson.")
        raise InvalidJsonError("The body does not start as JSON does.")
    return _items(start[1:], arriving)


def _items(held: bytes, arriving: Iterator[bytes]) -> Iterator[Line]:
    """Yield what stands between the commas of the outermost array, whose opening bracket has been taken off.

    `held` is what is still unread, `start` where the item begins, `position` how far marks have been looked at,
    `depth` how many brackets are open inside the item. An item that is too long is still followed mark by mark to
    its end, but what has been looked at is dropped.
    """
    number, start, position, depth, passing_over = 1, 0, 0, 0, False
    while True:
        mark, position, depth = _next_end(held, position, depth)
        if mark:
            item = held[start : position - 1]
            if passing_over or len(item) > LONGEST_LINE:
                yield number, _too_long("item")
            elif (item := item.strip(_WHITE_SPACE)) or mark == b"," or number > 1:
                yield number, item or _missing()
            if mark != b",":
                yield from _after(mark, number + 1, held[position:], arriving)
                return
            number, start, passing_over = number + 1, position, False
            continue
        chunk = next(arriving, None)
        if chunk is None:
            yield number, _broken("The body ends inside the array.")
            return
        if passing_over or len(held) - start > LONGEST_LINE:
            held, start, position, passing_over = _string_left_open(held, position), 0, 0, True
        held, position, start = held[start:] + chunk, position - start, 0


def _next_end(held: bytes, position: int, depth: int) -> tuple[bytes, int, int]:
    """Look from `position` on for the mark that ends the item; return it, the place after it, and the depth there.

    Where it has not arrived yet the mark is empty, and the place is where to look on: the end, or a string left open.
    """
    for token in _TOKEN.finditer(held, position):
        mark = token.group()
        if mark == b'"':
            return b"", token.start(), depth
        if mark in _OPENING:
            depth += 1
        elif depth and mark in _CLOSING:
            depth -= 1
        elif not depth and mark in _ENDING:
            return mark, token.end(), depth
    return b"", len(held), depth


def _string_left_open(held: bytes, position: int) -> bytes:
    """Return the least that stands for what is held from `position` on: nothing, or a string left open.

    That is its quotation mark, and a backslash where one is the last byte: it speaks of the byte to come.
    """
    unended = _UNENDED.match(held, position)
    return b'"' + held[unended.end() :] if unended else b""


def _after(mark: bytes, number: int, held: bytes, arriving: Iterator[bytes]) -> Iterator[Line]:
    """Report a wrong closing mark, or whatever but white space follows the right one.

    The body is read to its end first: a client that is still sending when it is answered may lose the answer.
    """
    goes_on = bool(held.strip(_WHITE_SPACE))
    for chunk in arriving:
        goes_on = goes_on or bool(chunk.strip(_WHITE_SPACE))
    if mark != b"]":
        yield number, _broken("A bracket closes what was not opened.")
    elif goes_on:
        yield number, _broken("The body goes on after the array.")


def _without_mark(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Take a byte order mark off the start of a body, even where it arrives in pieces."""
    arriving = iter(chunks)
    head = b""
    for chunk in arriving:
        head += chunk
        if not _BYTE_ORDER_MARK.startswith(head[:3]) or len(head) >= len(_BYTE_ORDER_MARK):
            break
    if head:
        yield head.removeprefix(_BYTE_ORDER_MARK)
    yield from arriving


def _broken(detail: str) -> IngestProblem:
    return ingest_problem(InvalidJsonError(f"{detail} {BROKEN_OFF}"))


def _missing() -> IngestProblem:
    return ingest_problem(InvalidJsonError("An item is missing."))


def _too_long(what: str) -> IngestProblem:
    return ingest_problem(TooLargeError(f"The {what} is over 1 MiB."))
