"""What readers of stories notice of ingestion at full rate: the ninety-ninth hundredth of their waits, over that of the same reads when nothing is taken in.

`storywire serve` as its user runs it, on all cores, and a reader in a process of its own who asks for stories in turn, one at a time. Records come one way as
a body of POST /v1/records that goes on while the reader reads, the other way by `storywire ingest -` beside the server; quiet and busy stretches
take turns. All share the machine's cores with the reader, so that on two cores a part of each wait is the wait for a core; how long the waits are without it, by
the system's own account of the reader and of the server's first thread, is told beside.

    python -m benchmarks.busy [post|command] [--stories 1000] [--rounds 3] [--seconds 10]
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from statistics import median, quantiles

from app.store import keys
from app.store.session import Database
from benchmarks.arguments import asking, verdict
from benchmarks.corpus import lines
from benchmarks.latency import Wait, read, waits
from benchmarks.newspaper import PUBLIC_URL, kept, slug_of
from benchmarks.serving import STORYWIRE, Server, environment, running, storywire
from benchmarks.slices import Spread

TARGET = 3.0
_LINES = 30_000
_AT_ONCE = 100
_READ = 200
_WITHOUT_CORES = attrgetter("without_cores")


def main() -> None:
    """Let quiet and busy stretches take turns, for each way that records come."""
    parser = asking(__doc__, stories=1_000, rounds=3, seconds=10.0)
    parser.add_argument("ways", nargs="*", default=list(_WAYS))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = kept(Path(folder) / "newspaper.db", asked.stories)
        targets = [f"/v1/stories/{slug_of(number)}" for number in range(min(_READ, asked.stories))]
        stream = _Stream(list(lines(_LINES)))
        with running(*storywire(file, PUBLIC_URL), core=None) as server:
            site = _Site(server, file, _key(file))
            read(server.port, targets, 2)
            for way in asked.ways:
                _measure(way, site, targets, stream, asked)


@dataclass(frozen=True, slots=True)
class _Site:
    """A server, its database, and a key to send records with."""

    server: Server
    file: Path
    secret: str


@dataclass(slots=True)
class _Stream:
    """Records without end: made up once, and given other ids each time that they come round."""

    made_up: Sequence[bytes]
    round: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def pieces(self) -> Iterator[bytes]:
        """Yield lines, some at a time, until it is stopped."""
        while True:
            self.round += 1
            for first in range(0, len(self.made_up), _AT_ONCE):
                if self.stopped.is_set():
                    return
                piece = b"\n".join(self.made_up[first : first + _AT_ONCE]) + b"\n"
                yield piece.replace(b'"made-up:', b'"made-up-%d:' % self.round)


def _measure(way: str, site: _Site, targets: Sequence[str], stream: _Stream, asked: argparse.Namespace) -> None:
    quiet, busy, rates = list[list[Wait]](), list[list[Wait]](), list[float]()
    for _ in range(asked.rounds):
        quiet.append(waits(site.server.port, targets, asked.seconds, site.server.process))
        with _taking_in(_WAYS[way], site, stream) as taken:
            time.sleep(1)
            busy.append(waits(site.server.port, targets, asked.seconds, site.server.process))
        rates.append(taken[0])
    for name, stretches in (("quiet", quiet), ("busy", busy)):
        every = [wait for stretch in stretches for wait in stretch]
        middle, high, without = median(wait.seconds for wait in every), _high(every), _high(every, _WITHOUT_CORES)
        print(
            f"{way:8} {name:6} {1000 * middle:.2f} ms, 99 %: {1000 * high:.2f} ms, "
            f"{1000 * without:.2f} without the waits for a core ({len(every)} reads)"
        )
    pairs = list(zip(busy, quiet, strict=True))
    ratio = Spread([_high(loud) / _high(still) for loud, still in pairs])
    without_cores = Spread([_high(loud, _WITHOUT_CORES) / _high(still, _WITHOUT_CORES) for loud, still in pairs])
    told = verdict(is_met=ratio.median <= TARGET)
    print(
        f"{way:8} ratio  {ratio} (target at most {TARGET}: {told}), {without_cores} without the waits for a core; "
        f"{median(rates):.0f} records a second meanwhile",
        flush=True,
    )


@contextmanager
def _taking_in(way: Callable[[_Site, _Stream], int], site: _Site, stream: _Stream) -> Iterator[list[float]]:
    """Take records in until the block ends; then put the rate into what was given."""
    found: list[float] = []

    def work() -> None:
        began = time.monotonic()
        found.append(way(site, stream) / (time.monotonic() - began))

    stream.stopped.clear()
    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield found
    finally:
        stream.stopped.set()
        worker.join()


def _post(site: _Site, stream: _Stream) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", site.server.port, timeout=120)
    headers = {"Authorization": f"Bearer {site.secret}", "Content-Type": "application/x-ndjson"}
    connection.request("POST", "/v1/records", stream.pieces(), headers, encode_chunked=True)
    created: int = json.loads(connection.getresponse().read())["created"]
    return created


def _command(site: _Site, stream: _Stream) -> int:
    command = [*STORYWIRE, "ingest", "-"]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, env=environment(site.file, PUBLIC_URL), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("there is nothing to write records to")
        for piece in stream.pieces():
            process.stdin.write(piece)
        process.stdin.close()
        return int(re.findall(rb"\d+", process.stdout.read())[0])


_WAYS: Mapping[str, Callable[[_Site, _Stream], int]] = {"post": _post, "command": _command}


def _high(waited: Sequence[Wait], seconds: Callable[[Wait], float] = attrgetter("seconds")) -> float:
    return quantiles(map(seconds, waited), n=100)[-1]


def _key(file: Path) -> str:
    database = Database(f"sqlite:///{file}")
    with database.write() as session:
        _, secret = keys.create(session, "busy", ["ingest"], datetime.now(UTC))
    database.close()
    return secret


if __name__ == "__main__":
    main()
