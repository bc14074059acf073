"""A server that says what a test tells it to, byte by byte, one answer a connection, and keeps what it was asked."""

from __future__ import annotations

import json as plain_json
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_PATIENCE_SECONDS = 30
# Seconds of silence within an answer, or bytes.
Part = bytes | float
Answer = Sequence[Part]


@dataclass
class Hostile:
    """Where it is, and what it was asked: the head of each request and its body."""

    address: str
    asked: list[str] = field(default_factory=list)

    def addresses(self) -> list[str]:
        """Return what was asked for."""
        return [asked.split(" ")[1] for asked in self.asked]

    def headers(self, name: str) -> list[str]:
        """Return what a header was in each request that had it."""
        lines = [line for asked in self.asked for line in asked.partition("\r\n\r\n")[0].split("\r\n")]
        return [line.partition(": ")[2] for line in lines if line.lower().startswith(f"{name}:")]


def told(status: str, *headers: str, body: bytes = b"") -> bytes:
    """Write an answer that ends where it says."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def json(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Write an answer of JSON."""
    return told(status, "Content-Type: application/json", *headers, body=body)


def begun(kind: str) -> bytes:
    """Write the head of an answer that goes on until the connection ends."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()


def piece(body: bytes) -> bytes:
    """Write a further piece of such an answer."""
    return b"%x\r\n%s\r\n" % (len(body), body)


END = b"0\r\n\r\n"
ALIVE = b'{"status": "ok", "since": "a later version"}'
NEXT = b'{"items": [], "next_cursor": "more"}'
LAST = b'{"items": [], "next_cursor": null}'
CHANGE = {
    "kind": "revision",
    "story_id": "sty_1",
    "slug": "a-story-1234",
    "url": "https://news.example.org/stories/a-story-1234",
    "revision": 2,
    "cause": None,
    "note": None,
    "at": "2026-06-30T12:00:00Z",
}


def problem(status: int, slug: str, *headers: str) -> bytes:
    """Write a problem document."""
    body = {
        "type": f"https://news.example.org/problems/{slug}",
        "title": "T",
        "status": status,
        "detail": "D",
        "new": 1,
    }
    return told(f"{status} X", "Content-Type: application/problem+json", *headers, body=plain_json.dumps(body).encode())


def event(number: int) -> bytes:
    """Write a change as an event."""
    return piece(f"event: revision\nid: {number}\ndata: {plain_json.dumps(CHANGE | {'seq': number})}\n\n".encode())


FALLS_SILENT: Answer = [json(b"")[:-2], 1.0]
TRICKLES: Answer = [
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n",
    *((b" ", 0.1) * 30),
]
BREAKS_OFF: Answer = [b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"]
HANGS_UP: Answer = []


@contextmanager
def hostile(*answers: Answer) -> Iterator[Hostile]:
    """Serve these answers in turn, and the last one from then on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Hostile(f"http://127.0.0.1:{listener.getsockname()[1]}")
        stopping = threading.Event()
        thread = threading.Thread(target=_serve, args=(listener, server, list(answers), stopping))
        thread.start()
        try:
            yield server
        finally:
            stopping.set()
            with suppress(OSError), socket.create_connection(listener.getsockname(), timeout=1):
                pass
            thread.join()


def _serve(listener: socket.socket, server: Hostile, answers: list[Answer], stopping: threading.Event) -> None:
    # A thread each: some clients connect before they have anything to ask, and some hang up on a slow answer and ask anew.
    answering: list[threading.Thread] = []
    while True:
        connection, _ = listener.accept()
        if stopping.is_set():
            connection.close()
            break
        connection.settimeout(_PATIENCE_SECONDS)
        answering.append(threading.Thread(target=_answer, args=(connection, server, answers)))
        answering[-1].start()
    for thread in answering:
        thread.join()


def _answer(connection: socket.socket, server: Hostile, answers: list[Answer]) -> None:
    with connection, suppress(OSError):
        asked = _read(connection)
        server.asked.append(asked)
        for part in answers.pop(0) if len(answers) > 1 else answers[0]:
            if isinstance(part, bytes):
                connection.sendall(part)
            else:
                time.sleep(part)


def _read(connection: socket.socket) -> str:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += _more(connection)
    return (head + b"\r\n\r\n" + body).decode()


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(65_536)
    if not received:
        raise ConnectionError
    return received
