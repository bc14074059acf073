"""Be a process that helps another: give way to whatever else the machine has to do, foremost to answer readers, and outlive nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable

from app.store.session import Database

# As nice(1) counts: where both want a core, a tenth of it.
_NICE = 10
# After so many of its steps, a tenth of a millisecond, SQLite lets us ask who waits.
_STEPS = 1_000

_yield_core: Callable[[], None] | None = getattr(os, "sched_yield", None)
_gives_way = False


def give_way() -> None:
    """Let this process have a core for as long as others do not want it."""
    global _gives_way  # noqa: PLW0603 - of a process as a whole
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(_NICE, os.getpriority(os.PRIO_PROCESS, 0)))
        _gives_way = True


def step_aside() -> None:
    """Let whoever waits for this core have it now, in a process that gives way; for between two small pieces of work.

    By its priority alone such a process keeps a core for some milliseconds when another wakes up.
    """
    if _gives_way and _yield_core is not None:
        _yield_core()


def step_aside_in(database: Database) -> None:
    """Let a database that works within this process, which gives way, step aside too."""
    if _yield_core is not None:
        database.interrupt_often(_yield_core, _STEPS)


def be_a_helper() -> None:
    """Give way; end with the process that started this one, however that ends, and leave the keyboard's interrupt to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    once_orphaned(lambda: os._exit(1))
    give_way()


def once_orphaned(act: Callable[[], None]) -> None:
    """Have something done when the process of ours that started this one is gone, however that ends; nothing where none did."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        act()

    threading.Thread(target=wait, daemon=True).start()
