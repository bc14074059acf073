"""Two applications on one deployment, one of which answers by its routes alone; and what each puts on the wire."""

from __future__ import annotations

import re
from typing import Any

from fastapi.testclient import TestClient

from app.main import Application, create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.conftest import PUBLIC_URL


class Pair:
    """Two applications on one deployment: one with a front, and one without, whose every answer comes from the routes."""

    def __init__(self, settings: Settings, deployment: Deployment) -> None:
        """Make both."""
        self.app = create_app(settings, deployment)
        self.front = TestClient(self.app, base_url=PUBLIC_URL, follow_redirects=False)
        self.routes = TestClient(
            create_app(settings.model_copy(update={"cache_mb": 0}), deployment),
            base_url=PUBLIC_URL,
            follow_redirects=False,
        )

    def same(self, path: str, headers: dict[str, str], method: str = "GET") -> Any:
        """Ask both, the front until it has the answer; all say the same. Return what the front said last."""
        expected = sent(self.routes, method, path, headers)
        for _ in range(3):
            assert sent(self.front, method, path, headers) == expected, (path, headers)
        return expected


def sent(client: TestClient, method: str, path: str, headers: dict[str, str]) -> tuple[int, list[Any], bytes]:
    """Return status, headers in their order, and the bytes that were sent."""
    asked = {"Accept-Encoding": "", "Accept": "*/*", "X-Request-Id": "r-1"} | headers
    with client.stream(method, path, headers=asked) as answer:
        return answer.status_code, answer.headers.raw, b"".join(answer.iter_raw())


def at_once(app: Application, method: str, path: str, headers: dict[str, str]) -> Any:
    """Return what the front answers to a server that asks it first, as `sent` returns an answer; None where it does not."""
    asked = {"Accept-Encoding": "", "Accept": "*/*", "X-Request-Id": "r-1"} | headers
    given = [(name.lower().encode(), value.encode()) for name, value in asked.items()]
    answer = app.front.at_once(method, path.encode(), given, [(b"date", b"now")])
    if answer is None:
        return None
    head, body = answer
    first, *lines, end, rest = head.split(b"\r\n")
    assert (lines[0], end, rest) == (b"date: now", b"", b"")
    status = re.fullmatch(rb"HTTP/1\.1 (\d{3}) [A-Za-z ]+", first)
    assert status is not None
    return int(status[1]), [tuple(line.split(b": ", 1)) for line in lines[1:]], body


def but_for_time(answer: tuple[int, list[Any], bytes]) -> tuple[int, list[Any], bytes]:
    """Return an answer without what its headers tell of the time that is left."""
    status, headers, body = answer
    return status, [(name, re.sub(rb"t=\d+", b"", value)) for name, value in headers if name != b"retry-after"], body


def holding(answer: tuple[int, list[Any], bytes]) -> dict[str, str]:
    """Return what a caller says who holds an answer."""
    return {"If-None-Match": dict(answer[1])[b"etag"].decode()}
