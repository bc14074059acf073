"""Hold a server to what a call may take: heads and bodies are broken off in time, and unpacked no further than is asked for.

The SDK's own limit of time begins anew with each piece that comes, and a packed body of a megabyte may hold a thousand.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import httpx2

_CONNECTED = (".connect_tcp.complete", ".start_tls.complete")


class Watch:
    """Cuts the connection of a call whose time is over, whatever it waits for: a head may come letter by letter for days."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._socket: Any = None
        self._timer: threading.Timer | None = None

    def begin(self, seconds: float) -> None:
        """Begin a call of so many seconds at most."""
        self.end()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Watch no longer."""
        if self._timer is not None:
            self._timer.cancel()

    def follow(self, request: httpx2.Request) -> None:
        """Have it told of each connection that a request opens."""
        request.extensions = {**request.extensions, "trace": self._note}

    def _note(self, event: str, told: Mapping[str, Any]) -> None:
        if event.endswith(_CONNECTED):
            self._socket = told["return_value"].get_extra_info("socket")

    def _cut(self) -> None:
        with suppress(OSError, TypeError):
            # Not TLS's own: that goes on in the clear for as long as the connection stands.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _Bounded(httpx2.SyncByteStream):
    """A body as it reads unpacked, that breaks off once it is too late, or where it is too large."""

    def __init__(self, packed: httpx2.Response, ends: float, most_bytes: int) -> None:
        self._packed = packed
        self._ends = ends
        self._most_bytes = most_bytes

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for piece in self._packed.iter_bytes():
            size += len(piece)
            if time.monotonic() > self._ends:
                raise httpx2.ReadTimeout("The answer took too long.")
            if size > self._most_bytes:
                raise httpx2.DecodingError("The answer is too large.")
            yield piece

    def close(self) -> None:
        self._packed.close()


def bound(response: httpx2.Response, ends: float, most_bytes: int) -> None:
    """Let a response's body go on until `ends`, by the monotonic clock, and bring so many bytes at most, counted unpacked."""
    if isinstance(response.stream, httpx2.SyncByteStream):
        packed = httpx2.Response(response.status_code, headers=response.headers, stream=response.stream)
        for told in ("content-encoding", "content-length"):
            response.headers.pop(told, None)
        response.stream = _Bounded(packed, ends, most_bytes)
