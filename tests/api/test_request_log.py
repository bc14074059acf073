"""The line of a request, which is put together from pieces, is what the logging library would have written."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterator
from typing import Literal

import pytest

from app.api import request_log
from app.api.logs import configure_logging
from app.api.request_log import Lines, log_request


@pytest.fixture(params=["json", "text"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Log as the service does, into memory."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    form: Literal["json", "text"] = request.param
    configure_logging("info", form)
    stream = io.StringIO()
    [handler] = root.handlers
    assert isinstance(handler, Lines)
    handler.setStream(stream)
    monkeypatch.setattr(time, "time", lambda: 1_795_000_000.123)
    monkeypatch.setattr(request_log, "_ROOT", root)
    yield stream
    root.handlers[:], root.level = before, level


@pytest.mark.parametrize("seconds", [0.0, 0.000_000_4, 0.000_012_3, 0.000_999_6, 0.001, 0.012_345_6, 12.5])
@pytest.mark.parametrize("key_id", [None, "key_%s"])
def test_a_line_is_what_the_library_writes(written: io.StringIO, seconds: float, key_id: str | None) -> None:
    """In both forms, for whatever duration; what looks like a place for something is none."""
    log_request("GET", "/v1/stories/{slug}", 200, seconds, "id-%(at)s", key_id)
    logging.getLogger().handlers[0].flush()
    pieced = written.getvalue()
    written.truncate(0)
    written.seek(0)
    told = request_log._told("GET", "/v1/stories/{slug}", 200, seconds * 1000, "id-%(at)s", key_id)
    request_log.logger.handle(told)
    assert pieced == written.getvalue()
