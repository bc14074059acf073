"""Be a process that helps another: give way to whatever else the machine has to do, foremost to answer readers, and outlive nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

# As nice(1) counts: where both want a core, a tenth of it.
_NICE = 10


def give_way() -> None:
    """Let this process have a core for as long as others do not want it."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(_NICE, os.getpriority(os.PRIO_PROCESS, 0)))


def be_a_helper() -> None:
    """Give way; end with the process that started this one, however that ends, and leave the keyboard's interrupt to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    give_way()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
