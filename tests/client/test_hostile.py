"""A server that is slow, cut off, wrong or busy: what a client makes of it, over real sockets."""

from __future__ import annotations

import json as plain_json

import anyio
import pytest

from schemas.story import Retraction
from schemas.synthesis import SynthesisRequest
from storywire.client import AsyncClient, Client, NoAnswerError, ProblemError, Terms, UnexpectedAnswerError
from storywire.client.errors import BudgetSpentError, GoneError, RateLimitedError
from tests.client.hostile import (
    ALIVE,
    BREAKS_OFF,
    CHANGE,
    END,
    FALLS_SILENT,
    HANGS_UP,
    LAST,
    NEXT,
    TRICKLES,
    Answer,
    begun,
    event,
    hostile,
    json,
    piece,
    problem,
    told,
)

AT_ONCE = Terms(first_pause=0.0, answer_seconds=2.0, silence_seconds=2.0, connect_seconds=2.0, largest_answer=8_000)
BUSY: Answer = [problem(429, "rate-limited", "Retry-After: 0")]


@pytest.mark.parametrize(
    "answer", [FALLS_SILENT, TRICKLES, BREAKS_OFF, HANGS_UP, BUSY, [told("502 Bad Gateway", body=b"<html>")]]
)
def test_what_may_pass_is_asked_again(answer: Answer) -> None:
    """Too slow, broken off, no answer at all, busy, a gateway's own page: the third try is answered. A field that is new does no harm."""
    terms = Terms(first_pause=0.0, answer_seconds=0.5)
    with hostile(answer, answer, [json(ALIVE)]) as server, Client(server.address, terms=terms) as client:
        assert client.check_life().status == "ok"
    assert [asked.split("\r\n")[0] for asked in server.asked] == ["GET /healthz HTTP/1.1"] * 3


@pytest.mark.parametrize("answer", [BREAKS_OFF, HANGS_UP])
def test_it_is_asked_so_often_and_no_more(answer: Answer) -> None:
    """Four times by default; then the error says so, and why."""
    with hostile(answer) as server, Client(server.address, terms=AT_ONCE) as client:
        with pytest.raises(NoAnswerError, match="after 4 tries"):
            client.check_life()
        assert len(server.asked) == 4


def test_nobody_there_is_no_answer() -> None:
    """An address where nobody listens: whatever is asked was not sent, and is tried again."""
    with hostile(HANGS_UP) as server:
        address = server.address
    with Client(address, terms=AT_ONCE) as client, pytest.raises(NoAnswerError, match="after 4 tries"):
        client.publish_story("a-story")


@pytest.mark.parametrize("answer", [HANGS_UP, BREAKS_OFF, [problem(500, "internal")], [told("503 X")]])
def test_what_may_have_been_done_is_not_done_twice(answer: Answer) -> None:
    """A retraction that was sent is not sent again, since nobody knows whether it arrived."""
    with hostile(answer) as server, Client(server.address, terms=AT_ONCE) as client:
        with pytest.raises((NoAnswerError, ProblemError, UnexpectedAnswerError)):
            client.retract_story("a-story", Retraction(reason="A hoax."))
        assert len(server.asked) == 1


def test_a_story_is_asked_for_again_under_the_same_key() -> None:
    """The service then writes it once; each story has a key of its own, which holds through all its tries."""
    with (
        hostile(HANGS_UP, [problem(422, "nothing-quotable")]) as server,
        Client(server.address, terms=AT_ONCE) as client,
    ):
        for _ in range(2):
            with pytest.raises(ProblemError):
                client.create_synthesis(SynthesisRequest(record_ids=["rec_a"]))
    keys = server.headers("idempotency-key")
    assert (len(server.asked), len(keys), len(set(keys)), keys[0] == keys[1]) == (3, 3, 2, True)
    assert {asked.rpartition("\r\n\r\n")[2] for asked in server.asked} == {'{"record_ids":["rec_a"]}'}


def test_a_long_wait_is_left_to_the_caller() -> None:
    """Where a budget is spent until tomorrow the error is raised at once and says when to come back."""
    spent: Answer = [problem(429, "budget-spent", "Retry-After: 7200", "X-Request-Id: abc")]
    with hostile(spent) as server, Client(server.address, terms=AT_ONCE) as client:
        with pytest.raises(BudgetSpentError, match="D") as raised:
            client.check_life()
        assert len(server.asked) == 1
    assert (raised.value.status, raised.value.retry_after, raised.value.request_id) == (429, 7200.0, "abc")
    assert isinstance(raised.value, RateLimitedError)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            [told("200 OK", "Content-Type: text/html", body=b"<html>Sign in</html>")],
            "It is text/html, not application/json",
        ),
        ([told("200 OK", body=b"{}")], "It is of no media type"),
        ([json(b"{not json")], "It cannot be read"),
        ([json(b'{"status": 1}')], "It cannot be read"),
        ([json(b'["ok"]')], "It cannot be read"),
        ([json(b"\xff")], "It cannot be read"),
        ([json(b"")], "It cannot be read"),
        ([json(b" " * 9_000)], "too large"),
        ([told("302 Found", "Location: https://elsewhere.example/")], "It leads to https://elsewhere.example/"),
        ([told("403 Forbidden", "Content-Type: text/html", body=b"<h1>WAF</h1>")], "with status 403. It is text/html"),
        ([told("404 X", "Content-Type: application/problem+json", body=b"{}")], "with status 404"),
        ([told("404 X", "Content-Type: application/problem+json", body=b"\xff")], "with status 404"),
    ],
)
def test_what_is_none_of_this_api_is_told_so(answer: Answer, said: str) -> None:
    """A page with 200, JSON of another shape, too much of anything, a redirect: one error, at once, and no key goes elsewhere."""
    with hostile(answer) as server, Client(server.address, key="swk_secret", terms=AT_ONCE) as client:
        with pytest.raises(UnexpectedAnswerError) as raised:
            client.check_life()
        assert len(server.asked) == 1
    assert said in str(raised.value)


