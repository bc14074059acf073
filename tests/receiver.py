"""A receiver of messages on the loopback, for tests of what is sent: it answers as it is told and keeps what came."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Received = tuple[str, dict[str, str], bytes]


class Receiver(BaseHTTPRequestHandler):
    """Answers as its server says, and keeps what it was sent: `place` is where among all that came."""

    server: Any
    place: int

    def do_POST(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        # A message of a process that was killed may be read beside one of the next process.
        with self.server.lock:
            self.place = len(self.server.received)
            self.server.received.append((self.path, dict(self.headers), body))
        self.server.answers(self)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


Answers = Callable[[Receiver], None]


@contextmanager
def receiving(answers: Answers) -> Iterator[tuple[str, list[Received]]]:
    """Give the address of a receiver, and what it was sent: path, headers, body."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.received, server.answers, server.lock = [], answers, threading.Lock()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(*statuses: int, **headers: str) -> Answers:
    """Return answers of these statuses in turn, and of the last one from then on, with some headers."""
    coming = list(statuses)

    def answer(receiver: Receiver) -> None:
        receiver.send_response(coming.pop(0) if len(coming) > 1 else coming[0])
        for name, value in headers.items():
            receiver.send_header(name.replace("_", "-"), value)
        receiver.end_headers()

    return answer
