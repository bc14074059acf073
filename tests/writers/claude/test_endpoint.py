"""Whatever an endpoint does over real HTTP, it ends in a right story or a clear problem, with every attempt booked."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.errors import InvalidInputError, StorywireError, WriterFailedError, WriterUnavailableError
from app.providers import Provider, Terms
from app.writers.claude import ClaudeWriter
from app.writers.claude.patience import Limits
from tests.writers.claude.acts import CACHED_TOKENS, INPUT_TOKENS, OUTPUT_TOKENS, Act, Sent
from tests.writers.claude.conftest import HASTY, LIMITS, Bureau, Serve
from tests.writers.claude.messages_server import serving, text_of
from tests.writers.claude.models import honest, lines_of

GOOD = Act(answer=honest)
ALL_INPUT = INPUT_TOKENS + CACHED_TOKENS

# Sixty-four million blanks in a few thousand bytes.
BOMB = gzip.compress(b" " * 64_000_000)
# What the endpoint does until the writer gives up, what that ends in, and how each attempt is booked.
FATAL: Mapping[str, tuple[Act, type[StorywireError], list[str]]] = {
    "401": (Act(status=401), WriterFailedError, ["rejected"]),
    "400": (Act(status=400), WriterFailedError, ["rejected"]),
    "404": (Act(status=404), WriterFailedError, ["rejected"]),
    "413": (Act(status=413), WriterFailedError, ["rejected"]),
    "429": (Act(status=429), WriterUnavailableError, ["busy"] * 4),
    "429 for an hour": (Act(status=429, headers={"retry-after": "3600"}), WriterUnavailableError, ["busy"]),
    "500": (Act(status=500), WriterUnavailableError, ["busy"] * 4),
    "529": (Act(status=529), WriterUnavailableError, ["busy"] * 4),
    "an error amid the stream": (Act(honest, fault="event_error"), WriterUnavailableError, ["busy"] * 4),
    "time-out": (Act(fault="silent"), WriterUnavailableError, ["busy"] * 2),
    "a stream cut amid an event": (Act(honest, fault="cut"), WriterFailedError, ["broken"] * 2),
    "HTML with status 200": (Act(fault="html"), WriterFailedError, ["broken"] * 2),
    "HTML called JSON": (Act(fault="not_json"), WriterFailedError, ["broken"] * 2),
    "no content": (Act(honest, told={"content": None}, fault="not_streamed"), WriterFailedError, ["broken"] * 2),
    "a head that takes too long": (Act(fault="slow_head"), WriterUnavailableError, ["busy"] * 2),
    "hanging up in place of an answer": (Act(fault="hung_up"), WriterUnavailableError, ["busy"] * 4),
    "arrays without end": (Act(body=b"[" * 300_000), WriterFailedError, ["broken"] * 2),
    "an event of arrays without end": (
        Act(body=b"data: " + b"[" * 300_000 + b"\n\n", headers={"content-type": "text/event-stream"}),
        WriterFailedError,
        ["broken"] * 2,
    ),
    "a bomb": (Act(body=BOMB, headers={"content-encoding": "gzip"}), WriterFailedError, ["broken"] * 2),
    "no gzip": (Act(body=b"\x1f\x8b\x08 and so on", headers={"content-encoding": "gzip"}), WriterFailedError, ["broken"] * 2),
    "more than anybody asked for": (Act("x" * 500_000), WriterFailedError, ["broken"] * 2),
    "429 for a power of two": (Act(status=429, headers={"retry-after": "\u00b2"}), WriterUnavailableError, ["busy"] * 4),
    "429 for longer than there is": (Act(status=429, headers={"retry-after": "9" * 400}), WriterUnavailableError, ["busy"] * 4),
    "two stories": (Act(lambda sent: f"{json.dumps(honest(sent))} {json.dumps(honest(sent))}"), WriterFailedError, ["broken"] * 2),
    "broken JSON": (Act('{"title": {"text": "Half a st'), WriterFailedError, ["broken"] * 2),
    "JSON of another shape": (Act({"headline": "A story", "text": "…"}), WriterFailedError, ["broken"] * 2),
    "a list": (Act("[]"), WriterFailedError, ["broken"] * 2),
    "no section": (Act(lambda sent: honest(sent) | {"sections": []}), WriterFailedError, ["broken"] * 2),
    "an empty refusal": (Act("", stop_reason="refusal"), WriterFailedError, ["declined"]),
    "a refusal in prose": (Act("I would rather not write this.", stop_reason="refusal"), WriterFailedError, ["declined"]),
    "prose that ends well": (Act("I am sorry, but I cannot help with that."), WriterFailedError, ["broken"] * 2),
    "an empty answer": (Act(""), WriterFailedError, ["broken"] * 2),
    "max_tokens": (Act(honest, stop_reason="max_tokens"), WriterFailedError, ["cut_short"]),
    "a call of a tool": (Act(honest, stop_reason="tool_use"), WriterFailedError, ["broken"] * 2),
}  # fmt: skip
# Of these the endpoint told what they used, whole or in part.
USED = {
    "a stream cut amid an event": (ALL_INPUT, 1),
    "an error amid the stream": (ALL_INPUT, 1),
    "an empty refusal": (ALL_INPUT, OUTPUT_TOKENS),
    "max_tokens": (ALL_INPUT, OUTPUT_TOKENS),
    "broken JSON": (ALL_INPUT, OUTPUT_TOKENS),
    "JSON of another shape": (ALL_INPUT, OUTPUT_TOKENS),
}


@pytest.mark.parametrize("what", FATAL)
def test_a_fault_that_lasts_is_a_clear_problem(what: str, serve: Serve, bureau: Bureau) -> None:
    """It ends in a problem of its own kind that repeats nothing of what the endpoint said; each attempt is in the books."""
    act, problem, outcomes = FATAL[what]
    server = serve(act)
    with pytest.raises(problem) as raised:
        bureau.write(limits=limits_for(act))
    assert "secret" not in raised.value.detail
    assert [call.outcome for call in bureau.calls] == outcomes
    assert len(server.sent) == len(outcomes)
    used = USED.get(what)
    if used:
        assert [(call.input_tokens, call.output_tokens) for call in bureau.calls] == [used] * len(outcomes)
    if problem is WriterUnavailableError:
        assert int(raised.value.headers["Retry-After"]) >= 30


@pytest.mark.parametrize(
    "act",
    [FATAL[what][0] for what in FATAL if FATAL[what][2][0] in {"busy", "broken"} and "hour" not in what],
    ids=[what for what in FATAL if FATAL[what][2][0] in {"busy", "broken"} and "hour" not in what],
)
def test_a_fault_that_passes_is_forgotten(act: Act, serve: Serve, bureau: Bureau) -> None:
    """The same fault once, and then an answer: the story is written, and both attempts are booked."""
    serve(act, GOOD)
    written = bureau.write(limits=limits_for(act))
    assert written.refused == []
    assert [call.outcome for call in written.calls][1:] == ["answered"]


@pytest.mark.parametrize("what", FATAL)
def test_after_any_fault_the_next_story_is_written(what: str, serve: Serve, bureau: Bureau) -> None:
    """A writer that met a fault writes the next story as if nothing had been."""
    act, problem, outcomes = FATAL[what]
    serve(*[act] * len(outcomes), GOOD)
    writer = ClaudeWriter(limits=limits_for(act))
    assignment = bureau.assign(two_records())
    with pytest.raises(problem):
        writer.write(assignment)
    assert writer.write(assignment).title == "A tide table for everyone"


@pytest.mark.parametrize("what", FATAL)
def test_a_fault_while_mending_leaves_what_stands(what: str, serve: Serve, bureau: Bureau) -> None:
    """The second call, which is not streamed, may fail in every way: the sentences that stood are the story."""
    act = FATAL[what][0]
    serve(Act(answer=_with_one_lie), act)
    written = bureau.write(two_records(), limits=limits_for(act))
    assert written.refused == [LIE]
    assert len(written.texts) == 4
    assert written.calls[0].outcome == "answered"
    assert {call.purpose for call in written.calls[1:]} == {"mend"}


@pytest.mark.parametrize("fault", ["drip", "murmur"])
def test_a_stream_that_drips_is_given_up(fault: str, serve: Serve, bureau: Bureau) -> None:
    """An answer that keeps coming, in events or in comments alone, but takes longer than one may take, counts as none."""
    serve(Act(answer=honest, fault=fault), GOOD)
    written = bureau.write(limits=HASTY)
    assert [call.outcome for call in written.calls] == ["busy", "answered"]


def test_a_whole_answer_that_drips_is_given_up(serve: Serve, bureau: Bureau) -> None:
    """So is one that is not streamed, though each of its pieces comes in time; what stands without it is the story."""
    serve(Act(answer=_with_one_lie), Act(answer=honest, fault="drip"))
    written = bureau.write(two_records(), limits=HASTY)
    assert written.refused == [LIE]
    assert [(call.purpose, call.outcome) for call in written.calls] == [
        ("write", "answered"),
        ("mend", "busy"),
        ("mend", "busy"),
    ]


def test_retry_after_is_waited_for(serve: Serve, bureau: Bureau) -> None:
    """A busy endpoint that says when to come back is left alone until then."""
    serve(Act(status=429, headers={"retry-after": "1"}), GOOD)
    written = bureau.write()
    assert [call.outcome for call in written.calls] == ["busy", "answered"]


def test_a_server_that_does_not_stream_is_understood(serve: Serve, bureau: Bureau) -> None:
    """A whole message in answer to the wish for a stream is read as what it is, usage and all."""
    serve(Act(answer=honest, fault="not_streamed"))
    written = bureau.write()
    assert [(c.outcome, c.input_tokens, c.output_tokens) for c in written.calls] == [
        ("answered", ALL_INPUT, OUTPUT_TOKENS)
    ]


def test_a_fence_around_the_answer_is_taken_off(serve: Serve, bureau: Bureau) -> None:
    """Endpoints that know no schema like to set JSON into a fence of Markdown."""
    serve(Act(answer=_fenced))
    assert bureau.write(two_records()).refused == []


def test_what_is_sent_is_plain_text_with_a_schema(serve: Serve, bureau: Bureau) -> None:
    """Every block is text, the stable parts may be cached, the schema is asked for, and nothing is there to sample or to call."""
    server = serve(GOOD)
    bureau.write()
    sent = server.sent[0]
    assert set(sent) == {"model", "system", "messages", "max_tokens", "output_config", "stream"}
    blocks = [*sent["system"], *sent["messages"][0]["content"]]
    assert [(block["type"], "cache_control" in block) for block in blocks] == [
        ("text", True),
        ("text", True),
        ("text", False),
    ]
    assert sent["output_config"]["format"]["type"] == "json_schema"
    assert sent["output_config"]["format"]["schema"]["additionalProperties"] is False


def test_each_request_has_fences_of_its_own(serve: Serve, bureau: Bureau) -> None:
    """The word in the fences is drawn for each request, so that no record can close them."""
    server = serve(GOOD)
    bureau.write()
    bureau.write()
    fences = [text_of(sent).rpartition("</records-")[2][:16] for sent in server.sent]
    assert len(set(fences)) == 2


def test_a_server_without_keys_is_spoken_to(monkeypatch: pytest.MonkeyPatch, serve: Serve, bureau: Bureau) -> None:
    """Where the environment holds no key, a word stands for one: such servers take any."""
    server = serve(GOOD)
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("HOME", "no-such-folder")
    bureau.write()
    assert (server.headers[0]["authorization"], server.headers[0]["x-api-key"]) == ("Bearer none", "none")


def test_an_old_proxy_finds_the_key_where_it_looks(serve: Serve, bureau: Bureau) -> None:
    """A server other than Claude's gets the key in the new header and in the old one."""
    server = serve(GOOD)
    bureau.write()
    headers = server.headers[0]
    assert (headers["authorization"], headers["x-api-key"]) == ("Bearer key-of-a-test", "key-of-a-test")


