"""Writers and readers in several processes: a read that starts after a write was answered never shows what was before.

In the process that wrote it does not from that moment on, in every other after fifty milliseconds; on SQLite, and on PostgreSQL where
STORYWIRE_POSTGRES_BIN names the folder of its programs.
"""

from __future__ import annotations

import http.client
import json
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store import keys as kept_keys
from app.store.session import Database
from faults.processes import is_busy
from tests.api.test_stories import ingest_samples
from tests.cli.test_serve import wait_until_ready
from tests.conftest import NOW, PUBLIC_URL, make_keys
from tests.databases import PostgresDatabases, hasty_cluster, make_migrated, postgres_programs
from tests.ports import free_port
from tests.serving import started

_OTHERS_KNOW_AFTER = 0.05
_OTHERS_KNOW_WHERE_BUSY_AFTER = 1.0
# Each of three processes is written to while the replica stands still, and while it goes on.
_ROUNDS = 6
_LISTS = ("/v1/stories?limit=50", "/v1/feed.json?limit=50")


@contextmanager
def processes(folder: Path, url: str, read_access: str, count: int, replica_url: str = "") -> Iterator[list[int]]:
    """Serve from so many processes, which may read from a replica; give their ports."""
    ports = [free_port() for _ in range(count)]
    terms = {"database_url": url, "public_url": PUBLIC_URL, "read_access": read_access, "write_limit": "", "jobs": "0"}
    if replica_url:
        terms["read_database_url"] = replica_url
    running = [started(folder, "serve", "--no-migrate", "--port", str(port), **terms) for port in ports]
    try:
        for port in ports:
            wait_until_ready(port)
        yield ports
    finally:
        for each in running:
            each.send(signal.SIGTERM)
        for each in running:
            each.wait(20)
            each.kill()


class Reader:
    """A connection to one process that stays open, as a client's does."""

    def __init__(self, port: int, key: dict[str, str]) -> None:
        """Connect."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        self._key = key

    def send(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        """Ask, and return status and body."""
        headers = self._key | {"Content-Type": "application/json"}
        self._connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def revisions(self, slug: str) -> list[int]:
        """Return the revision of a story of which each kind of read tells: the story, a form of it, a list and a feed."""
        path = f"/v1/stories/{slug}"
        whole = json.loads(self.send("GET", path)[1])
        form = json.loads(self.send("GET", f"{path}.ninjs")[1])
        listed = json.loads(self.send("GET", _LISTS[0])[1])["items"]
        fed = json.loads(self.send("GET", _LISTS[1])[1])["items"]
        [in_list] = [each["revision"] for each in listed if each["slug"] == slug]
        [in_feed] = [each["_storywire"]["revision"] for each in fed if each["url"] == whole["url"]]
        return [whole["revision"], int(form["version"]), in_list, in_feed]


@pytest.mark.parametrize("read_access", ["public", "key"])
def test_no_read_shows_what_was_before(
    read_access: str, settings: Settings, deployment: Deployment, tmp_path: Path
) -> None:
    """Three processes, each written to in turn while others read the same story without end."""
    write_and_read(tmp_path, settings.database_url, read_access, settings, deployment)


@pytest.mark.parametrize("read_access", ["public", "key"])
def test_no_read_shows_what_was_before_on_postgresql(
    read_access: str, settings: Settings, deployment: Deployment, postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    """The same, where processes learn of one another's writes over connections that listen."""
    url = postgres_databases.fresh(tmp_path, f"read_by_{read_access}")
    write_and_read(tmp_path, url, read_access, settings, deployment)


@pytest.mark.parametrize("read_access", ["public", "key"])
def test_no_read_shows_what_was_before_where_a_replica_lags(
    read_access: str, settings: Settings, deployment: Deployment, tmp_path: Path
) -> None:
    """The same, while the processes read from a replica that stands still in every other turn, and again and again catches up."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: STORYWIRE_POSTGRES_BIN names no folder of its programs")
    with hasty_cluster(programs) as primary, tempfile.TemporaryDirectory(prefix="pg") as folder:
        make_migrated(primary.copy("news"))
        replica = primary.follower(Path(folder))
        try:
            stand_still, go_on = (f"SELECT pg_wal_replay_{what}()" for what in ("pause", "resume"))
            write_and_read(
                tmp_path,
                primary.url("news"),
                read_access,
                settings,
                deployment,
                replica.url("news"),
                lambda turn: replica.sql(go_on if turn % 2 else stand_still),
            )
        finally:
            replica.crash()


def write_and_read(
    logs: Path,
    url: str,
    read_access: str,
    settings: Settings,
    deployment: Deployment,
    replica_url: str = "",
    before: Callable[[int], None] = lambda _: None,
) -> None:
    """Write at each process in turn, and look at all; `before` is called with the number of the turn."""
    here = replace(deployment, database=Database(url))
    keys = make_keys(here)
    with TestClient(create_app(settings.model_copy(update={"database_url": url}), here)) as client:
        ids = ingest_samples(client, keys)
        slug = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"]).json()["slug"]
    here = replace(here, database=Database(url))
    reading = keys["read"] if read_access == "key" else {}
    with processes(logs, url, read_access, 3, replica_url) as ports, crowd(ports, reading, slug), ExitStack() as opened:
        writers = [opened.enter_context(closing(Reader(port, keys["edit"]))) for port in ports]
        readers = [opened.enter_context(closing(Reader(port, reading))) for port in ports]
        for turn in range(_ROUNDS):
            at, revision = turn % len(ports), turn + 2
            before(turn)
            edit = {"note": f"Edit {turn}.", "beat": ("ai-geopolitics", "open-source-ai")[turn % 2]}
            status, told = writers[at].send("PATCH", f"/v1/stories/{slug}", edit)
            assert status == 200, told
            assert readers[at].revisions(slug) == [revision] * 4
            time.sleep(_OTHERS_KNOW_AFTER)
            told_by_all = [each.revisions(slug) for each in readers]
            if is_busy() and told_by_all != [[revision] * 4] * len(ports):
                # Others keep the machine busy: what is late then is late for want of a processor.
                time.sleep(_OTHERS_KNOW_WHERE_BUSY_AFTER)
                told_by_all = [each.revisions(slug) for each in readers]
            assert told_by_all == [[revision] * 4] * len(ports)
        # Whoever writes without HTTP, as `storywire keys revoke` does, is seen as well.
        with here.database.write() as session:
            for each in kept_keys.every(session):
                kept_keys.revoke(session, each.id, NOW)
        time.sleep(_OTHERS_KNOW_AFTER)
        shut = []
        for port in ports:
            with closing(Reader(port, keys["read"])) as reader:
                shut.append(reader.send("GET", f"/v1/stories/{slug}")[0])
        assert shut == [401] * len(ports)
    here.database.close()


@contextmanager
def crowd(ports: list[int], key: dict[str, str], slug: str) -> Iterator[None]:
    """Let a reader at each process ask for the same things again and again, so that everything is kept there."""
    over = threading.Event()

    def read(port: int) -> None:
        with closing(Reader(port, key)) as reader:
            while not over.wait(0.002):
                for path in (f"/v1/stories/{slug}", f"/v1/stories/{slug}.ninjs", *_LISTS):
                    reader.send("GET", path)

    threads = [threading.Thread(target=read, args=(port,)) for port in ports]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
