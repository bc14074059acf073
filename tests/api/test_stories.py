"""Stories over HTTP: made, read, listed, edited, retracted, and what stands below them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.views import VIEWS
from schemas.story import Story, StorySummary
from tests.api.test_problems import problem
from tests.conftest import NOW, PUBLIC_URL, SAMPLES, Keys

SCRIBE = SAMPLES / "scribewell.jsonl"


def ingest_samples(client: TestClient, keys: Keys) -> list[str]:
    """Send the sample records of one subject; return their ids."""
    headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
    results = client.post("/v1/records", content=SCRIBE.read_bytes(), headers=headers).json()["results"]
    return [result["id"] for result in results]


@pytest.fixture
def ids(client: TestClient, keys: Keys) -> list[str]:
    """Return the ids of the sample records, which have been sent."""
    return ingest_samples(client, keys)


@pytest.fixture
def story(client: TestClient, keys: Keys, ids: list[str]) -> dict[str, Any]:
    """Return a story made from the sample records."""
    made: dict[str, Any] = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"]).json()
    return made


def test_a_synthesis_answers_with_the_whole_story(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """201, the story itself, where it stands from now on, and the same bytes there under the same tag."""
    answer = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"])
    assert answer.status_code == 201
    story = Story.model_validate(answer.json())
    assert answer.headers["location"] == f"/v1/stories/{story.slug}"
    assert story.url == f"{PUBLIC_URL}/stories/{story.slug}"
    assert story.methodology.record_count == len(ids)
    again = client.get(answer.headers["location"])
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])


def test_a_synthesis_is_kept_with_what_came_of_it(client: TestClient, story: dict[str, Any], ids: list[str]) -> None:
    """It is listed and read by its id, with its story."""
    name = story["methodology"]["synthesis_id"]
    told = client.get(f"/v1/syntheses/{name}").json()
    assert {field: told[field] for field in ("id", "status", "progress", "record_ids", "story", "problem")} == {
        "id": name,
        "status": "succeeded",
        "progress": 1.0,
        "record_ids": ids,
        "story": story["slug"],
        "problem": None,
    }
    assert client.get("/v1/syntheses").json() == {"items": [told], "next_cursor": None}
    assert problem(client.get("/v1/syntheses/syn_nothing"))["status"] == 404


@pytest.mark.parametrize(
    ("body", "slug", "pointers"),
    [
        ({"record_ids": []}, "invalid-input", ["/record_ids"]),
        ({"record_ids": ["rec_x"] * 501}, "invalid-input", ["/record_ids"]),
        ({"record_ids": ["rec_x", 5]}, "invalid-input", ["/record_ids/1"]),
        ({"record_ids": ["rec_x"], "colour": "blue"}, "invalid-input", ["/colour"]),
        ({"record_ids": ["rec_x"], "max_cost_usd": -1}, "invalid-input", ["/max_cost_usd"]),
        ({}, "invalid-input", ["/record_ids"]),
        ([], "invalid-input", [""]),
        ({"record_ids": ["rec_x", "rec_y"]}, "unknown-records", ["/record_ids/0", "/record_ids/1"]),
        ({"record_ids": [f"rec_{n}" for n in range(500)]}, "unknown-records", [f"/record_ids/{n}" for n in range(500)]),
    ],
)
def test_a_synthesis_names_what_is_wrong_with_it(
    client: TestClient, keys: Keys, body: Any, slug: str, pointers: list[str]
) -> None:
    """422 with the place of each fault, every unknown id among them; nothing is made."""
    told = problem(client.post("/v1/syntheses", json=body, headers=keys["synthesize"]))
    assert told["type"] == f"{PUBLIC_URL}/problems/{slug}"
    assert [error["pointer"] for error in told["errors"]] == pointers
    assert client.get("/v1/stories").json()["items"] == []


def test_stories_are_listed_as_summaries(client: TestClient, story: dict[str, Any]) -> None:
    """A list holds what a summary has and no more, or the fields that were asked for; an unknown one is a problem."""
    listed = client.get("/v1/stories?total=true").json()
    assert listed == {
        "items": [{name: story[name] for name in StorySummary.model_fields}],
        "next_cursor": None,
        "total": 1,
    }
    assert client.get("/v1/stories?fields=slug,title").json()["items"] == [
        {"slug": story["slug"], "title": story["title"]}
    ]
    told = problem(client.get("/v1/stories?fields=slug,sections"))
    assert [error["pointer"] for error in told["errors"]] == ["fields"]


def test_a_story_is_found_under_what_it_is_about(client: TestClient, story: dict[str, Any]) -> None:
    """Its beat and each of its entities list it, and so do the filters; others do not."""
    entity = story["entities"][0]["slug"]
    source = story["citations"][0]["source"]["slug"]
    matching = [
        f"/v1/beats/{story['beat']['slug']}/stories?fields=slug",
        f"/v1/entities/{entity}/stories?fields=slug",
        f"/v1/stories?fields=slug&beat={story['beat']['slug']}&entity={entity}&source={source}&language=en",
        "/v1/stories?fields=slug&published_after=2026-06-30&published_before=2026-07-01",
    ]
    assert [client.get(path).json()["items"] for path in matching] == [[{"slug": story["slug"]}]] * len(matching)
    others = [
        "/v1/stories?beat=nothing",
        "/v1/stories?language=zh",
        "/v1/stories?published_after=2026-07-01",
        "/v1/stories?q=zzzz",
    ]
    assert [client.get(path).json()["items"] for path in others] == [[]] * len(others)
    assert [client.get(f"/v1/{kind}/nothing/stories").status_code for kind in ("beats", "entities")] == [404, 404]


def test_each_quote_is_shown_inside_its_record(client: TestClient, story: dict[str, Any]) -> None:
    """What stands before, the quote and what stands after make up the whole field of the record."""
    path = f"/v1/stories/{story['slug']}/citations"
    assert client.get(path).json()["items"] == story["citations"]
    for citation in story["citations"]:
        record = client.get(f"/v1/records/{citation['record_id']}").json()
        shown = client.get(f"{path}/{citation['number']}").json()
        for quote in shown["quotes"]:
            assert quote.pop("before") + quote["exact"] + quote.pop("after") == record[quote["field"]]
        assert shown == citation
    assert problem(client.get(f"{path}/{len(story['citations']) + 1}"))["status"] == 404
    assert problem(client.get(f"{path}/0"))["status"] == 422


def test_a_story_is_verified_on_demand(client: TestClient, story: dict[str, Any]) -> None:
    """Every sentence of a fresh story is found; the answer says when and by which rules."""
    told = client.get(f"/v1/stories/{story['slug']}/verification").json()
    assert {sentence["verdict"] for sentence in told["sentences"]} == {"found"}
    assert (told["found"], told["not_found"], told["not_checkable"]) == (len(told["sentences"]), 0, 0)
    assert told["checked_at"] == "2026-06-30T12:00:00Z"


def test_a_verification_that_says_the_same_later_is_not_sent_again(
    settings: Settings, deployment: Deployment, story: dict[str, Any]
) -> None:
    """Its tag is that of the verdicts, not of the time at which they were asked for."""
    path = f"/v1/stories/{story['slug']}/verification"
    with TestClient(create_app(settings, deployment), base_url=PUBLIC_URL) as client:
        tag = client.get(path, headers={"Accept-Encoding": "identity"}).headers["etag"]
    later = replace(deployment, clock=lambda: NOW + timedelta(hours=1))
    with TestClient(create_app(settings, later), base_url=PUBLIC_URL) as client:
        for coding in ("identity", "gzip"):
            again = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": coding})
            assert (tag[:3], again.status_code, again.content) == ('W/"', 304, b"")
        assert client.get(path).json()["checked_at"] == "2026-06-30T13:00:00Z"


def test_anyone_may_have_sentences_verified(client: TestClient, story: dict[str, Any]) -> None:
    """A sentence in a record's own words is found, one that no record says is not; no key is needed."""
    quote = next(quote for citation in story["citations"] for quote in citation["quotes"] if quote["field"] == "text")
    citation = next(citation for citation in story["citations"] if quote in citation["quotes"])
    sentences = [
        {"text": f"“{quote['exact']}”", "record_ids": [citation["record_id"]]},
        {"text": "The moon is made of green cheese.", "record_ids": [citation["record_id"]]},
    ]
    told = client.post("/v1/verifications", json={"sentences": sentences}).json()
    assert [sentence["verdict"] for sentence in told["sentences"]] == ["found", "not_found"]
    assert told["sentences"][0]["evidence"][0]["record_id"] == citation["record_id"]


