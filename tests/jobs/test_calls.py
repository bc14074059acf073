"""Calls to models: answered once, paid once, never beyond a day's budget, and forgotten when a record is withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.errors import BudgetSpentError, SynthesisCancelledError
from app.jobs.calls import Calls
from app.newsroom.deployment import Budgets, Deployment
from app.newsroom.undertaking import LeaseLostError, Undertaking
from app.store import job_control, jobs, model_calls, syntheses
from app.store.jobs import NewJob
from app.story.model_call import ModelCall
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW

DOLLAR = Decimal(1)


def call(outcome: str = "answered", cost: str = "0.25", answer: str = '{"a":1}') -> ModelCall:
    """Return a call as a writer books it."""
    return ModelCall("write", outcome, "m-1", 700, 40, Decimal(cost), 1.5, answer)


def calls(deployment: Deployment, synthesis: str = "syn_a", key: str | None = "key_ann", **budgets: Decimal) -> Calls:
    """Return the books of an undertaking, under a budget."""
    request = SynthesisRequest(record_ids=["rec_a"])
    with deployment.database.write() as session:
        if syntheses.get(session, synthesis) is None:
            jobs.add(session, NewJob(synthesis, request, "anthropic", key, synthesis.encode(), NOW), None, {})
        job_control.free(session, ["ann"])
        job = jobs.take(session, "ann", {}, synthesis)
    assert job is not None
    undertaking = Undertaking(job.lease, request, "anthropic", job.created_at, key)
    return Calls(replace(deployment, budgets=Budgets(**budgets)), undertaking)


def at(books: Calls, moment: datetime) -> Calls:
    """Return the books as they are kept at another time."""
    return Calls(replace(books.deployment, clock=lambda: moment), books.undertaking)


def test_an_answer_that_was_paid_for_is_there_for_whoever_takes_over(deployment: Deployment) -> None:
    """The same question of the same synthesis is answered from the books; another question, or another's, is not."""
    first = calls(deployment)
    first.close(first.open("write", b"q", "m", DOLLAR), call())
    second = calls(deployment)
    assert second.recall("write", b"q") == call()
    assert second.undertaking.usage.cost_usd == "0.25"
    assert (second.recall("mend", b"q"), second.recall("write", b"other")) == (None, None)
    assert calls(deployment, "syn_b").recall("write", b"q") is None


def test_what_an_earlier_attempt_used_is_booked_with_what_comes_of_it(deployment: Deployment) -> None:
    """Whoever takes over, or tries again, tells all that the story has cost, what came to nothing too, and each call once however often it is looked up."""
    first = calls(deployment)
    assert first.recall("look", b"l") is None
    first.close(first.open("look", b"l", "m", DOLLAR), call(cost="0.01"))
    first.close(first.open("write", b"q", "m", DOLLAR), call("broken", "0.1", "no JSON"))
    first.close(first.open("write", b"q", "m", DOLLAR), call())
    first.open("mend", b"r", "m", DOLLAR)
    assert first.recall("write", b"q") == call()
    assert first.undertaking.usage.cost_usd == "0.36"
    second = calls(deployment)
    assert [second.recall("write", b"q") for _ in range(3)] == [call()] * 3
    second.close(second.open("mend", b"r", "m", DOLLAR), call(cost="0.2"))
    assert second.undertaking.usage.cost_usd == "0.56"


def test_what_came_to_nothing_is_asked_again(deployment: Deployment) -> None:
    """A broken answer, and a call that nobody lived to see answered, answer no question; both have cost something."""
    books = calls(deployment)
    books.close(books.open("write", b"q", "m", DOLLAR), call("broken", "0.1", "no JSON"))
    books.open("write", b"q", "m", DOLLAR)
    assert books.recall("write", b"q") is None
    with deployment.database.read() as session:
        assert model_calls.spent_since(session, NOW - timedelta(hours=1)) == Decimal("1.1")


def test_a_day_s_budget_holds_for_all_and_for_each_key(deployment: Deployment) -> None:
    """What a call may cost is reserved before it is made, and less is left for the next; tomorrow there is more."""
    ann = calls(deployment, deployment_usd=5 * DOLLAR, key_usd=3 * DOLLAR)
    ben = calls(deployment, "syn_b", "key_ben", deployment_usd=5 * DOLLAR, key_usd=3 * DOLLAR)
    number = ann.open("write", b"q", "m", 3 * DOLLAR)
    with pytest.raises(BudgetSpentError) as refused:
        ann.open("mend", b"r", "m", Decimal("0.01"))
    assert refused.value.headers == {"Retry-After": str(12 * 3600 + 1)}
    with pytest.raises(BudgetSpentError):
        ben.open("write", b"q", "m", Decimal("2.5"))
    ann.close(number, call(cost="0.5"))
    ben.open("write", b"q", "m", Decimal("2.5"))
    tomorrow = datetime(2026, 7, 1, 0, 0, 1, tzinfo=UTC)
    at(ann, tomorrow).open("write", b"s", "m", 3 * DOLLAR)


def test_without_a_key_only_the_deployment_s_budget_holds(deployment: Deployment) -> None:
    """Whoever writes at the command line has no key to count on."""
    books = calls(deployment, key=None, key_usd=Decimal("0.1"))
    books.open("write", b"q", "m", DOLLAR)


def test_a_cancelled_undertaking_makes_no_further_call(deployment: Deployment) -> None:
    """It is asked before each call."""
    books = calls(deployment)
    books.undertaking.is_cancelled = True
    with pytest.raises(SynthesisCancelledError):
        books.open("write", b"q", "m", DOLLAR)
    with deployment.database.read() as session:
        assert model_calls.of_synthesis(session, "syn_a") == []


def test_whoever_was_taken_over_from_makes_no_further_call(deployment: Deployment) -> None:
    """A worker that was frozen asks once more before it pays."""
    frozen = calls(deployment)
    calls(deployment)
    with pytest.raises(LeaseLostError):
        frozen.open("write", b"q", "m", DOLLAR)


def test_parts_of_a_millionth_are_rounded_up(deployment: Deployment) -> None:
    """A budget is never spent a little beyond what it says."""
    books = calls(deployment)
    books.close(books.open("write", b"q", "m", DOLLAR), call(cost="0.0000001"))
    with deployment.database.read() as session:
        assert model_calls.spent_since(session, NOW - timedelta(hours=1)) == Decimal("0.000001")


def test_answers_can_be_erased_and_their_cost_stays(deployment: Deployment) -> None:
    """Words of a withdrawn record may stand in them; the money is spent all the same."""
    books = calls(deployment)
    books.close(books.open("write", b"q", "m", DOLLAR), call())
    with deployment.database.write() as session:
        model_calls.erase_answers(session, ["syn_a"])
    with deployment.database.read() as session:
        assert model_calls.of_synthesis(session, "syn_a") == [(b"", call(answer=""))]
    assert calls(deployment).recall("write", b"q") is None
