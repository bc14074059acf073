"""Processes that are killed: at any moment (F1), at named ones (F2), while the same is asked twice (F12), and how soon they are back (F19, F20)."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable
from random import Random

from faults.account import Result
from faults.entry import MOMENTS
from faults.lots import record_ids
from faults.plan import Plan
from faults.processes import Process, executed, is_busy, until
from faults.site import SLOTS, Site
from tests.ports import free_port

_READY_SECONDS = 3.0
_END_SECONDS = 10.0
# How many processes of a server may be at jobs: its own and, while many wait, one beside it.
_OF_SERVER = 2


def killed_at_any_moment(plan: Plan) -> Result:
    """F1: an API process and two workers are killed at random moments, while stories are asked for over HTTP and within."""
    kills, lots = plan.often(100, 6), plan.often(300, 24)
    chance = plan.random()
    with plan.site(lots) as site:
        port = free_port()
        starts: list[Callable[[], Process]] = [lambda: site.server(port), site.worker, site.worker]
        crew = [start() for start in starts]
        until(lambda: site.is_ready(port), 60)
        shares = [range(lots * i // kills, lots * (i + 1) // kills) for i in range(kills)]
        for number, share in enumerate(shares, 1):
            asking = threading.Thread(target=_ask, args=(site, port, share))
            asking.start()
            _wait_for_work(site, chance)
            victim = _victim(site, crew, chance)
            crew[victim].kill()
            crew[victim] = starts[victim]()
            asking.join()
            if number % 20 == 0:
                plan.say(f"F1: {number} killed, {site.left()} left of {len(site.asked)}")
        site.settle(240)
        return Result("F1", plan.database, f"{kills} kill -9", site.account(), kills * SLOTS).hold()


def _ask(site: Site, port: int, share: range) -> None:
    """Ask for the even ones over HTTP, and for the others as a process beside it would."""
    for lot in share:
        if lot % 2:
            site.submit(range(lot, lot + 1))
        else:
            site.post(port, lot)


def _wait_for_work(site: Site, chance: Random) -> None:
    """Wait for any moment, more often than not one at which a call is under way."""
    if chance.random() < 0.8:
        before = len(site.model.calls)
        until(lambda: len(site.model.calls) > before, 4, 0.005)
    time.sleep(chance.uniform(0, 0.4))


def _victim(site: Site, crew: list[Process], chance: Random) -> int:
    """Choose a process, more often than not one that works."""
    busy = site.at_work() if chance.random() < 0.8 else set()
    working = [number for number, process in enumerate(crew) if process.pid in busy]
    return chance.choice(working or range(len(crew)))


def killed_at_named_moments(plan: Plan) -> Result:
    """F2: a worker dies at each of the named moments, each time of a job that nobody has begun before; the next one goes on."""
    times = plan.often(20, 2)
    deaths = 0
    lots = times * len(MOMENTS)
    with plan.site(lots, 0.02) as site:
        for number, moment in enumerate(MOMENTS):
            site.submit(range(number * times, (number + 1) * times))
            for _ in range(times):
                doomed = site.worker(site.watch(moment), 1)
                if until(lambda doomed=doomed: doomed.wait(0) is not None, 60):  # type: ignore[misc]  # bound for this turn
                    deaths += 1
                doomed.kill()
            plan.say(f"F2: {deaths} died, the last {times} at {moment}")
        site.worker()
        site.settle(120)
        lost = times  # a call that was answered and not saved cannot but be repeated
        result = Result("F2", plan.database, f"{deaths} at {len(MOMENTS)} moments", site.account(), lost).hold()
    result.must(be=deaths == lots, else_say=f"{deaths} of {lots} died")
    return result


def asked_twice(plan: Plan) -> Result:
    """F12: several send the same request with the same key to two API processes, both of which are being killed."""
    lots, kills = plan.often(300, 12), plan.often(12, 2)
    chance = plan.random()
    with plan.site(lots, 0.02) as site:
        ports = [free_port(), free_port()]
        crew = [site.server(port) for port in ports]
        for port in ports:
            until(lambda port=port: site.is_ready(port), 60)  # type: ignore[misc]  # bound for this turn
        places: list[set[str]] = [set() for _ in range(lots)]
        threads = [threading.Thread(target=_race, args=(site, ports, places, n)) for n in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.5, 2.0))
            victim = chance.randrange(2)
            crew[victim].kill()
            crew[victim] = site.server(ports[victim])
        for thread in threads:
            thread.join()
        site.settle(240)
        other = site.send(ports[0], "POST", "/v1/syntheses", _other_body(), {"Idempotency-Key": "lot-0"})
        account = site.account()
        result = Result("F12", plan.database, f"{kills} kill -9, {4 * lots} requests", account, kills * SLOTS).hold()
        two = sum(len(each) != 1 for each in places)
        result.must(be=not two, else_say=f"{two} keys without one id")
        result.must(be=other[0] == 422, else_say=f"another body under a used key: {other[0]}")
    return result


def _other_body() -> bytes:
    return json.dumps({"record_ids": record_ids(1)[:1]}).encode()


def _race(site: Site, ports: list[int], places: list[set[str]], number: int) -> None:
    for lot in range(len(places)):
        places[lot].add(site.post(ports[(lot + number) % 2], lot))


def back_again(plan: Plan) -> Result:
    """F19: everything is killed with jobs in flight; how soon the API is ready again, and the first job begun again."""
    ready, first, own = [], [], []
    rounds = plan.often(5, 1)
    with plan.site(8 * rounds, 0.5) as site:
        port = free_port()
        for number in range(rounds):
            serving = _serve(site, port)
            until(lambda: site.is_ready(port), 60)
            site.submit(range(8 * number, 8 * number + 8))
            before = len(site.model.calls)
            until(lambda before=before: len(site.model.calls) > before, 30)  # type: ignore[misc]  # bound for this turn
            serving.kill()
            begun, fences = time.monotonic(), site.fences()
            again = _serve(site, port)
            until(lambda: site.is_ready(port), 60, 0.01)
            ready.append(time.monotonic() - begun)
            own.append(again.cpu_seconds())
            until(lambda fences=fences: site.fences() > fences, 60, 0.01)  # type: ignore[misc]  # bound for this turn
            first.append(time.monotonic() - begun)
            site.settle(60)
            again.kill()
        result = Result(
            "F19", plan.database, f"{rounds} full restarts", site.account(), rounds * _OF_SERVER * SLOTS
        ).hold()
    result.ready, result.first_job = max(ready), max(first)
    # On a machine that others keep busy, what the process itself took says more than the clock.
    result.note = f"of which {max(own):.1f} s its own"
    excused = is_busy() and max(own) < _READY_SECONDS
    for what, seconds in (("ready", result.ready), ("first job", result.first_job)):
        soon = plan.is_short or excused or seconds < _READY_SECONDS
        result.must(be=soon, else_say=f"{what} after {seconds:.1f} s")
    return result


def _serve(site: Site, port: int) -> Process:
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    process = executed(command, site.environment, site.log)
    site.processes.append(process)
    return process


def asked_to_end(plan: Plan) -> Result:
    """F20: SIGTERM reaches a worker and an API process at once, while calls are under way that take longer than they have."""
    took = []
    with plan.site(12, 30.0) as site:
        port = free_port()
        worker = executed([sys.executable, "-m", "app.cli", "worker"], site.environment, site.log)
        site.processes.append(worker)
        serving = _serve(site, port)
        until(lambda: site.is_ready(port), 60)
        site.submit(range(12))
        until(lambda: len(site.model.calls) >= 2 * SLOTS, 60)
        begun = time.monotonic()
        for process in (worker, serving):
            process.send(signal.SIGTERM)
        ends = []
        for process in (worker, serving):
            ends.append(process.wait(30))
            took.append(time.monotonic() - begun)
        held = site.at_work()
        site.model.seconds = 0.05
        site.worker()
        site.settle(120)
        result = Result("F20", plan.database, "2 SIGTERM", site.account(), (1 + _OF_SERVER) * SLOTS).hold()
    result.note = f"worker ended after {took[0]:.1f} s, API after {took[1]:.1f} s"
    result.must(be=max(took) <= _END_SECONDS, else_say=f"ended after {max(took):.1f} s")
    result.must(be=ends == [0, -signal.SIGTERM], else_say=f"ended with {ends}")
    result.must(be=not held, else_say="jobs were not put back")
    return result
