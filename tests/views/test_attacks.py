"""Whatever a record says is data: in no form of a story does it become markup, and no reader of a form stumbles over it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import listparser
import pytest

from app.language.normalise import printable_line
from app.views import FEEDS, html, jsonld, llms, markdown, ninjs, opml, sitemap
from app.views.base import Beside, Feed, FeedPage, Tombstone
from app.views.base.words import address
from schemas.beat import BeatSummary
from schemas.story import RevisionSummary
from tests.views.hostile import STRINGS, attacked_story, markdown_skeleton, parse_page, skeleton

BESIDE = Beside(public_url="https://news.example")
# All the strings of the corpus instead of a tenth of them: STORYWIRE_ALL_CASES=1 pytest tests/views
STEP = 1 if os.environ.get("STORYWIRE_ALL_CASES") else 10


def strings(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield our own strings, then those of the corpus where there is one; what shows nothing attacks nothing."""
    found = list(STRINGS)
    if os.environ.get("STORYWIRE_CORPUS"):
        corpus: Path = request.getfixturevalue("corpus")
        lines = (corpus / "cases/attack_strings.jsonl").read_bytes().splitlines()[::STEP]
        found += [json.loads(line)["text"][:2_000] for line in lines]
    yield from (text for text in found if shown(text))


def shown(text: str) -> str:
    """Return what a reader sees of a string."""
    return " ".join(printable_line(text).split())


def words_of(page: str) -> str:
    """Return the text of a page, but for its style and its data."""
    return " ".join("".join(parse_page(page).find("body").itertext()).split())  # type: ignore[union-attr]  # html5lib always makes a body


def test_a_page_stays_what_it_is(request: pytest.FixtureRequest) -> None:
    """HTML has the same elements with the same attributes whatever the words are, and shows the words."""
    expected = skeleton(parse_page(html.render(attacked_story("plain"), BESIDE)))
    for text in strings(request):
        page = html.render(attacked_story(text), BESIDE)
        assert skeleton(parse_page(page)) == expected, text
        assert words_of(page).count(shown(text)) >= 8, text


def test_a_pages_data_is_the_data(request: pytest.FixtureRequest) -> None:
    """The script element holds the JSON-LD of the same story, to the character, and no other element's end."""
    for text in strings(request):
        told = attacked_story(text)
        found = [part.text or "" for part in parse_page(html.render(told, BESIDE)).iter("script")]
        assert [json.loads(data) for data in found] == [json.loads(jsonld.render(told, BESIDE))], text
        assert not re.search("[<>&]", found[0]), text


def test_every_link_leads_where_a_reader_may_go(request: pytest.FixtureRequest) -> None:
    """Each address of a page is on this deployment, inside the page, or on the web: none is run or read as data."""
    for text in strings(request):
        page = parse_page(html.render(attacked_story(text), BESIDE))
        found = {value for part in page.iter() for key, value in part.attrib.items() if key in ("href", "src", "cite")}
        assert [
            each for each in found if not each.startswith(("#", "https://news.example/", "https://tide.example/"))
        ] == []


def test_markdown_stays_what_it_is(request: pytest.FixtureRequest) -> None:
    """Markdown has the same blocks, links and emphasis whatever the words are, no HTML, and shows the words."""
    expected, _ = markdown_skeleton(markdown.render(attacked_story("plain"), BESIDE))
    assert not {"html_block", "html_inline", "image"} & set(expected)
    for text in strings(request):
        found, words = markdown_skeleton(markdown.render(attacked_story(text), BESIDE))
        assert found == expected, text
        assert " ".join(words.split()).count(shown(text)) >= 8, text


def test_json_keeps_every_character(request: pytest.FixtureRequest) -> None:
    """JSON-LD and ninjs hold the strings as the story has them: data needs no cleaning."""
    for text in strings(request):
        told = attacked_story(text)
        linked, item = json.loads(jsonld.render(told, BESIDE)), json.loads(ninjs.render(told, BESIDE))
        assert (linked["headline"], linked["citation"][0]["hasPart"][0]["text"]) == (text, text)
        assert (item["title"], item["associations"][0]["bodies"][0]["value"]) == (text, text)


