"""What the process asks of the C library's memory."""

from __future__ import annotations

import ctypes

# The number by which glibc knows the option (malloc.h).
_M_ARENA_MAX = -8
_ARENAS = 2


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
