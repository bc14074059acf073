"""What a serving process asks of Python and of the C library, so that its threads do not hold one another up."""

from __future__ import annotations

import ctypes
import gc
import sys

# The number by which glibc knows the option (malloc.h).
_M_ARENA_MAX = -8
_ARENAS = 2
# Ten times as often as usual; a change of threads takes some microseconds.
_TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let whoever waits for Python's lock have it soon.

    An answer that is at hand takes a tenth of a millisecond, but the event loop has to ask for the lock two or three times, and a thread that
    writes a story or takes in records may keep it for a turn each time: with Python's own turns of five milliseconds such an answer
    took fifteen.
    """
    sys.setswitchinterval(_TURN_SECONDS)


def share_arenas() -> None:
    """Let all threads allocate from two arenas.

    glibc gives each thread one of its own, up to eight for each core, and returns little of them: a process whose forty threads
    had rendered large pages in turn held half as much again for good. Under Python's lock threads hardly allocate at the same
    time. Elsewhere than on glibc nothing is done.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return
    mallopt(_M_ARENA_MAX, _ARENAS)


def leave_out_what_stays() -> None:
    """Look for garbage a last time in what there is, and no more from then on.

    To be called once all that stays to the end was made. To look through it, as Python does from time to time, stops all threads for a
    twentieth of a second.
    """
    gc.collect()
    gc.freeze()
