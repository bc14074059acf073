"""Give every request an id, one line in the log and a place in the metrics, and let no failure out bare."""

from __future__ import annotations

import logging
import os
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.metrics import Metrics
from app.api.problems import problem_response
from app.api.request_log import log_request
from app.errors import InternalError

logger = logging.getLogger("storywire.requests")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
# What nginx writes where the caller has gone before the answer: no answer of ours bears it.
CALLER_GONE = 499


def request_id_of(given: str | None) -> str:
    """Return the id that the caller gave a request, where it can be one, or another that nobody has."""
    return given if given and _REQUEST_ID.fullmatch(given) else _new_id()


# Random bytes are drawn for many ids at once: to ask the system for sixteen takes longer than to use them.
_drawn: list[str] = []
os.register_at_fork(after_in_child=_drawn.clear)


def _new_id() -> str:
    if not _drawn:
        digits = secrets.token_hex(16 * 256)
        _drawn.extend(digits[at : at + 32] for at in range(0, len(digits), 32))
    return _drawn.pop()


class Observation:
    """The outermost layer: request id in and out, one log line a request, counts and durations."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an application."""
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = request_id_of(Headers(scope=scope).get("x-request-id"))
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        method, status, began = scope["method"], CALLER_GONE, time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - began
            route = getattr(scope.get("route"), "path_format", "none")
            self.metrics.observe(method, route, status, seconds)
            log_request(method, route, status, seconds, request_id, state.get("key_id"))


class Failures:
    """The innermost layer: an unforeseen error is logged with its trace and answered without it."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def send_noting_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, send_noting_start)
        except ClientDisconnect:
            return  # Nobody is left to be answered.
        except Exception:
            logger.exception("unforeseen failure", extra={"request_id": scope["state"]["request_id"]})
            if started:
                raise  # The answer is half sent: the server has to break the connection off.
            error = InternalError("The service failed. The log holds why, under the request id.")
            await problem_response(error, scope)(scope, receive, send)