def test_an_edit_makes_a_revision_and_if_match_guards_it(client: TestClient, keys: Keys, story: dict[str, Any]) -> None:
    """The second of two editors who read the same revision is told; the diff names what changed and why."""
    path = f"/v1/stories/{story['slug']}"
    read = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["etag"]
    edit = {"note": "It belongs elsewhere.", "beat": "ai-geopolitics"}
    first = client.patch(path, json=edit, headers=keys["edit"] | {"If-Match": read})
    assert (first.status_code, first.json()["revision"], first.json()["beat"]["slug"]) == (200, 2, "ai-geopolitics")
    late = client.patch(path, json=edit, headers=keys["edit"] | {"If-Match": read})
    assert problem(late)["type"] == f"{PUBLIC_URL}/problems/precondition-failed"
    told = client.get(f"{path}/revisions").json()["items"]
    assert [(item["revision"], item["cause"], item["note"]) for item in told] == [
        (2, "edit", "It belongs elsewhere."),
        (1, "first", None),
    ]
    assert client.get(f"{path}/revisions/1").json() == story
    diff = client.get(f"{path}/revisions/2/diff").json()
    assert (diff["compared_with"], diff["cause"], diff["fields_changed"]) == (1, "edit", ["beat"])
    assert client.get(f"{path}/revisions/1/diff").json()["compared_with"] is None
    assert [problem(client.get(f"{path}/revisions/3{end}"))["status"] for end in ("", "/diff")] == [404, 404]


