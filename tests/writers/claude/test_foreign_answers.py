"""Servers that speak nearly as they should: what they mean is understood, and what they cannot mean is neither booked nor kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from app.errors import WriterUnavailableError
from app.providers import Provider, Terms
from app.writers.claude import ClaudeWriter
from app.writers.claude.prices import Tokens, cost, priced
from tests.writers.claude.acts import CACHED_TOKENS, INPUT_TOKENS, OUTPUT_TOKENS, Act, Sent, message_of
from tests.writers.claude.conftest import HASTY, LIMITS, Bureau, Serve
from tests.writers.claude.models import honest, is_mending
from tests.writers.claude.test_endpoint import two_records
from tests.writers.claude.test_looking import Memory


def _wrapped(before: str, after: str) -> Any:
    return lambda sent: before + json.dumps(honest(sent)) + after


def _labels(sent: Sent) -> dict[str, Any]:
    """Answer with words where others are to be used, and null where there is nothing."""
    told = honest(sent) | {"faq": None, "disagreements": None, "unused": [{"record": "R9", "reason": "irrelevant"}]}
    told["sections"][0]["heading"] = None
    told["sections"][0]["paragraphs"][0]["sentences"][0]["support"] = "quote"
    return told


UNDERSTOOD: Mapping[str, Any] = {
    "prose before and after": _wrapped("Here is the story:\n\n```json\n", "\n```\n\nI hope that helps {very much}."),
    "thoughts in a tag": _wrapped("<think>{the records} say little</think>\n", ""),
    "a byte order mark": _wrapped("\ufeff", ""),
    "labels of its own": _labels,
}


@pytest.mark.parametrize("how", UNDERSTOOD)
def test_what_stands_around_or_beside_a_story_does_not_lose_it(how: str, serve: Serve, bureau: Bureau) -> None:
    """One object of the right shape is the answer, whatever stands around it; a label that is none of ours is no reason to lose it."""
    serve(Act(answer=UNDERSTOOD[how]))
    written = bureau.write(two_records())
    assert ([call.outcome for call in written.calls], written.refused) == (["answered"], [])
    assert len(written.texts) == 4


def test_characters_that_come_in_halves_are_joined(serve: Serve, bureau: Bureau) -> None:
    """A server that cuts UTF-16 between two events has not spoilt the answer, which is kept as it was meant."""
    serve(
        Act(answer=lambda sent: json.dumps(honest(sent) | {"note": "😀 “R1.S1”"}, ensure_ascii=False), fault="halves")
    )
    written = bureau.write(two_records())
    assert "😀" in written.calls[0].answer
    assert written.refused == []


def test_what_no_database_takes_is_not_kept(serve: Serve, bureau: Bureau) -> None:
    """Half a character, NUL, and a name of a model as long as a book."""
    serve(Act(answer='{"title": "\0\ud83d', told={"model": "evil\0\ud800" + "m" * 1000}), Act(answer=honest))
    written = bureau.write(two_records())
    broken = written.calls[0]
    assert (broken.outcome, broken.answer) == ("broken", '{"title": "\ufffd\ufffd')
    assert broken.model == "evil\ufffd\ufffd" + "m" * 122


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize(
    "usage",
    [None, "lots", {}, {"input_tokens": 10**30, "output_tokens": 10**12}, {"input_tokens": -5, "output_tokens": True}, {"input_tokens": 0, "output_tokens": 0}],
    ids=["none", "a word", "empty", "absurd", "negative", "nothing"],
)  # fmt: skip
def test_what_was_not_counted_is_estimated(usage: object, streamed: bool, serve: Serve, bureau: Bureau) -> None:  # noqa: FBT001 - both kinds of answer
    """A story is not lost for it, and no limit of money is passed by: a token for four characters is booked."""
    serve(Act(answer=honest, told={"usage": usage}, fault="" if streamed else "not_streamed"))
    call = bureau.write(two_records()).calls[0]
    assert call.outcome == "answered"
    assert call.output_tokens == -(-len(call.answer) // 4)
    assert 1_000 < call.input_tokens < 4_000
    assert call.cost_usd > Decimal("0.003")


def test_what_was_counted_stands_as_it_was_told(serve: Serve, bureau: Bureau) -> None:
    """The estimate takes no count's place."""
    serve(Act(answer=honest))
    call = bureau.write(two_records()).calls[0]
    assert (call.input_tokens, call.output_tokens) == (INPUT_TOKENS + CACHED_TOKENS, OUTPUT_TOKENS)


