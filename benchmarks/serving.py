"""Run servers on a core of their own, ask them, and look at what they take: processor time and memory, of all their processes together."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import pinned
from tests.ports import free_port

_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [0, 1]
# The load has the last core for itself where there are two or more.
SERVER_CORE, LOAD_CORE = _CORES[0], _CORES[-1]
# Two for whoever has more than one process; on a machine of two cores the second is the load's, too.
SERVER_CORES = _CORES[:2]
STORYWIRE = (sys.executable, "-m", "app.cli")
_PATIENCE_SECONDS = 60.0
_GLANCE_SECONDS, _SOMEBODY = 1.0, 0.1

_BARE = """
import sys
import uvicorn

size, status = int(sys.argv[2]), int(sys.argv[3])
body = b"x" * size
head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % size)] if status == 200 else [(b"etag", b'"x"')]
start, rest = {"type": "http.response.start", "status": status, "headers": head}, {"type": "http.response.body", "body": body}


async def app(scope, receive, send):
    await send(start)
    await send(rest)


uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_config=None, lifespan="off")
"""

# Where a process's account (proc(5), behind its name) tells its time, in and out of the system, and that of its children that ended.
_OWN, _OF_ENDED = slice(11, 13), slice(13, 15)

# What starts a server at a port.
Command = Callable[[int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    tag: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Memory:
    """What the processes of a server hold, in megabytes: shared pages by their share, all that is resident, and what is theirs alone."""

    shared_out: int
    resident: int
    private: int

    def __str__(self) -> str:
        """Tell all three."""
        return f"{self.shared_out} MB (resident {self.resident}, of its own {self.private})"


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: its port, and the process that was started."""

    port: int
    process: int

    def processor_seconds(self) -> float:
        """Return the processor time that it and its children have taken."""
        return sum(_ticks(one, _OWN) for one in _with_children(self.process)) / os.sysconf("SC_CLK_TCK")

    def seconds_of_ended(self) -> float:
        """Return the processor time of those children that have ended."""
        return _ticks(self.process, _OF_ENDED) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> Memory:
        """Return the memory of it and its children."""
        kept = {"Pss": 0, "Rss": 0, "Pss_Anon": 0}
        for one in _with_children(self.process):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()[1:]:
                name, _, rest = line.partition(":")
                if name in kept:
                    kept[name] += int(rest.split()[0])
        return Memory(*(kilobytes // 1024 for kilobytes in kept.values()))

    def ask(self, target: str) -> Answer:
        """Ask for something; raise OSError where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", target)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheader("etag"), answer.read())
        finally:
            connection.close()


def storywire(database: Path | str, public_url: str, *options: str) -> tuple[Command, Mapping[str, str]]:
    """Return how `storywire serve` is started on a database, as its user starts it."""
    return lambda port: [*STORYWIRE, "serve", "--port", str(port), *options], environment(database, public_url)


def environment(database: Path | str, public_url: str) -> Mapping[str, str]:
    """Return the environment of the service on a database, a file or an address, without any other of its settings."""
    url = database if isinstance(database, str) else f"sqlite:///{database}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STORYWIRE_")}
    return kept | {"STORYWIRE_DATABASE_URL": url, "STORYWIRE_PUBLIC_URL": public_url}


def bare(size: int, status: int = 200) -> Command:
    """Return how the limit is started: uvicorn with uvloop and httptools, which sends so many constant bytes."""
    return lambda port: [sys.executable, "-c", _BARE, str(port), str(size), str(status)]


@contextmanager
def running(
    command: Command, its_environment: Mapping[str, str] | None = None, core: int | str | None = SERVER_CORE
) -> Iterator[Server]:
    """Run a server on a core or some (anywhere, where it is None) until the block ends; raise SystemExit where it does not come up."""
    port = free_port()
    whole = list(command(port))
    if core is not None:
        whole = pinned(core, whole)
    with subprocess.Popen(  # noqa: S603 - our own commands
        whole, env=its_environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        server = Server(port, process.pid)
        try:
            ends = time.monotonic() + _PATIENCE_SECONDS
            while not _answers(server):
                if process.poll() is not None or time.monotonic() > ends:
                    raise SystemExit(f"did not come up: {' '.join(whole)[:300]}")
                time.sleep(0.05)
            yield server
        finally:
            process.terminate()


def others_are_at_work() -> bool:
    """Tell whether somebody else uses a tenth of a core or more, before anything of ours runs; where nobody can say, that none does."""
    account = Path("/proc/stat")
    if not account.exists():
        return False
    before = _idle_ticks(account)
    time.sleep(_GLANCE_SECONDS)
    idle = (_idle_ticks(account) - before) / os.sysconf("SC_CLK_TCK") / _GLANCE_SECONDS
    return (os.cpu_count() or 1) - idle > _SOMEBODY


def _idle_ticks(account: Path) -> int:
    idle, waiting = account.read_text().split(maxsplit=6)[4:6]
    return int(idle) + int(waiting)


def _answers(server: Server) -> bool:
    with suppress(OSError, http.client.HTTPException):
        server.ask("/readyz")
        return True
    return False


def _ticks(process: int, which: slice) -> int:
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[which]))


def _with_children(process: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield process
    for thread in Path(f"/proc/{process}/task").iterdir():
        with suppress(FileNotFoundError):
            for child in (thread / "children").read_text().split():
                yield from _with_children(int(child))
