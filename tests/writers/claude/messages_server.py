"""A server that speaks the Messages API over real HTTP on the loopback, streamed and not, and does as it is told.

It stands in for Claude and for the servers that speak like it. What it answers is a script: one `Act` for each request in turn, the last
one for all that follow. What it was sent is kept. Short questions, of those who only look at it, are answered aside by what it can do.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.writers.claude.acts import (
    Act,
    Sent,
    events,
    message_of,
    said,
)
from tests.writers.claude.batch_shelf import BatchShelf

TooLong = Callable[[int, int], dict[str, Any]]

# A tokenizer that needs more tokens than the writer's estimate.
CHARACTERS_OF_A_TOKEN = 3


class MessagesServer:
    """The server: its address, its script, what it was sent, and with what headers."""

    def __init__(self, script: Sequence[Act]) -> None:
        """Answer by a script."""
        self.script = list(script)
        self.sent: list[Sent] = []
        self.headers: list[Mapping[str, str]] = []
        self.looks: list[Sent] = []
        self.counts_tokens = True
        self.counted = '{"input_tokens": 1234}'
        self.shape = "ignored"
        self.streams = True
        self.listed: Sequence[Mapping[str, Any]] | None = None
        self.holds: int | None = None
        self.too_long: list[int] = []
        self.says_too_long: TooLong = say_like_llama
        self.released = threading.Event()
        self.batches = BatchShelf(lambda sent: message_of(self.next_act(sent, {}), sent))
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.messages = self
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def start(self) -> None:
        """Serve from now on."""
        self._thread.start()

    def close(self) -> None:
        """Let go of whoever waits, and stop."""
        self.released.set()
        self.batches.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def next_act(self, sent: Sent, headers: Mapping[str, str]) -> Act:
        """Return what comes next, and keep what was sent."""
        if not is_briefing(sent):
            self.looks.append(sent)
            held = self.shape == "enforced" and "output_config" in sent
            return Act(answer={"word": "quintal-of-sprats"} if held else "Fish, rope and gossip.")
        with self._lock:
            self.sent.append(sent)
            self.headers.append(headers)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]


@contextmanager
def serving(*script: Act) -> Iterator[MessagesServer]:
    """Serve a script until the block ends."""
    server = MessagesServer(script)
    server.start()
    try:
        yield server
    finally:
        server.close()


def is_briefing(sent: Sent) -> bool:
    """Say whether a request is about records, and not only a look at the server."""
    return "<records-" in text_of(sent)


def say_like_llama(sent: int, holds: int) -> dict[str, Any]:
    """Say that a prompt is too long as llama.cpp does: with both counts."""
    words = f"request ({sent} tokens) exceeds the available context size ({holds} tokens), try increasing it"
    return {"code": 400, "message": words, "type": "exceed_context_size_error", "n_prompt_tokens": sent, "n_ctx": holds}


def say_like_claude(sent: int, holds: int) -> dict[str, Any]:
    """Say it as Claude does."""
    return {"type": "invalid_request_error", "message": f"prompt is too long: {sent} tokens > {holds} maximum"}


def say_like_vllm(sent: int, holds: int) -> dict[str, Any]:
    """Say it as vLLM does."""
    words = f"This model's maximum context length is {holds} tokens. However, you requested {sent} tokens ({sent} in the messages)."
    return {"type": "BadRequestError", "message": words}


def say_nothing(sent: int, holds: int) -> dict[str, Any]:
    """Say that it is too long, and no more."""
    del sent, holds
    return {"type": "invalid_request_error", "message": "Input is too long for requested model."}


def text_of(sent: Sent) -> str:
    """Return everything that a request says, rules and conversation."""
    blocks = [*sent.get("system", ()), *(block for message in sent["messages"] for block in message["content"])]
    return "\n".join(block["text"] for block in blocks)


class _Http(ThreadingHTTPServer):
    """The sockets of a messages server."""

    daemon_threads = True
    messages: MessagesServer

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection by the script."""

    server: _Http
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is its own."""

    def do_GET(self) -> None:
        if "/messages/batches" in self.path:
            self.server.messages.batches.serve(self, None)
            return
        listed = self.server.messages.listed
        body = json.dumps({"object": "list", "data": listed}).encode()
        self._whole(Act(status=404 if listed is None else 200), "application/json", body)

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or "{}")
        if self.path.endswith("/count_tokens"):
            self._count()
            return
        if "/messages/batches" in self.path:
            self.server.messages.batches.serve(self, sent)
            return
        if error := self._refusal(sent):
            self._whole(Act(status=400), "application/json", json.dumps({"type": "error", "error": error}).encode())
            return
        self._act(self.server.messages.next_act(sent, {n.lower(): value for n, value in self.headers.items()}), sent)

    def _act(self, act: Act, sent: Sent) -> None:
        self.close_connection = act.fault in {"silent", "slow_head", "hung_up"}
        if act.fault == "silent":
            self.server.messages.released.wait(10)
        elif act.fault == "slow_head":
            self._dawdle_over_the_head()
        elif act.fault == "hung_up":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif act.body is not None:
            self._whole(act, "application/json", act.body)
        elif act.status != 200:
            error = {"type": "error", "error": {"type": "api_error", "message": "secret words of the upstream"}}
            self._whole(act, "application/json", json.dumps(error).encode())
        elif act.fault in {"html", "not_json"}:
            kind = "text/html" if act.fault == "html" else "application/json"
            self._whole(act, kind, b"<html><body>Welcome to the proxy.</body></html>")
        elif sent.get("stream") and self.server.messages.streams and act.fault != "not_streamed":
            self._stream(act, said(act, sent))
        else:
            message = message_of(act, sent) | dict(act.told)
            if act.fault == "no_content":
                del message["content"]
            body = json.dumps(message).encode()
            self._whole(act, "application/json", body[: len(body) // 2] if act.fault == "cut" else body)

    def _refusal(self, sent: Sent) -> dict[str, Any] | None:
        """Return the error for what this server cannot do; None where it can."""
        server = self.server.messages
        if server.shape == "refused" and "output_config" in sent:
            return {"type": "invalid_request_error", "message": "output_config: Extra inputs are not permitted"}
        tokens = len(text_of(sent)) // CHARACTERS_OF_A_TOKEN
        if server.holds is not None and tokens > server.holds:
            server.too_long.append(tokens)
            return server.says_too_long(tokens, server.holds)
        return None

    def _count(self) -> None:
        body = self.server.messages.counted.encode()
        act = Act(status=200 if self.server.messages.counts_tokens else 404)
        self._whole(act, "application/json", body)

    def _whole(self, act: Act, kind: str, body: bytes) -> None:
        self.send_response(act.status)
        for name, value in {"content-type": kind, "content-length": str(len(body)), **act.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        for start in range(0, len(body), step := 50 if act.fault == "drip" else len(body) or 1):
            self.wfile.write(body[start : start + step])
            self._dawdle(act)

    def _dawdle(self, act: Act) -> None:
        if act.fault in {"drip", "murmur"}:
            self.wfile.flush()
            time.sleep(0.1)

    def _dawdle_over_the_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        while not self.server.messages.released.wait(0.1):
            self.wfile.write(b"x")

    def _stream(self, act: Act, words: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        while act.fault == "murmur" and not self.server.messages.released.is_set():
            self.wfile.write(b": still thinking\n")
            self._dawdle(act)
        for event in events(act, words):
            data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
            if act.fault == "cut" and event["type"] == "message_delta":
                self.wfile.write(data[: len(data) // 2])
                return
            self.wfile.write(data)
            self.wfile.flush()
            self._dawdle(act)
