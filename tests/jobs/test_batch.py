"""Sets written by the batch: the same stories at half the price, each ended once, whatever the endpoint does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.errors import StorywireError, WriterFailedError, WriterUnavailableError
from app.jobs.cancel import cancel, try_again
from app.jobs.desk import write_now
from app.newsroom.deployment import Budgets
from app.newsroom.withdraw import withdraw
from app.store import batches, job_control, jobs, model_calls
from app.writers.claude import gathering
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW
from tests.jobs.conftest import (
    SETS,
    Wire,
    asks,
    carried_out,
    ids_of,
    run,
    slug_of,
    spent,
    story_of,
    without_money,
)
from tests.writers.claude.acts import Act
from tests.writers.claude.batch_shelf import Shelved
from tests.writers.claude.conftest import Serve
from tests.writers.claude.messages_server import MessagesServer
from tests.writers.claude.models import is_mending, picking
from tests.writers.claude.test_whole_story import fair


def test_the_stories_are_those_that_are_written_at_once_at_half_the_price(wire: Wire, house: MessagesServer) -> None:
    """Byte for byte but for the cost; one batch asks for all, and no story's question is asked at once."""
    house.batches.shuffles = True
    by_batch, at_once = wire("batch"), wire("once")
    ended = carried_out(by_batch)
    assert [each.status for each in ended] == ["succeeded"] * 3
    assert (len(house.batches.shelf), len(house.batches.asked())) == (1, 3)
    answered = len(house.sent)
    for name, synthesis in zip(SETS, ended, strict=True):
        one = write_now(at_once, asks(name)).story()
        other = story_of(by_batch, synthesis)
        assert without_money(other) == without_money(one)
    assert len(house.sent) == 2 * answered == 6
    assert spent(by_batch) * 2 == spent(at_once) > 0


def test_what_is_refused_is_mended_by_the_next_batch(wire: Wire, serve: Serve) -> None:
    """The turn that mends costs half too, and the story is the one that is written at once."""
    server = serve(Act(fair))
    server.batches.now = lambda: NOW
    by_batch, at_once = wire("batch"), wire("once")
    (ended,) = carried_out(by_batch, "scribewell")
    assert [is_mending(each["params"]) for batch in server.batches.shelf for each in batch.requests] == [False, True]
    assert not any("stream" in each["params"] for batch in server.batches.shelf for each in batch.requests)
    one = write_now(at_once, asks("scribewell")).story()
    assert without_money(story_of(by_batch, ended)) == without_money(one)
    # The look at the endpoint, which is asked at once, costs as much as an answer of straw: two answers at half the price make another.
    assert (one.methodology.usage.cost_usd, ended.usage.cost_usd) == ("0.01443", "0.00962")


