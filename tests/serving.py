"""A service in a thread of this process, on the loopback, as `storywire serve` would serve it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from app.cli.http_protocol import BoundedProtocol
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings


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
