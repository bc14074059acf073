"""The queue: taken once, fenced, freed when its worker dies, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.newsroom.deployment import Deployment
from app.store import job_control, job_rows, jobs, syntheses
from app.store.job_rows import LEASE_SECONDS, Lease
from app.store.jobs import Job, NewJob
from app.store.session import Session
from app.store.syntheses import Ending
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW

REQUEST = SynthesisRequest(record_ids=["rec_" + "a" * 26])
DONE = Ending("succeeded", story_id="sty_one")
HOUR = 3600 * 1_000_000


@pytest.fixture
def session(deployment: Deployment) -> Iterator[Session]:
    """Give one write of the database."""
    with deployment.database.write() as given:
        yield given


def queue(session: Session, name: str, *, writer: str = "extractive", worker: str | None = None) -> Lease | None:
    """Put a job into the queue."""
    return jobs.add(session, NewJob(name, REQUEST, writer, None, name.encode(), NOW), worker, {})


def take(session: Session, worker: str = "ann", **most: int) -> Job | None:
    """Take the next job."""
    return jobs.take(session, worker, most)


def statuses(session: Session, name: str) -> list[tuple[int, str]]:
    """Return the events of a job."""
    return [(number, each.status) for number, each in syntheses.events(session, name, 0)]


def test_jobs_are_taken_in_turn_and_once(session: Session) -> None:
    """The one that waits longest goes first; what is held is not taken again."""
    for name in ("syn_a", "syn_b"):
        queue(session, name)
    first, second = take(session), take(session, "ben")
    assert [job.lease.synthesis_id for job in (first, second) if job] == ["syn_a", "syn_b"]
    assert take(session) is None


def test_a_lease_that_ran_out_lets_another_take_over_and_fences_the_first(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was frozen for longer than its lease can neither renew nor end the job, nor put it back."""
    queue(session, "syn_a")
    first = take(session)
    assert first is not None
    moment = job_rows.now(session)
    monkeypatch.setattr(job_rows, "now", lambda _: moment + (LEASE_SECONDS + 1) * 1_000_000)
    second = take(session, "ben")
    assert second is not None
    assert (second.lease.fence, second.attempts) == (first.lease.fence + 1, 2)
    assert jobs.renew(session, [first.lease]) == ({"syn_a"}, set())
    assert not jobs.put_back(session, first.lease)
    assert jobs.finish(session, first.lease, DONE, NOW) == "lost"
    assert jobs.finish(session, second.lease, DONE, NOW) == "done"
    assert jobs.finish(session, second.lease, DONE, NOW) == "lost"
    assert statuses(session, "syn_a") == [(1, "queued"), (2, "running"), (3, "running"), (4, "succeeded")]


