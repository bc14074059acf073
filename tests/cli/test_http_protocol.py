"""What is answered at once goes out when all has been read that waits, and in order."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from app.cli.http_protocol import LingeringTransport
from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.cli.test_serve import exchange
from tests.serving import served


class Wire:
    """A transport that remembers what it was given."""

    def __init__(self, sent: list[bytes]) -> None:
        """Write into a list that several share."""
        self._sent = sent
        self._is_closed = False

    def write(self, data: bytes) -> None:
        """Send."""
        self._sent.append(data)

    def writelines(self, pieces: tuple[bytes, ...]) -> None:
        """Send pieces."""
        self._sent.append(b"".join(pieces))

    def close(self) -> None:
        """Close."""
        self._is_closed = True

    def is_closing(self) -> bool:
        """Say whether it is closed."""
        return self._is_closed


def test_answers_of_one_turn_go_out_together() -> None:
    """Whoever is written to wakes up only when all who asked in this turn of the loop have been heard."""

    async def answer_two() -> tuple[list[bytes], list[bytes]]:
        sent: list[bytes] = []
        loop = asyncio.get_running_loop()
        one, two = (LingeringTransport(cast("Any", Wire(sent)), loop, lambda: False) for _ in range(2))
        one.write_soon((b"a", b"1"))
        two.write_soon((b"b", b"2"))
        before = sent.copy()
        await asyncio.sleep(0)
        return before, sent

    assert asyncio.run(answer_two()) == ([], [b"a1", b"b2"])


def test_nothing_overtakes_an_answer_that_waits() -> None:
    """A second answer, whatever else is written, and the end of the connection come behind it."""

    async def answer_all() -> list[bytes]:
        sent: list[bytes] = []
        transport = LingeringTransport(cast("Any", Wire(sent)), asyncio.get_running_loop(), lambda: False)
        transport.write_soon((b"1",))
        transport.write_soon((b"2",))
        transport.write_soon((b"3",))
        transport.write(b"4")
        transport.write_soon((b"5",))
        transport.writelines([b"6"])
        transport.write_soon((b"7",))
        transport.close()
        transport.write_soon((b"lost",))
        await asyncio.sleep(0)
        return sent

    assert asyncio.run(answer_all()) == [b"1", b"2", b"3", b"4", b"5", b"6", b"7"]


def test_requests_in_one_piece_are_answered_in_order(settings: Settings, deployment: Deployment) -> None:
    """Kept answers, one that takes a task of its own, and the refusal of what is no request: each in its turn."""
    kept, routed = (b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path for path in (b"/v1/stories", b"/healthz"))
    last = kept.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with served(settings, deployment) as port:
        exchange(port, last)
        refused = exchange(port, kept + kept + b"nonsense\r\n\r\n").split(b"HTTP/1.1 ")[1:]
        told = exchange(port, kept + kept + routed + kept + last).split(b"HTTP/1.1 ")[1:]
    assert [answer.partition(b"\r\n")[0] for answer in refused] == [b"200 OK", b"200 OK", b"400 Bad Request"]
    bodies = [answer.partition(b"\r\n\r\n")[2][:8] for answer in told]
    assert bodies == [b'{"items"', b'{"items"', b'{"status', b'{"items"', b'{"items"']
