"""How the tools reach the service: inside this process, or over HTTP where another process serves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from app.agents.asgi import AsgiApp
from app.agents.tools import Ask

# An answer that is awaited for as long as the service waits for a story, and somewhat more.
_PATIENCE = httpx.Timeout(90.0, connect=10.0)
_MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the Authorization header as it was given, and the address that rates are counted by."""

    authorization: str | None = None
    address: tuple[str, int] = ("127.0.0.1", 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the service answered: its status, the words, and the JSON object that they are, where they are one."""

    status: int
    text: str
    told: dict[str, Any] | None

    @property
    def failed(self) -> bool:
        """Say whether the answer is a problem."""
        return self.status >= httpx.codes.BAD_REQUEST


class Service(Protocol):
    """Whatever answers requests as the HTTP interface does."""

    async def ask(self, request: Ask, caller: Caller) -> Answer:
        """Answer a request; one that gets no answer is answered with a problem too."""
        ...


class ServiceHere:
    """The service of this very process."""

    def __init__(self, app: AsgiApp, base_url: str) -> None:
        """Speak to an ASGI application under its public address."""
        self._app = app
        self._base_url = base_url

    async def ask(self, request: Ask, caller: Caller) -> Answer:
        """Answer a request."""
        transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=False, client=caller.address)
        async with httpx.AsyncClient(transport=transport, base_url=self._base_url, timeout=_PATIENCE) as client:
            return await _asked(client, request, caller.authorization)


class ServiceAt:
    """A service at an address, for which one key is held."""

    def __init__(self, url: str, key: str | None) -> None:
        """Speak to the service at `url`."""
        self._url = url
        self._authorization = f"Bearer {key}" if key else None

    async def ask(self, request: Ask, caller: Caller) -> Answer:
        """Answer a request."""
        async with httpx.AsyncClient(base_url=self._url, timeout=_PATIENCE, follow_redirects=False) as client:
            return await _asked(client, request, caller.authorization or self._authorization)


async def _asked(client: httpx.AsyncClient, request: Ask, authorization: str | None) -> Answer:
    headers = {**request.headers, **({"Authorization": authorization} if authorization else {})}
    made = client.build_request(
        request.method, request.path, params=dict(request.query) or None, headers=headers, json=request.body
    )
    try:
        answer = await client.send(made, stream=True)
        try:
            text = await _bounded(answer)
        finally:
            await answer.aclose()
    except httpx.TimeoutException:
        return _problem(504, "No answer", "The service did not answer in time.")
    except httpx.HTTPError as error:
        return _problem(502, "No answer", f"The service could not be asked: {type(error).__name__}.")
    if text is None:
        return _problem(502, "Too much", f"The answer is larger than {_MOST_BYTES} bytes.")
    return Answer(answer.status_code, text, _object(text, answer.headers))


async def _bounded(answer: httpx.Response) -> str | None:
    """Read an answer, None where it does not end."""
    held = bytearray()
    async for piece in answer.aiter_bytes():
        held += piece
        if len(held) > _MOST_BYTES:
            return None
    return held.decode("utf-8", errors="replace")


def _object(text: str, headers: Mapping[str, str]) -> dict[str, Any] | None:
    if "json" not in headers.get("content-type", ""):
        return None
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else {"items": told} if isinstance(told, list) else None


def _problem(status: int, title: str, detail: str) -> Answer:
    told = {"title": title, "status": status, "detail": detail}
    return Answer(status, json.dumps(told), told)
