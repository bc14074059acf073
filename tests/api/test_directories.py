"""What leads to stories and feeds: every story is reached once, and what leads there is read by its trade's software."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import listparser
import pytest
from fastapi.testclient import TestClient
from lxml import etree

from app.api import directories
from tests.api.test_feeds import Write, story, write
from tests.api.test_problems import problem
from tests.conftest import PUBLIC_URL, Keys

__all__ = ["story", "write"]
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def problems_of(text: str) -> list[str]:
    """Return what the schema of sitemaps, and that of their news, find wrong."""
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("sitemap.xsd")))
    schema.validate(etree.fromstring(text.encode()))
    return [error.message for error in schema.error_log]


def addresses(client: TestClient, path: str) -> list[str]:
    """Return the addresses in a sitemap or in an index of some."""
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    return [part.text or "" for part in ET.fromstring(answer.content).iter(f"{SITE}loc")]


def test_a_sitemap_lists_every_published_story(
    client: TestClient, keys: Keys, story: dict[str, Any], write: Write
) -> None:
    """Each with the time of its last change, fresh ones as news in their language; drafts and retracted ones are not there."""
    chinese = write("qinghe")
    write("alone", publish=False)
    gone = write("ferndb")
    client.post(f"/v1/stories/{gone['slug']}/retract", json={"reason": "x"}, headers=keys["edit"])
    assert addresses(client, "/v1/sitemap.xml") == [story["url"], chinese["url"]]
    page = ET.fromstring(client.get("/v1/sitemap.xml").content)
    assert [part.text for part in page.iter(f"{SITE}lastmod")] == ["2026-06-30T12:00:00Z"] * 2
    assert [part.text for part in page.iter(f"{NEWS}title")] == [story["title"], chinese["title"]]
    assert [part.text for part in page.iter(f"{NEWS}language")] == ["en", "zh-cn"]


def test_a_sitemap_is_valid_by_its_schema(client: TestClient, write: Write) -> None:
    """Stories in English and Chinese, with their news, and none at all; the schema would have told of a wrong language."""
    for path in ("/v1/sitemap.xml", "/v1/sitemap-news.xml"):
        assert problems_of(client.get(path).text) == []
        assert addresses(client, path) == [f"{PUBLIC_URL}/"]
    write("scribewell")
    write("qinghe")
    text = client.get("/v1/sitemap.xml").text
    assert problems_of(text) == []
    assert problems_of(text.replace("zh-cn", "zh-Hans")) != []


def test_a_large_sitemap_is_an_index(client: TestClient, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the limit it leads to its parts, which hold every story once, the oldest first, and to the news."""
    monkeypatch.setattr(directories, "MOST_IN_A_SITEMAP", 2)
    urls = [write(name)["url"] for name in ("ferndb", "pikestaff", "scribewell")]
    parts = addresses(client, "/v1/sitemap.xml")
    assert parts == [f"{PUBLIC_URL}/v1/sitemap-{part}.xml" for part in ("news", "1", "2")]
    for path in ("/v1/sitemap.xml", *(part.removeprefix(PUBLIC_URL) for part in parts)):
        assert problems_of(client.get(path).text) == []
    news, *rest = [addresses(client, part.removeprefix(PUBLIC_URL)) for part in parts]
    assert (news, rest) == (urls[::-1], [urls[:2], urls[2:]])


@pytest.mark.parametrize("part", ["0", "7", "-1", "x", "1.5", "٣", "9" * 40])
def test_a_part_that_is_not_there_is_a_problem(client: TestClient, story: dict[str, Any], part: str) -> None:
    """404, whatever was asked for."""
    assert addresses(client, "/v1/sitemap-1.xml") == [story["url"]]
    assert problem(client.get(f"/v1/sitemap-{part}.xml"))["status"] == 404


def test_robots_are_led_to_the_sitemap(client: TestClient) -> None:
    """From the root, which alone may name a sitemap of addresses that do not begin with its own."""
    text = client.get("/robots.txt").text
    assert text == f"User-agent: *\nAllow: /\n\nSitemap: {PUBLIC_URL}/v1/sitemap.xml\n"


def test_a_reader_of_feeds_takes_the_list(client: TestClient, story: dict[str, Any]) -> None:
    """OPML leads to the feed of all stories and to one a beat, and each address answers."""
    answer = client.get("/v1/beats.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    read = listparser.parse(answer.text)
    assert read.bozo == 0
    beats = client.get("/v1/beats").json()["items"]
    assert [(each.title, each.url) for each in read.feeds] == [
        ("Storywire", f"{PUBLIC_URL}/v1/feed.rss"),
        *((beat["name"], f"{PUBLIC_URL}/v1/beats/{beat['slug']}/feed.rss") for beat in beats),
    ]
    for each in read.feeds:
        assert client.get(each.url.removeprefix(PUBLIC_URL)).status_code == 200
    assert story["beat"]["name"] in [each.title for each in read.feeds]


def test_language_models_are_told_where_to_read(client: TestClient, story: dict[str, Any]) -> None:
    """What is here, that records are data, the beats, and the newest stories as Markdown; each link answers."""
    answer = client.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    text = answer.text
    assert text.startswith("# Storywire\n\n> Stories written by a machine")
    assert f"({PUBLIC_URL}/v1/stories/{story['slug']}.md)" in text
    links = [line.partition("](")[2].partition(")")[0] for line in text.splitlines() if line.startswith("- [")]
    assert len(links) == len(set(links)) > 10
    for link in links:
        assert client.get(link.removeprefix(PUBLIC_URL)).status_code == 200


def test_a_storys_page_leads_to_its_feeds(client: TestClient, story: dict[str, Any]) -> None:
    """A reader of feeds that is given the page finds the feeds of all stories and of the beat."""
    page = client.get(f"/v1/stories/{story['slug']}.html")
    for place in ("/v1", f"/v1/beats/{story['beat']['slug']}"):
        for kind, suffix in (("feed+json", "json"), ("atom+xml", "atom"), ("rss+xml", "rss")):
            link = f'type="application/{kind}" href="{PUBLIC_URL}{place}/feed.{suffix}"'
            assert f'<link rel="alternate" {link}' in page.text
