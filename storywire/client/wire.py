"""What both clients say to httpx, and what they make of its answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx

from storywire.client.conversation import Broken, Open, Opened
from storywire.client.terms import Terms

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Wire:
    """Turns a step into a request to a deployment."""

    def __init__(self, address: str, key: str | None, terms: Terms) -> None:
        """Keep the address, which may have a path, and the key; raise ValueError for what is no address."""
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{address!r} is no address of a deployment, such as https://news.example.")
        self._address = address.rstrip("/")
        self._key = key
        self._terms = terms

    def request(self, step: Open) -> dict[str, Any]:
        """Return the arguments of a request."""
        ask = step.ask
        headers = {"Accept": ask.accept, **ask.headers}
        if self._key is not None:
            headers["Authorization"] = f"Bearer {self._key}"
        return {
            "method": ask.method,
            "url": self._address + ask.path,
            "params": dict(ask.query) or None,
            "headers": headers,
            "content": ask.body,
            "timeout": httpx.Timeout(step.seconds, connect=self._terms.connect_seconds),
        }


def opened(answer: httpx.Response) -> Opened:
    """Return the head of an answer."""
    return Opened(answer.status_code, answer.headers)


def broken(error: Exception) -> Broken:
    """Return how an answer failed to come."""
    return Broken(error, unsent=isinstance(error, _UNSENT))
