"""Asked for once, done once: Idempotency-Keys, requests that ask for the same, and what is refused at the door."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import InvalidInputError, UnknownRecordsError
from app.jobs.submit import Asker, submit
from app.newsroom.deployment import Deployment
from app.store.idempotency import KEPT_FOR
from schemas.record import Record
from tests.conftest import NOW
from tests.newsroom.desk import stock
from tests.newsroom.scribe import ask, kept

ANN = Asker("key_ann", "tuesday")


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


def test_the_same_idempotency_key_leads_to_the_same_synthesis(deployment: Deployment, given: list[Record]) -> None:
    """For the same body and the same API key; another API key's word is another word."""
    first = submit(deployment, ask(given), ANN, None)
    assert submit(deployment, ask(given), ANN, None) == first
    other = submit(deployment, ask(given[:2]), Asker("key_ben", "tuesday"), None)
    assert {each.id for each in kept(deployment)} == {first.synthesis_id, other.synthesis_id}


def test_another_body_under_the_same_idempotency_key_is_refused(deployment: Deployment, given: list[Record]) -> None:
    """422, and nothing is made of it."""
    first = submit(deployment, ask(given), ANN, None)
    with pytest.raises(InvalidInputError) as refused:
        submit(deployment, ask(given[:2]), ANN, None)
    assert [fault.pointer for fault in refused.value.errors] == ["Idempotency-Key"]
    assert [each.id for each in kept(deployment)] == [first.synthesis_id]


def test_an_idempotency_key_is_forgotten_after_a_day(deployment: Deployment, given: list[Record]) -> None:
    """The next day the same word may be used for something else."""
    first = submit(deployment, ask(given), ANN, None)
    tomorrow = replace(deployment, clock=lambda: NOW + KEPT_FOR + timedelta(seconds=1))
    assert submit(tomorrow, ask(given[:1]), ANN, None).synthesis_id != first.synthesis_id


def test_what_is_being_written_is_not_written_twice(deployment: Deployment, given: list[Record]) -> None:
    """The same records in another order and with one named twice are the same; other wishes are not."""
    first = submit(deployment, ask(given), Asker("key_ann"), None)
    assert submit(deployment, ask([*reversed(given), given[0]]), Asker("key_ben"), None) == first
    draft = submit(deployment, ask(given, publish=False), Asker(), None)
    assert draft.synthesis_id != first.synthesis_id


def test_what_cannot_be_written_is_refused_before_it_is_queued(deployment: Deployment, given: list[Record]) -> None:
    """Unknown ids, beats and stories are each named, and no synthesis is kept."""
    request = ask(given).model_copy(update={"record_ids": [given[0].id, "rec_none"]})
    with pytest.raises(UnknownRecordsError) as refused:
        submit(deployment, request, ANN, None)
    assert [fault.pointer for fault in refused.value.errors] == ["/record_ids/1"]
    for wishes, pointer in (({"beat": "no-beat"}, "/beat"), ({"revises": "no-story"}, "/revises")):
        with pytest.raises(InvalidInputError) as wrong:
            submit(deployment, ask(given, **wishes), ANN, None)
        assert [fault.pointer for fault in wrong.value.errors] == [pointer]
    assert kept(deployment) == []
