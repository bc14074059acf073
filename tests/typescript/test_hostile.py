"""A server that is slow, cut off, wrong or busy: what the TypeScript client makes of it, in Node and over real sockets."""

from __future__ import annotations

import json as plain_json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
    Hostile,
    begun,
    event,
    hostile,
    json,
    piece,
    problem,
    told,
)
from tests.typescript.node import NEEDS, run

pytestmark = NEEDS
EVENTS, LINES = "text/event-stream", "application/x-ndjson"
AT_ONCE = {"firstPause": 0, "patience": 2, "silence": 2, "largest": 8_000}
CHECK = 'return client.get("/healthz");'
RETRACT = 'return client.send("post", "/v1/stories/{slug}/retract", { path: { slug: "a-story" }, body: { reason: "A hoax." } });'
FIRST = 'for await (const change of client.events("/v1/changes")) return change.seq;'
# A program that tells what came of it: what was returned, or what was thrown, and whether that is an error of the client's.
_PROGRAM = """
import { Client, ClientError } from "storywire";
const client = new Client(process.argv[2], JSON.parse(process.argv[3]));
const use = async () => { %s };
const told = await use().then(
  (returned) => ({ returned }),
  (error) => ({ threw: error.name, ...error, said: error.message, ours: error instanceof ClientError }),
);
console.log(JSON.stringify(told));
"""
Use = Callable[..., Any]


@pytest.fixture
def use(project: Path, tmp_path: Path) -> Use:
    """Return what runs a few lines with a client of a server's and gives what they told."""
    (tmp_path / "node_modules").symlink_to(project / "node_modules")
    program = tmp_path / "use.mjs"

    def use(server: Hostile | str, code: str, **terms: Any) -> Any:
        address = server if isinstance(server, str) else server.address
        program.write_text(_PROGRAM % code, encoding="utf-8")
        ended = run("node", str(program), address, plain_json.dumps(AT_ONCE | terms), folder=tmp_path)
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
        return plain_json.loads(ended.stdout)

    return use


@pytest.mark.parametrize(
    "answer",
    [
        FALLS_SILENT,
        TRICKLES,
        BREAKS_OFF,
        HANGS_UP,
        [problem(429, "rate-limited", "Retry-After: 0")],
        [problem(500, "internal", "Retry-After: 0")],
        [problem(503, "busy")],
        [told("502 Bad Gateway", body=b"<html>")],
    ],
)
def test_what_may_pass_is_asked_again(use: Use, answer: Answer) -> None:
    """Too slow, broken off, no answer at all, busy, a gateway's own page: the third try is answered. A field that is new does no harm."""
    with hostile(answer, answer, [json(ALIVE)]) as server:
        assert use(server, CHECK) == {"returned": plain_json.loads(ALIVE)}
    assert [asked.split("\r\n")[0] for asked in server.asked] == ["GET /healthz HTTP/1.1"] * 3


def test_what_the_service_asks_to_wait_is_waited(use: Use) -> None:
    """A second, where the client would have come back at once."""
    code = "const begun = Date.now(); await client.get('/healthz'); return Date.now() - begun;"
    with hostile([problem(500, "internal", "Retry-After: 1")], [json(ALIVE)]) as server:
        assert 990 <= use(server, code)["returned"] < 5_000


@pytest.mark.parametrize("answer", [BREAKS_OFF, HANGS_UP])
def test_it_is_asked_so_often_and_no_more(use: Use, answer: Answer) -> None:
    """Four times by default; then the error says so."""
    with hostile(answer) as server:
        error = use(server, CHECK)
        assert (error["threw"], error["status"], error["ours"], len(server.asked)) == ("NoAnswerError", 0, True, 4)


def test_nobody_there_is_no_answer(use: Use) -> None:
    """An address where nobody listens."""
    with hostile(HANGS_UP) as server:
        address = server.address
    assert use(address, CHECK)["threw"] == "NoAnswerError"


@pytest.mark.parametrize("answer", [HANGS_UP, BREAKS_OFF, [problem(500, "internal")], [told("503 X")]])
def test_what_may_have_been_done_is_not_done_twice(use: Use, answer: Answer) -> None:
    """A retraction that was sent is not sent again, since nobody knows whether it arrived."""
    with hostile(answer) as server:
        assert use(server, RETRACT)["ours"] is True
        assert len(server.asked) == 1


def test_a_story_is_asked_for_again_under_the_same_key(use: Use) -> None:
    """The service then writes it once; each story has a key of its own, which holds through all its tries."""
    write = '{ await client.write({ record_ids: ["rec_a"] }).catch((error) => error.kind) }'
    with hostile(HANGS_UP, [problem(422, "nothing-quotable")]) as server:
        use(server, f"for (const _ of [1, 2]) {write}")
    keys = server.headers("idempotency-key")
    assert (len(keys), len(set(keys)), keys[0] == keys[1]) == (3, 2, True)
    assert {asked.rpartition("\r\n\r\n")[2] for asked in server.asked} == {'{"record_ids":["rec_a"]}'}


