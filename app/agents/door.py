"""The door at `/mcp`: an ASGI application that makes the protocol's server when somebody first knocks.

The SDK takes four tenths of a second to import; a service that no agent asks never pays for it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from app.agents.asgi import AsgiApp, Receive, Scope, Send


class Door:
    """Answers POST requests to `/mcp` from the service of this process."""

    def __init__(self, app: AsgiApp, base_url: str, version: str, origins: Sequence[str]) -> None:
        """Stand before `app`; pages of other `origins` than these are turned away, as the protocol asks (“*” lets every page in)."""
        self._here = app, base_url, version
        self._origins = frozenset(origins)
        self._manager: Any = None
        self._keeping: asyncio.Task[None] | None = None
        self._opening: asyncio.Lock | None = None
        self._closing: asyncio.Event | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        origin = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"), None)
        if origin is not None and not self._origins & {"*", origin}:
            await _turn_away(send)
            return
        await self._open()
        await self._manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what the first knock began."""
        if self._keeping is None or self._closing is None:
            return
        self._closing.set()
        with suppress(asyncio.CancelledError):
            await self._keeping
        self._manager = self._keeping = self._opening = self._closing = None

    async def _open(self) -> None:
        if self._keeping is not None and self._manager is not None:
            return
        self._opening = self._opening or asyncio.Lock()
        async with self._opening:
            if self._manager is not None:
                return
            server = await asyncio.to_thread(import_module, "app.agents.server")
            manager = server.make_manager(*self._here)
            opened, self._closing = asyncio.Event(), asyncio.Event()
            # What the SDK begins has to end in the task that began it.
            self._keeping = asyncio.create_task(_keep(manager, opened, self._closing))
            await opened.wait()
            self._manager = manager


async def _keep(manager: Any, opened: asyncio.Event, closing: asyncio.Event) -> None:  # noqa: ANN401 - the SDK's, which is not imported here
    async with manager.run():
        opened.set()
        await closing.wait()


async def _turn_away(send: Send) -> None:
    problem = {
        "type": "about:blank",
        "title": "Forbidden",
        "status": 403,
        "detail": "Pages of this origin may not use the service (STORYWIRE_CORS_ORIGINS).",
    }
    headers = [(b"content-type", b"application/problem+json")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})
