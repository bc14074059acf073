"""Let a bulk load give way to whatever else the machine has to do, foremost to answer readers."""

from __future__ import annotations

import os

# As nice(1) counts: where both want a core, a tenth of it.
_NICE = 10


def give_way() -> None:
    """Let this process have a core for as long as others do not want it."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, max(_NICE, os.getpriority(os.PRIO_PROCESS, 0)))
