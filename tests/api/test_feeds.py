"""Feeds over HTTP, read with the software that partners read them with: what they hold, what changed, what is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import fastfeedparser
import feedparser
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.views import FEEDS
from app.views.base import Feed
from app.views.base.words import urn
from tests.api.test_problems import problem
from tests.conftest import NOW, PUBLIC_URL, SAMPLES, Keys

IDENTITY = {"Accept-Encoding": "identity"}
EACH = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
Write = Callable[..., dict[str, Any]]


@pytest.fixture
def write(client: TestClient, keys: Keys) -> Write:
    """Return what makes a story of a set of sample records."""

    def made(name: str, **wishes: Any) -> dict[str, Any]:
        headers = keys["ingest"] | {"Content-Type": "application/x-ndjson"}
        content = (SAMPLES / f"{name}.jsonl").read_bytes()
        results = client.post("/v1/records", content=content, headers=headers).json()["results"]
        body = {"record_ids": [result["id"] for result in results], **wishes}
        return dict(client.post("/v1/syntheses", json=body, headers=keys["synthesize"]).json())

    return made


@pytest.fixture
def story(write: Write) -> dict[str, Any]:
    """Return a story made from sample records."""
    return write("scribewell")


@pytest.fixture
def later(settings: Settings, deployment: Deployment) -> Iterator[TestClient]:
    """Give a client of the same service an hour later."""
    moved = replace(deployment, clock=lambda: NOW + timedelta(hours=1))
    with TestClient(create_app(settings, moved), base_url=PUBLIC_URL) as made:
        yield made


def entries(text: str) -> list[dict[str, Any]]:
    """Read a feed as a partner's software does: `feedparser` finds nothing wrong, and a second reader the same items."""
    second = fastfeedparser.parse(text)
    if text.startswith("{"):
        items = json.loads(text)["items"]
        found = [
            {
                "id": item["id"],
                "link": item["url"],
                "title": item["title"],
                "published": item["date_published"],
                "updated": item["date_modified"],
                "content": item["content_html"],
                "author": item["authors"][0]["name"],
                "tags": item["tags"],
            }
            for item in items
        ]
    else:
        first = feedparser.parse(text.encode())
        assert first.bozo == 0, first.get("bozo_exception")
        found = [
            {
                "id": entry.id,
                "link": entry.link,
                "title": entry.title,
                "published": "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.published_parsed[:6]),
                "updated": "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*entry.updated_parsed[:6]),
                "content": entry.content[-1].value,
                "author": entry.author,
                "tags": [tag.label or tag.term for tag in entry.tags],
            }
            for entry in first.entries
        ]
    assert [(entry["id"], entry["title"], entry["link"]) for entry in found] == [
        (entry["id"], entry["title"], entry["link"]) for entry in second.entries
    ]
    return found


def next_of(text: str) -> str | None:
    """Return the address of the next page, as a format names it."""
    if text.startswith("{"):
        address: str | None = json.loads(text).get("next_url")
        return address
    links = [part for part in ET.fromstring(text).iter() if part.get("rel") == "next"]
    return links[0].get("href") if links else None


def tombstones(text: str) -> list[tuple[str, str, str]]:
    """Return id, time and reason of what a feed says was retracted."""
    if text.startswith("{"):
        return [
            (each["id"], each["date_retracted"], each["reason"]) for each in json.loads(text)["_storywire"]["retracted"]
        ]
    found = ET.fromstring(text).iter(TOMBSTONE)
    return [(part.get("ref", ""), part.get("when", ""), part[0].text or "") for part in found]


@EACH
def test_a_feed_holds_whole_stories(client: TestClient, story: dict[str, Any], feed: Feed) -> None:
    """Id, address, title, times, who wrote, what it is filed under, and the text with its notes."""
    answer = client.get(f"/v1/feed.{feed.suffix}")
    assert answer.headers["content-type"].partition(";")[0] == feed.media_type
    (entry,) = entries(answer.text)
    content, tags = entry.pop("content"), entry.pop("tags")
    assert entry == {
        "id": urn(story["id"]),
        "link": story["url"],
        "title": story["title"],
        "published": "2026-06-30T12:00:00Z",
        "updated": "2026-06-30T12:00:00Z",
        "author": "Storywire, a machine (extractive)",
    }
    assert tags[0] == story["beat"]["name"]
    assert {entity["name"] for entity in story["entities"]} <= set(tags)
    assert "a machine wrote this story" in content
    for citation in story["citations"]:
        assert f"<sup>[{citation['number']}]</sup>" in content
        assert f'href="{citation["url"]}"' in content


