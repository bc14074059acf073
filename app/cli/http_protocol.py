"""Bound what a connection may cost before a request is complete: the size of its head, and the time it takes.

uvicorn bounds neither. A caller who sends a header a minute, or headers without end, would hold a place or fill
the memory; bodies are bounded where they are read (see `app.api.bodies`).

A body may also be answered before it is whole, with 413 for one. uvicorn then closes a connection that is not kept alive, and the
operating system, which has words at hand that nobody read, resets it: the answer is lost to a caller who is still sending. So our
side alone is closed first, and what comes is thrown away for a while (RFC 9112, section 9.6).

Where the application hands on, in its lifespan state, what answers a request at once (`app.api.front.Front.at_once`), that is asked first:
an answer that is at hand needs no task, no queue of messages and no timer of its own, which together take longer than the answer.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, TimerHandle, Transport
from collections.abc import Callable, Iterable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

Headers = list[tuple[bytes, bytes]]
Pieces = tuple[bytes, ...]
# Takes method, target, headers, and those that the server adds; returns head and body of the answer, or None.
AtOnce = Callable[[str, bytes, Headers, Headers], tuple[bytes, bytes] | None]

LARGEST_HEAD = 64 * 1024
SLOWEST_HEAD_SECONDS = 10.0
LARGEST_REST = 64 * 1024 * 1024
SLOWEST_REST_SECONDS = 5.0


class LingeringTransport(Transport):
    """A transport that closes in two steps where the other side is still sending: first our side, later all of it."""

    def __init__(self, transport: Transport, loop: AbstractEventLoop, is_still_sending: Callable[[], bool]) -> None:
        """Wrap a transport; `is_still_sending` is asked when it is to be closed."""
        super().__init__()
        self._transport, self._loop, self._is_still_sending = transport, loop, is_still_sending
        self._end: TimerHandle | None = None
        self._rest = LARGEST_REST
        self._waiting: Pieces = ()

    @property
    def is_lingering(self) -> bool:
        """Whether our side is closed and what comes is thrown away."""
        return self._end is not None

    def write_soon(self, pieces: Pieces) -> None:
        """Send when all has been read that others have sent by now; at once where something waits already.

        Whoever is written to wakes up. Where that is a proxy on this machine, to wake it for each of many answers takes a fifth of
        the time of all; written one after another, they find it awake.
        """
        if self._waiting:
            self._write_waiting()
            self._transport.writelines(pieces)
        else:
            self._waiting = pieces
            self._loop.call_soon(self._write_waiting)

    def _write_waiting(self) -> None:
        pieces, self._waiting = self._waiting, ()
        if pieces and not self._transport.is_closing():
            self._transport.writelines(pieces)

    def close(self) -> None:
        """Close at once, or our side alone where the other is still sending."""
        self._write_waiting()
        if self.is_lingering or self._transport.is_closing() or not self._is_still_sending():
            self.end()
            return
        self._transport.write_eof()
        self._transport.resume_reading()
        self._end = self._loop.call_later(SLOWEST_REST_SECONDS, self.end)

    def throw_away(self, data: bytes) -> None:
        """Count what comes too late; close where it is too much."""
        self._rest -= len(data)
        if self._rest < 0:
            self.end()

    def end(self) -> None:
        """Close at once; what waits is sent first."""
        self._write_waiting()
        if self._end is not None:
            self._end.cancel()
        self._transport.close()

    def is_closing(self) -> bool:
        """Say whether nothing more may be sent."""
        return self.is_lingering or self._transport.is_closing()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send, behind what waits."""
        self._write_waiting()
        self._transport.write(data)

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Send several pieces, none of which is copied, behind what waits."""
        self._write_waiting()
        self._transport.writelines(list_of_data)

    def pause_reading(self) -> None:
        """Let the other side wait."""
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Go on reading."""
        self._transport.resume_reading()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as asyncio has it
        """Return what is known of the connection."""
        return self._transport.get_extra_info(name, default)


class BoundedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with a request head of at most 64 KiB, whole within ten seconds of its first byte."""

    _head_bytes = 0
    _head_timer: TimerHandle | None = None
    _is_in_head = False
    _is_dealt_with = False
    # Since when nothing is asked, where the last answer was given at once.
    _idle_since: float | None = None
    _idle_timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        """Start waiting for the first request: whoever connects has to say something."""
        self._lingering = LingeringTransport(transport, self.loop, self._is_body_unfinished)
        super().connection_made(self._lingering)
        self._answer_at_once: AtOnce | None = self.app_state.get("at_once")
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Read on, or throw away what comes behind the answer."""
        if self._lingering.is_lingering:
            self._lingering.throw_away(data)
            return
        super().data_received(data)
        # Most heads come whole, in one piece, and need nobody who waits for the rest.
        if self._is_in_head and self._head_timer is None:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        if self._idle_timer is not None:
            self._idle_timer.cancel()
        self._lingering.end()
        super().connection_lost(exc)

    def _is_body_unfinished(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and cycle.response_complete and cycle.more_body

    def on_message_begin(self) -> None:
        """Start counting the head of the next request; what uvicorn makes ready for it is made when it is needed."""
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._head_bytes = 0
        self._is_in_head, self._is_dealt_with = True, False
        self._idle_since = None

    def on_url(self, url: bytes) -> None:
        """Count the address."""
        super().on_url(url)
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a header."""
        super().on_header(name, value)
        self._count(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """Stop waiting: the head is whole."""
        self._is_in_head = False
        if self._head_timer is not None:
            self._stop_waiting()
        if self.transport.is_closing() or self._is_answered():
            self._is_dealt_with = True
            return
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers.extend(headers)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take in a piece of the body."""
        if not self._is_dealt_with:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        if not self._is_dealt_with:
            super().on_message_complete()

    def _is_answered(self) -> bool:
        """Answer at once, if that can be done, nobody before is still waiting, and the connection stays; say whether it was."""
        before: RequestResponseCycle | None = self.cycle
        if (
            self._answer_at_once is None
            or (before is not None and not before.response_complete)
            or self.flow.write_paused
            or self.parser.get_http_version() != "1.1"
            or not self.parser.should_keep_alive()
        ):
            return False
        method = self.parser.get_method().decode("ascii")
        answer = self._answer_at_once(method, self.url, self.headers, self.server_state.default_headers)
        if answer is None:
            return False
        self.server_state.total_requests += 1
        self._lingering.write_soon(answer)
        self._idle_since = self.loop.time()
        if self._idle_timer is None:
            self._idle_timer = self.loop.call_later(self.timeout_keep_alive, self._end_if_idle)
        return True

    def _end_if_idle(self) -> None:
        """Close a connection on which nothing was asked since the last answer at once; look again later where something was."""
        self._idle_timer = None
        if self._idle_since is None:
            return
        left = self._idle_since + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._idle_timer = self.loop.call_later(left, self._end_if_idle)
        else:
            self.timeout_keep_alive_handler()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._head_bytes > LARGEST_HEAD and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            )
            self.transport.close()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._head_timer = self.loop.call_later(SLOWEST_HEAD_SECONDS, self._hang_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _hang_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.close()
