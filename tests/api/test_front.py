"""The front gives again what the routes answered, byte for byte, to whoever may have it, and nothing older than what is stored."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections.abc import Callable
from itertools import cycle, product
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.compression import CODINGS
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store import keys as kept_keys
from app.views import FEEDS, VIEWS
from tests.api.pair import Pair, at_once, but_for_time, holding, sent
from tests.api.test_stories import ids, story
from tests.conftest import NOW, Keys

__all__ = ["ids", "story"]

# Whoever asks these gets figures of the process or of the moment.
_NEVER_THE_SAME = ("/metrics", "/v1/syntheses/{synthesis_id}/events")
_WISHES: list[dict[str, str]] = [
    {},
    {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Encoding": "gzip, deflate, br, zstd"},
    {"Accept": "text/plain", "Accept-Encoding": "gzip"},
    {"Accept": "application/json;q=0.5, application/ld+json", "Origin": "https://pages.example"},
    {"Accept": "application/pdf", "Accept-Encoding": "br;q=0.5"},
    {"Accept-Encoding": "identity;q=0, zstd", "Cookie": "a=b", "Origin": "https://pages.example"},
]
_QUERIES = {
    "/v1/stories": ["?limit=1", "?beat=open-source-ai&limit=2", "?beat=none", "?fields=slug,title", "?total=true", "?limit=0"],
    "/v1/feed.{form}": ["?limit=1&language=en", "?cursor=made-up"],
    "/v1/search": ["?q=scribewell"],
}  # fmt: skip


@pytest.fixture
def pair(settings: Settings, deployment: Deployment) -> Pair:
    """Return an application with a front and one without; PostgreSQL is listened to by then, before which nothing is kept."""
    editions, ends = deployment.database.editions, time.monotonic() + 20
    while not editions.are_known and time.monotonic() < ends:
        editions.look()
        time.sleep(0.01)
    return Pair(settings, deployment)


@pytest.fixture
def addresses(pair: Pair, story: dict[str, Any]) -> dict[str, list[str]]:
    """Return, for each address that OpenAPI describes, what to ask for: things that are there, and one that is not."""
    entity = story["entities"][0]["slug"]
    names = {
        "slug": [story["slug"], "nothing-here"],
        "synthesis_id": [story["methodology"]["synthesis_id"]],
        "record_id": [story["citations"][0]["record_id"], "rec_aaaaaaaaaaaaaaaaaaaaaaaaaa"],
        "webhook_id": ["whk_none"],
        "number": ["1", "7"],
        "part": ["1", "news", "9"],
        "form": [view.suffix for view in VIEWS] + [feed.suffix for feed in FEEDS],
    }
    found: dict[str, list[str]] = {}
    for template, operations in pair.app.openapi()["paths"].items():
        if "get" not in operations or template in _NEVER_THE_SAME:
            continue
        own = dict(names)
        if template.startswith("/v1/beats"):
            own["slug"] = [story["beat"]["slug"], "nothing-here"]
        if template.startswith("/v1/entities"):
            own["slug"] = [entity, "nothing-here"]
        if template.startswith("/problems"):
            own["slug"] = ["not-found", "nothing-here"]
        places = re.findall(r"\{(\w+)\}", template)
        filled = [
            template.format(**dict(zip(places, values, strict=True)))
            for values in product(*(own[place] for place in places))
        ]
        found[template] = [path + query for path in filled for query in ["", *_QUERIES.get(template, [])]]
    return found


@pytest.mark.parametrize("read_access", ["public", "key"])
def test_every_read_is_the_same_with_a_front_and_without(
    settings: Settings, deployment: Deployment, keys: Keys, addresses: dict[str, list[str]], read_access: str
) -> None:
    """Each GET of the OpenAPI document, for nobody, a reader, an editor and a wrong key, in each form, coding and origin, first and again."""
    pair = Pair(settings.model_copy(update={"read_access": read_access}), deployment)
    callers: list[dict[str, str]] = [{}, keys["read"], keys["edit"], {"Authorization": "Bearer swk_wrong"}]
    asked = [path for paths in addresses.values() for path in paths]
    assert len(addresses) > 40
    for number, path in enumerate([*asked, "/", "/stories/none", "/docs", "/openapi.json", "/robots.txt"]):
        for caller in (callers[number % 4], callers[(number + 1) % 4]):
            pair.same(path, caller | _WISHES[number % len(_WISHES)])
        pair.same(path, _WISHES[(number + 1) % len(_WISHES)], "HEAD")
    slug = addresses["/v1/stories/{slug}"][0]
    for (wish, path), caller in zip(
        product(_WISHES, [slug, f"{slug}.md", "/v1/stories", "/v1/feed.atom", "/"]), cycle(callers), strict=False
    ):
        _, headers, _ = pair.same(path, caller | wish)
        tag = dict(headers).get(b"etag", b'""').decode()
        for held in (tag, f'"x", W/{tag}', '"x"', re.sub(r"-(?:zstd|br|gzip)", "", tag)):
            pair.same(path, caller | wish | {"If-None-Match": held})
        pair.same(path, caller | wish | {"If-None-Match": tag}, "HEAD")
    assert len(pair.app.front.kept) > 30


def test_a_limit_of_reading_counts_what_the_front_gives(
    settings: Settings, deployment: Deployment, keys: Keys, story: dict[str, Any]
) -> None:
    """What is left goes down with each answer, and the one too many is refused, as without a front."""
    pair = Pair(settings.model_copy(update={"read_limit": "5/hour"}), deployment)
    path = f"/v1/stories/{story['slug']}"
    told = [[sent(client, "GET", path, keys["read"]) for _ in range(7)] for client in (pair.front, pair.routes)]
    assert [but_for_time(each) for each in told[0]] == [but_for_time(each) for each in told[1]]
    assert [status for status, _, _ in told[0]] == [200] * 5 + [429] * 2
    assert [b"r=%d" % left in dict(headers)[b"ratelimit"] for left, (_, headers, _) in zip((4, 3, 2, 1, 0), told[0], strict=False)] == [True] * 5  # fmt: skip


@pytest.fixture
def without_routes(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what takes the routes away, so that only the front is left to answer."""

    async def nobody(*_: object) -> None:
        raise AssertionError("the routes were asked")

    return lambda: monkeypatch.setattr(pair.app.front, "_app", nobody)


