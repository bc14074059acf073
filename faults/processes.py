"""Processes of the service: started, killed, stopped, let go on, asked to end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from faults.entry import Watch, run, storm
from tests.forking import FORKS

ROOT = Path(__file__).parents[1]


class Process:
    """A process of ours. Whatever is done to it is done by its number, and to no other."""

    def __init__(self, pid: int, wait: Callable[[float], int | None]) -> None:
        """Take charge of a process that has been started."""
        self.pid = pid
        self._wait = wait

    def send(self, number: int) -> None:
        """Send a signal; one that is gone already hears nothing."""
        if self.wait(0) is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.send(signal.SIGKILL)
        self.wait(30)

    def cpu_seconds(self) -> float:
        """Return for how long it has kept a processor busy; nothing where the system does not say."""
        stat = Path(f"/proc/{self.pid}/stat")
        ticks = stat.read_text("utf-8").rpartition(")")[2].split()[11:13] if stat.exists() else []
        return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def wait(self, seconds: float) -> int | None:
        """Return how it ended, None where it goes on after so many seconds."""
        return self._wait(seconds)


def forked(arguments: Sequence[str], environment: Mapping[str, str], watch: Watch) -> Process:
    """Start the service's command in a process that has everything imported."""
    return _started(FORKS.Process(target=run, args=(list(arguments), dict(environment), watch), daemon=True))


def storming(environment: Mapping[str, str], seconds: float, tally: Path) -> Process:
    """Start a process that writes to the database without a pause for some seconds, and then writes its tally."""
    url = environment["STORYWIRE_DATABASE_URL"]
    return _started(FORKS.Process(target=storm, args=(url, seconds, str(tally)), daemon=True))


def _started(process: ForkServerProcess) -> Process:
    process.start()

    def wait(seconds: float) -> int | None:
        process.join(seconds)
        return process.exitcode

    return Process(process.pid or 0, wait)


def executed(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
    """Start a command in a new process, as a machine would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STORYWIRE_")}
    with log.open("ab") as file:
        process = subprocess.Popen(command, env=kept | dict(environment), cwd=ROOT, stdout=file, stderr=file)  # noqa: S603 - our own commands

    def wait(seconds: float) -> int | None:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    return Process(process.pid, wait)


def is_busy() -> bool:
    """Say whether others keep the machine busy, so that its clock says little of what is measured."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


def until(happens: Callable[[], bool], seconds: float, pause: float = 0.02) -> bool:
    """Wait until something is so, for so many seconds at most; return whether it is."""
    ends = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > ends:
            return False
        time.sleep(pause)
    return True