def test_words_that_nothing_bears_out_are_refused(client: TestClient, keys: Keys, story: dict[str, Any]) -> None:
    """An edit is verified like everything else; the refusal names the sentence, and nothing changes."""
    sentence = story["sections"][0]["paragraphs"][0]["sentences"][0]["id"]
    edit = {"note": "n", "sentences": [{"id": sentence, "text": "Zebulon Quux paid 97 million dollars."}]}
    told = problem(client.patch(f"/v1/stories/{story['slug']}", json=edit, headers=keys["edit"]))
    assert (told["status"], told["errors"][0]["pointer"]) == (422, "/sentences/0/text")
    assert client.get(f"/v1/stories/{story['slug']}").json() == story


def test_a_draft_is_seen_by_those_who_work_on_it(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Others get 404 for it and for everything below it until it is published."""
    made = client.post("/v1/syntheses", json={"record_ids": ids, "publish": False}, headers=keys["synthesize"]).json()
    assert (made["status"], made["published_at"]) == ("draft", None)
    path = f"/v1/stories/{made['slug']}"
    below = [
        "",
        *(f".{view.suffix}" for view in VIEWS),
        "/citations",
        "/citations/1",
        "/related",
        "/revisions",
        "/revisions/1",
        "/revisions/1/diff",
        "/verification",
    ]
    assert {client.get(path + end).status_code for end in below} == {404}
    assert {client.get(path + end, headers=keys["read"]).status_code for end in below} == {404}
    assert {client.get(path + end, headers=keys["edit"]).status_code for end in below} == {200}
    assert client.get("/v1/stories").json()["items"] == []
    job = f"/v1/syntheses/{made['methodology']['synthesis_id']}"
    told = [client.get(job, headers=headers).json()["story"] for headers in ({}, keys["read"], keys["edit"])]
    assert told == [None, None, made["slug"]]
    assert client.get("/v1/syntheses").json()["items"][0]["story"] is None
    published = client.post(f"{path}/publish", headers=keys["synthesize"]).json()
    assert (published["status"], published["published_at"]) == ("published", "2026-06-30T12:00:00Z")
    path = f"/v1/stories/{published['slug']}"
    assert {client.get(path + end).status_code for end in below} == {200}
    assert problem(client.post(f"{path}/publish", headers=keys["edit"]))["status"] == 409


def test_a_retracted_story_says_why(client: TestClient, keys: Keys, story: dict[str, Any]) -> None:
    """The story and everything below it answer 410 with the reason, and the lists no longer hold it."""
    path = f"/v1/stories/{story['slug']}"
    assert problem(client.post(f"{path}/retract", json={}, headers=keys["edit"]))["errors"] == [
        {"pointer": "/reason", "detail": "Field required"}
    ]
    retracted = client.post(f"{path}/retract", json={"reason": "The first source was a hoax."}, headers=keys["edit"])
    assert (retracted.status_code, retracted.json()["status"]) == (200, "retracted")
    for end in ("", *(f".{view.suffix}" for view in VIEWS), "/citations", "/revisions/1", "/verification"):
        gone = problem(client.get(path + end))
        assert (gone["status"], gone["detail"]) == (410, "The first source was a hoax.")
    assert client.get("/v1/stories").json()["items"] == []
    assert problem(client.patch(path, json={"note": "n"}, headers=keys["edit"]))["status"] == 410


def test_a_withdrawn_record_leaves_its_stories(client: TestClient, keys: Keys, story: dict[str, Any]) -> None:
    """Each story that cites it gets a revision without it, and it stands among the unused as withdrawn."""
    name = story["citations"][0]["record_id"]
    assert client.delete(f"/v1/records/{name}", headers=keys["ingest"]).status_code == 204
    slug = client.get("/v1/stories?fields=slug").json()["items"][0]["slug"]
    after = client.get(f"/v1/stories/{slug}").json()
    assert after["revision"] == 2
    assert name not in {citation["record_id"] for citation in after["citations"]}
    assert [unused["reason"] for unused in after["methodology"]["unused"] if unused["record_id"] == name] == [
        "withdrawn"
    ]
    assert client.get(f"/v1/stories/{story['slug']}").json() == after
    assert client.get(f"/v1/stories/{slug}/revisions").json()["items"][0]["cause"] == "withdrawal"