def page_with(text: str) -> FeedPage:
    """Return a page of a feed that holds a string wherever it holds words."""
    told = attacked_story(text)
    note = RevisionSummary(revision=2, created_at=told.updated_at, cause="correction", note=text, title=text)
    return FeedPage(
        title=text,
        home="https://news.example/",
        address="https://news.example/v1/feed",
        next_address=None,
        language=None,
        public_url="https://news.example",
        hubs=(),
        stories=[told],
        corrections={told.id: [note]},
        tombstones=[Tombstone("sty_2", "https://news.example/stories/x", told.updated_at, text)],
        updated=told.updated_at,
    )


def content_of(text: str) -> str:
    """Return the content of a feed's one item, as whoever reads the format finds it."""
    if text.startswith("{"):
        return str(json.loads(text)["items"][0]["content_html"])
    names = ("{http://www.w3.org/2005/Atom}content", "{http://purl.org/rss/1.0/modules/content/}encoded")
    (found,) = [part.text or "" for part in ET.fromstring(text).iter() if part.tag in names]
    return found


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.name)
def test_a_feed_stays_what_it_is(request: pytest.FixtureRequest, feed: Feed) -> None:
    """XML has the same elements whatever the words are, content is valid HTML of the same structure, readers find no fault."""
    plain = feed.render(page_with("plain"))
    expected = skeleton(parse_page(content_of(plain), fragment=True))
    for text in strings(request):
        told = feed.render(page_with(text))
        assert skeleton(parse_page(content_of(told), fragment=True)) == expected, text
        if feed.suffix == "json":
            assert json.loads(told)["items"][0]["title"] == text
        else:
            assert skeleton(ET.fromstring(told)) == skeleton(ET.fromstring(plain)), text
            read = feedparser.parse(told.encode(), sanitize_html=False)
            assert (read.bozo, len(read.entries), len(told.splitlines())) == (0, 1, 2), text
            titles = [shown(part.text or "") for part in ET.fromstring(told).iter() if str(part.tag).endswith("title")]
            assert titles == [shown(text)] * 2, text


def test_directories_stay_what_they_are(request: pytest.FixtureRequest) -> None:
    """Sitemap, OPML and the word to language models have one entry a story or beat, whatever their names are."""
    told = attacked_story("plain")
    for text in strings(request):
        beat = BeatSummary(slug="x", name=text, description=text, record_count=1, story_count=1)
        listed = sitemap.Address(told.url, told.updated_at, text, "en", told.updated_at, is_news=True)
        (title,) = ET.fromstring(sitemap.render([listed], "https://wire.example/")).iter(
            "{http://www.google.com/schemas/sitemap-news/0.9}title"
        )
        assert shown(title.text or "") == shown(text)
        read = listparser.parse(opml.render([beat], "https://news.example"))
        assert [(shown(each.title), each.url) for each in read.feeds][1:] == [
            (shown(text), "https://news.example/v1/beats/x/feed.rss")
        ]
        lines = llms.render([beat], [("y", text)], "https://news.example").splitlines()
        assert len(lines) == len(llms.render([beat], [("y", "plain")], "https://news.example").splitlines())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://tide.example/a b?c=d&e=“f”#g h", "https://tide.example/a%20b?c=d&e=%E2%80%9Cf%E2%80%9D#g%20h"),
        ("https://tide.example/%7Ea/100%", "https://tide.example/%7Ea/100%25"),
        ('https://tide.example/"><script>', "https://tide.example/%22%3E%3Cscript%3E"),
        ("https://tide.example/)[x](y\\z", "https://tide.example/)%5Bx%5D(y%5Cz"),
        ("http://tide.example/\u202ea\x00b", "http://tide.example/ab"),
        ("javascript:alert(1)", None),
        ("JAVASCRIPT://tide.example/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("//tide.example", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_one_that_may_be_followed(given: str | None, expected: str | None) -> None:
    """Only the web's own schemes pass, and every character that could end an attribute, a tag or a link is escaped."""
    assert address(given) == expected