@pytest.mark.parametrize("counted", ['{"input_tokens": 1e999}', '{"input_tokens": -1000000}', "[" * 200_000, "{}"])
def test_a_count_that_cannot_be_is_none(counted: str, serve: Serve, bureau: Bureau) -> None:
    """Where the endpoint's count of a prompt is nonsense, the estimate holds the limit of cost."""
    server = serve(Act(answer=honest))
    server.counted = counted
    assert bureau.write(two_records(), max_cost_usd=1.0).refused == []
    assert len(server.sent) == 1


def test_packed_answers_are_unpacked(serve: Serve, bureau: Bureau) -> None:
    """A whole answer that is packed is read, as long as it is no bomb."""
    server = serve(Act(answer=honest))
    bureau.write(two_records())
    body = json.dumps(message_of(Act(answer=honest), server.sent[0])).encode()
    serve(Act(body=gzip.compress(body), headers={"content-encoding": "gzip"}))
    assert bureau.write(two_records()).refused == []


def test_a_shape_that_is_refused_is_described_instead(serve: Serve, bureau: Bureau) -> None:
    """An endpoint that takes shapes, but not the story's, is asked without at once, and the next story knows."""
    server = serve(Act(answer=honest))
    memory = Memory()
    writer = ClaudeWriter(memory=memory, limits=LIMITS)
    writer.write(bureau.assign(two_records()))
    server.shape = "refused"
    assert writer.write(bureau.assign(two_records())).title == "A tide table for everyone"
    assert [call.outcome for call in bureau.calls] == ["answered", "answered", "rejected", "answered"]
    writer.write(bureau.assign(two_records()))
    assert [call.outcome for call in bureau.calls][4:] == ["answered"]
    assert '"shape":"refused"' in next(iter(memory.kept.values()))


def test_questions_without_end_are_not_all_looked_at(serve: Serve, bureau: Bureau) -> None:
    """A model that asks a thousand questions holds nobody up: a dozen are read."""
    serve(Act(answer=lambda sent: honest(sent) | {"faq": honest(sent)["faq"] * 1000}))
    written = bureau.write(two_records())
    assert len(written.draft.faq) == 5


def test_a_model_that_goes_by_another_name_costs_what_was_agreed() -> None:
    """A proxy's own name for Claude stands in no list; it is not for nothing on that account. A dearer model's name costs as it does."""
    tokens = Tokens(prompt=1000, output=1000)
    sonnet, opus = cost("claude-sonnet-5-5", tokens), cost("claude-opus-5-5", tokens)
    assert priced("claude-sonnet-5-5", "proxy/sonnet", tokens) == sonnet > 0
    assert priced("claude-sonnet-5-5", "claude-opus-5-5", tokens) == opus > sonnet
    assert priced("house", None, tokens, Terms(input_usd=Decimal(1), output_usd=Decimal(1))) == Decimal("0.002")


@pytest.mark.parametrize("fault", ["hung_up", "cut"])
def test_a_call_that_the_endpoint_broke_off_counts_whole_against_the_limit(
    fault: str, serve: Serve, bureau: Bureau
) -> None:
    """What it had cost by then nobody told: it is not sent again where that may have used up what the request allows."""
    server = serve(Act(answer=honest, fault=fault))
    with pytest.raises(WriterUnavailableError):
        bureau.write(two_records(), limits=HASTY, max_cost_usd=0.5)
    assert len(server.sent) == 1


def test_nobody_there_costs_nothing(serve: Serve, bureau: Bureau) -> None:
    """A call that reached nobody is made again within the same limit."""
    serve(Act(answer=honest))
    nowhere = Provider(
        name="house",
        base_url="http://127.0.0.1:9",
        model="m",
        models={"m": Terms(input_usd=Decimal(1), output_usd=Decimal(1))},
    )
    assignment = bureau.assign(two_records(), max_cost_usd=0.1)
    with pytest.raises(WriterUnavailableError, match="It cannot be reached"):
        ClaudeWriter(nowhere, limits=HASTY).write(assignment)
    assert len(bureau.calls) == HASTY.tries


def test_mending_numbers_that_cannot_be_are_passed_over(serve: Serve, bureau: Bureau) -> None:
    """A mended sentence must have the number of one that was sent back."""

    def told(sent: Sent) -> dict[str, Any]:
        if is_mending(sent):
            return {"sentences": [{"number": number, "text": "x", "cites": []} for number in (10**25, -1, 0)]}
        story = honest(sent)
        story["not_known"] = [{"text": "Oracle bought 77 ships.", "cites": ["R1.S1"]}]
        return story

    serve(Act(answer=told))
    assert bureau.write(two_records()).refused == ["Oracle bought 77 ships."]
