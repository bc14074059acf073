"""What is kept of batches: lines, questions that are reserved, sent and settled once, and jobs that are parked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.newsroom.deployment import Deployment
from app.store import batches, job_control, jobs, model_calls, syntheses
from app.store.batches import NewBatch
from app.store.jobs import NewJob
from app.store.model_calls import Question
from app.store.session import Session
from app.store.syntheses import Ending
from app.story.model_call import ModelCall
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW

REQUEST = SynthesisRequest(record_ids=["rec_" + "a" * 26])
DOLLAR = Decimal(1)
NEW = NewBatch("file", "house", "http://127.0.0.1:1", "ann", 2, NOW)


def park(session: Session, name: str, line: int) -> None:
    """Park a job, made of a line of the file."""
    jobs.add(session, NewJob(name, REQUEST, "house", None, name.encode(), NOW, is_parked=True), None, {})
    batches.keep_set(session, "file", line, name)


def ask(session: Session, name: str, question: bytes = b"q") -> int:
    """Reserve a question of a job."""
    return batches.reserve_question(session, Question(name, None, "write", question), "good", DOLLAR, NOW)


def answer(outcome: str = "answered") -> ModelCall:
    """Return what a batch may answer."""
    return ModelCall("write", outcome, "good-1", 700, 40, Decimal("0.25"), 0.0, '{"a":1}')


def spent(session: Session) -> Decimal:
    """Return what is spent or reserved."""
    return model_calls.spent_since(session, NOW - timedelta(hours=1))


def test_what_is_parked_is_taken_by_name_alone_until_it_is_released(deployment: Deployment) -> None:
    """Also when whoever took it died, or put it back; released, anybody may take it."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        fences = []
        for _ in range(2):
            assert not job_control.is_waiting(session)
            assert jobs.take(session, "ben", {}) is None
            assert jobs.take(session, "ben", {}, "syn_a") is None
            held = jobs.take_parked(session, "ann", "syn_a")
            assert held is not None
            fences.append(held.lease)
            assert jobs.take_parked(session, "ann", "syn_a") is None
            job_control.free(session, ["ann"])
        again = jobs.take_parked(session, "ann", "syn_a")
        assert again is not None
        assert (jobs.put_back(session, fences[-1]), jobs.put_back(session, again.lease, 5.0)) == (False, True)
        assert not job_control.is_waiting(session)
        job_control.release(session, "syn_a")
        assert jobs.take_parked(session, "ann", "syn_a") is None
        assert jobs.take(session, "ben", {}) is not None


def test_one_that_failed_can_be_parked_again(deployment: Deployment) -> None:
    """It goes on waiting for batches."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        held = jobs.take_parked(session, "ann", "syn_a")
        assert held is not None
        assert jobs.finish(session, held.lease, Ending("failed"), NOW) == "done"
        assert jobs.take_parked(session, "ann", "syn_a") is None
        assert job_control.try_again(session, "syn_a", b"a", parks=True)
        assert (jobs.take(session, "ben", {}), jobs.take_parked(session, "ann", "syn_a") is None) == (None, False)


def test_lines_are_told_with_how_their_syntheses_stand(deployment: Deployment) -> None:
    """Two lines may be one synthesis; another file's are not among them."""
    with deployment.database.write() as session:
        park(session, "syn_a", 2)
        batches.keep_set(session, "file", 5, "syn_a")
        park(session, "syn_b", 1)
        batches.keep_set(session, "other", 1, "syn_b")
        pk = batches.begin(session, NEW, [ask(session, "syn_a")])
        job_control.cancel(session, "syn_b", NOW)
        assert pk is not None
    with deployment.database.read() as session:
        found = batches.sets_of(session, "file")
        assert batches.lines_of(session, "file") == {1: "syn_b", 2: "syn_a", 5: "syn_a"}
    assert [(each.line, each.synthesis_id, each.status, each.awaits) for each in found] == [
        (1, "syn_b", "cancelled", False),
        (2, "syn_a", "queued", True),
        (5, "syn_a", "queued", True),
    ]
    assert all(each.is_parked for each in found[1:])


def test_a_question_is_in_one_batch(deployment: Deployment) -> None:
    """Whoever comes second with it is told; dropped, a batch lets another ask."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        numbers = [ask(session, "syn_a"), ask(session, "syn_a", b"r")]
        first = batches.begin(session, NEW, numbers)
        assert first is not None
        assert batches.begin(session, NEW, numbers[:1]) is None
        batches.drop(session, first)
        second = batches.begin(session, NEW, numbers)
        assert second is not None
        assert [each.pk for each in batches.under_way(session, "file")] == [second]
        assert [each.number for each in batches.asked_by(session, second)] == numbers
        batches.name(session, second, "msgbatch_1")
        assert batches.known_ids(session) == {"msgbatch_1"}
        assert batches.under_way(session, "file")[0].remote_id == "msgbatch_1"
        batches.end(session, second)
        assert (batches.under_way(session, "file"), batches.known_ids(session)) == ([], {"msgbatch_1"})


def test_a_question_is_settled_once(deployment: Deployment) -> None:
    """What it may cost is reserved, then what it did cost is booked; what comes twice changes nothing."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        number = ask(session, "syn_a")
        batches.begin(session, NEW, [number])
        assert spent(session) == DOLLAR
        assert batches.settle(session, number, answer())
        assert not batches.settle(session, number, answer("broken"))
        assert spent(session) == Decimal("0.25")
        assert model_calls.of_synthesis(session, "syn_a") == [(b"q", answer())]
        assert not batches.has_failed(session, "syn_a")


def test_what_was_not_sent_is_given_back(deployment: Deployment) -> None:
    """What was sent stays reserved."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        sent, _ = ask(session, "syn_a"), ask(session, "syn_a", b"r")
        batches.begin(session, NEW, [sent])
        batches.unreserve(session, "syn_a")
        assert spent(session) == DOLLAR
        assert [digest for digest, _ in model_calls.of_synthesis(session, "syn_a")] == [b"q"]


def test_what_came_to_nothing_is_known_until_it_may_be_asked_again(deployment: Deployment) -> None:
    """A question of which a batch said no word stays booked at what it may have cost."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        numbers = [ask(session, "syn_a"), ask(session, "syn_a", b"r")]
        batches.begin(session, NEW, numbers)
        batches.settle(session, numbers[0], answer("broken"))
        batches.miss(session, numbers[1])
        broken, missing = (
            batches.came_to_nothing(session, Question("syn_a", None, "write", each)) for each in (b"q", b"r")
        )
        assert broken is not None
        assert missing is not None
        assert (broken.outcome, missing.outcome, missing.cost_usd) == ("broken", "missing", DOLLAR)
        assert batches.has_failed(session, "syn_a")
        batches.forget_failures(session, "syn_a")
        assert batches.came_to_nothing(session, Question("syn_a", None, "write", b"q")) is None
        assert not batches.has_failed(session, "syn_a")
        assert spent(session) == Decimal("1.25")


def test_an_answer_that_comes_after_a_withdrawal_is_not_kept(deployment: Deployment) -> None:
    """It may hold words of the record; what it cost is booked."""
    with deployment.database.write() as session:
        park(session, "syn_a", 1)
        number = ask(session, "syn_a")
        batches.begin(session, NEW, [number])
        model_calls.erase_answers(session, ["syn_a"])
        assert batches.settle(session, number, answer())
        assert [call.answer for _, call in model_calls.of_synthesis(session, "syn_a")] == [""]
        assert spent(session) == Decimal("0.25")
        assert syntheses.request_of(session, "syn_a") == REQUEST
