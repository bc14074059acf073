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
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.writers.claude.batch_shelf import BatchShelf

Sent = Mapping[str, Any]
Answerer = Callable[[Sent], object]
TooLong = Callable[[int, int], dict[str, Any]]

INPUT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS = 900, 100, 300
MODEL = "claude-sonnet-5-5"
# A tokenizer that needs more tokens than the writer's estimate.
CHARACTERS_OF_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Act:
    """One answer. `answer` is text, or what makes JSON, or a function of the request that returns either.

    `fault` spoils it: `html`, `not_json`, `cut` (the stream breaks off in the middle of an event), `silent` (nothing comes), `drip` (it comes too slowly, piece by
    piece), `murmur` (a stream of comments without an event),
    `event_error` (an error event after the first words), `not_streamed` (a whole message though a stream was asked for),
    `no_content` (a message without its content), `slow_head` (not even the head comes, but letter by letter), `hung_up` (the connection is closed in place of an answer)
    or `halves` (each character beyond ASCII comes as two halves in two events). `told` are fields of the message that it has in place of the usual ones, `body` is sent
    in place of any message.
    """

    answer: object = ""
    status: int = 200
    stop_reason: str = "end_turn"
    fault: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None


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
            self._stream(act, _said(act, sent))
        else:
            message = _message(_said(act, sent), act.stop_reason) | dict(act.told)
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

    def _stream(self, act: Act, said: str) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        while act.fault == "murmur" and not self.server.messages.released.is_set():
            self.wfile.write(b": still thinking\n")
            self._dawdle(act)
        for event in _events(act, said):
            data = f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
            if act.fault == "cut" and event["type"] == "message_delta":
                self.wfile.write(data[: len(data) // 2])
                return
            self.wfile.write(data)
            self.wfile.flush()
            self._dawdle(act)


def _said(act: Act, sent: Sent) -> str:
    answer = act.answer(sent) if callable(act.answer) else act.answer
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def message_of(act: Act, sent: Sent) -> dict[str, Any]:
    """Return what an act answers a request with, as a whole message."""
    return _message(_said(act, sent), act.stop_reason)


def _message(said: str, stop_reason: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [{"type": "text", "text": said}] if said else [],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": INPUT_TOKENS,
            "cache_read_input_tokens": CACHED_TOKENS,
            "cache_creation_input_tokens": 0,
            "output_tokens": OUTPUT_TOKENS,
        },
    }


def _events(act: Act, said: str) -> Iterator[dict[str, Any]]:
    opening = _message("", None)
    opening["usage"] = opening["usage"] | {"output_tokens": 1}
    opening |= act.told
    if act.fault == "no_content":
        del opening["usage"]
    yield {"type": "message_start", "message": opening}
    yield {"type": "ping"}
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for piece in _pieces(act, said):
        delta = {"type": "text_delta", "text": piece}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
        if act.fault == "event_error":
            yield {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            return
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": act.stop_reason, "stop_sequence": None},
        "usage": act.told.get("usage", {"output_tokens": OUTPUT_TOKENS}),
    }
    yield {"type": "message_stop"}


def _pieces(act: Act, said: str) -> Iterator[str]:
    for start in range(0, len(said), 200):
        piece = said[start : start + 200]
        if act.fault == "halves":
            # As a server does that cuts UTF-16 wherever a token ends.
            units = piece.encode("utf-16-le")
            yield from (chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2))
        else:
            yield piece
