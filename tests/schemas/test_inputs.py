"""What callers send is taken as JSON has it: a word is no number, a number no truth, and a time says where it counts from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas.base import Input
from schemas.record import RecordInput
from schemas.story import StoryEdit
from schemas.synthesis import SynthesisRequest

RECORD: dict[str, Any] = {
    "source": "pell-gazette",
    "external_id": "1",
    "published_at": "2026-05-04T09:00:00Z",
    "title": "A kiln",
}
SYNTHESIS: dict[str, Any] = {"record_ids": ["rec_a"]}


def places(model: type[BaseModel], value: dict[str, Any]) -> list[str]:
    """Return where a value is refused, as JSON Pointers."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(value)
    return ["".join(f"/{step}" for step in error["loc"]) for error in refused.value.errors()]


@pytest.mark.parametrize(
    ("model", "usual", "wrong", "place"),
    [
        (SynthesisRequest, SYNTHESIS, {"publish": "yes"}, "/publish"),
        (SynthesisRequest, SYNTHESIS, {"publish": 0}, "/publish"),
        (SynthesisRequest, SYNTHESIS, {"max_cost_usd": "3"}, "/max_cost_usd"),
        (SynthesisRequest, SYNTHESIS, {"max_cost_usd": True}, "/max_cost_usd"),
        (SynthesisRequest, SYNTHESIS, {"record_ids": [1]}, "/record_ids/0"),
        (StoryEdit, {"note": "Shorter."}, {"title": 7}, "/title"),
        (RecordInput, RECORD, {"engagement": {"score": "5"}}, "/engagement/score"),
        (RecordInput, RECORD, {"engagement": {"score": True}}, "/engagement/score"),
        (RecordInput, RECORD, {"engagement": {"score": 5.5}}, "/engagement/score"),
        (RecordInput, RECORD, {"published_at": "0001-01-01T00:00:00Z"}, "/published_at"),
        (RecordInput, RECORD, {"collected_at": "9999-12-31T23:59:59Z"}, "/collected_at"),
        (RecordInput, RECORD, {"published_at": 1_777_885_200}, "/published_at"),
        (RecordInput, RECORD, {"url": "javascript:alert(1)"}, "/url"),
        (RecordInput, RECORD, {"url": "JavaScript\t:alert(1)"}, "/url"),
        (RecordInput, RECORD, {"image": {"url": "data:text/html,hi"}}, "/image/url"),
    ],
)
def test_a_value_of_another_kind_is_refused_where_it_stands(
    model: type[BaseModel], usual: dict[str, Any], wrong: dict[str, Any], place: str
) -> None:
    """Nothing is guessed at: what was sent by mistake is named."""
    model.model_validate(usual)
    assert places(model, usual | wrong) == [place]


def test_what_json_itself_does_not_tell_apart_is_taken() -> None:
    """95.0 is 95, 3 is 3.0, an offset is turned to UTC, no offset means UTC, and a day is its midnight."""
    given = RECORD | {
        "engagement": {"score": 95.0},
        "published_at": "2026-05-04T11:00:00+02:00",
        "collected_at": "2026-05-05",
    }
    record = RecordInput.model_validate(given | {"url": "at://did:plc:pell/post/1"})
    assert record.engagement == {"score": 95}
    assert (record.published_at, record.collected_at) == (
        datetime(2026, 5, 4, 9, tzinfo=UTC),
        datetime(2026, 5, 5, tzinfo=UTC),
    )
    # Many sources write no offset; their records are not to be lost over it.
    plain = RecordInput.model_validate(RECORD | {"published_at": "2026-05-04T09:00:00"})
    assert plain.published_at == datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert SynthesisRequest.model_validate(SYNTHESIS | {"max_cost_usd": 3}).max_cost_usd == 3


def test_every_input_is_strict() -> None:
    """A model that callers send takes its strictness from `Input`, and none takes it back."""
    waiting, found = [Input], []
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    assert len(found) > 10
    assert [kind.__name__ for kind in found if kind.model_config.get("strict") is not True] == []