def test_a_redirect_is_not_followed(serve: Serve, bureau: Bureau) -> None:
    """Neither key nor records go where an endpoint points to."""
    with serving(GOOD) as elsewhere:
        serve(Act(status=307, headers={"location": f"{elsewhere.url}/v1/messages"}))
        with pytest.raises(WriterFailedError, match="status 307"):
            bureau.write()
        assert (elsewhere.sent, elsewhere.looks) == ([], [])


def test_a_server_of_the_house_is_told_no_more_than_it_needs(
    monkeypatch: pytest.MonkeyPatch, serve: Serve, bureau: Bureau
) -> None:
    """No key and no header that the environment holds for Claude goes to another address, streamed or not."""
    server = serve(Act(answer=_with_one_lie), Act({"sentences": []}))
    monkeypatch.setenv("ANTHROPIC_CUSTOM_HEADERS", "x-pass: secret")
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    ClaudeWriter(Provider(name="house", base_url=server.url, model="small"), limits=LIMITS).write(
        bureau.assign(two_records())
    )
    assert [(call.purpose, call.outcome) for call in bureau.calls] == [("write", "answered"), ("mend", "answered")]
    for headers in server.headers:
        assert (headers["authorization"], headers["x-api-key"]) == ("Bearer none", "none")
        assert "secret" not in str(headers)
        assert "key-of-a-test" not in str(headers)
        assert [name for name in headers if name.startswith("x-")] in (
            ["x-api-key"],
            ["x-api-key", "x-stainless-raw-response"],
        )


