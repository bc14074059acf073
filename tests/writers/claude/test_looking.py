"""An endpoint is looked at once before it writes, what is seen spares calls that would fail, and nothing is trusted for it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.errors import InvalidInputError, StorywireError, WriterFailedError
from app.providers import Provider, Terms
from app.writers.claude import ClaudeWriter
from app.writers.claude.capabilities import Capabilities, recall
from tests.writers.claude.acts import INPUT_TOKENS, MODEL, OUTPUT_TOKENS, Act
from tests.writers.claude.conftest import LIMITS, Bureau, Serve
from tests.writers.claude.models import honest
from tests.writers.claude.test_endpoint import FATAL, GOOD, limits_for, two_records


class Memory:
    """Keeps what a writer keeps."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.kept: dict[str, str] = {}

    def recall(self, name: str) -> str | None:
        """Return what was kept."""
        return self.kept.get(name)

    def keep(self, name: str, value: str | None) -> None:
        """Keep or forget."""
        self.kept.pop(name, None)
        if value is not None:
            self.kept[name] = value


@pytest.fixture
def memory() -> Memory:
    """Return a memory without a thing in it."""
    return Memory()


def _writer(memory: Memory, **changes: object) -> ClaudeWriter:
    given = {"memory": memory, "limits": LIMITS} | changes
    return ClaudeWriter(**given)  # type: ignore[arg-type]  # what a test changes is of the right kind


