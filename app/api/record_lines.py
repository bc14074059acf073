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


_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WHITE_SPACE = b" \t\r\n"
# A whole string, else a mark that opens, closes or parts, else a quotation mark whose string has not ended yet.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]|"', re.DOTALL)
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

    Raises InvalidJsonError where the body does not start as JSON, InvalidInputError where it is JSON of another
    kind. Whatever breaks the array later on is reported as its last item, and the rest is left unread.
    """
    arriving = _without_mark(chunks)
    start = b""
    while not start:
        chunk = next(arriving, None)
        if chunk is None:
            return iter(())
        start = chunk.lstrip(_WHITE_SPACE)
    if not start.startswith(b"["):
        if start[:1] in b'{"-0123456789tfn':
            raise InvalidInputError("The body has to be an array of records, or NDJSON as application/x-ndjson.")
        raise InvalidJsonError("The body does not start as JSON does.")
    return _items(start[1:], arriving)


def _items(held: bytes, arriving: Iterator[bytes]) -> Iterator[Line]:
    """Yield what stands between the commas of the outermost array, whose opening bracket has been taken off.

    `held` is what is still unread, `start` where the item begins, `position` how far marks have been looked at,
    `depth` how many brackets are open inside the item.
    """
    number, start, position, depth = 1, 0, 0, 0
    while True:
        for token in _TOKEN.finditer(held, position):
            mark = token.group()
            if mark == b'"':
                position = token.start()
                break
            position = token.end()
            if mark in _OPENING:
                depth += 1
            elif depth and mark in _CLOSING:
                depth -= 1
            elif not depth and mark in _ENDING:
                item = held[start : token.start()].strip(_WHITE_SPACE)
                if item or mark == b"," or number > 1:
                    yield number, _item_or_problem(item)
                if mark != b",":
                    yield from _after(mark, number + 1, held[position:], arriving)
                    return
                number, start = number + 1, position
        chunk = next(arriving, None)
        if chunk is None or len(held) - start > LONGEST_LINE:
            yield number, _broken("The body ends inside the array.") if chunk is None else _too_long("item")
            return
        held, position, start = held[start:] + chunk, position - start, 0


def _item_or_problem(item: bytes) -> bytes | IngestProblem:
    if not item:
        return ingest_problem(InvalidJsonError("An item is missing."))
    return item if len(item) <= LONGEST_LINE else _too_long("item")


def _after(mark: bytes, number: int, held: bytes, arriving: Iterator[bytes]) -> Iterator[Line]:
    """Report a wrong closing mark, or whatever but white space follows the right one."""
    if mark != b"]":
        yield number, _broken("A bracket closes what was not opened.")
    elif held.strip(_WHITE_SPACE) or any(chunk.strip(_WHITE_SPACE) for chunk in arriving):
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
    return ingest_problem(InvalidJsonError(f"{detail} What follows was not read."))


def _too_long(what: str) -> IngestProblem:
    return ingest_problem(TooLargeError(f"The {what} is over 1 MiB."))