def test_what_was_asked_once_is_given_again_without_the_routes(
    pair: Pair, story: dict[str, Any], without_routes: Callable[[], None]
) -> None:
    """A story, its forms, a list, a feed, a page; compressed, as HEAD, and as 304 to whoever holds it."""
    paths = [f"/v1/stories/{story['slug']}", *(f"/v1/stories/{story['slug']}.{view.suffix}" for view in VIEWS)]
    paths += ["/v1/stories?limit=3", "/v1/feed.json", "/v1/beats", "/"]
    wishes = [{"Accept-Encoding": coding} for coding in ("", *CODINGS)]
    first = {}
    for path, wish in product(paths, wishes):
        first[path, wish["Accept-Encoding"]] = answer = sent(pair.front, "GET", path, wish)
        sent(pair.front, "GET", path, wish | holding(answer))
    without_routes()
    for path, wish in product(paths, wishes):
        status, headers, body = first[path, wish["Accept-Encoding"]]
        assert sent(pair.front, "GET", path, wish) == (status, headers, body)
        assert sent(pair.front, "HEAD", path, wish) == (status, headers, b"")
        assert sent(pair.front, "GET", path, wish | holding((status, headers, body)))[0] == 304


def test_a_story_never_asked_for_is_put_together_like_one_that_was(
    pair: Pair,
    client: TestClient,
    keys: Keys,
    ids: list[str],
    story: dict[str, Any],
    without_routes: Callable[[], None],
) -> None:
    """Once the routes have shown the headers of one story and of one page, others need them no more, in any coding, nor who holds them already."""
    asked = {"record_ids": ids[:3], "beat": story["beat"]["slug"]}
    other = client.post("/v1/syntheses", json=asked, headers=keys["synthesize"]).json()["slug"]
    paths = [f"/v1/stories/{story['slug']}", "/v1/stories?limit=1&beat=none", "/v1/stories?limit=1"]
    others = [
        f"/v1/stories/{other}",
        "/v1/stories?beat=none&limit=7",
        f"/v1/stories?limit=1&beat={story['beat']['slug']}",
    ]
    wishes = [caller | {"Accept-Encoding": coding} for caller in ({}, keys["edit"]) for coding in ("", *CODINGS)]
    for path, wish in product(paths, wishes):
        sent(pair.front, "GET", path, wish | holding(sent(pair.front, "GET", path, wish)))
    expected = {(path, n): sent(pair.routes, "GET", path, wish) for path in others for n, wish in enumerate(wishes)}
    unchanged = {
        (path, n): sent(pair.routes, "GET", path, wishes[n] | holding(told)) for (path, n), told in expected.items()
    }
    without_routes()
    assert b"link" in dict(expected[others[2], 0][1])
    asks = [*product((others[0], others[2]), range(len(wishes))), (others[1], 0)]
    for path, number in asks:
        held = holding(expected[path, number])
        assert unchanged[path, number][0] == 304
        # Before it was ever sent, and after.
        assert sent(pair.front, "GET", path, wishes[number] | held) == unchanged[path, number]
        assert sent(pair.front, "GET", path, wishes[number]) == expected[path, number]
        assert sent(pair.front, "GET", path, wishes[number] | held) == unchanged[path, number]


