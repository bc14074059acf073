"""How long `storywire serve` takes to answer /readyz, as a ratio to a bare FastAPI application under uvicorn.

Both are new processes, started in turn, with their bytecode compiled beforehand as in an installed copy. The database
of `serve` is migrated and holds the default vocabulary, as at every start but the first. The target is 2.5.

    python benchmarks/startup.py [--rounds 9]
"""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.arguments import asking, verdict
from tests.ports import free_port

TARGET = 2.5
PATIENCE_SECONDS = 60.0

BARE = """
import sys
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/readyz")
def ready() -> dict[str, str]:
    return {"status": "ok"}


uvicorn.run(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", access_log=False, log_config=None)
"""


def main() -> None:
    """Start each in turn and print the medians, the spread and the ratio."""
    rounds = asking(__doc__, rounds=9).parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        storywire = [sys.executable, "-m", "app.cli"]
        subprocess.run([*storywire, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        commands = {"bare": [sys.executable, "-c", BARE], "storywire": [*storywire, "serve", "--port"]}
        for command in commands.values():
            _seconds_to_ready(command, environment)
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                taken[name].append(_seconds_to_ready(command, environment))
    for name, seconds in taken.items():
        print(f"{name:10} {median(seconds):.3f} s ({min(seconds):.3f} to {max(seconds):.3f}, {rounds} starts)")
    ratio = median(taken["storywire"]) / median(taken["bare"])
    print(f"ratio      {ratio:.2f} (target at most {TARGET}): {verdict(is_met=ratio <= TARGET)}")


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of both: a database and a cache of bytecode in a folder of their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STORYWIRE_", "PYTHON"))}
    root = Path(__file__).parents[1]
    return kept | {
        "PYTHONPATH": str(root),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "STORYWIRE_DATABASE_URL": f"sqlite:///{folder}/storywire.db",
    }


def _seconds_to_ready(command: Sequence[str], environment: dict[str, str]) -> float:
    """Start a process and return how long it took until it answered 200."""
    port = free_port()
    start = time.perf_counter()
    with subprocess.Popen([*command, str(port)], env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - start > PATIENCE_SECONDS:
                    raise SystemExit(f"{command[0]} did not come up")
                time.sleep(0.002)
            return time.perf_counter() - start
        finally:
            process.terminate()


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
