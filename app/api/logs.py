"""Log as JSON lines or plain text on standard error, and never a key."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

from app.api.request_log import Lines

_KEY = re.compile(r"swk_[A-Za-z0-9_-]+")
_FIELDS = "%(asctime)s %(levelname)s %(name)s %(message)s"
_RENAMED = {"asctime": "time", "levelname": "level", "name": "logger"}


def without_keys(text: str) -> str:
    """Return the text with every API key in it blotted out."""
    return _KEY.sub("swk_…", text)


class _InUtc(logging.Formatter):
    """Write times as the API does: RFC 3339 in UTC."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - the library's name
        """Return when the line was logged, to the millisecond."""
        del datefmt
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class JsonLines(_InUtc, JsonFormatter):
    """One JSON object a line. Keys are blotted out last, so that no field and no trace can hold one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return without_keys(super().format(record))


class PlainLines(_InUtc):
    """One line for a person at a terminal, and the trace below it where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return without_keys(super().format(record))


def configure_logging(level: str, form: Literal["json", "text"]) -> None:
    """Send all logs of the process to standard error, in one form."""
    handler = Lines()
    handler.setFormatter(
        JsonLines(_FIELDS, rename_fields=_RENAMED)
        if form == "json"
        else PlainLines("%(asctime)s %(levelname)s %(message)s")
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