def test_what_is_changed_is_shown_at_once(pair: Pair, keys: Keys, story: dict[str, Any]) -> None:
    """After an edit, a retraction or the end of a key, the next read of anything says so."""
    path = f"/v1/stories/{story['slug']}"
    shown = [path, f"{path}.txt", f"{path}.html", "/v1/stories", "/v1/feed.json", "/v1/feed.atom", "/llms.txt"]
    for each in shown:
        assert b"Kilns of Pell" not in pair.same(each, {})[2]
    edit = {"note": "A better title.", "beat": "ai-geopolitics", "cause": "correction"}
    assert pair.front.patch(path, json=edit, headers=keys["edit"]).status_code == 200
    for each in shown:
        assert pair.same(each, {})[0] == 200
    assert json.loads(pair.same(path, {})[2])["beat"]["slug"] == "ai-geopolitics"
    assert pair.front.post(f"{path}/retract", json={"reason": "All wrong."}, headers=keys["edit"]).status_code == 200
    assert [pair.same(each, {})[0] for each in shown] == [410, 410, 410, 200, 200, 200, 200]


def test_a_draft_is_not_given_to_others(
    pair: Pair, client: TestClient, keys: Keys, ids: list[str], deployment: Deployment
) -> None:
    """What an editor was shown is kept for editors; a reader, with a key or without, gets 404. A revoked key opens nothing more."""
    made = client.post("/v1/syntheses", json={"record_ids": ids, "publish": False}, headers=keys["synthesize"]).json()
    path = f"/v1/stories/{made['slug']}"
    assert [pair.same(path, caller)[0] for caller in (keys["edit"], {}, keys["read"], keys["edit"])] == [
        200,
        404,
        404,
        200,
    ]
    with deployment.database.read() as session:
        [mine] = [each for each in kept_keys.every(session) if each.name == "edit"]
    with deployment.database.write() as session:
        kept_keys.revoke(session, mine.id, NOW)
    assert pair.same(path, keys["edit"])[0] == 401


