"""Read again and again from a process of its own, and tell how long each answer took: what a reader notices of other work."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from typing import IO, NamedTuple

_PAUSE_SECONDS = 0.01


class Wait(NamedTuple):
    """How long an answer took, in seconds, and for how long of it the reader or the server's first thread was ready and had no core."""

    seconds: float
    for_a_core: float

    @property
    def without_cores(self) -> float:
        """What it would have taken had there been cores enough."""
        return max(0.0, self.seconds - self.for_a_core)


def read(port: int, targets: Sequence[str], seconds: float) -> list[float]:
    """Read targets in turn for a while, with a pause after each answer; return the seconds that each took."""
    return [wait.seconds for wait in waits(port, targets, seconds, 0)]


def waits(port: int, targets: Sequence[str], seconds: float, server: int) -> list[Wait]:
    """Do the same, and look at the account of a server's process too; where the system keeps none, nobody waits for a core."""
    command = [sys.executable, "-m", "benchmarks.latency", str(port), str(seconds), str(server), *targets]
    ended = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - this very file
    return [Wait(*each) for each in json.loads(ended.stdout)]


def _read(port: int, seconds: float, server: int, targets: Sequence[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    following = cycle(targets)
    taken, ends = list[Wait](), time.monotonic() + seconds
    with ExitStack() as stack:
        files = [Path("/proc/self/schedstat"), Path(f"/proc/{server}/task/{server}/schedstat")]
        accounts = [stack.enter_context(file.open()) for file in files if file.exists()]
        while time.monotonic() < ends:
            waited, began = _waited(accounts), time.monotonic()
            connection.request("GET", next(following))
            connection.getresponse().read()
            ended = time.monotonic()
            taken.append(Wait(ended - began, _waited(accounts) - waited))
            time.sleep(_PAUSE_SECONDS)
    print(json.dumps(taken))


def _waited(accounts: Sequence[IO[str]]) -> float:
    """Return for how many seconds all together were ready and had no core (schedstat's second number, nanoseconds)."""
    waited = 0
    for account in accounts:
        account.seek(0)
        waited += int(account.read().split()[1])
    return waited / 1e9


if __name__ == "__main__":
    _read(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
