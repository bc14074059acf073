"""A whole service of its own for an evaluation: a fresh SQLite file, the default vocabulary, and the real HTTP API.

The API is spoken to in this process, through ASGI; where something outside has to ask, the same database is served on
the loopback by a process of its own. Its clock goes on by a second whenever it is asked, so that two runs make the same
stories, and each story has earlier ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from fastapi.testclient import TestClient

from app.main import create_app, open_deployment
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.vocabulary import load_defaults
from app.settings import Settings
from app.store import keys
from app.store.migrate import migrate
from schemas.key import Scope
from tests.ports import free_port

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_SCOPES: tuple[Scope, ...] = ("read", "ingest", "synthesize", "edit")
_PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of lines that were taken in: how many came to which outcome, the records' ids, and the seconds."""

    outcomes: Counter[str]
    ids: list[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Service:
    """A running service: its parts, a client that holds a key for everything but administration, and its settings."""

    deployment: Deployment
    client: TestClient
    settings: Settings

    def get(self, path: str) -> Any | None:  # noqa: ANN401 - an answer is whatever JSON holds
        """Return what a path under /v1 answers, or None where it does not answer 200."""
        response = self.client.get(f"/v1{path}")
        return response.json() if response.status_code == 200 else None  # noqa: PLR2004 - the status of HTTP

    def text(self, path: str) -> str | None:
        """Return the text that a path under /v1 answers, or None where it does not answer 200."""
        response = self.client.get(f"/v1{path}")
        return response.text if response.status_code == 200 else None  # noqa: PLR2004 - the status of HTTP

    def send(self, records: Iterable[dict[str, Any]]) -> list[str]:
        """Send records as NDJSON to POST /v1/records; return their ids in order."""
        body = b"\n".join(json.dumps(record, ensure_ascii=False).encode() for record in records)
        answer = self.client.post("/v1/records", content=body, headers={"Content-Type": "application/x-ndjson"})
        answer.raise_for_status()
        return [result["id"] for result in answer.json()["results"]]

    def synthesize(self, record_ids: Sequence[str], *, publish: bool = True) -> tuple[int, dict[str, Any], float]:
        """Ask for a story; return the status, the body, and the seconds it took."""
        began = time.perf_counter()
        answer = self.client.post("/v1/syntheses", json={"record_ids": list(record_ids), "publish": publish})
        return answer.status_code, answer.json(), time.perf_counter() - began

    def load(self, lines: Iterable[bytes]) -> Loaded:
        """Take lines in as `storywire ingest` does."""
        began = time.perf_counter()
        results = [result for batch in ingest(self.deployment, enumerate(lines, 1)) for result in batch]
        seconds = time.perf_counter() - began
        ids = list(dict.fromkeys(result.id for result in results if result.id is not None))
        return Loaded(Counter(str(result.outcome) for result in results), ids, seconds)

    @contextmanager
    def on_loopback(self) -> Iterator[str]:
        """Serve the same database by `storywire serve` in a process of its own; give its address."""
        port = free_port()
        environment = {
            **os.environ,
            "STORYWIRE_DATABASE_URL": self.settings.database_url,
            "STORYWIRE_WRITE_LIMIT": "",
            "STORYWIRE_LOG_LEVEL": "error",
        }
        command = [sys.executable, "-m", "app.cli", "serve", "--no-migrate", "--port", str(port)]
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command, in this very environment
        try:
            yield _ready(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def open_service(folder: Path) -> Iterator[Service]:
    """Make a service in a folder, and take it down at the end; the folder is the caller's to remove."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'evaluation.db'}",
        public_url="https://news.example.org",
        write_limit="",
        log_level="error",
        _env_file=None,
    )
    migrate(settings.database_url)
    seconds = count()
    deployment = replace(open_deployment(settings), clock=lambda: NOW + timedelta(seconds=next(seconds)))
    with deployment.database.write() as session:
        load_defaults(session)
        _, secret = keys.create(session, "evaluation", _SCOPES, NOW)
    headers = {"Authorization": f"Bearer {secret}"}
    app = create_app(settings, deployment)
    with TestClient(app, base_url=settings.public_url, headers=headers, raise_server_exceptions=False) as client:
        yield Service(deployment, client, settings)


def _ready(address: str, process: subprocess.Popen[bytes]) -> str:
    """Wait until the service answers; raise RuntimeError where it ends before or takes too long."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - the loopback
                return address
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"the service on {address} did not come up")
