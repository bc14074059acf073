"""Whatever a record says is data: in no form of a story does it become markup, and no reader of a form stumbles over it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.language.normalise import printable_line
from app.views import html, jsonld, markdown, ninjs
from app.views.base import Beside
from app.views.base.words import address
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
