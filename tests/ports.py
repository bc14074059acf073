"""Ports of the loopback for servers that are told theirs."""

from __future__ import annotations

import random
import socket
from contextlib import suppress

_PORTS = (18_000, 30_000)


def free_port() -> int:
    """Return a port of the loopback that nobody uses, below those that systems hand out: somebody else may be given one of these before our server takes it."""
    drawn = random.Random()
    while True:
        port = drawn.randrange(*_PORTS)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
