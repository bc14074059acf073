"""Show a newcomer the whole service in one go: sample records in, one story out, through the real HTTP API.

Everything it makes lies in one folder, so that it can be thrown away, and a second run goes on where the first stopped.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Any

import httpx
import uvicorn

from app.errors import SettingsError
from app.main import create_app
from app.settings import Settings
from app.store import keys
from app.store.session import Database
from schemas.key import Scope

FOLDER = Path("storywire-run")
_SCOPES: tuple[Scope, ...] = ("ingest", "synthesize", "edit")
_SAMPLE = files("app") / "data" / "sample_records.jsonl"
# The default vocabulary is compiled by the first request that needs it, on a slow machine in some seconds.
_PATIENCE_SECONDS = 120


def demonstrate(port: int, folder: Path, prepare: Callable[[Settings], object], say: Callable[[str], object]) -> None:
    """Serve on 127.0.0.1:`port`, write one story from the sample records, print it by `say`, and serve until Ctrl-C.

    The database and the key lie in `folder`, which is made where it is missing; `prepare` migrates that database as for
    every command. Raises SettingsError with a sentence for the person at the terminal where the port is taken or the
    API refuses what is asked of it.
    """
    with _listen(port) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(
            database_url=f"sqlite:///{folder / 'storywire.db'}",
            public_url=address,
            log_level="warning",
            log_format="text",
        )
        say(f"Storywire is starting on {address} …")
        prepare(settings)
        key = _key(settings.database_url, folder / "key")
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, timeout_graceful_shutdown=5))
        failures: list[str] = []

        def show() -> None:
            try:
                _tell(address, key, folder, say)
            except (httpx.HTTPError, SettingsError) as error:
                if not server.should_exit:
                    failures.append(f"The demonstration failed: {error}")
                    server.should_exit = True

        Thread(target=show, daemon=True).start()
        try:
            server.run(sockets=[listener])
        except KeyboardInterrupt:
            # uvicorn has ended every request by now and raises the signal again.
            say("\nStopped.")
    if failures:
        raise SettingsError(failures[0])


def _listen(port: int) -> socket.socket:
    """Take the port at once: whoever asks before the server runs waits in the socket's queue."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {port} cannot be used ({error.strerror}); another program may have it. "
            "Name a free one: .venv/bin/storywire demo --port 8001"
        ) from None
    return listener


def _key(database_url: str, file: Path) -> str:
    """Return the key that the last run left in `file`, or a new one, which is left there for the owner alone to read."""
    database = Database(database_url)
    try:
        with database.write() as session:
            if file.exists() and keys.find(session, file.read_text(encoding="ascii").strip()):
                return file.read_text(encoding="ascii").strip()
            _, secret = keys.create(session, "make run", _SCOPES, datetime.now(UTC))
    finally:
        database.close()
    file.touch(mode=0o600)
    file.write_text(f"{secret}\n", encoding="ascii")
    return secret


def _tell(address: str, key: str, folder: Path, say: Callable[[str], object]) -> None:
    """Do as any client would: send records, ask for a story, read it."""
    headers = {"Authorization": f"Bearer {key}"}
    with httpx.Client(base_url=address, headers=headers, timeout=_PATIENCE_SECONDS, trust_env=False) as client:
        record_ids = _send_records(client, say)
        slug = _slug_of_earlier(client, record_ids)
        if slug:
            say("The story of an earlier run is still here; nothing was written again.")
        else:
            slug = _write(client, record_ids, say)
        say("\n" + _answer(client.get(f"/v1/stories/{slug}.txt")).text)
        say(_farewell(slug, address, folder))


def _send_records(client: httpx.Client, say: Callable[[str], object]) -> list[str]:
    """Send the sample records and return the ids of those that are there now."""
    report = _answer(
        client.post("/v1/records", content=_SAMPLE.read_bytes(), headers={"Content-Type": "application/x-ndjson"})
    ).json()
    say(f"Sample records: {report['created']} created, {report['unchanged']} there already.")
    return [each["id"] for each in report["results"] if each["outcome"] != "rejected"]


def _slug_of_earlier(client: httpx.Client, record_ids: Sequence[str]) -> str | None:
    """Return the slug of a story that was written from these very records and can still be read."""
    for each in _answer(client.get("/v1/syntheses", params={"limit": 100})).json()["items"]:
        if (
            each["story"]
            and each["record_ids"] == list(record_ids)
            and client.get(f"/v1/stories/{each['story']}").is_success
        ):
            return str(each["story"])
    return None


def _write(client: httpx.Client, record_ids: Sequence[str], say: Callable[[str], object]) -> str:
    """Have a story written and return its slug."""
    began = perf_counter()
    story: dict[str, Any] = _answer(client.post("/v1/syntheses", json={"record_ids": list(record_ids)})).json()
    say(f"A story was written from {len(record_ids)} records in {perf_counter() - began:.1f} s.")
    return str(story["slug"])


def _answer(response: httpx.Response) -> httpx.Response:
    """Return the answer, or raise what its problem document says."""
    if response.is_success:
        return response
    problem = response.json() if "json" in response.headers.get("Content-Type", "") else {}
    detail = problem.get("detail", response.reason_phrase)
    raise SettingsError(
        f"{response.request.method} {response.request.url.path} answered {response.status_code}: {detail}"
    )


def _farewell(slug: str, address: str, folder: Path) -> str:
    """Say where to go from here."""
    story = f"{address}/v1/stories/{slug}"
    return "\n".join(
        (
            f"In a browser:     {address}/stories/{slug}",
            f"The story:        curl {story}",
            f"Its sources:      curl {story}/citations",
            f"Checked now:      curl {story}/verification",
            f"Every operation:  {address}/docs",
            f"A key to write:   {folder}/key, to be sent as Authorization: Bearer …",
            f"\nServing on {address} until Ctrl-C. What was made lies in {folder}/; remove it to start afresh.",
        )
    )
