"""Read again and again from a process of its own, and tell how long each answer took: what a reader notices of other work."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle

_PAUSE_SECONDS = 0.01


def read(port: int, targets: Sequence[str], seconds: float) -> list[float]:
    """Read targets in turn for a while, with a pause after each answer; return the seconds that each took."""
    command = [sys.executable, "-m", "benchmarks.latency", str(port), str(seconds), *targets]
    ended = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - this very file
    taken: list[float] = json.loads(ended.stdout)
    return taken


def _read(port: int, seconds: float, targets: Sequence[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    following = cycle(targets)
    taken, ends = [], time.monotonic() + seconds
    while (began := time.monotonic()) < ends:
        connection.request("GET", next(following))
        connection.getresponse().read()
        taken.append(time.monotonic() - began)
        time.sleep(_PAUSE_SECONDS)
    print(json.dumps(taken))


if __name__ == "__main__":
    _read(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:])