def test_a_withdrawn_record_leaves_every_kept_form(pair: Pair, keys: Keys, story: dict[str, Any]) -> None:
    """No byte of its words is given again."""
    path = f"/v1/stories/{story['slug']}"
    record = story["citations"][0]["record_id"]
    words = story["citations"][0]["quotes"][0]["exact"][:30].encode()
    shown = [path, f"{path}.txt", f"{path}.md", f"{path}/citations", "/v1/feed.json", f"/v1/records/{record}"]
    assert [words in pair.same(each, {})[2] for each in (path, f"{path}/citations")] == [True, True]
    assert pair.front.delete(f"/v1/records/{record}", headers=keys["ingest"]).status_code in (200, 204)
    for each in shown:
        assert words not in pair.same(each, {})[2]


def test_what_the_front_gives_is_logged_and_counted_as_what_the_routes_give(
    pair: Pair, keys: Keys, story: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """The same line but for its duration, and the same figures."""
    path = f"/v1/stories/{story['slug']}"
    tag = pair.front.get(path, headers=keys["read"]).headers["etag"]
    pair.front.get(path, headers=keys["read"] | {"If-None-Match": tag})
    pair.front.get(path)
    lines = []
    for client in (pair.front, pair.routes):
        caplog.clear()
        with caplog.at_level(logging.INFO):
            client.get(path, headers={"X-Request-Id": "r-1"})
            client.get(path, headers=keys["read"] | {"X-Request-Id": "r-2", "If-None-Match": tag})
            client.head(path, headers={"X-Request-Id": "r-3"})
        fields = ("msg", "args", "levelname", "name", "method", "route", "status", "request_id", "key_id")
        told = [each for each in caplog.records if each.name == "storywire.requests"]
        lines.append([[getattr(each, field) for field in fields] for each in told])
    assert lines[0] == lines[1]
    assert len(lines[0]) == 3
    figures = pair.front.get("/metrics").text
    counted = 'storywire_requests_total{method="GET",route="/v1/stories/{slug:plain}",status="%d"} %d.0'
    assert counted.replace(":plain", "") % (200, 3) in figures
    assert counted.replace(":plain", "") % (304, 2) in figures


def test_what_is_answered_at_once_is_what_a_task_would_answer(pair: Pair, keys: Keys, story: dict[str, Any]) -> None:
    """Status line, the server's headers, ours in their order, and the body, as they are written to the wire."""
    path = f"/v1/stories/{story['slug']}"
    wishes: list[dict[str, str]] = [{}, keys["read"], {"Accept-Encoding": "gzip"}, {"Accept": "text/html"}]
    for wish, method in product(wishes, ("GET", "HEAD")):
        tag = dict(pair.same(path, wish)[1])[b"etag"].decode()
        pair.same(path, wish | {"If-None-Match": tag})
        for asked in (wish, wish | {"If-None-Match": tag}):
            expected = sent(pair.routes, method, path, asked)
            assert at_once(pair.app, method, path, asked) == expected
    assert at_once(pair.app, "GET", "/v1/stories/none", {}) is None
    assert at_once(pair.app, "GET", path, {"Content-Length": "3"}) is None
    assert at_once(pair.app, "POST", path, {}) is None
    assert at_once(pair.app, "GET", "/healthz", {}) is None
    spelt = path.replace("-", "%2D", 1)
    assert at_once(pair.app, "GET", spelt, {}) == sent(pair.routes, "GET", path, {})


def test_an_answer_that_was_overtaken_is_not_kept(pair: Pair, keys: Keys, story: dict[str, Any]) -> None:
    """A write that comes through while the routes answer makes their answer one of yesterday."""
    path, routes = f"/v1/stories/{story['slug']}.md", pair.app.front._app

    async def overtaken(*request: Any) -> None:
        await routes(*request)
        edit = {"note": "Meanwhile.", "beat": "ai-geopolitics", "cause": "correction"}
        await asyncio.to_thread(pair.routes.patch, f"/v1/stories/{story['slug']}", json=edit, headers=keys["edit"])

    pair.app.front._app = overtaken
    old = sent(pair.front, "GET", path, {})
    pair.app.front._app = routes
    assert old != pair.same(path, {})
