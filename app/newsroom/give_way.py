"""Be a process that helps another: give way to whatever else the machine has to do, foremost to answer readers, and outlive nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable

# As nice(1) counts: where both want a core, a tenth of it.
_NICE = 10


def give_way() -> None:
    """Let this process have a core for as long as others do not want it."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(_NICE, os.getpriority(os.PRIO_PROCESS, 0)))


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
