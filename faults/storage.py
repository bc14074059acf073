"""What happens to the data: an ingestion is killed (F3), the disk fills up (F6), many write at once (F7), PostgreSQL crashes (F8)."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import orjson
from sqlalchemy import text

from faults.account import Result
from faults.lots import lines, record_ids
from faults.plan import Plan
from faults.processes import storming, until
from faults.site import SLOTS, Site
from tests.ports import free_port

_NDJSON = {"Content-Type": "application/x-ndjson"}
_ROOM = "size=24m"
_FULL = (http.client.INSUFFICIENT_STORAGE, http.client.SERVICE_UNAVAILABLE)


def ingestion_killed(plan: Plan) -> Result:
    """F3: the API is killed while it takes in a large body of records, which is then sent again."""
    count, kills = plan.often(10_000, 2_000), plan.often(5, 1)
    chance = plan.random()
    body = b"".join(lines(0, count // 2))
    done: list[int] = []
    with plan.site(0) as site:
        port = free_port()
        for _ in range(kills):
            serving = site.executed(["serve", "--port", str(port)])
            until(lambda: site.is_ready(port), 60)
            sending = threading.Thread(target=_send_records, args=(site, port, body))
            sending.start()
            time.sleep(chance.uniform(0.1, 0.2 + count / 5_000))
            serving.kill()
            sending.join()
            done.append(_count(site, "record"))
        site.server(port)
        until(lambda: site.is_ready(port), 60)
        outcomes = _send_records(site, port, body)
        kept = _count(site, "record")
        with site.deployment.database.read() as session:
            ids = {i for (i,) in session.connection().execute(text("SELECT id FROM record"))}
    result = Result("F3", plan.database, f"{kills} kill -9 of {count} records")
    result.note = f"stored when killed {', '.join(map(str, done))}; sent again: {dict(outcomes)}"
    result.must(be=kept == count, else_say=f"{kept} records")
    result.must(be=ids == {i for lot in range(count // 2) for i in record_ids(lot)}, else_say="other ids")
    result.must(be=outcomes.keys() <= {"created", "unchanged"}, else_say="other outcomes")
    return result


def _send_records(site: Site, port: int, body: bytes) -> Counter[str]:
    """Send records; return how many came to what, nothing where the connection was cut."""
    with suppress(OSError, http.client.HTTPException, orjson.JSONDecodeError):
        status, _, told = site.send(port, "POST", "/v1/records", body, _NDJSON)
        if status != http.client.OK:
            return Counter({f"status {status}": 1})
        return Counter(each["outcome"] for each in orjson.loads(told)["results"])
    return Counter()


def _count(site: Site, table: str) -> int:
    with site.deployment.database.read() as session:
        return int(session.connection().execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())  # noqa: S608 - our own word


def disk_full(plan: Plan) -> Result:
    """F6: the disk has no room left for a while: stories are still read, writes are refused, and all is done when there is room again."""
    if plan.cluster:
        return Result("F6", plan.database, "", skipped=True, note="its disk is its server's")
    with _small_disk(plan.folder / "disk") as disk:
        if disk is None:
            return Result("F6", plan.database, "", skipped=True, note="mounting is not allowed here")
        lots = plan.often(40, 12)
        with plan.site(lots + 2, 0.3, disk) as site:
            port = free_port()
            serving = site.server(port)
            until(lambda: site.is_ready(port), 60)
            place = site.post(port, 0)
            site.settle(60)
            slug = orjson.loads(site.send(port, "GET", place)[2])["story"]
            site.submit(range(1, lots))
            _fill(disk / "ballast")
            refused = site.send(port, "POST", "/v1/records", b"".join(lines(9_000, 9_500)), _NDJSON)[0]
            read = [site.send(port, "GET", f"/v1/stories/{slug}")[0] for _ in range(20)]
            time.sleep(plan.often(8, 2))
            alive = serving.wait(0) is None
            (disk / "ballast").unlink()
            begun = time.monotonic()
            site.settle(120)
            settled = time.monotonic() - begun
            whole = _integrity(site)
            result = Result("F6", plan.database, "disk full once", site.account(), SLOTS).hold(none_after_saved=False)
    result.note = f"a write while full {refused}, reads {set(read)}; done {settled:.1f} s after there was room"
    result.must(be=refused in _FULL, else_say=f"a write while full: {refused}")
    result.must(be=set(read) == {200}, else_say="stories were not read")
    result.must(be=alive and whole, else_say="the process ended, or the file is broken")
    return result


@contextmanager
def _small_disk(place: Path) -> Iterator[Path | None]:
    """Give a small file system in memory, None where it cannot be had."""
    place.mkdir(parents=True)
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    command = [str(mount), "-t", "tmpfs", "-o", _ROOM, "tmpfs", str(place)]
    if mount is None or unmount is None or subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603 - as above
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run([unmount, "-l", str(place)], check=False)  # noqa: S603 - what was mounted above


def _fill(ballast: Path) -> None:
    """Write until there is no room left."""
    file = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while True:
            os.write(file, bytes(4096))
    os.close(file)


def _integrity(site: Site) -> bool:
    with site.deployment.database.read() as session:
        return bool(session.connection().execute(text("PRAGMA integrity_check")).scalar() == "ok")


def busy(plan: Plan) -> Result:
    """F7: sixteen processes write without a pause while stories are asked for over HTTP and written."""
    lots, writers = plan.often(40, 8), 16
    seconds = plan.often(10, 2)
    with plan.site(lots, 0.1) as site:
        port = free_port()
        site.server(port)
        until(lambda: site.is_ready(port), 60)
        tallies = [site.folder / f"tally-{number}" for number in range(writers)]
        stormers = [storming(site.environment, seconds, tally) for tally in tallies]
        until(lambda: all(tally.exists() for tally in tallies), 60)
        refused: Counter[int] = Counter()
        for lot in range(lots):
            site.post(port, lot, refused=refused)
        for each in stormers:
            each.wait(120)
        site.settle(120)
        told = [orjson.loads(tally.read_bytes()) for tally in tallies]
        result = Result("F7", plan.database, f"{writers} writers, {seconds} s", site.account(), SLOTS).hold()
    worst = max(each["worst"] for each in told)
    result.note = f"{sum(each['commits'] for each in told)} commits, the longest waited {worst:.1f} s"
    result.must(be=not sum(each["refused"] for each in told), else_say="a writer was refused")
    result.must(be=not refused, else_say=f"a client was refused: {dict(refused)}")
    result.must(be=all(each["commits"] for each in told), else_say="a writer never had its turn")
    return result


def server_crashed(plan: Plan) -> Result:
    """F8: PostgreSQL crashes again and again; the workers are not started anew."""
    if plan.cluster is None:
        return Result("F8", plan.database, "", skipped=True, note="SQLite has no server")
    crashes, lots = plan.often(5, 1), plan.often(150, 12)
    chance = plan.random()
    with plan.site(lots) as site:
        crew = [site.worker(), site.worker()]
        for number in range(crashes):
            site.submit(range(lots * number // crashes, lots * (number + 1) // crashes))
            until(lambda: bool(site.at_work()), 30)
            time.sleep(chance.uniform(0.1, 0.8))
            plan.cluster.crash()
            time.sleep(1)
            plan.cluster.start()
            plan.say(f"F8: {number + 1} crashed, {site.left()} left of {len(site.asked)}")
        site.settle(240)
        alive = [each.wait(0) for each in crew]
        bound = crashes * len(crew) * SLOTS
        result = Result("F8", plan.database, f"{crashes} crashes", site.account(), bound).hold()
    result.must(be=alive == [None, None], else_say=f"workers ended with {alive}")
    return result