@pytest.mark.parametrize("counts", [True, False], ids=["counting", "not counting"])
def test_a_limit_of_cost_is_kept_before_anything_is_sent(counts: bool, serve: Serve, bureau: Bureau) -> None:  # noqa: FBT001 - both kinds of server
    """A call that may cost more than the request allows is not made, whether the server counts tokens or not."""
    server = serve(GOOD)
    server.counts_tokens = counts
    with pytest.raises(InvalidInputError) as raised:
        bureau.write(max_cost_usd=0.01)
    assert [fault.pointer for fault in raised.value.errors] == ["/max_cost_usd"]
    assert server.sent == []
    assert bureau.write(max_cost_usd=1.0).refused == []


def test_only_allowed_models_are_asked(serve: Serve, bureau: Bureau) -> None:
    """A request may choose among the models that the deployment names, and no other."""
    server = serve(GOOD)
    models = {"claude-sonnet-5-5": Terms(), "small-one": Terms()}
    writer = ClaudeWriter(Provider(name="house", models=models), limits=LIMITS)
    writer.write(bureau.assign(two_records(), model="small-one"))
    assert [sent["model"] for sent in server.sent] == ["small-one"]
    with pytest.raises(InvalidInputError) as raised:
        writer.write(bureau.assign(two_records(), model="dear-one"))
    assert [fault.pointer for fault in raised.value.errors] == ["/model"]