@EACH
def test_a_feed_says_in_its_own_field_that_a_machine_wrote(
    client: TestClient, story: dict[str, Any], feed: Feed
) -> None:
    """The IPTC term stands where the format has a place for it."""
    text = client.get(f"/v1/feed.{feed.suffix}").text
    assert story["methodology"]["digital_source_type"].endswith("/algorithmicMedia")
    assert {
        "json": f'"digital_source_type": "{story["methodology"]["digital_source_type"]}"',
        "atom": '<category term="algorithmicMedia" scheme="http://cv.iptc.org/newscodes/digitalsourcetype/"',
        "rss": '<category domain="http://cv.iptc.org/newscodes/digitalsourcetype/">algorithmicMedia</category>',
    }[feed.suffix] in text


@EACH
def test_a_feed_is_filtered_like_a_list(client: TestClient, story: dict[str, Any], write: Write, feed: Feed) -> None:
    """By beat, entity and search, as a parameter or by its own address; what is unknown is a problem."""
    other = write("qinghe")
    slug, entity = story["beat"]["slug"], story["entities"][0]["slug"]
    all_of_them = [urn(other["id"]), urn(story["id"])]
    cases = {
        f"/v1/feed.{feed.suffix}": all_of_them,
        f"/v1/feed.{feed.suffix}?language=zh": [urn(other["id"])],
        f"/v1/feed.{feed.suffix}?q=Wrenfield": [urn(story["id"])],
        f"/v1/feed.{feed.suffix}?beat=nothing": [],
        f"/v1/beats/{slug}/feed.{feed.suffix}?language=en": [urn(story["id"])],
        f"/v1/entities/{entity}/feed.{feed.suffix}?language=en": [urn(story["id"])],
    }
    assert {path: [entry["id"] for entry in entries(client.get(path).text)] for path in cases} == cases
    for path in ("/v1/feed.xml", f"/v1/beats/nothing/feed.{feed.suffix}", f"/v1/entities/nothing/feed.{feed.suffix}"):
        assert problem(client.get(path))["status"] == 404
    assert problem(client.get(f"/v1/feed.{feed.suffix}?colour=blue"))["status"] == 422
    assert problem(client.get(f"/v1/feed.{feed.suffix}?cursor=nothing"))["status"] == 400


@EACH
def test_pages_lead_through_every_story_once(client: TestClient, write: Write, feed: Feed) -> None:
    """`next` leads on, in the document and in the Link header, keeps the filters, and ends with the last page."""
    ids = [urn(write(name)["id"]) for name in ("ferndb", "pikestaff", "scribewell", "alone", "yunshan")]
    path: str | None = f"{PUBLIC_URL}/v1/feed.{feed.suffix}?limit=2"
    seen: list[str] = []
    addresses: list[str] = []
    while path:
        addresses.append(path)
        answer = client.get(path.removeprefix(PUBLIC_URL))
        seen += [entry["id"] for entry in entries(answer.text)]
        path = next_of(answer.text)
        assert (f'<{path}>; rel="next"' in answer.headers["link"]) is (path is not None)
        assert f'<{addresses[0]}>; rel="self"' in answer.headers["link"]
    assert seen == ids[::-1]
    assert len(set(addresses)) == len(addresses) == 3


@EACH
def test_a_revision_shows_under_the_same_id(
    later: TestClient, client: TestClient, keys: Keys, story: dict[str, Any], feed: Feed
) -> None:
    """Id and date of publication stay, the date of modification moves, and a correction is told with its note."""
    edit = {"note": "It belongs elsewhere.", "beat": "ai-geopolitics", "cause": "correction"}
    assert later.patch(f"/v1/stories/{story['slug']}", json=edit, headers=keys["edit"]).status_code == 200
    (entry,) = entries(client.get(f"/v1/feed.{feed.suffix}").text)
    assert (entry["id"], entry["published"], entry["updated"]) == (
        urn(story["id"]),
        "2026-06-30T12:00:00Z",
        "2026-06-30T13:00:00Z",
    )
    assert "It belongs elsewhere." in entry["content"]


@EACH
def test_a_retraction_shows_as_the_format_allows(
    later: TestClient, client: TestClient, keys: Keys, story: dict[str, Any], write: Write, feed: Feed
) -> None:
    """The item is gone, and every feed's first page tells its id, when and why; a draft that went was never there."""
    write("qinghe")
    write("ferndb")
    draft = write("alone", publish=False)
    for slug in (story["slug"], draft["slug"]):
        later.post(f"/v1/stories/{slug}/retract", json={"reason": "The source <was> a hoax."}, headers=keys["edit"])
    for path in (f"/v1/feed.{feed.suffix}?limit=1", f"/v1/beats/general/feed.{feed.suffix}"):
        text = client.get(path).text
        assert urn(story["id"]) not in [entry["id"] for entry in entries(text)]
        assert tombstones(text) == [(urn(story["id"]), "2026-06-30T13:00:00Z", "The source <was> a hoax.")]
    second = next_of(client.get(f"/v1/feed.{feed.suffix}?limit=1").text)
    assert second is not None
    assert tombstones(client.get(second.removeprefix(PUBLIC_URL)).text) == []


