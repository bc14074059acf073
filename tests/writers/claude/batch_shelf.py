"""The batches of a messages server: made, seen, listed, stopped, and their results streamed, well or with a fault that was asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answers = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(slots=True)
class Shelved:
    """A batch: what it asks, when it was made, how often it was looked at, and what came of it once it has ended."""

    id: str
    requests: list[dict[str, Any]]
    created_at: str
    looks: int = 0
    is_stopped: bool = False
    results: list[dict[str, Any]] | None = None


@dataclass(slots=True)
class BatchShelf:
    """Every batch of a server, in the order in which they were made.

    One ends after `looks`. What becomes of a question is `fates`' to say, by its place over all batches: `errored`, `expired`, `missing`, or a
    whole result; else it is answered. `faults` spoil the next requests of a kind (create, see, list, results, cancel), in turn; `gates` hold them up:
    the handler says that it is there, and waits until it is let go. `meanwhile` happens whenever somebody looks; `now` is the server's clock.
    """

    answer: Answers
    is_there: bool = True
    looks: int = 1
    shelf: list[Shelved] = field(default_factory=list)
    fates: dict[int, Any] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)
    gates: dict[str, threading.Event] = field(default_factory=dict)
    released: threading.Event = field(default_factory=threading.Event)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    shuffles: bool = False
    meanwhile: Callable[[], object] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: int = 0

    def asked(self) -> list[str]:
        """Return the names of all questions that were taken, in all batches."""
        return [each["custom_id"] for batch in self.shelf for each in batch.requests]

    def serve(self, handler: BaseHTTPRequestHandler, sent: Mapping[str, Any] | None) -> None:
        """Answer a request for anything of batches."""
        place = urlsplit(handler.path)
        *_, batch_id, last = ["", *place.path.strip("/").split("/")]
        kind = {"results": "results", "cancel": "cancel"}.get(last, "see")
        if last == "batches":
            kind = "list" if sent is None else "create"
        fault = self.faults[kind].pop(0) if self.faults.get(kind) else ""
        if not self.is_there:
            _say(handler, 404, {"type": "error", "error": {"type": "not_found_error", "message": "secret words"}})
        elif fault.isdigit():
            _say(handler, int(fault), {"type": "error", "error": {"type": "api_error", "message": "secret words"}})
        elif fault == "html":
            _write(handler, 200, "text/html", b"<html><body>Welcome to the proxy.</body></html>")
        elif kind == "create":
            self._create(handler, sent or {}, fault)
        elif kind == "list":
            self._hold(kind)
            self._list(handler, parse_qs(place.query))
        else:
            found = [each for each in self.shelf if each.id == (batch_id if kind != "see" else last)]
            if not found:
                _say(handler, 404, {"type": "error", "error": {"type": "not_found_error", "message": "no such batch"}})
            elif kind == "results":
                self._results(handler, found[0], fault)
            else:
                self._see(handler, found[0], stops=kind == "cancel")

    def _hold(self, kind: str) -> None:
        if kind in self.gates:
            self.gates.pop(kind).set()
            self.released.wait(30)

    def _create(self, handler: BaseHTTPRequestHandler, sent: Mapping[str, Any], fault: str) -> None:
        with self._lock:
            made = Shelved(f"msgbatch_{len(self.shelf):03}", list(sent["requests"]), self.now().isoformat())
            self.shelf.append(made)
        self._hold("create")
        if fault == "swallow":
            handler.close_connection = True
            return
        _say(handler, 200, self._shown(made))

    def _see(self, handler: BaseHTTPRequestHandler, batch: Shelved, *, stops: bool) -> None:
        self._hold("cancel" if stops else "see")
        self.meanwhile()
        batch.is_stopped = batch.is_stopped or stops
        self._look(batch)
        _say(handler, 200, self._shown(batch))

    def _look(self, batch: Shelved) -> None:
        with self._lock:
            batch.looks += 1
            if batch.results is None and (batch.is_stopped or batch.looks > self.looks):
                batch.results = list(self._ended(batch))

    def _ended(self, batch: Shelved) -> Iterator[dict[str, Any]]:
        for each in batch.requests:
            fate = "canceled" if batch.is_stopped else self.fates.get(self._asked)
            self._asked += 1
            if fate == "missing":
                continue
            if isinstance(fate, dict):
                result = fate
            elif fate == "errored":
                error = {"type": "error", "error": {"type": "invalid_request_error", "message": "secret words"}}
                result = {"type": "errored", "error": error}
            elif fate:
                result = {"type": fate}
            else:
                result = {"type": "succeeded", "message": self.answer(each["params"])}
            yield {"custom_id": each["custom_id"], "result": result}

    def _list(self, handler: BaseHTTPRequestHandler, query: Mapping[str, list[str]]) -> None:
        for each in self.shelf:
            self._look(each)
        newest = [self._shown(each) for each in reversed(self.shelf)]
        after = query.get("after_id", [""])[0]
        start = 1 + [each["id"] for each in newest].index(after) if after else 0
        page = newest[start : start + 2]  # small, so that there is another
        _say(handler, 200, {"data": page, "has_more": start + 2 < len(newest), "first_id": None, "last_id": None})

    def _results(self, handler: BaseHTTPRequestHandler, batch: Shelved, fault: str) -> None:
        lines = [json.dumps(each, ensure_ascii=False).encode() + b"\n" for each in batch.results or ()]
        if self.shuffles:
            lines.reverse()
        if fault == "broken":
            lines[0] = lines[0][: len(lines[0]) // 2] + b"\n"
        body = b"".join(lines)
        handler.send_response(200)
        handler.send_header("content-type", "application/x-jsonl")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if fault == "cut" or "results" in self.gates:
            handler.wfile.write(body[: len(lines[0]) + len(body) // 4])
            handler.wfile.flush()
            self._hold("results")
            handler.close_connection = True
            return
        handler.wfile.write(body)

    def _shown(self, batch: Shelved) -> dict[str, Any]:
        has_ended = batch.results is not None
        number = len(batch.requests)
        counts = {"processing": 0 if has_ended else number, "succeeded": number if has_ended else 0}
        return {
            "id": batch.id,
            "type": "message_batch",
            "processing_status": "ended" if has_ended else "in_progress",
            "request_counts": counts | {"errored": 0, "canceled": 0, "expired": 0},
            "created_at": batch.created_at,
            "expires_at": batch.created_at,
            "ended_at": batch.created_at if has_ended else None,
            "results_url": "http://another-host.invalid/results" if has_ended else None,
        }


def _say(handler: BaseHTTPRequestHandler, status: int, told: Mapping[str, Any]) -> None:
    _write(handler, status, "application/json", json.dumps(told).encode())


def _write(handler: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
