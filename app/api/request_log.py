"""Log each request as one line, without making a record of the logging library for each of thousands a second.

A line is what our formatter would write: of each sort of request it is asked once, for a form in which time, duration and request id
are left open. Lines of a moment are written together. Where somebody else listens to the log, the library is used as it is.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from functools import lru_cache
from typing import TextIO

from app.api.metrics import KNOWN_METHODS

logger = logging.getLogger("storywire.requests")
_ROOT = logging.getLogger()

# Whoever watches the log of a service sees a line this much later; a process that is killed takes so much with it.
_TOGETHER_SECONDS = 0.05
_MOST_WAITING = 500

# What stands in a form for what is left open, such as no request has.
_CREATED, _AT = 86_399.0, "1970-01-01T23:59:59.000Z"
_TOOK = 7_777_777_777.777
_ID = "0" * 128

# Most answers take less than this many microseconds: to write such a duration down takes as long as all else of a line.
_SHORT = tuple(str(microseconds / 1000) for microseconds in range(1_000))


class Lines(logging.StreamHandler[TextIO]):
    """Writes the log; lines of requests wait for one another for a moment, and for nothing else."""

    def __init__(self) -> None:
        """Write to standard error."""
        super().__init__()
        self._waiting: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line now, behind those that wait."""
        self._write_waiting()
        super().emit(record)

    def flush(self) -> None:
        """Write what waits."""
        self._write_waiting()
        super().flush()

    def write_soon(self, line: str) -> None:
        """Write a line with others, if an event loop runs that can see to it, else now."""
        self._waiting.append(line)
        waiting = len(self._waiting)
        if waiting == 1:
            try:
                asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
            except RuntimeError:
                self.flush()
        elif waiting >= _MOST_WAITING:
            self.flush()

    def _write_waiting(self) -> None:
        self.acquire()
        try:
            lines, self._waiting = self._waiting, []
            if lines:
                self.stream.write("".join(lines))
        except (OSError, ValueError):
            return  # A log that cannot be written stops nothing.
        finally:
            self.release()


def log_request(method: str, route: str, status: int, seconds: float, request_id: str, key_id: str | None) -> None:
    """Log that a request was answered."""
    if not logger.isEnabledFor(logging.INFO):
        return
    handlers = _ROOT.handlers
    ours = handlers[0] if len(handlers) == 1 and not logger.handlers else None
    # Whatever looks like a key is blotted out, which the library's way sees to.
    if isinstance(ours, Lines) and method in KNOWN_METHODS and "swk_" not in request_id:
        before, between, then, behind = _form(ours.formatter, method, route, status, key_id)
        if then is None:
            ours.write_soon(f"{before}{_now()}{between}{behind}")
            return
        microseconds = round(seconds * 1_000_000)
        took = _SHORT[microseconds] if microseconds < len(_SHORT) else str(microseconds / 1000)
        ours.write_soon(f"{before}{_now()}{between}{took}{then}{request_id}{behind}")
    else:
        told = _told(method, route, status, seconds * 1000, request_id, key_id)
        logger.handle(told)


def _told(method: str, route: str, status: int, took: float, request_id: str, key_id: str | None) -> logging.LogRecord:
    """Return a request as the logging library has it."""
    extra = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(took, 3),
        "request_id": request_id,
        "key_id": key_id,
    }
    return logger.makeRecord(
        logger.name, logging.INFO, __file__, 0, "%s %s %d", (method, route, status), None, "log_request", extra
    )


@lru_cache(maxsize=1_024)
def _form(
    formatter: logging.Formatter, method: str, route: str, status: int, key_id: str | None
) -> tuple[str, str, str | None, str]:
    """Return the line of requests of a sort in pieces, between which stand the time, the duration and the request's id.

    The third is None where the line tells of neither duration nor id.
    """
    told = _told(method, route, status, _TOOK, _ID, key_id)
    told.created = _CREATED
    before, _, rest = formatter.format(told).partition(_AT)
    between, told_duration, rest = rest.partition(str(_TOOK))
    then, _, behind = rest.partition(_ID)
    return before, between, then if told_duration else None, f"{behind}\n"


class _Clock:
    """The time as the log writes it, written down once a millisecond."""

    millisecond = 0
    text = ""


def _now() -> str:
    now = time.time()
    millisecond = int(now * 1000)
    if millisecond != _Clock.millisecond:
        told = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
        _Clock.millisecond, _Clock.text = millisecond, told.replace("+00:00", "Z")
    return _Clock.text
