"""Ask a server for targets over and over, from a core of its own: with wrk where it is installed, else with a small generator."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

CONNECTIONS = 16
HAS_WRK = shutil.which("wrk") is not None
_SCRIPT = """
local targets, at = {}, 0
for line in io.lines(os.getenv("BENCH_TARGETS")) do targets[#targets + 1] = line end
local tag = os.getenv("BENCH_TAG")
local headers = tag and {["If-None-Match"] = tag} or {}
init = function(args) at = tonumber(args[1]) end
request = function() at = at % #targets + 1; return wrk.format("GET", targets[at], headers) end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked for: targets in turn, and the tag that the caller holds."""

    targets: Path
    tag: str | None = None

    @classmethod
    def of(cls, file: Path, targets: Sequence[str], tag: str | None = None) -> Load:
        """Write targets to a file, and ask for these."""
        file.write_text("\n".join(targets))
        return cls(file, tag)

    def rate(self, port: int, seconds: float, start: int, core: int) -> float:
        """Return how many requests a second were answered; `start` is where in the list of targets to begin."""
        environment = os.environ | {"BENCH_TARGETS": str(self.targets)} | ({"BENCH_TAG": self.tag} if self.tag else {})
        if HAS_WRK:
            script = self.targets.with_suffix(".lua")
            script.write_text(_SCRIPT)
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "-s", str(script)]
            command += [f"http://127.0.0.1:{port}/", "--", str(start)]
        else:
            command = [sys.executable, "-m", "benchmarks.load", str(port), str(seconds), str(start)]
        told = subprocess.run(  # noqa: S603 - our own command
            pinned(core, command), env=environment, capture_output=True, text=True, check=True
        ).stdout
        found = re.search(r"Requests/sec:\s+([\d.]+)", told)
        if found is None or (not self.tag and "Non-2xx" in told):
            raise SystemExit(f"the load did not come through: {told}")
        return float(found[1])


def pinned(core: int | str, command: Sequence[str]) -> list[str]:
    """Return a command that runs on one core, or on some (`0,1`), where that can be asked for."""
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") else list(command)


async def _generate(port: int, seconds: float, start: int, targets: Sequence[str]) -> None:
    """Ask on several connections at once, each for the next target as soon as the last answer has come."""
    tag = os.environ.get("BENCH_TAG")
    held = f"If-None-Match: {tag}\r\n" if tag else ""
    asked = [f"GET {target} HTTP/1.1\r\nHost: bench\r\n{held}\r\n".encode() for target in targets]
    following = cycle([*asked[start % len(asked) :], *asked[: start % len(asked)]])
    ends = time.monotonic() + seconds
    counts = await asyncio.gather(*(_ask(port, following, ends) for _ in range(CONNECTIONS)))
    print(f"Requests/sec: {sum(counts) / seconds:.2f}")


async def _ask(port: int, following: cycle[bytes], ends: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4 * 1024 * 1024)
    count = 0
    while time.monotonic() < ends:
        writer.write(next(following))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 304")):
            raise SystemExit(head.decode("latin-1"))
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if length and head.startswith(b"HTTP/1.1 200"):
            await reader.readexactly(int(length[1]))
        count += 1
    writer.close()
    return count


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name, kind in (("port", int), ("seconds", float), ("start", int)):
        parser.add_argument(name, type=kind)
    given = parser.parse_args()
    asyncio.run(
        _generate(given.port, given.seconds, given.start, Path(os.environ["BENCH_TARGETS"]).read_text().split())
    )
