"""A process is told to stop, once or again and again."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Once it is told, it is told again at each call and return of what hears it, as long as it listens to that.
_CHILD = """
import signal, sys, threading
from app.newsroom.stop_signal import StopSignal

left = 20

def tell_again(_frame, event, _argument):
    global left
    if left and "return" in event:
        left -= 1
        signal.raise_signal(signal.SIGTERM)

class AnEvent(threading.Event):
    def __init__(self, number):
        super().__init__()
        signal.signal(number, lambda *_: self.set())

stopping = {kind}(signal.SIGTERM)
assert not stopping.wait(0.01)
threading.Timer(0.1, signal.pthread_kill, [threading.get_ident(), signal.SIGTERM]).start()
hear = signal.getsignal(signal.SIGTERM)

def hear_and_be_told_again(number, frame):
    sys.setprofile(tell_again)
    hear(number, frame)

signal.signal(signal.SIGTERM, hear_and_be_told_again)
stopped = stopping.wait(60)
sys.setprofile(None)
print(stopped and stopping.is_set(), left < 20)
"""


def told_to_stop(kind: str, seconds: float) -> str:
    """Return what a process says that is told to stop again and again while it hears it; raise TimeoutExpired where it says nothing."""
    command = [sys.executable, "-c", _CHILD.format(kind=kind)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=seconds).stdout


def test_signals_that_come_while_one_is_heard_keep_nobody_from_stopping() -> None:
    """It goes on as after one."""
    assert told_to_stop("StopSignal", 60.0) == "True True\n"


def test_an_event_would_wait_for_itself() -> None:
    """The signal that comes while its lock is held waits for that lock: this is what the class is for."""
    with pytest.raises(subprocess.TimeoutExpired):
        told_to_stop("AnEvent", 3.0)
