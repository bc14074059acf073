"""A service on the loopback: in a thread of this process, as `storywire serve` would serve it, or by a command in a process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from app.cli.http_protocol import BoundedProtocol
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from faults.entry import Watch
from faults.processes import Process, forked


@contextmanager
def served(settings: Settings, deployment: Deployment) -> Iterator[int]:
    """Serve in a thread of this process; give the port."""
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings, deployment), port=0, http=BoundedProtocol, log_config=None, lifespan="on")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def started(folder: Path, *command: str, **settings: str) -> Process:
    """Start one of the service's commands; its settings are given without STORYWIRE_, and its log is written into the folder."""
    environment = {f"STORYWIRE_{name.upper()}": value for name, value in settings.items()}
    return forked(command, environment, Watch(str(folder / "saved.txt"), str(folder / "log.txt")))