def test_a_problem_of_another_version_is_still_a_problem() -> None:
    """A type that is not known is raised as what all are; one that is known, as itself."""
    with hostile([problem(418, "teapot")], [problem(410, "gone")]) as server, Client(server.address) as client:
        with pytest.raises(ProblemError) as raised:
            client.check_life()
        assert (type(raised.value), raised.value.status) == (ProblemError, 418)
        with pytest.raises(GoneError):
            client.check_life()


def test_a_list_that_turns_in_a_circle_ends() -> None:
    """A cursor that comes back is refused, and each page is asked for with the cursor of the one before."""
    with hostile([json(NEXT)]) as server:
        with Client(server.address, terms=AT_ONCE) as client, pytest.raises(UnexpectedAnswerError, match="leads back"):
            list(client.list_stories(beat="ferries"))
        assert len(server.asked) == 2
    assert server.addresses() == [
        "/v1/stories?beat=ferries",
        "/v1/stories?beat=ferries&cursor=more",
    ]


def test_a_list_goes_on_over_a_page_that_failed() -> None:
    """Nothing is asked before it is needed, and a page that breaks off is asked for again."""
    with hostile([json(NEXT)], BREAKS_OFF, [json(LAST)]) as server, Client(server.address, terms=AT_ONCE) as client:
        found = client.list_stories()
        assert server.asked == []
        assert [page.next_cursor for page in found.pages()] == ["more", None]


def test_a_stream_goes_on_where_it_was_cut() -> None:
    """Every change comes once: after a cut in the middle of an event, an end, silence and a busy answer."""
    kind = "text/event-stream"
    answers: list[Answer] = [
        [begun(kind), event(8), event(9)[:-20]],
        [begun(kind), event(9), END],
        [begun(kind), 0.6],
        BUSY,
        [begun(kind), piece(b": ping\n\n"), event(10), event(11), END],
    ]
    terms = Terms(first_pause=0.0, silence_seconds=0.3)
    with hostile(*answers) as server, Client(server.address, terms=terms) as client:
        changes = client.stream_changes(after=7)
        assert [next(changes).seq for _ in range(4)] == [8, 9, 10, 11]
        changes.close()  # type: ignore[attr-defined] # an iterator of a generator's kind
    assert server.headers("last-event-id") == ["7", "8", "9", "9", "9"]


def test_a_stream_that_brings_nothing_is_given_up() -> None:
    """Broken off again and again without an event: the error says so. What came before counts for nothing."""
    kind = "text/event-stream"
    broken: Answer = [begun(kind), piece(b": ping\n\n")]
    with hostile([begun(kind), event(1)], broken) as server, Client(server.address, terms=AT_ONCE) as client:
        changes = client.stream_changes()
        assert next(changes).seq == 1
        with pytest.raises(NoAnswerError, match="after 4 tries"):
            next(changes)
        assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ([told("200 OK", "Content-Type: text/html", body=b"<html>")], UnexpectedAnswerError),
        ([begun("text/event-stream"), piece(b"data: <html>\n\n")], UnexpectedAnswerError),
        ([begun("text/event-stream"), piece(b"data: " + b"x" * 9_000)], UnexpectedAnswerError),
        ([problem(422, "invalid-input")], ProblemError),
    ],
)
def test_a_stream_of_something_else_is_refused(answer: Answer, error: type[Exception]) -> None:
    """A page, an event that is none of ours or never ends, a problem: told at once."""
    with hostile(answer) as server, Client(server.address, terms=AT_ONCE) as client:
        with pytest.raises(error):
            next(client.stream_changes())
        assert len(server.asked) == 1


def test_an_export_goes_on_after_its_last_whole_line() -> None:
    """Also where it was cut so that it looks like an end."""
    lines = [plain_json.dumps(CHANGE | {"seq": number, "story": None}).encode() + b"\n" for number in (3, 5, 9)]
    kind = "application/x-ndjson"
    answers: list[Answer] = [
        [begun(kind), piece(lines[0] + lines[1][:50]), END],
        [begun(kind), piece(lines[1]), piece(lines[2][:5])],
        [begun(kind), piece(lines[2]), END],
    ]
    with hostile(*answers) as server, Client(server.address, terms=AT_ONCE) as client:
        assert [line.seq for line in client.export_stories(after=2)] == [3, 5, 9]
    assert [asked.partition("after=")[2] for asked in server.addresses()] == ["2", "3", "5"]


def test_the_client_that_is_awaited_keeps_the_same_rules() -> None:
    """Tries, errors, lists and streams, awaited."""
    kind = "text/event-stream"
    answers: list[Answer] = [
        BREAKS_OFF,
        [json(ALIVE)],
        [json(NEXT)],
        [json(LAST)],
        [begun(kind), event(8)],
        [begun(kind), event(9), END],
        [problem(410, "gone")],
    ]

    async def use(address: str) -> list[int]:
        async with AsyncClient(address, terms=AT_ONCE) as client:
            assert (await client.check_life()).status == "ok"
            assert [page.next_cursor async for page in client.list_stories().pages()] == ["more", None]
            changes = client.stream_changes()
            found = [(await anext(changes)).seq for _ in range(2)]
            await changes.aclose()  # type: ignore[attr-defined] # an iterator of a generator's kind
            with pytest.raises(GoneError):
                await client.get_story("a-story")
            return found

    with hostile(*answers) as server:
        assert anyio.run(use, server.address) == [8, 9]
        assert len(server.asked) == 7