def test_a_long_wait_is_left_to_the_caller(use: Use) -> None:
    """Where a budget is spent until tomorrow the problem is thrown at once and says when to come back."""
    with hostile([problem(429, "budget-spent", "Retry-After: 7200", "X-Request-Id: abc")]) as server:
        error = use(server, CHECK)
        assert len(server.asked) == 1
    assert {name: error[name] for name in ("threw", "kind", "status", "title", "said", "retryAfter", "requestId")} == {
        "threw": "ProblemError",
        "kind": "budget-spent",
        "status": 429,
        "title": "T",
        "said": "D",
        "retryAfter": 7200,
        "requestId": "abc",
    }


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            [told("200 OK", "Content-Type: text/html", body=b"<html>Sign in</html>")],
            "with status 200. It is text/html, not application/json",
        ),
        ([told("200 OK", body=b"{}")], "It is of no media type"),
        ([json(b"{not json")], "It is not JSON"),
        ([json(b'{"status": "\xff"}')], "It is not UTF-8"),
        ([json(b"")], "It is not JSON"),
        ([json(b" " * 9_000)], "It is too large"),
        ([told("302 Found", "Location: https://elsewhere.example/")], "It leads to https://elsewhere.example/"),
        ([told("403 Forbidden", "Content-Type: text/html", body=b"<h1>WAF</h1>")], "with status 403. It is text/html"),
        ([told("404 X", "Content-Type: application/problem+json", body=b"{}")], "with status 404"),
        ([told("404 X", "Content-Type: application/problem+json", body=b"\xff")], "with status 404"),
        ([told("404 X", "Content-Type: application/problem+json", body=b"null")], "with status 404"),
    ],
)
def test_what_is_none_of_this_api_is_told_so(use: Use, answer: Answer, said: str) -> None:
    """A page with 200, what is no JSON, too much of anything, a redirect: one error, at once, and no key goes elsewhere."""
    with hostile(answer) as server:
        error = use(server, CHECK, key="swk_secret")
        assert len(server.asked) == 1
    assert error["threw"] == "UnexpectedAnswerError"
    assert said in error["said"]


def test_a_page_that_does_not_end_is_not_read(use: Use) -> None:
    """What has the wrong type is let go of at its head, whatever comes after it, with 200 and with another status."""
    page = b"Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    for status in (b"200 OK", b"404 Not Found"):
        endless: Answer = [b"HTTP/1.1 " + status + b"\r\n" + page, *((piece(b"<p>"), 0.1) * 200)]
        with hostile(endless) as server:
            code = "const begun = Date.now(); await client.get('/healthz').catch(() => {}); return Date.now() - begun;"
            assert use(server, code, patience=10)["returned"] < 2_000


def test_a_list_that_turns_in_a_circle_ends(use: Use) -> None:
    """A cursor that comes back is refused, and each page is asked for with the cursor of the one before."""
    with hostile([json(NEXT)]) as server:
        code = 'for await (const _ of client.items("/v1/stories", { query: { beat: "ferries" } }));'
        assert "leads back" in use(server, code)["said"]
    assert server.addresses() == ["/v1/stories?beat=ferries", "/v1/stories?beat=ferries&cursor=more"]


@pytest.mark.parametrize("page", [b"null", b"[]", b'{"items": []}', b'{"items": 1, "next_cursor": null}'])
def test_what_is_no_page_is_told_so(use: Use, page: bytes) -> None:
    """A list of something else."""
    with hostile([json(page)]) as server:
        error = use(server, 'for await (const _ of client.items("/v1/stories"));')
        assert (error["threw"], len(server.asked)) == ("UnexpectedAnswerError", 1)


def test_a_list_goes_on_over_a_page_that_failed(use: Use) -> None:
    """Nothing is asked before it is needed, and a page that breaks off is asked for again."""
    with hostile([json(NEXT)], BREAKS_OFF, [json(LAST)]) as server:
        code = """const pages = client.pages("/v1/stories"), found = [];
        for await (const page of pages) found.push(page.next_cursor);
        return found;"""
        assert use(server, code) == {"returned": ["more", None]}
        assert use(server, 'client.items("/v1/stories");') == {}
    assert server.addresses() == ["/v1/stories", *["/v1/stories?cursor=more"] * 2]


