"""What a serving process asks of Python and of the C library, so that its threads do not hold one another up."""

from __future__ import annotations

import ctypes
import gc
import sys

# The numbers by which glibc knows the options (malloc.h).
_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8
_ARENAS = 2
# In bytes; glibc's own, until it first gives back something larger.
_LARGE = 128 * 1024
# Ten times as often as usual; a change of threads takes some microseconds.
_TURN_SECONDS = 0.0005


def take_short_turns() -> None:
    """Let whoever waits for Python's lock have it soon.

    An answer that is at hand takes a tenth of a millisecond, but the event loop has to ask for the lock two or three times, and a thread that
    writes a story or takes in records may keep it for a turn each time: with Python's own turns of five milliseconds such an answer
    took fifteen.
    """
    sys.setswitchinterval(_TURN_SECONDS)


def spare_memory() -> None:
    """Let all threads allocate from two arenas, and whatever is large from none.

    glibc gives each thread an arena of its own, up to eight for each core, and returns little of them: a process whose forty threads
    had rendered large pages in turn held half as much again for good. Under Python's lock threads hardly allocate at the same
    time. And what is as large as anything that was freed before, up to 32 MB, it takes from arenas, too, where a small piece behind it keeps
    it from being given back: of feeds that are kept for a while and then replaced a quarter as much again stayed. Elsewhere than on glibc nothing is done.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
    mallopt(_M_MMAP_THRESHOLD, _LARGE)


def leave_out_what_stays() -> None:
    """Look for garbage a last time in what there is, and no more from then on.

    To be called once all that stays to the end was made. To look through it, as Python does from time to time, stops all threads for a
    twentieth of a second.
    """
    gc.collect()
    gc.freeze()