def test_the_first_story_looks_and_the_next_remembers(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """One short question, booked as a look, before the first story; none before the second, nor in another process."""
    server = serve(GOOD)
    server.shape = "enforced"
    server.listed = [{"id": MODEL, "max_input_tokens": 200_000}, {"id": "other"}]
    for writer in (first := _writer(memory), first, _writer(memory)):
        writer.write(bureau.assign(two_records()))
    assert [call.purpose for call in bureau.calls] == ["look", "write", "write", "write"]
    assert bureau.calls[0].output_tokens == OUTPUT_TOKENS
    assert len(server.looks) == 1
    assert recall(memory, "anthropic", MODEL, server.url) == Capabilities(
        address=server.url, shape="enforced", listed=(MODEL, "other"), context_tokens=200_000
    )
    assert recall(memory, "anthropic", MODEL, "https://moved.example") is None


@pytest.mark.parametrize("shape", ["enforced", "ignored", "refused"])
@pytest.mark.parametrize("streams", [True, False], ids=["streaming", "not streaming"])
@pytest.mark.parametrize("counts", [True, False], ids=["counting", "not counting"])
def test_what_a_server_cannot_do_is_not_asked_of_it(
    shape: str,
    streams: bool,  # noqa: FBT001 - both kinds of server
    counts: bool,  # noqa: FBT001 - both kinds of server
    serve: Serve,
    bureau: Bureau,
    memory: Memory,
) -> None:
    """The same story comes of every kind of server: without a shape where it refuses one, without a stream where it has none."""
    server = serve(GOOD)
    server.shape, server.streams, server.counts_tokens = shape, streams, counts
    draft = _writer(memory).write(bureau.assign(two_records(), max_cost_usd=5.0))
    assert draft.title == "A tide table for everyone"
    seen = recall(memory, "anthropic", MODEL, server.url)
    assert seen is not None
    assert (seen.shape, seen.streams, seen.counts, seen.listed) == (shape, streams, counts, None)
    (sent,) = server.sent
    assert ("output_config" in sent, bool(sent.get("stream"))) == (shape != "refused", streams)


def test_what_was_promised_is_not_trusted(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """An endpoint that held its answer to the shape when it was looked at may answer anything later: it is read and refused."""
    server = serve(Act({"headline": "Another shape"}), Act({"headline": "Another shape"}), GOOD)
    server.shape = "enforced"
    writer = _writer(memory)
    with pytest.raises(WriterFailedError):
        writer.write(bureau.assign(two_records()))
    assert writer.write(bureau.assign(two_records())).title == "A tide table for everyone"


def test_an_endpoint_that_failed_is_looked_at_again(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """One that did not answer as it used to is asked anew what it can do."""
    server = serve(GOOD, Act(status=404), GOOD)
    writer = _writer(memory)
    writer.write(bureau.assign(two_records()))
    with pytest.raises(WriterFailedError):
        writer.write(bureau.assign(two_records()))
    server.shape = "refused"
    assert writer.write(bureau.assign(two_records())).title == "A tide table for everyone"
    assert "output_config" not in server.sent[-1]
    assert [call.outcome for call in bureau.calls if call.purpose == "look"] == ["answered", "rejected", "answered"]


def test_an_endpoint_that_is_away_is_not_remembered(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """What was seen of nobody is nothing; the story's own problem says so."""
    serve(GOOD)
    nowhere = Provider(name="house", base_url="http://127.0.0.1:9", model="m")
    with pytest.raises(StorywireError):
        _writer(memory, provider=nowhere).write(bureau.assign(two_records()))
    assert memory.kept == {}


def test_looking_costs_no_more_than_the_request_allows(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """Where not even the question may be paid for, nothing at all is sent."""
    server = serve(GOOD)
    with pytest.raises(InvalidInputError):
        _writer(memory).write(bureau.assign(two_records(), max_cost_usd=0.0001))
    assert (server.looks, server.sent, bureau.calls) == ([], [], [])


@pytest.mark.parametrize("what", [what for what in FATAL if what != "an error amid the stream"])
def test_without_a_stream_each_fault_is_as_clear(what: str, serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """Whatever a server that does not stream does, it ends in the same problem, booked, and the next story is written."""
    act, problem, outcomes = FATAL[what]
    server = serve(*[act] * len(outcomes), GOOD)
    server.streams = False
    writer = _writer(memory, limits=limits_for(act))
    with pytest.raises(problem) as raised:
        writer.write(bureau.assign(two_records()))
    assert "secret" not in raised.value.detail
    assert [(call.purpose, call.outcome) for call in bureau.calls] == [
        ("look", "answered"),
        *(("write", outcome) for outcome in outcomes),
    ]
    assert not any(sent.get("stream") for sent in server.sent)
    assert writer.write(bureau.assign(two_records())).title == "A tide table for everyone"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "answers with claude-sonnet-5-5."),
        ({"shape": "enforced"}, "it holds answers to their shape (all are checked here); it counts tokens and streams"),
        ({"shape": "ignored"}, "it takes no notice of the shape that is asked for"),
        ({"shape": "refused", "streams": False}, "it refuses requests that ask for a shape, which are sent without"),
        ({"counts_tokens": False}, "it does not count tokens (they are estimated) and streams"),
        ({"listed": [{"id": "x.gguf", "meta": {"n_ctx": 4096}}]}, "claude-sonnet-5-5 holds 4096 tokens."),
        ({"listed": [{"id": "x.gguf"}]}, "it does not list claude-sonnet-5-5, though it answered; it lists x.gguf."),
    ],
)  # fmt: skip
def test_looking_is_told_in_sentences(
    changes: Mapping[str, object],
    told: str,
    serve: Serve,
    memory: Memory,
) -> None:
    """Each thing that was seen has its words; what was seen is kept."""
    server = serve(GOOD)
    for name, value in changes.items():
        setattr(server, name, value)
    found = list(_writer(memory).examine())
    assert all(good for good, _ in found)
    assert any(told in sentence for _, sentence in found), found
    assert len(memory.kept) == 1


def test_looking_tells_what_is_wrong(serve: Serve, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there, and credentials that are not where they should be."""
    serve(GOOD)
    house = Provider(name="house", base_url="http://127.0.0.1:9", models={"a": Terms(), "b": Terms()})
    assert list(_writer(memory, provider=house).examine()) == [
        (False, "house: http://127.0.0.1:9 with a: It cannot be reached."),
        (False, "house: http://127.0.0.1:9 with b: It cannot be reached."),
    ]
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.setenv("ANTHROPIC_CONFIG_DIR", "no-such-folder")
    monkeypatch.setenv("ANTHROPIC_PROFILE", "nobody")
    ((good, told),) = _writer(memory).examine()
    assert (good, "cannot be read" in told) == (False, True)
    assert memory.kept == {}


def test_a_story_of_a_server_that_says_little_is_booked(serve: Serve, bureau: Bureau, memory: Memory) -> None:
    """Look and story both stand in the books, each with what it used."""
    serve(Act(answer=honest))
    _writer(memory).write(bureau.assign(two_records()))
    assert [call.input_tokens >= INPUT_TOKENS for call in bureau.calls] == [True, True]
