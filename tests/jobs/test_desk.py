"""The desk: it does what waits, tells who waits, and leaves nothing undone behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from app.errors import SynthesisCancelledError, UnavailableError
from app.jobs import desk as desk_module
from app.jobs import keeper, work
from app.jobs.cancel import cancel, try_again
from app.jobs.desk import Desk, write_now
from app.jobs.outcome import outcome
from app.jobs.submit import NOBODY, submit
from app.newsroom.deployment import Deployment
from app.newsroom.undertaking import LeaseLostError
from app.store import job_control, jobs
from app.store.session import Session
from app.story.draft import Draft
from app.writers.base import Assignment
from schemas.record import Record
from schemas.synthesis import Synthesis
from tests.newsroom.desk import stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, kept, stored, with_scribe

PATIENCE = 20.0


class Gate:
    """A writer's draft that waits until it is let through."""

    def __init__(self, given: list[Record]) -> None:
        """Stand closed."""
        self._given = given
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, _assignment: Assignment) -> Draft:
        """Say that somebody is here, wait, and hand in the draft."""
        self.reached.set()
        assert self.opened.wait(PATIENCE)
        return usual_draft(self._given)


class Elsewhere:
    """A substitute that takes what waits, and never does it; it can be called once."""

    def __init__(self) -> None:
        """Be called by nobody yet."""
        self.is_called = self.is_at_work = self.is_closed = False

    def call(self) -> None:
        """Begin."""
        self.is_at_work, self.is_called = not self.is_called, True

    def tell_to_end(self) -> None:
        """Be at work no more."""
        self.is_at_work = False

    def close(self, seconds: float) -> None:
        """Be gone."""
        self.is_closed = seconds > 0


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