@EACH
def test_a_withdrawn_record_leaves_the_feeds(client: TestClient, keys: Keys, story: dict[str, Any], feed: Feed) -> None:
    """Not a word that only it said is left."""
    citation = story["citations"][0]
    said = citation["quotes"][0]["exact"]
    assert said in json.dumps(entries(client.get(f"/v1/feed.{feed.suffix}").text), ensure_ascii=False)
    assert client.delete(f"/v1/records/{citation['record_id']}", headers=keys["ingest"]).status_code == 204
    assert said not in client.get(f"/v1/feed.{feed.suffix}").text
    assert citation["record_id"] not in client.get(f"/v1/feed.{feed.suffix}").text


@EACH
def test_words_that_leave_a_note_leave_the_feeds(client: TestClient, keys: Keys, write: Write, feed: Feed) -> None:
    """A withdrawal erases them from the note of a story that never cited the record, and no tag from before holds any more."""
    # The one that comes first does not name the other, whose new address would be another reason for another tag.
    other, story, path = write("qinghe"), write("scribewell"), f"/v1/feed.{feed.suffix}?language=zh"
    citation = next(each for each in story["citations"] if len(each["quotes"][0]["exact"].split()) > 8)
    said = citation["quotes"][0]["exact"]
    edit = {"note": f"It is not so that {said}", "beat": "ai-geopolitics", "cause": "correction"}
    assert client.patch(f"/v1/stories/{other['slug']}", json=edit, headers=keys["edit"]).status_code == 200
    before = client.get(path, headers=IDENTITY)
    assert said in before.text
    client.delete(f"/v1/records/{citation['record_id']}", headers=keys["ingest"])
    after = client.get(path, headers=IDENTITY | {"If-None-Match": before.headers["etag"]})
    assert (after.status_code, said in after.text) == (200, False)


@EACH
def test_a_feed_is_not_sent_twice(client: TestClient, story: dict[str, Any], write: Write, feed: Feed) -> None:
    """304 while nothing has changed, with the links; another story, and the tag is another. HEAD has no body."""
    path = f"/v1/feed.{feed.suffix}"
    tag = client.get(path, headers=IDENTITY).headers["etag"]
    unchanged = client.get(path, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)
    assert unchanged.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=300"
    assert unchanged.headers["link"] == f'<{PUBLIC_URL}{path}>; rel="self"'
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert client.get(path, headers={"If-None-Match": packed.headers["etag"]}).status_code == 304
    assert (client.head(path).status_code, client.head(path).content) == (200, b"")
    assert client.get(path + "?language=en", headers={"If-None-Match": tag}).status_code == 200
    assert urn(story["id"]) != urn(write("qinghe")["id"])
    assert client.get(path, headers=IDENTITY | {"If-None-Match": tag}).status_code == 200


@EACH
def test_hubs_are_named_where_there_are_any(settings: Settings, deployment: Deployment, feed: Feed) -> None:
    """As WebSub asks for it: in the document and in the Link header, beside the topic's own address."""
    with_hubs = settings.model_copy(update={"websub_hubs": ("https://hub.example/",)})
    with TestClient(create_app(with_hubs, deployment), base_url=PUBLIC_URL) as client:
        answer = client.get(f"/v1/feed.{feed.suffix}")
    topic = f"{PUBLIC_URL}/v1/feed.{feed.suffix}"
    assert answer.headers["link"] == f'<{topic}>; rel="self", <https://hub.example/>; rel="hub"'
    if feed.suffix == "json":
        told = answer.json()
        assert (told["hubs"], told["feed_url"]) == ([{"type": "WebSub", "url": "https://hub.example/"}], topic)
    else:
        links = {link.rel: link.href for link in feedparser.parse(answer.content).feed.links}
        assert (links["hub"], links["self"]) == ("https://hub.example/", topic)
    assert entries(answer.text) == []


def test_a_json_feed_keeps_the_rules(client: TestClient, story: dict[str, Any]) -> None:
    """What the format asks for is there, nothing is null, extensions are named as it says, and quotes say where they stand."""
    told = client.get("/v1/feed.json").json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "items"} <= set(told)
    assert "next_url" not in told
    own = told["items"][0]["_storywire"]
    assert (own["id"], own["slug"], own["revision"]) == (story["id"], story["slug"], 1)
    assert None not in [value for item in told["items"] for value in item.values()]
    for shown, citation in zip(own["citations"], story["citations"], strict=True):
        record = client.get(shown["record"].removeprefix(PUBLIC_URL)).json()
        for quote in shown["quotes"]:
            assert record[quote["field"]][quote["start"] : quote["end"]] == quote["exact"]
        assert [quote["id"] for quote in shown["quotes"]] == [quote["id"] for quote in citation["quotes"]]
