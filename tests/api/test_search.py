"""Search over HTTP: what is found, page by page, who may ask, and what a wrong question gets."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from tests.api.test_problems import problem
from tests.api.test_stories import ingest_samples
from tests.conftest import PUBLIC_URL, Keys


@pytest.fixture
def ids(client: TestClient, keys: Keys) -> list[str]:
    """Return the ids of the sample records, which have been sent."""
    return ingest_samples(client, keys)


@pytest.fixture
def story(client: TestClient, keys: Keys, ids: list[str]) -> dict[str, Any]:
    """Return a story made from the sample records."""
    made: dict[str, Any] = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"]).json()
    return made


def search(client: TestClient, query: str) -> dict[str, Any]:
    """Return the page that a query gets."""
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def test_a_story_and_its_records_are_found(client: TestClient, story: dict[str, Any]) -> None:
    """With what a reader needs to go on from there, and offsets that point into the records."""
    items = search(client, "q=Scribewell&limit=100")["items"]
    told = next(item for item in items if item["type"] == "story")
    assert {name: told[name] for name in told if name not in ("type", "snippets")} == {
        name: story[name] for name in ("id", "slug", "url", "title", "dek", "beat", "language", "published_at")
    }
    found = [item for item in items if item["type"] == "record"]
    assert {citation["record_id"] for citation in story["citations"]} & {item["id"] for item in found}
    for item in found:
        record = client.get(f"/v1/records/{item['id']}").json()
        assert {name: item[name] for name in item if name not in ("type", "snippets")} == {
            name: record[name]
            for name in ("id", "source", "community", "kind", "url", "author", "title", "language", "published_at")
        }
        for snippet in item["snippets"]:
            assert record[snippet["field"]][snippet["start"] : snippet["end"]] == snippet["text"]
            words = [snippet["text"][hit["start"] : hit["end"]] for hit in snippet["hits"]]
            assert {word.casefold() for word in words} == {"scribewell"}


@pytest.mark.usefixtures("story")
def test_pages_follow_one_another(client: TestClient) -> None:
    """By next_cursor and by the Link header, which keeps the words and the filters."""
    whole = search(client, "q=Scribewell&limit=100")["items"]
    first = client.get("/v1/search?q=Scribewell&limit=2")
    assert first.headers["link"].startswith(f"<{PUBLIC_URL}/v1/search?q=Scribewell&limit=2&cursor=")
    seen, page = list[Any](), first.json()
    while page["next_cursor"]:
        seen += page["items"]
        page = search(client, f"q=Scribewell&limit=2&cursor={page['next_cursor']}")
    assert [*seen, *page["items"]] == whole


@pytest.mark.usefixtures("story")
def test_an_answer_that_is_held_is_not_sent_again(client: TestClient) -> None:
    """The same search has the same tag until something is stored that changes it; HEAD is GET without its body."""
    first = client.get("/v1/search?q=Scribewell")
    held = {"If-None-Match": first.headers["etag"]}
    again = client.get("/v1/search?q=Scribewell", headers=held)
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/v1/search?q=story", headers=held).status_code == 200
    assert client.head("/v1/search?q=Scribewell").headers["etag"] == first.headers["etag"]
    assert first.headers["cache-control"] == "public, max-age=15, stale-while-revalidate=60"


def test_markup_in_a_record_comes_back_as_text(client: TestClient, keys: Keys) -> None:
    """A snippet is plain text: nothing is added to it, and nothing of it is taken for a mark of ours."""
    record = {
        "source": "pell-gazette",
        "external_id": "1",
        "published_at": "2026-05-04",
        "text": "<mark>Zither</mark> <script>alert(1)</script> & </script> zither",
    }
    client.post("/v1/records", json=[record], headers=keys["ingest"])
    (item,) = search(client, "q=zither")["items"]
    (snippet,) = item["snippets"]
    assert (snippet["text"], snippet["start"]) == (record["text"], 0)
    assert snippet["hits"] == [{"start": 6, "end": 12}, {"start": 58, "end": 64}]


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("", ["q"]),
        ("q=", ["q"]),
        (f"q={'a' * 501}", ["q"]),
        ("q=a&type=comment", ["type"]),
        ("q=a&limit=0", ["limit"]),
        ("q=a&published_after=yesterday", ["published_after"]),
        ("q=a&q=b", ["q"]),
        ("q=a&colour=blue", ["colour"]),
        ("q=a%00", ["q"]),
    ],
)
def test_a_search_names_what_is_wrong_with_it(client: TestClient, query: str, pointers: list[str]) -> None:
    """422 with each parameter that cannot be; a filter that is mistyped is not ignored."""
    told = problem(client.get(f"/v1/search?{query}"))
    assert (told["status"], [error["pointer"] for error in told["errors"]]) == (422, pointers)


@pytest.mark.usefixtures("story")
def test_a_cursor_is_good_for_its_own_search_alone(client: TestClient) -> None:
    """Another search's, or one that is made up, is refused."""
    cursor = search(client, "q=Scribewell&limit=1")["next_cursor"]
    for query in (f"q=other&cursor={cursor}", f"q=Scribewell&type=record&cursor={cursor}", "q=a&cursor=bm90IG91cnM"):
        assert problem(client.get(f"/v1/search?{query}"))["type"] == f"{PUBLIC_URL}/problems/invalid-cursor"


def test_a_draft_is_found_by_nobody(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Not even by the key that made it: a search is for what is published."""
    body = {"record_ids": ids, "publish": False}
    draft = client.post("/v1/syntheses", json=body, headers=keys["synthesize"]).json()
    for headers in (None, keys["synthesize"], keys["edit"]):
        assert client.get("/v1/search?q=Scribewell&type=story", headers=headers).json()["items"] == []
    client.post(f"/v1/stories/{draft['slug']}/publish", headers=keys["edit"])
    assert [item["slug"] for item in search(client, "q=Scribewell&type=story")["items"]] == [draft["slug"]]


def test_a_withdrawn_record_is_found_no_more(client: TestClient, keys: Keys, ids: list[str]) -> None:
    """Its words are gone from what a search finds."""
    before = search(client, "q=Scribewell&type=record&limit=100")["items"]
    client.delete(f"/v1/records/{before[0]['id']}", headers=keys["ingest"])
    after = search(client, "q=Scribewell&type=record&limit=100")["items"]
    assert [item["id"] for item in after] == [item["id"] for item in before[1:]]
    assert set(ids) >= {item["id"] for item in before}


def test_where_reading_takes_a_key_so_does_searching(settings: Settings, deployment: Deployment, keys: Keys) -> None:
    """READ_ACCESS=key: 401 without one, and an answer that only its owner may keep with one."""
    guarded = settings.model_copy(update={"read_access": "key"})
    with TestClient(create_app(guarded, deployment), base_url=PUBLIC_URL) as client:
        assert problem(client.get("/v1/search?q=kiln"))["status"] == 401
        answer = client.get("/v1/search?q=kiln", headers=keys["read"])
    assert (answer.json(), answer.headers["cache-control"].split(",")[0]) == (
        {"items": [], "next_cursor": None},
        "private",
    )
