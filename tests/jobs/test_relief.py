"""A process beside a server: it writes what waits, and whatever becomes of it nothing is lost or written twice."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.jobs import relief
from app.jobs.desk import Desk
from app.jobs.relief import Relief
from app.main import open_deployment
from app.newsroom.deployment import Deployment
from app.store import job_control
from faults.processes import until
from faults.site import Site

PATIENCE = 60.0
LOTS = 24


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a deployment with records of its own, and a model that takes its time."""
    site = Site(f"sqlite:///{tmp_path}/storywire.db", tmp_path / "site", 2 * LOTS, seconds=0.3)
    yield site
    site.close()


def test_it_writes_what_waits_and_ends_when_nothing_does(site: Site) -> None:
    """The server's own desk leaves the queue to it, and takes to it again afterwards."""
    ours, desk = begun(site, idle_seconds=2.0)
    site.submit(range(LOTS - 1))
    assert until(lambda: ours.is_at_work, PATIENCE)
    site.settle(PATIENCE)
    assert until(lambda: not ours.is_at_work, PATIENCE)
    site.submit(range(LOTS - 1, LOTS))
    site.settle(PATIENCE)
    desk.close(PATIENCE)
    assert holds(site)


def test_one_that_is_killed_loses_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was at is free at once, the desk goes on, and another is started."""
    monkeypatch.setattr(relief, "_BETWEEN_STARTS_SECONDS", 0.0)
    ours, desk = begun(site)
    killed = set[int]()
    for more in (range(LOTS), range(LOTS, 2 * LOTS)):
        site.submit(more)
        assert until(lambda: ours.is_at_work and ours.pid not in killed, PATIENCE)
        pid = ours.pid
        assert pid is not None
        killed.add(pid)
        os.kill(pid, signal.SIGKILL)
    site.settle(PATIENCE)
    desk.close(PATIENCE)
    assert holds(site)


def test_one_that_is_frozen_is_waited_for_no_longer_than_its_leases(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it is at is free when its leases run out, and the desk takes all that waits; when it wakes, it loses what it was at and goes on."""
    monkeypatch.setattr(relief, "LEASE_SECONDS", 2.0)
    ours, desk = begun(site)
    site.submit(range(LOTS))
    assert until(lambda: ours.is_at_work, PATIENCE)
    pid = ours.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert until(lambda: not ours.is_at_work, PATIENCE)
    site.settle(PATIENCE)
    os.kill(pid, signal.SIGCONT)
    assert until(lambda: ours.is_at_work, PATIENCE)
    desk.close(PATIENCE)
    assert holds(site)


def test_it_is_told_to_end_with_its_server_and_puts_back_what_it_is_at(site: Site) -> None:
    """Nobody has to wait until a lease runs out."""
    ours, desk = begun(site, grace_seconds=0.1)
    site.submit(range(LOTS))
    assert until(lambda: ours.is_at_work, PATIENCE)
    desk.close(5.0)
    assert not is_there(ours)
    with site.deployment.database.read() as session:
        assert job_control.workers(session) == []


def test_one_that_cannot_live_is_not_started_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no memory for it has none a second later."""
    monkeypatch.setattr(relief, "_BETWEEN_STARTS_SECONDS", PATIENCE)
    ours = Relief(fails, 1, 1.0)
    ours.call()
    assert is_there(ours)
    assert until(lambda: not is_there(ours), PATIENCE)
    ours.call()
    assert not is_there(ours)
    ours.close(1.0)


def begun(site: Site, grace_seconds: float = 1.0, idle_seconds: float = 60.0) -> tuple[Relief, Desk]:
    """Return a desk that takes jobs, and its relief."""
    ours = Relief(partial(open_deployment, site.settings()), 4, grace_seconds, idle_seconds)
    desk = Desk(site.deployment, slots=2, poll_seconds=0.05, substitute=ours)
    desk.start()
    return ours, desk


def is_there(ours: Relief) -> bool:
    """Say whether it has a process."""
    return ours.pid is not None


def fails() -> Deployment:
    """Be what a machine without memory does."""
    raise MemoryError


def holds(site: Site) -> bool:
    """Say whether each job has its story, and none two."""
    account = site.account()
    return (account.missing, account.doubled) == (0, 0)