@pytest.fixture
def gate(given: list[Record], monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Return a closed gate, with beats that are quick."""
    monkeypatch.setattr(keeper, "BEAT_SECONDS", 0.02)
    return Gate(given)


@contextmanager
def opened(deployment: Deployment, slots: int = 2) -> Iterator[Desk]:
    """Give a desk that takes jobs, and close it."""
    desk = Desk(deployment, slots, poll_seconds=0.02)
    desk.start()
    yield desk
    desk.close(PATIENCE)


def until(happens: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < ends
        time.sleep(0.01)


def the_one(deployment: Deployment) -> Synthesis:
    """Return the one synthesis that is kept."""
    (found,) = kept(deployment)
    return found


def test_what_waits_in_the_queue_is_done(deployment: Deployment, given: list[Record]) -> None:
    """A job that another process took in is done here, and its story is the outcome there."""
    ticket = submit(deployment, ask(given), NOBODY, None)
    assert outcome(deployment, ticket.synthesis_id) is None
    with opened(deployment):
        until(lambda: the_one(deployment).status == "succeeded")
    made = outcome(deployment, ticket.synthesis_id)
    assert made is not None
    assert made.story().methodology.synthesis_id == ticket.synthesis_id


def test_no_more_is_done_at_once_than_there_are_slots(deployment: Deployment, given: list[Record], gate: Gate) -> None:
    """What comes while the slots are taken waits for its turn, and gets it."""
    with opened(with_scribe(deployment, Scribe(gate)), slots=1) as desk:
        first = desk.submit(ask(given))
        assert gate.reached.wait(PATIENCE)
        second = desk.submit(ask(given, publish=False))
        assert (desk.underway(first.synthesis_id) is None, desk.underway(second.synthesis_id)) == (False, None)
        gate.opened.set()
        until(lambda: {each.status for each in kept(deployment)} == {"succeeded"})
    assert stored(deployment) == 2


def test_what_nobody_waits_for_is_left_to_a_substitute(
    deployment: Deployment, given: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is called when many have been begun within a short while; whoever waits is served here all the same."""
    monkeypatch.setattr(desk_module, "_FEW", 1)
    substitute = Elsewhere()
    desk = Desk(deployment, slots=2, poll_seconds=0.02, substitute=substitute)
    for angle in ("weight", "price", "colour"):
        submit(deployment, ask(given, angle=angle), NOBODY, None)
    desk.start()
    until(lambda: substitute.is_at_work)
    until(lambda: stored(deployment) == 2)
    left = desk.submit(ask(given, angle="place"), is_awaited=False)
    assert left.undertaking is None
    awaited = desk.submit(ask(given))
    until(lambda: outcome(deployment, awaited.synthesis_id) is not None)
    assert stored(deployment) == 3
    substitute.is_at_work = False
    until(lambda: stored(deployment) == 5)
    desk.close(PATIENCE)
    assert substitute.is_closed


def test_a_few_stories_call_nobody(deployment: Deployment, given: list[Record]) -> None:
    """A process more is not worth it for them, nor for those that somebody waits for."""
    substitute = Elsewhere()
    desk = Desk(deployment, slots=2, poll_seconds=0.02, substitute=substitute)
    desk.start()
    for angle in ("weight", "price", "colour"):
        desk.submit(ask(given, angle=angle), is_awaited=False)
    until(lambda: stored(deployment) == 3)
    for number in range(9):
        ticket = desk.submit(ask(given, angle=f"angle {number}"))
        until(lambda ticket=ticket: outcome(deployment, ticket.synthesis_id) is not None)  # type: ignore[misc]  # bound for this turn
    assert not substitute.is_called
    desk.close(PATIENCE)


def test_stages_are_told_while_the_work_goes_on(deployment: Deployment, given: list[Record], gate: Gate) -> None:
    """A synthesis that takes longer than a moment says where it is."""
    with opened(with_scribe(deployment, Scribe(gate))) as desk:
        desk.submit(ask(given))
        until(lambda: the_one(deployment).stage == "write")
        assert 0 < the_one(deployment).progress < 1
        gate.opened.set()
    assert (the_one(deployment).stage, the_one(deployment).progress) == ("done", 1.0)


def test_cancelling_stops_the_work_at_its_next_step(deployment: Deployment, given: list[Record], gate: Gate) -> None:
    """No story comes of it; whoever waits is told so; tried again, it goes through."""
    with opened(with_scribe(deployment, Scribe(gate))) as desk:
        ticket = desk.submit(ask(given))
        future = desk.underway(ticket.synthesis_id)
        assert future is not None
        assert gate.reached.wait(PATIENCE)
        cancel(deployment, ticket.synthesis_id)
        gate.opened.set()
        with pytest.raises(SynthesisCancelledError):
            future.result(PATIENCE)
        assert (the_one(deployment).status, stored(deployment)) == ("cancelled", 0)
        with pytest.raises(SynthesisCancelledError):
            outcome(deployment, ticket.synthesis_id)
        try_again(desk.deployment, ticket.synthesis_id)
        until(lambda: the_one(deployment).status == "succeeded")
    assert stored(deployment) == 1


def test_whoever_lost_its_lease_stores_nothing(
    deployment: Deployment, given: list[Record], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was frozen wakes up after another has done the job: one story, and no word of the first one's."""
    frozen = Desk(with_scribe(deployment, Scribe(gate)), 1)
    monkeypatch.setattr(frozen.keeper, "_beat", lambda: None)
    ticket = frozen.submit(ask(given))
    assert gate.reached.wait(PATIENCE)
    future = frozen.underway(ticket.synthesis_id)
    assert future is not None
    with deployment.database.write() as session:
        job_control.free(session, [frozen.name])
    with opened(with_scribe(deployment, Scribe(lambda _: usual_draft(given)))):
        until(lambda: the_one(deployment).status == "succeeded")
    gate.opened.set()
    with pytest.raises(LeaseLostError):
        future.result(PATIENCE)
    assert stored(deployment) == 1


def test_a_desk_that_closes_puts_back_what_does_not_end_in_time(
    deployment: Deployment, given: list[Record], gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next desk does it at once; nothing is lost and nothing is doubled."""
    closing = Desk(with_scribe(deployment, Scribe(gate)), 1)
    closing.submit(ask(given))
    assert gate.reached.wait(PATIENCE)
    closing.close(0.05)
    assert the_one(deployment).status == "queued"
    with monkeypatch.context() as impatient:
        impatient.setattr(time, "sleep", None)
        closing.close(PATIENCE)  # closed once, it waits for nobody a second time
    with opened(with_scribe(deployment, Scribe(lambda _: usual_draft(given)))):
        until(lambda: the_one(deployment).status == "succeeded")
    gate.opened.set()
    until(lambda: not closing.keeper.held())
    assert (stored(deployment), the_one(deployment).status) == (1, "succeeded")


def test_a_job_at_which_its_process_dies_each_time_is_given_up(deployment: Deployment, given: list[Record]) -> None:
    """It would go on taking processes down; it ends as failed, and says so."""
    ticket = Desk(deployment, 0).submit(ask(given))
    for _ in range(jobs.MOST_ATTEMPTS):
        with deployment.database.write() as session:
            assert jobs.take(session, "dying", {}) is not None
            job_control.free(session, ["dying"])
    with opened(deployment):
        until(lambda: the_one(deployment).status == "failed")
    problem = the_one(deployment).problem
    assert problem is not None
    assert (problem.status, ticket.synthesis_id) == (500, the_one(deployment).id)


def test_a_database_that_goes_away_costs_no_job(
    deployment: Deployment, given: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work fails for now, is put back, and is done when the database is there again."""
    monkeypatch.setattr(work, "_PAUSE_SECONDS", 0.05)
    times = iter([True, False])

    def away_at_first(_: Assignment) -> Draft:
        if next(times):
            raise UnavailableError("The database is busy or away.")
        return usual_draft(given)

    with opened(with_scribe(deployment, Scribe(away_at_first))) as desk:
        desk.submit(ask(given))
        until(lambda: the_one(deployment).status == "succeeded")
    assert stored(deployment) == 1


def test_a_look_into_the_queue_that_fails_unforeseen_is_not_the_last(
    deployment: Deployment, given: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk whose thread had ended would leave every later job lying."""
    looks, usual = iter([True, True]), job_control.is_waiting

    def fails_at_first(session: Session) -> bool:
        if next(looks, False):
            raise ZeroDivisionError
        return usual(session)

    monkeypatch.setattr(job_control, "is_waiting", fails_at_first)
    submit(deployment, ask(given), NOBODY, None)
    with opened(deployment):
        until(lambda: the_one(deployment).status == "succeeded")


def test_an_unforeseen_failure_ends_the_synthesis_and_says_nothing_of_itself(
    deployment: Deployment, given: list[Record]
) -> None:
    """The problem is an internal one; the words of the failure stay in the log."""

    def fails(_: Assignment) -> Draft:
        raise ZeroDivisionError("a secret")

    with opened(with_scribe(deployment, Scribe(fails))) as desk:
        desk.submit(ask(given))
        until(lambda: the_one(deployment).status == "failed")
    problem = the_one(deployment).problem
    assert problem is not None
    assert (problem.status, "secret" in problem.model_dump_json()) == (500, False)


def test_writing_now_waits_for_whoever_writes_the_same(deployment: Deployment, given: list[Record], gate: Gate) -> None:
    """Two who ask for the same story at once get the same one."""
    writing = with_scribe(deployment, Scribe(gate))
    with opened(writing) as desk:
        ticket = desk.submit(ask(given))
        assert gate.reached.wait(PATIENCE)
        threading.Timer(0.1, gate.opened.set).start()
        assert write_now(writing, ask(given)).story().methodology.synthesis_id == ticket.synthesis_id
    assert stored(deployment) == 1
