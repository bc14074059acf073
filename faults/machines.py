"""Machines that fail: gone for good (F9), frozen and waking (F10), with a clock of their own (F11), with another version (F13)."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from app.store.job_rows import LEASE_SECONDS
from faults.account import Result
from faults.plan import Plan
from faults.processes import is_busy, until
from faults.site import SLOTS, Site

_FAKETIME = "lib/*/faketime/libfaketimeMT.so.1"
_HOURS = (2, -2)


def gone_for_good(plan: Plan) -> Result:
    """F9: a machine is gone with what it worked on; another, which cannot look at its processes, takes over when the leases are out."""
    if plan.is_short:
        return Result("F9", plan.database, "", skipped=True, note="the long form alone; F10 waits for a lease too")
    runs, took, taken = 4, [], []
    with plan.site(8 * runs, 0.3) as site:
        staying = site.worker(site.watch(node="staying"))
        for run in range(runs):
            going = site.worker(site.watch(node=f"going-{run}"))
            site.submit(range(8 * run, 8 * run + 8))
            held = until(lambda going=going: going.pid in site.at_work(), 30)  # type: ignore[misc]  # bound for this turn
            going.kill()
            lost_at = time.monotonic()
            until(lambda going=going: going.pid not in site.at_work(), 60)  # type: ignore[misc]  # as above
            taken.append(time.monotonic() - lost_at)
            site.settle(60)
            took.append(time.monotonic() - lost_at)
            plan.say(f"F9: done {took[-1]:.1f} s after the loss{'' if held else ' (it held nothing)'}")
        alive = staying.wait(0) is None
        result = Result("F9", plan.database, f"{runs} machines gone", site.account(), runs * SLOTS).hold()
    result.note = f"taken over {max(taken):.1f} s and all done {max(took):.1f} s after the loss at most"
    result.must(be=alive, else_say="the other worker ended")
    # On a machine that others keep busy, writing itself takes seconds; that it was taken over in time is what counts.
    late = max(taken) if is_busy() else max(took)
    result.must(be=late <= LEASE_SECONDS + 2, else_say=f"{late:.1f} s after the loss")
    return result


def frozen(plan: Plan) -> Result:
    """F10: a worker is frozen for longer than its lease and wakes up when others have done its work."""
    runs = plan.often(5, 1)
    chance = plan.random()
    with plan.site(8 * runs, 1.0) as site:
        for run in range(runs):
            crew = [site.worker(site.watch(node=f"node-{run}-{number}")) for number in range(2)]
            site.submit(range(8 * run, 8 * run + 8))
            begun = len(site.model.calls) + 2
            until(lambda begun=begun: len(site.model.calls) >= begun, 30, 0.005)  # type: ignore[misc]  # as above
            time.sleep(chance.uniform(0, 1.2))
            busy = site.at_work()
            victim = next((each for each in crew if each.pid in busy), crew[0])
            victim.send(signal.SIGSTOP)
            until(lambda: not site.left(), LEASE_SECONDS + 4, 0.1)
            victim.send(signal.SIGCONT)
            site.settle(60)
            time.sleep(1)
            for each in crew:
                each.kill()
            plan.say(f"F10: {run + 1} frozen and woken")
        result = Result("F10", plan.database, f"{runs} frozen past the lease", site.account(), runs * SLOTS)
    # A worker that is frozen between its last look at its lease and its call cannot know.
    return result.hold(none_after_saved=False)


def clock_off(plan: Plan) -> Result:
    """F11: the clock of one of two workers is two hours off, and the one with the wrong clock is killed."""
    library = next(Path("/usr").glob(_FAKETIME), None)
    if library is None or plan.is_short:
        why = "the long form alone" if plan.is_short else "needs libfaketime"
        return Result("F11", plan.database, "", skipped=True, note=why)
    with plan.site(24 * len(_HOURS), 0.3) as site:
        longest = 0.0
        for number, hours in enumerate(_HOURS):
            longest = max(longest, _with_clock(site, library, hours, range(24 * number, 24 * number + 24)))
            plan.say(f"F11: {hours:+d} h done")
        account = site.account()
        result = Result("F11", plan.database, "clock +2 h, -2 h, 2 kill -9", account, len(_HOURS) * SLOTS).hold()
    result.note = f"all done {longest:.1f} s after the kill"
    result.must(be=longest < 4 * LEASE_SECONDS, else_say="a job waited for four leases")
    return result


def _with_clock(site: Site, library: Path, hours: int, lots: range) -> float:
    """Have jobs done by a worker with a wrong clock and, once that was killed, by another; return how long that took."""
    wrong = {"LD_PRELOAD": str(library), "FAKETIME": f"{hours:+d}h", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    off = site.executed(["worker", "--jobs", str(SLOTS)], wrong)
    site.submit(lots)
    until(lambda: off.pid in site.at_work(), 60)
    time.sleep(0.5)
    right = site.worker(site.watch(node=f"right{hours}"))
    until(lambda: len(site.at_work()) > 1, 30)
    off.kill()
    begun = time.monotonic()
    site.settle(90)
    right.kill()
    return time.monotonic() - begun


def newer_version(plan: Plan) -> Result:
    """F13: a version with other prompts is deployed while jobs are in flight and others wait; all of them end."""
    lots = plan.often(40, 12)
    with plan.site(lots, 0.3) as site:
        older = site.worker(site.watch(version="claude-0"))
        site.submit(range(lots))
        until(lambda: older.pid in site.at_work(), 30)
        newer = site.worker()
        until(lambda: newer.pid in site.at_work(), 30)
        older.send(signal.SIGTERM)
        ended = older.wait(20)
        site.settle(120)
        versions = site.versions()
        result = Result("F13", plan.database, "1 version deployed", site.account(), SLOTS).hold()
    result.note = f"stories by version: {', '.join(f'{name} {number}' for name, number in sorted(versions.items()))}"
    result.must(be=ended == 0, else_say=f"the older one ended with {ended}")
    result.must(be=len(versions) == 2, else_say="one version wrote nothing")
    return result
