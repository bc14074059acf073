"""A service on the loopback with records, a story, and keys; and the SDK's own client, over both of its transports."""

from __future__ import annotations

import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import httpx2
import mcp_types as types
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.conftest import SAMPLES, Keys, make_keys
from tests.serving import served

Use = Callable[[Client], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Place:
    """A running service: its address, keys by scope, and the records that it holds."""

    url: str
    keys: Keys
    record_ids: list[str]

    def http(self, use: Use, scope: str | None = None, mode: str = "auto") -> Any:
        """Use the service over HTTP by the SDK's client, with a key of a scope."""

        async def run() -> Any:
            headers = self.keys[scope] if scope else {}
            async with httpx2.AsyncClient(headers=headers, timeout=60) as web:
                transport = streamable_http_client(f"{self.url}/mcp", http_client=web)
                async with Client(transport, mode=mode) as client:
                    return await use(client)

        return anyio.run(run)

    def stdio(self, use: Use, scope: str | None = None) -> Any:
        """Use the service over a process of `storywire mcp` by the SDK's client."""
        secret = self.keys[scope]["Authorization"].removeprefix("Bearer ") if scope else ""
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "app.cli", "mcp", "--url", self.url],
            env={"SERVICE_KEY": secret, "PYTHONPATH": ":".join(sys.path)},
        )

        async def run() -> Any:
            async with Client(stdio_client(command)) as client:
                return await use(client)

        return anyio.run(run)

    def get(self, path: str) -> Any:
        """Return what the HTTP interface answers."""
        return httpx.get(f"{self.url}{path}", timeout=30).raise_for_status().json()


def call(name: str, arguments: Mapping[str, Any] | None = None) -> Use:
    """Return the use of one tool."""

    async def use(client: Client) -> types.CallToolResult:
        return await client.call_tool(name, dict(arguments or {}))

    return use


@pytest.fixture
def place(settings: Settings, deployment: Deployment) -> Iterator[Place]:
    """Serve a deployment with the records of one sample set on the loopback."""
    yield from serve(settings, deployment)


def serve(settings: Settings, deployment: Deployment) -> Iterator[Place]:
    """Serve, and take in a sample set."""
    with served(settings, deployment) as port:
        url = f"http://127.0.0.1:{port}"
        keys = make_keys(deployment)
        lines = (SAMPLES / "scribewell.jsonl").read_bytes()
        headers = {**keys["ingest"], "Content-Type": "application/x-ndjson"}
        taken = httpx.post(f"{url}/v1/records", content=lines, headers=headers, timeout=30).raise_for_status()
        yield Place(url, keys, [each["id"] for each in taken.json()["results"]])


def told(result: types.CallToolResult) -> Any:
    """Return the JSON that a tool answered, which it tells twice: as text and as structure."""
    assert not result.is_error, result.content
    [content] = result.content
    assert isinstance(content, types.TextContent)
    assert result.structured_content is None or json.loads(content.text) == result.structured_content
    return result.structured_content if result.structured_content is not None else content.text


def refused(result: types.CallToolResult) -> str:
    """Return the words with which a tool refused."""
    assert result.is_error
    [content] = result.content
    assert isinstance(content, types.TextContent)
    return content.text
