"""Reading, as a ratio to bare uvicorn that sends constant bytes of the same size: stories, 304, lists, feeds, and the memory that it takes.

`storywire serve` as its user runs it, with no setting but the database, on one core; the load comes from the other. Slices of both take turns,
and a ratio is of a slice over the mean of its two neighbours. Beside it stands the same by processor time of the server, which says more on
a busy machine.

    python -m benchmarks.reads [--stories 5000] [--rounds 5] [--seconds 2] [--keep FILE] [ROW…]

The issue's figures are of --stories 100000, which takes some minutes to make and three gigabytes; --keep makes it once.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import text

from app.store import cursor
from app.store.migrate import migrate
from app.store.session import Database
from benchmarks.load import Load, pinned
from benchmarks.newspaper import fill, slug_of
from faults.site import free_port

_ADDRESS = "http://127.0.0.1:8000"
_UNIFORM = 100_000
_SERVER_CORE, _LOAD_CORE = 0, 1

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


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: what is asked for, of so many stories, and what part of the limit is wanted."""

    name: str
    target: float
    targets: Callable[[int, Path], list[str]]
    is_held: bool = False


def _one_page(_: int, __: Path) -> list[str]:
    return ["/v1/stories?beat=beat-3"]


def _uniform_pages(stories: int, file: Path) -> list[str]:
    """Return pages of any beat, beginning anywhere."""
    drawn = random.Random(2)
    database = Database(f"sqlite:///{file}")
    with database.read() as session:
        places = session.connection().execute(text("SELECT published_at, pk, beat FROM story")).all()
    database.close()
    chosen = drawn.choices(places[stories // 100 :], k=20_000)
    bound = {beat: {"beat": beat, "statuses": ("published",)} for beat in {place[2] for place in chosen}}
    return [f"/v1/stories?beat={beat}&cursor={cursor.encode([at, pk], bound[beat])}" for at, pk, beat in chosen]


ROWS = (
    Row("story", 0.80, lambda stories, _: [f"/v1/stories/{slug_of(stories - 1 - place)}" for place in range(50)]),
    Row("uniform", 0.60, lambda stories, _: [f"/v1/stories/{slug_of(n)}" for n in random.Random(1).choices(range(stories), k=_UNIFORM)]),
    Row("304", 0.90, lambda stories, _: [f"/v1/stories/{slug_of(stories - 1)}"], is_held=True),
    Row("list", 0.90, _one_page),
    Row("lists", 0.45, _uniform_pages),
    Row("feed", 0.88, lambda _, __: ["/v1/feed.json?limit=50"]),
)  # fmt: skip


def main() -> None:
    """Measure each row that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("rows", nargs="*", default=[row.name for row in ROWS])
    parser.add_argument("--stories", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = (asked.keep or Path(folder) / "newspaper.db").absolute()
        _make(file, asked.stories)
        for row in ROWS:
            if row.name in asked.rows:
                _measure(row, file, Path(folder), asked)


def _make(file: Path, stories: int) -> None:
    if file.exists():
        return
    url = f"sqlite:///{file}"
    migrate(url)
    database = Database(url)
    for _ in fill(database, _ADDRESS, stories):
        pass
    database.forget()
    database.close()


def _measure(row: Row, file: Path, folder: Path, asked: argparse.Namespace) -> None:
    targets = folder / "targets"
    targets.write_text("\n".join(row.targets(asked.stories, file)))
    first = targets.read_text().partition("\n")[0]
    environment = os.environ | {"STORYWIRE_DATABASE_URL": f"sqlite:///{file}", "STORYWIRE_PUBLIC_URL": _ADDRESS}
    with _running([sys.executable, "-m", "app.cli", "serve", "--port"], (), environment) as (port, ours):
        tag, size = _ask(port, first)
        load = Load(targets, tag if row.is_held else None)
        sent = ("0", "304") if row.is_held else (str(size), "200")
        with _running([sys.executable, "-c", _BARE], sent, environment) as (bare_port, bare):
            load.rate(port, asked.seconds, 0, _LOAD_CORE)
            slices = _slices(load, (port, ours), (bare_port, bare), asked)
        memory = _memory(ours)
    by_rate = sorted(our_rate / limit_rate for (our_rate, _), (limit_rate, _) in slices)
    by_time = median(limit_time / our_time for (_, our_time), (_, limit_time) in slices)
    middle = f"[{by_rate[len(by_rate) // 4]:.2f}, {by_rate[-1 - len(by_rate) // 4]:.2f}]"
    verdict = "met" if median(by_rate) >= row.target else "MISSED"
    print(
        f"{row.name:8} {median(by_rate):.2f} {middle} of the limit (target {row.target:.2f}: {verdict}); by processor time "
        f"{by_time:.2f}; {size} bytes; memory {memory}",
        flush=True,
    )


def _slices(
    load: Load, ours: tuple[int, int], bare: tuple[int, int], asked: argparse.Namespace
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return, for each round, rate and processor time a request of ours and of the limit, the latter from before and after."""
    found = []
    before = _slice(load, bare, asked.seconds, 0)
    for number in range(1, asked.rounds + 1):
        our = _slice(load, ours, asked.seconds, number * 17_000)
        after = _slice(load, bare, asked.seconds, 0)
        found.append((our, ((before[0] + after[0]) / 2, (before[1] + after[1]) / 2)))
        before = after
    return found


def _slice(load: Load, server: tuple[int, int], seconds: float, start: int) -> tuple[float, float]:
    port, process = server
    before = _processor_seconds(process)
    rate = load.rate(port, seconds, start, _LOAD_CORE)
    return rate, (_processor_seconds(process) - before) / (rate * seconds)


def _processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> str:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    kept = {name: int(rest.split()[0]) // 1024 for name, _, rest in (line.partition(":") for line in lines[1:])}
    return f"{kept['Pss']} MB (resident {kept['Rss']}, of its own {kept['Pss_Anon']})"


@contextmanager
def _running(command: Sequence[str], rest: Sequence[str], environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Run a server on the servers' core; give its port and its process."""
    port = free_port()
    whole = pinned(_SERVER_CORE, [*command, str(port), *rest])
    with subprocess.Popen(whole, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own commands
        try:
            for _ in range(600):
                with suppress(OSError):
                    _ask(port, "/readyz")
                    break
                time.sleep(0.05)
            yield port, process.pid
        finally:
            process.terminate()


def _ask(port: int, target: str) -> tuple[str | None, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", target)
    answer = connection.getresponse()
    size = len(answer.read())
    connection.close()
    return answer.getheader("etag"), size


if __name__ == "__main__":
    main()
