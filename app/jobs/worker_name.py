"""Name a worker so that others on the same machine can tell whether its process is still there."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

_START_FIELD = 19  # of what stands behind the command's name in /proc/PID/stat: field 22 of proc(5)


def worker_name() -> str:
    """Return a new name for a worker of this process: the node, the process, when that began, and a word drawn by chance."""
    return f"{_process(os.getpid())}/{secrets.token_hex(4)}"


def is_gone(name: str) -> bool:
    """Say whether a worker is known to be gone: it was on this node, and its process is there no more.

    Of another node's, or of a name that is not of this form, nothing is known; its lease tells in time.
    """
    node, _, rest = name.partition("/")
    pid, _, began = rest.partition("/")
    if node != _node() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # It is there and is somebody else's.
    return _began(int(pid)) != began.partition("/")[0]


def gone_among(names: Iterable[str], but: str | None = None) -> list[str]:
    """Return those workers that are known to be gone; the one that asks is not."""
    return [name for name in names if name != but and is_gone(name)]


@cache
def _process(pid: int) -> str:
    """Return what tells this process from all others, which does not change while it lives; a fork has another number."""
    return f"{_node()}/{pid}/{_began(pid)}"


def _node() -> str:
    """Return what process numbers are told apart by: the host, since when it runs, and the namespace of its processes.

    Containers may bear one name; numbers of one say nothing of another's.
    """
    parts = [socket.gethostname()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()[:8])
    with suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]"))
    return "+".join(parts).replace("/", "_")


def _began(pid: int) -> str:
    """Return when a process began, as its system counts, so that a number used again is not taken for it; empty if unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[_START_FIELD]