def test_a_way_to_the_endpoint_that_is_wrong_is_a_clear_problem(
    monkeypatch: pytest.MonkeyPatch, serve: Serve, bureau: Bureau
) -> None:
    """Nobody at the address, and credentials that are not where they should be: each is told as a problem."""
    serve(GOOD)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(WriterUnavailableError):
        bureau.write()
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("ANTHROPIC_CONFIG_DIR", "no-such-folder")
    with pytest.raises(WriterFailedError):
        bureau.write()


LIE = "The town of Elsewhere bought 999 lighthouses."


def limits_for(act: Act) -> Limits:
    """Return how long an endpoint is waited for that acts so."""
    return HASTY if act.fault in {"silent", "slow_head"} else LIMITS


def two_records() -> list[Mapping[str, Any]]:
    """Return two records whose story has three sentences."""
    return [
        {
            "source": "harbour-post",
            "external_id": "tides",
            "kind": "article",
            "author": "Ines Valdemar",
            "url": "https://post.example/tides",
            "title": "A tide table for everyone",
            "text": "The harbour office gives its tide tables away from Monday. Fishermen had asked for that since the spring.",
            "published_at": "2026-05-04T09:00:00Z",
        },
        {
            "source": "reddit",
            "community": "r/TinyModels",
            "external_id": "t3_tides",
            "kind": "post",
            "author": "copper_kettle",
            "url": "https://forum.example/tides",
            "text": "My boat has a screen for the tides at last. The old paper table goes into the stove.",
            "published_at": "2026-05-04T10:00:00Z",
        },
    ]


def _with_one_lie(sent: Sent) -> dict[str, Any]:
    told = honest(sent)
    lie = {"text": LIE, "cites": [lines_of(sent)[1].id], "support": "paraphrase"}
    told["sections"][0]["paragraphs"][0]["sentences"].append(lie)
    return told


def _fenced(sent: Sent) -> str:
    return f"```json\n{json.dumps(honest(sent))}\n```"
