"""What readers notice of a full queue: GET of a story while 500 jobs wait for the same server, as a ratio to the same when idle.

One `storywire serve` on SQLite, as anybody starts it. Idle and loaded stretches take turns; the reader is a process of its own, so that it
waits for nobody but the service. The target is 1.5 for the medians.

    python -m benchmarks.full_queue [extractive|model] [--jobs 500] [--seconds 6]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from app.jobs.submit import Asker, submit
from benchmarks.arguments import asking, verdict
from benchmarks.latency import read
from faults.lots import record_ids
from faults.processes import executed, until
from faults.site import Site
from schemas.synthesis import SynthesisRequest
from tests.ports import free_port

TARGET = 1.5
_PROVIDERS = {"extractive": "extractive", "model": "straw"}


def main() -> None:
    """Measure with each writer, and print the medians, the ninety-fifth hundredths and the ratio."""
    parser = asking(__doc__, seconds=6.0)
    parser.add_argument("writers", nargs="*", default=list(_PROVIDERS))
    parser.add_argument("--jobs", type=int, default=500)
    asked = parser.parse_args()
    for writer in asked.writers:
        _measure(writer, asked.jobs, asked.seconds)


def _measure(writer: str, jobs: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = Site(f"sqlite:///{folder}/storywire.db", Path(folder), jobs + 1, 0.5)
        try:
            idle, loaded, done = _stretches(site, _PROVIDERS[writer], jobs, seconds)
        finally:
            site.close()
    for name, taken in (("idle", idle), ("loaded", loaded)):
        high = quantiles(taken, n=20)[-1]
        print(f"{writer:10} {name:6} {1000 * median(taken):.2f} ms (95 %: {1000 * high:.2f} ms, {len(taken)} reads)")
    ratio = median(loaded) / median(idle)
    told = verdict(is_met=ratio <= TARGET)
    print(f"{writer:10} ratio  {ratio:.2f} (target at most {TARGET}): {told}; {done} of {jobs} jobs done meanwhile")


def _stretches(site: Site, provider: str, jobs: int, seconds: float) -> tuple[list[float], list[float], int]:
    """Return how long reads took while nothing was to do, before and after, and while the queue was full, and how many jobs were done."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    site.processes.append(executed(command, site.environment, site.log))
    until(lambda: site.is_ready(port), 60)
    place = site.post(port, 0)
    site.settle(60)
    slug = json.loads(site.send(port, "GET", place)[2])["story"]
    read(port, [f"/v1/stories/{slug}"], 2)
    idle = read(port, [f"/v1/stories/{slug}"], seconds / 2)
    for lot in range(1, jobs + 1):
        request = SynthesisRequest(record_ids=record_ids(lot), provider=provider)
        submit(site.deployment, request, Asker(site.key_id, f"queued-{lot}"), None)
    time.sleep(1)
    before = site.left()
    loaded = read(port, [f"/v1/stories/{slug}"], seconds)
    left = site.left()
    until(lambda: not site.left(), 600, 0.5)
    time.sleep(1)
    return [*idle, *read(port, [f"/v1/stories/{slug}"], seconds / 2)], loaded, before - left


if __name__ == "__main__":
    main()