def test_what_one_call_cannot_hold_is_gathered_by_one_batch(
    wire: Wire, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All groups of a set are asked in the same batch, then the story in another; it is the one that is written at once."""
    monkeypatch.setattr(gathering, "_MOST_RECORDS", 5)
    server = serve(Act(picking))
    server.batches.now = lambda: NOW
    by_batch, at_once = wire("batch"), wire("once")
    (ended,) = carried_out(by_batch, "scribewell")
    assert ended.status == "succeeded", ended.problem
    assert [len(each.requests) for each in server.batches.shelf] == [3, 1]
    assert without_money(story_of(by_batch, ended)) == without_money(write_now(at_once, asks("scribewell")).story())


def test_the_same_file_again_asks_nothing_again(wire: Wire, house: MessagesServer) -> None:
    """It tells how each line has ended; a line that came twice is one story."""
    deployment = wire()
    first = carried_out(deployment, "ferndb", "ferndb", "pikestaff")
    assert carried_out(deployment, "ferndb", "ferndb", "pikestaff") == first
    assert first[0] == first[1]
    assert len(house.batches.asked()) == 2


def test_no_worker_takes_what_waits_for_a_batch(wire: Wire, house: MessagesServer) -> None:
    """Not while it is parked, and not when whoever was at it died; and nobody who asks for the same waits for it."""
    deployment = wire()
    run(deployment)
    with deployment.database.write() as session:
        (first, *_) = batches.sets_of(session, "file")
        taken = jobs.take_parked(session, "doomed", first.synthesis_id)
        assert taken is not None
        job_control.free(session, ["doomed"])
        assert not job_control.is_waiting(session)
        assert jobs.take(session, "ann", {}) is None
        assert jobs.put_back(session, taken.lease)
        assert jobs.take(session, "ann", {}) is None
    assert write_now(deployment, asks("scribewell")).story().methodology.synthesis_id != first.synthesis_id
    assert house.batches.asked() == []


@pytest.mark.parametrize(
    ("fate", "slug"),
    [
        ("errored", "writer-failed"),
        ("expired", "writer-unavailable"),
        ("canceled", "writer-unavailable"),
        ("missing", "writer-unavailable"),
        ({"type": "succeeded"}, "writer-failed"),
        ({"type": "succeeded", "message": {"content": [], "usage": {}, "stop_reason": "end_turn"}}, "writer-failed"),
        ({"type": "unheard of"}, "writer-failed"),
    ],
    ids=["errored", "expired", "cancelled", "missing", "no message", "empty", "unknown"],
)
def test_what_is_not_answered_ends_in_a_problem(wire: Wire, house: MessagesServer, fate: Any, slug: str) -> None:
    """The others become stories; nothing is repeated of what the endpoint said; tried again, it is asked again, and that alone."""
    house.batches.fates = {1: fate}
    deployment = wire()
    ended = carried_out(deployment)
    assert [each.status for each in ended] == ["succeeded", "failed", "succeeded"]
    assert slug_of(ended[1]) == slug
    assert "secret" not in str(ended[1].problem)
    again = run(deployment)
    again.retry()
    assert {each.status for each in again.ends()} == {"succeeded"}
    assert len(house.batches.asked()) == 4


def test_what_is_not_answered_can_be_written_at_once(wire: Wire, house: MessagesServer) -> None:
    """Where whoever asks says so; the others come from the batch."""
    house.batches.fates = {1: "expired"}
    deployment = wire()
    ended = carried_out(deployment, falls_back=True)
    assert [each.status for each in ended] == ["succeeded"] * 3
    assert (len(house.batches.asked()), len(house.sent)) == (3, 3)
    assert Decimal(ended[1].usage.cost_usd) == 2 * Decimal(ended[2].usage.cost_usd)


def test_one_that_was_tried_again_elsewhere_is_written_as_any_other(wire: Wire, house: MessagesServer) -> None:
    """Nobody has to wait for a worker for it."""
    house.batches.fates = {0: "expired"}
    deployment = wire()
    (ended,) = carried_out(deployment, "ferndb")
    try_again(deployment, ended.id)
    assert [each.status for each in carried_out(deployment, "ferndb")] == ["succeeded"]


@pytest.mark.parametrize("falls_back", [False, True])
def test_an_endpoint_without_batches_is_said_to_have_none(
    wire: Wire, house: MessagesServer, *, falls_back: bool
) -> None:
    """Each line ends with that, or is written at once, and what was reserved is given back."""
    house.batches.is_there = False
    deployment = wire()
    ended = carried_out(deployment, falls_back=falls_back)
    assert {each.status for each in ended} == {"succeeded" if falls_back else "failed"}
    if not falls_back:
        assert "no Message Batches" in str(ended[0].problem)
        assert "secret" not in str(ended[0].problem)
        assert (spent(deployment), house.sent) == (Decimal(0), [])


def test_an_endpoint_that_answers_everything_with_a_page_has_no_batches(wire: Wire, house: MessagesServer) -> None:
    """What never once had the form of a batch's answer has taken none; each line ends with that."""
    house.batches.faults = {"create": ["html"], "list": ["html"] * 3}
    deployment = wire()
    ended = carried_out(deployment)
    assert {slug_of(each) for each in ended} == {"writer-failed"}
    assert "not of the form of Message Batches" in str(ended[0].problem)
    assert (spent(deployment), house.sent, house.batches.asked()) == (Decimal(0), [], [])


def test_two_who_carry_out_the_same_file_at_once_do_it_once(wire: Wire, house: MessagesServer) -> None:
    """Nobody sends what the other has sent, or takes it for lost; both are told how each line has ended."""
    house.batches.looks = 6
    deployment = wire()
    with ThreadPoolExecutor(2) as both:
        told = list(both.map(lambda _: carried_out(deployment), range(2)))
    assert told[0] == told[1]
    assert [each.status for each in told[0]] == ["succeeded"] * 3
    assert len(house.batches.asked()) == len(house.sent) == 3


def test_a_writer_without_a_model_needs_no_batch(wire: Wire, house: MessagesServer) -> None:
    """Its stories are written at once and cost nothing, beside those that wait."""
    deployment = wire()
    begun = run(deployment, "ferndb")
    begun.take_in(2, SynthesisRequest(record_ids=ids_of("pikestaff")))
    assert [(each.line, each.status) for each in begun.ends()] == [(2, "succeeded"), (1, "succeeded")]
    assert len(house.batches.asked()) == 1


@pytest.mark.parametrize(
    "faults",
    [
        {"create": ["swallow"]},
        {"create": ["500"]},
        {"create": ["html", "html"]},
        {"create": ["429", "529"]},
        {"see": ["500", "html", "429"]},
        {"list": ["500"], "create": ["swallow"]},
        {"results": ["500"]},
        {"results": ["html", "html"]},
        {"results": ["cut", "cut"]},
        {"results": ["broken"]},
    ],
    ids=str,
)
def test_what_passes_is_borne_with(wire: Wire, house: MessagesServer, faults: dict[str, list[str]]) -> None:
    """Whether or not a batch came to be, it is not sent twice, and each line becomes its story."""
    house.batches.faults = faults
    deployment = wire()
    assert [each.status for each in carried_out(deployment)] == ["succeeded"] * 3
    assert sorted(set(house.batches.asked())) == sorted(house.batches.asked())
    assert len(house.batches.asked()) == len(house.sent) == 3


def test_a_batch_of_somebody_else_is_not_taken_for_ours(wire: Wire, house: MessagesServer) -> None:
    """As large and made at the same time: it is waited for until it shows what it was asked."""
    house.batches.looks = 3
    deployment = wire()
    house.batches.faults = {"create": ["500"]}
    foreign = [{"custom_id": f"theirs-{n}", "params": {"system": [], "messages": []}} for n in range(3)]
    house.batches.shelf.append(Shelved("msgbatch_theirs", foreign, NOW.isoformat(), results=[]))
    house.batches.shelf[0].results = [{"custom_id": "theirs-0", "result": {"type": "expired"}}]
    assert [each.status for each in carried_out(deployment)] == ["succeeded"] * 3
    assert len(house.batches.shelf) == 2


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"create": ["401"]}, WriterFailedError),
        ({"see": ["401"]}, WriterFailedError),
        ({"see": ["404"]}, WriterFailedError),
        ({"see": ["500"] * 11}, WriterUnavailableError),
        ({"results": ["html"] * 11}, WriterUnavailableError),
    ],
    ids=str,
)
def test_what_somebody_has_to_see_to_stops_the_run_and_loses_nothing(
    wire: Wire, house: MessagesServer, faults: dict[str, list[str]], error: type[StorywireError]
) -> None:
    """A key that is not taken, a batch that is not known, an endpoint that stays away; seen to, the same run goes on."""
    house.batches.faults = faults
    deployment = wire()
    with pytest.raises(error) as told:
        carried_out(deployment)
    assert "secret" not in told.value.detail
    assert [each.status for each in carried_out(deployment)] == ["succeeded"] * 3
    assert len(house.batches.asked()) == len(house.sent) == 3