def test_a_stream_goes_on_where_it_was_cut(use: Use) -> None:
    """Every change comes once: after a cut in the middle of an event, an end, silence and a busy answer."""
    answers: list[Answer] = [
        [begun(EVENTS), event(8), event(9)[:-20]],
        [begun(EVENTS), event(9), END],
        [begun(EVENTS), 3.0],
        [problem(429, "rate-limited", "Retry-After: 0")],
        [begun(EVENTS), piece(b": ping\n\n"), event(10), event(11), END],
    ]
    code = """const seen = [];
    for await (const change of client.events("/v1/changes", { headers: { "Last-Event-ID": "7" } }))
      if (seen.push(change.seq) === 4) return seen;"""
    with hostile(*answers) as server:
        assert use(server, code, silence=1) == {"returned": [8, 9, 10, 11]}
    assert server.headers("last-event-id") == ["7", "8", "9", "9", "9"]


def test_a_stream_that_brings_nothing_is_given_up(use: Use) -> None:
    """Broken off again and again without an event: the error says so. What came before counts for nothing."""
    broken: Answer = [begun(EVENTS), piece(b": ping\n\n")]
    code = """const changes = client.events("/v1/changes");
    const first = (await changes.next()).value.seq;
    return [first, await changes.next().catch((error) => error.name)];"""
    with hostile([begun(EVENTS), event(1)], broken) as server:
        assert use(server, code) == {"returned": [1, "NoAnswerError"]}
        assert len(server.asked) == 1 + 4


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ([told("200 OK", "Content-Type: text/html", body=b"<html>")], "UnexpectedAnswerError"),
        ([begun("text/html"), *((piece(b"<p>"), 0.1) * 100)], "UnexpectedAnswerError"),
        ([begun(EVENTS), piece(b"data: <html>\n\n")], "UnexpectedAnswerError"),
        ([begun(EVENTS), piece(b"data: null\n\n")], "UnexpectedAnswerError"),
        ([begun(EVENTS), piece(b"data: \xff\n\n")], "UnexpectedAnswerError"),
        ([begun(EVENTS), piece(b"data: " + b"x" * 9_000)], "UnexpectedAnswerError"),
        ([begun(EVENTS), *[piece(b"data: xxxxxxxxxxxx\n")] * 900], "UnexpectedAnswerError"),
        ([problem(422, "invalid-input")], "ProblemError"),
    ],
)
def test_a_stream_of_something_else_is_refused(use: Use, answer: Answer, error: str) -> None:
    """A page, an event that is none of ours or never ends, a problem: told at once."""
    with hostile(answer) as server:
        assert use(server, FIRST)["threw"] == error
        assert len(server.asked) == 1


def test_an_export_goes_on_after_its_last_whole_line(use: Use) -> None:
    """A line that was cut is none, and is asked for again; so is what comes after it."""
    lines = [plain_json.dumps(CHANGE | {"seq": number, "story": None}).encode() + b"\n" for number in (3, 5, 9)]
    answers: list[Answer] = [
        [begun(LINES), piece(lines[0] + lines[1][:50]), END],
        [begun(LINES), piece(lines[1]), piece(lines[2][:5])],
        [begun(LINES), piece(lines[2]), END],
    ]
    with hostile(*answers) as server:
        code = "const seen = []; for await (const { seq } of client.export({ after: 2 })) seen.push(seq); return seen;"
        assert use(server, code) == {"returned": [3, 5, 9]}
    assert server.addresses() == [f"/v1/export.ndjson?after={seq}" for seq in (2, 3, 5)]


def test_whoever_gives_up_gets_their_own_word_back(use: Use) -> None:
    """A signal ends a call and a stream at once, also between two tries, and what is thrown is what the caller gave."""
    code = """const given = [];
    for (const ask of [(signal) => client.get("/healthz", { signal }),
                       (signal) => client.events("/v1/changes", { signal }).next()]) {
      const stop = new AbortController();
      setTimeout(() => stop.abort("enough"), 1_000);
      given.push(await ask(stop.signal).catch((reason) => reason));
    }
    return given;"""
    for answers in (
        ([begun("application/json"), 3.0], [begun(EVENTS), 3.0]),
        ([problem(429, "busy", "Retry-After: 9")],),
    ):
        with hostile(*answers) as server:
            assert use(server, code)["returned"] == ["enough", "enough"]


def test_a_form_of_a_story_is_the_one_that_was_asked_for(use: Use) -> None:
    """A page to sign in is none, also where the form is a page's text."""
    code = 'return client.form("a-story", "txt").catch((error) => error.message);'
    with hostile(
        [told("200 OK", "Content-Type: text/html", body=b"<html>")],
        [told("200 OK", "Content-Type: text/plain; charset=utf-8", body="云杉".encode())],
    ) as server:
        assert "It is text/html, not text/plain" in use(server, code)["returned"]
        assert use(server, code) == {"returned": "云杉"}
    assert server.headers("accept") == ["text/plain"] * 2
