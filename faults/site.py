"""A deployment under test: its database, its model, its processes, the jobs that were asked of it, and what came of them."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.cli.preparation import prepare
from app.errors import StorywireError
from app.jobs.submit import Asker, submit
from app.main import open_deployment
from app.newsroom.ingest import ingest
from app.settings import Settings
from app.store import job_control
from app.store import keys as kept_keys
from faults.account import Account, take_account, unfinished
from faults.entry import Watch, command
from faults.lots import lines, record_ids, write_entities
from faults.model import Model
from faults.processes import Process, executed, forked, until
from schemas.synthesis import SynthesisRequest

SLOTS = 4


class Site:
    """One deployment with the records of `lots` jobs; its processes write with a model that takes `seconds` to answer."""

    def __init__(self, url: str, folder: Path, lots: int, seconds: float = 0.15) -> None:
        """Make the database ready; no process is started yet."""
        folder.mkdir(parents=True, exist_ok=True)
        self.url, self.folder = url, folder
        self.model = Model(seconds)
        self.processes: list[Process] = []
        self.asked: set[int] = set()
        providers = folder / "providers.toml"
        providers.write_text(
            f'[straw]\nbase_url = "{self.model.url}"\nconcurrency = 16\n[straw.models.straw-1]\n', encoding="utf-8"
        )
        self.environment = {
            "STORYWIRE_DATABASE_URL": url,
            "STORYWIRE_PROVIDER": "straw",
            "STORYWIRE_PROVIDERS_FILE": str(providers),
            "STORYWIRE_ENTITIES_FILE": str(write_entities(folder / "entities.json")),
            "STORYWIRE_WRITE_LIMIT": "",
            "STORYWIRE_LOG_LEVEL": "warning",
            "STORYWIRE_JOBS": str(SLOTS),
        }
        settings = self.settings()
        prepare(settings)
        self.deployment = open_deployment(settings)
        for _ in ingest(self.deployment, enumerate(lines(0, lots), 1)):
            pass
        with self.deployment.database.write() as session:
            key, self.secret = kept_keys.create(session, "plan", ["ingest", "synthesize"], datetime.now(UTC))
        self.key_id = key.id

    def settings(self) -> Settings:
        """Return the settings that its processes read."""
        names = {name.removeprefix("STORYWIRE_").lower(): value for name, value in self.environment.items()}
        return Settings(_env_file=None, **names)  # type: ignore[arg-type]  # as the environment gives them

    @property
    def notes(self) -> Path:
        """The file in which processes note what they saved."""
        return self.folder / "saved.txt"

    @property
    def log(self) -> Path:
        """The file into which processes log."""
        return self.folder / "log.txt"

    def close(self) -> None:
        """End every process that is left, and the model."""
        for process in self.processes:
            process.kill()
        self.deployment.database.close()
        self.model.close()

    def watch(self, moment: str = "", node: str = "", version: str = "") -> Watch:
        """Return how a process of this site is watched."""
        return Watch(str(self.notes), str(self.log), moment, node, version)

    def worker(self, watch: Watch | None = None, slots: int = SLOTS) -> Process:
        """Start a worker."""
        return self._started(forked(["worker", "--jobs", str(slots)], self.environment, watch or self.watch()))

    def server(self, port: int, watch: Watch | None = None) -> Process:
        """Start the API, with its own desk, at a port."""
        return self._started(forked(["serve", "--port", str(port)], self.environment, watch or self.watch()))

    def forked(self, arguments: Sequence[str], more: Mapping[str, str]) -> Process:
        """Start one of the service's commands in a process that has everything imported."""
        return self._started(forked(arguments, self.environment | dict(more), self.watch()))

    def executed(self, arguments: Sequence[str], more: Mapping[str, str] | None = None) -> Process:
        """Start one of the service's commands in a new process, watched as the others."""
        environment = self.environment | dict(more or {})
        return self._started(executed(command(arguments, self.watch()), environment, self.log))

    def _started(self, process: Process) -> Process:
        self.processes.append(process)
        return process

    def submit(self, lots: range, seconds: float = 60.0) -> None:
        """Ask for some stories, each with an Idempotency-Key of its own, again and again while the database is away."""
        for lot in lots:
            request = SynthesisRequest(record_ids=record_ids(lot))
            ends = time.monotonic() + seconds
            while True:
                try:
                    submit(self.deployment, request, Asker(self.key_id, f"lot-{lot}"), None)
                    break
                except StorywireError:
                    if time.monotonic() > ends:
                        raise
                    time.sleep(0.2)
            self.asked.add(lot)

    def post(self, port: int, lot: int, seconds: float = 60.0, refused: Counter[int] | None = None) -> str:
        """Ask for a story over HTTP until it has been taken in, whoever dies meanwhile; return where its synthesis is.

        Statuses with which it was put off are counted in `refused`.
        """
        body = json.dumps({"record_ids": record_ids(lot)}).encode()
        headers = {"Prefer": "respond-async", "Idempotency-Key": f"lot-{lot}"}
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            try:
                status, place, told = self.send(port, "POST", "/v1/syntheses", body, headers)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
                continue
            if status == http.client.ACCEPTED:
                self.asked.add(lot)
                return place
            if status not in (http.client.SERVICE_UNAVAILABLE, http.client.INSUFFICIENT_STORAGE):
                raise AssertionError(f"{status}: {told[:300]!r}")
            if refused is not None:
                refused[status] += 1
            time.sleep(0.2)
        raise TimeoutError(f"the story of lot {lot} was not taken in")

    def send(
        self, port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """Send a request; return the status, the Location and the body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        own = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, body or None, own | dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location", ""), answer.read()
        finally:
            connection.close()

    def is_ready(self, port: int) -> bool:
        """Say whether the API answers at a port."""
        try:
            return self.send(port, "GET", "/readyz")[0] == http.client.OK
        except (OSError, http.client.HTTPException):
            return False

    def at_work(self) -> set[int]:
        """Return the numbers of the processes that hold jobs."""
        try:
            with self.deployment.database.read() as session:
                names = job_control.workers(session)
        except StorywireError:
            return set()
        return {int(name.split("/")[1]) for name in names}

    def fences(self) -> int:
        """Return how often jobs were taken, all together."""
        with self.deployment.database.read() as session:
            return int(session.connection().execute(text("SELECT COALESCE(SUM(fence), 0) FROM synthesis")).scalar_one())

    def versions(self) -> Counter[str]:
        """Return how many stories were written by each version of the prompts."""
        with self.deployment.database.read() as session:
            found = session.connection().execute(text("SELECT document FROM story_revision"))
            return Counter(json.loads(document)["methodology"]["prompt_version"] for (document,) in found)

    def left(self) -> int:
        """Return how many jobs are not done; all that were asked for while the database is away."""
        try:
            return unfinished(self.deployment.database)
        except StorywireError:
            return len(self.asked)

    def settle(self, seconds: float) -> bool:
        """Wait until every job is done; return whether that came."""
        return until(lambda: not self.left(), seconds, 0.1)

    def account(self) -> Account:
        """Count what came of it all."""
        return take_account(self.deployment.database, self.asked, self.model, self.notes)