def test_an_endpoint_that_moved_is_not_asked_for_another_s_batch(
    wire: Wire, house: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its batches are where they were sent to."""
    house.batches.faults = {"see": ["401"]}
    deployment = wire()
    with pytest.raises(WriterFailedError):
        carried_out(deployment)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", house.url.replace("127.0.0.1", "localhost"))
    with pytest.raises(WriterFailedError, match="A batch was sent to"):
        carried_out(deployment)


def test_budgets_hold_for_batches(wire: Wire, house: MessagesServer) -> None:
    """What a question may cost is reserved at half; where that is more than is left of a day, the line ends with it."""
    plenty = wire("plenty")
    begun = run(plenty)
    begun._advance()
    reserved = spent(plenty)
    assert reserved > 0
    limit = reserved * Decimal("0.9")
    scarce = replace(wire("scarce"), budgets=Budgets(deployment_usd=limit))
    ended = carried_out(scarce)
    assert sorted(slug_of(each) for each in ended) == ["", "", "budget-spent"]
    with scarce.database.read() as session:
        assert model_calls.spent_since(session, NOW - timedelta(hours=1)) < limit / 4
    assert len(house.batches.asked()) == 3 + 2


def test_a_limit_of_cost_is_held_against_half_the_price(wire: Wire, house: MessagesServer) -> None:
    """What is too little for a story at once is enough for one by the batch."""
    deployment = wire()
    with pytest.raises(StorywireError) as told:
        write_now(deployment, asks("ferndb", max_cost_usd=0.0))
    most = float(told.value.errors[0].detail.split()[-3])
    begun = run(deployment, "pikestaff")
    begun.take_in(2, asks("ferndb", max_cost_usd=most * 0.6))
    begun.take_in(3, asks("scribewell", max_cost_usd=most * 0.2))
    assert {each.line: each.status for each in begun.ends()} == {1: "succeeded", 2: "succeeded", 3: "failed"}
    assert len(house.batches.asked()) == 2


def test_a_set_that_is_cancelled_makes_no_story_and_keeps_nobody_waiting(wire: Wire, house: MessagesServer) -> None:
    """One that was not asked for yet gives back what it reserved; the others go on."""
    deployment = wire()
    begun = run(deployment)
    (first, *_) = begun._sets()
    cancel(deployment, first.synthesis_id)
    assert [each.status for each in carried_out(deployment)] == ["cancelled", "succeeded", "succeeded"]
    assert len(house.batches.asked()) == 2


def test_a_batch_that_is_stopped_ends_its_sets(wire: Wire, house: MessagesServer) -> None:
    """What the endpoint had not come to ends with a problem."""
    house.batches.faults = {"see": ["401"]}
    deployment = wire()
    begun = run(deployment)
    with pytest.raises(WriterFailedError):
        list(begun.ends())
    again = run(deployment)
    again.cancel()
    assert {each.status for each in again.ends()} == {"failed"}
    assert house.sent == []


def test_a_record_that_is_withdrawn_meanwhile_is_not_in_the_story(wire: Wire, house: MessagesServer) -> None:
    """The answer that may hold its words is not kept, and the story is asked for anew, by another batch."""
    deployment = wire()
    gone = ids_of("ferndb")[0]

    def once() -> None:
        house.batches.meanwhile = lambda: None
        withdraw(deployment, gone)

    house.batches.meanwhile = once
    (ended,) = carried_out(deployment, "ferndb")
    story = story_of(deployment, ended)
    assert gone not in {citation.record_id for citation in story.citations}
    assert len(house.batches.shelf) == 2
    with deployment.database.read() as session:
        answers = [call.answer for _, call in model_calls.of_synthesis(session, ended.id) if call.purpose == "write"]
    assert [bool(answer) for answer in answers] == [False, True]
