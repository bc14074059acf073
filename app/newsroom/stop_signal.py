"""Hear that this process is told to stop."""

from __future__ import annotations

import signal
from contextlib import suppress
from queue import Empty, SimpleQueue
from types import FrameType


class StopSignal:
    """Is set once one of some signals has come, as an Event would be; only the main thread may make one.

    An Event will not do: setting it takes a lock, for which a second signal that comes while the first is handled waits for ever. What a
    supervisor sends to a whole group of processes comes twice to one whose parent sends it on.
    """

    def __init__(self, *numbers: signal.Signals) -> None:
        """Listen from now on."""
        self._is_set = False
        # The one thing of the standard library's that a signal's handler may use while another is at it.
        self._heard: SimpleQueue[int] = SimpleQueue()
        for number in numbers:
            signal.signal(number, self._hear)

    def is_set(self) -> bool:
        """Say whether one has come."""
        return self._is_set

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until one comes, or for so many seconds; return whether one has come."""
        if not self._is_set:
            with suppress(Empty):
                self._heard.get(timeout=seconds)
        return self._is_set

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._is_set = True
        self._heard.put(number)
