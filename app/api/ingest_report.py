"""Gather what became of each record, and answer once the body has been read to its end.

The answer cannot start earlier: most clients send all of a body before they read, and two sides that
wait for each other to read would wait for ever. What is gathered goes to a file when it grows large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO

from starlette.responses import Response, StreamingResponse

from app.api.record_lines import BROKEN_OFF
from app.errors import InvalidJsonError
from schemas.record import IngestResult

_MOST_IN_MEMORY = 4 * 1024 * 1024
_PIECE = 64 * 1024


def report(batches: Iterable[list[IngestResult]], public_url: str) -> Response:
    """Answer with the counts and every result, as `IngestReport` has them.

    Raises InvalidJsonError where an array broke off before any record of it was accepted: then there is nothing to report.
    """
    with ExitStack() as stack:
        spool = stack.enter_context(SpooledTemporaryFile(max_size=_MOST_IN_MEMORY))
        outcomes, broken = _write_down(batches, public_url, spool)
        if broken and outcomes["rejected"] == outcomes.total():
            raise InvalidJsonError(broken)
        head = "".join(f'"{name}":{outcomes[name]},' for name in ("created", "updated", "unchanged", "rejected"))
        length = len(head) + spool.tell() + len('{"results":[]}')
        # From here on whoever sends the answer closes the file.
        stack.pop_all()
    return StreamingResponse(
        _pieces(f'{{{head}"results":['.encode(), spool),
        media_type="application/json",
        headers={"Content-Length": str(length)},
    )


def _write_down(
    batches: Iterable[list[IngestResult]], public_url: str, file: IO[bytes]
) -> tuple[Counter[str], str | None]:
    """Write every result to a file, parted by commas; return the count of the outcomes, and where an array broke off."""
    outcomes: Counter[str] = Counter()
    broken = None
    for batch in batches:
        for result in batch:
            if outcomes:
                file.write(b",")
            file.write(_written(result, public_url).encode())
            outcomes[result.outcome] += 1
            if result.problem and result.problem.detail.endswith(BROKEN_OFF):
                broken = result.problem.detail
    return outcomes, broken


def _written(result: IngestResult, public_url: str) -> str:
    """Write a result as JSON; a problem's type gets the public address, and where there is none it is left out."""
    if result.problem is None:
        return result.model_dump_json(exclude={"problem"})
    problem = result.problem.model_copy(update={"type": f"{public_url}{result.problem.type}"})
    return result.model_copy(update={"problem": problem}).model_dump_json()


def _pieces(head: bytes, spool: IO[bytes]) -> Iterator[bytes]:
    with spool:
        spool.seek(0)
        yield head
        while piece := spool.read(_PIECE):
            yield piece
        yield b"]}"