def test_renewing_keeps_a_lease(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job whose lease is renewed in time is nobody else's."""
    queue(session, "syn_a")
    held = take(session)
    assert held is not None
    start = job_rows.now(session)
    for beat in range(1, 4):
        monkeypatch.setattr(job_rows, "now", lambda _, beat=beat: start + beat * (LEASE_SECONDS - 1) * 1_000_000)
        assert jobs.renew(session, [held.lease]) == (set(), set())
        assert take(session, "ben") is None


def test_a_clock_that_was_ahead_holds_nothing_for_hours(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that ends later than any can is one that holds no more."""
    queue(session, "syn_a")
    real = job_rows.now(session)
    monkeypatch.setattr(job_rows, "now", lambda _: real + 2 * HOUR)
    assert take(session) is not None
    monkeypatch.setattr(job_rows, "now", lambda _: real)
    assert take(session, "ben") is not None


def test_what_dead_workers_held_is_free_at_once(session: Session) -> None:
    """Nobody waits for the lease of a process that is known to be gone; the living keep theirs."""
    for name in ("syn_a", "syn_b"):
        queue(session, name)
    take(session, "ann")
    take(session, "ben")
    assert sorted(job_control.workers(session)) == ["ann", "ben"]
    assert not job_control.is_waiting(session)
    job_control.free(session, ["ann"])
    taken = take(session, "cyd")
    assert taken is not None
    assert taken.lease.synthesis_id == "syn_a"
    assert take(session, "cyd") is None


def test_a_writer_with_a_full_desk_lets_others_go_first(session: Session) -> None:
    """As many are at work at once as may be, in all processes together; jobs of other writers do not wait for them."""
    for name, writer in (("syn_a", "anthropic"), ("syn_b", "anthropic"), ("syn_c", "extractive")):
        queue(session, name, writer=writer)
    first, second = take(session, anthropic=1), take(session, "ben", anthropic=1)
    assert [job.lease.synthesis_id for job in (first, second) if job] == ["syn_a", "syn_c"]
    assert take(session, anthropic=1) is None
    assert first is not None
    jobs.finish(session, first.lease, Ending("failed"), NOW)
    third = take(session, anthropic=1)
    assert third is not None
    assert third.lease.synthesis_id == "syn_b"


def test_a_job_is_begun_as_it_comes_where_there_is_room(session: Session) -> None:
    """Whoever asks may do it itself; where the writer is at its limit, the job waits like any other."""
    most = {"extractive": 1}
    added = [
        jobs.add(session, NewJob(name, REQUEST, "extractive", None, name.encode(), NOW), "ann", most)
        for name in ("syn_a", "syn_b")
    ]
    assert [lease and lease.synthesis_id for lease in added] == ["syn_a", None]
    assert statuses(session, "syn_a") == [(1, "queued"), (2, "running")]
    assert statuses(session, "syn_b") == [(1, "queued")]


def test_what_is_put_back_waits_until_it_is_due(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that is given up for a while is not taken before the while is over."""
    queue(session, "syn_a")
    held = take(session)
    assert held is not None
    assert jobs.put_back(session, held.lease, 5.0)
    assert take(session, "ben") is None
    later = job_rows.now(session) + 6 * 1_000_000
    monkeypatch.setattr(job_rows, "now", lambda _: later)
    assert take(session, "ben") is not None


def test_what_waits_is_cancelled_at_once(session: Session) -> None:
    """Nobody takes it any more; a job that is done stays as it is; an unknown one is not there."""
    queue(session, "syn_a")
    assert job_control.cancel(session, "syn_a", NOW) == "cancelled"
    assert take(session) is None
    lease = queue(session, "syn_b", worker="ann")
    assert lease is not None
    jobs.finish(session, lease, DONE, NOW)
    assert job_control.cancel(session, "syn_b", NOW) == "succeeded"
    assert job_control.cancel(session, "syn_c", NOW) is None


def test_whoever_works_on_a_cancelled_job_is_told_and_cannot_end_it_otherwise(session: Session) -> None:
    """The next beat says so; a story that comes too late is refused, and the job ends as cancelled."""
    lease = queue(session, "syn_a", worker="ann")
    assert lease is not None
    assert job_control.cancel(session, "syn_a", NOW) == "running"
    assert jobs.renew(session, [lease]) == (set(), {"syn_a"})
    assert jobs.finish(session, lease, DONE, NOW) == "cancelled"
    assert jobs.finish(session, lease, Ending("cancelled"), NOW) == "done"
    found = syntheses.get(session, "syn_a")
    assert found is not None
    assert (found.status, found.finished_at, found.story) == ("cancelled", NOW, None)


def test_a_cancelled_job_whose_worker_died_is_taken_as_cancelled(session: Session) -> None:
    """The next one to take it ends it, and does none of it."""
    queue(session, "syn_a", worker="ann")
    job_control.cancel(session, "syn_a", NOW)
    job_control.free(session, ["ann"])
    taken = take(session, "ben")
    assert taken is not None
    assert taken.is_cancelled


def test_what_failed_can_be_tried_again_under_its_id(session: Session) -> None:
    """It is queued anew as if nothing had been; what has not failed is not."""
    lease = queue(session, "syn_a", worker="ann")
    assert lease is not None
    assert not job_control.try_again(session, "syn_a", b"same")
    jobs.finish(session, lease, Ending("failed"), NOW + timedelta(seconds=1))
    assert job_control.unfinished_like(session, b"same") is None
    assert job_control.try_again(session, "syn_a", b"same")
    assert job_control.unfinished_like(session, b"same") == "syn_a"
    found = syntheses.get(session, "syn_a")
    assert found is not None
    assert (found.status, found.finished_at, found.progress) == ("queued", None, 0.0)
    again = take(session)
    assert again is not None
    assert (again.lease.fence, again.attempts) == (2, 1)
