"""A story as a page: valid, readable without script, style or mouse, and with notes that lead to and fro."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from hashlib import sha256

import pytest

from app.views import html, jsonld
from app.views.base import Alternate, Beside
from schemas.story import RevisionSummary, Run, Story
from tests.story.newsdesk import PUBLISHED, record, sentence, story
from tests.views.hostile import parse_page

CORRECTED = RevisionSummary(
    revision=2, created_at=PUBLISHED + timedelta(days=1), cause="correction", note="The size was wrong.", title="t"
)
BESIDE = Beside(
    public_url="https://news.example",
    corrections=[CORRECTED],
    alternates=[Alternate("text/markdown", "https://news.example/v1/stories/x.md", "md")],
)


def text_of(story: Story, beside: Beside = BESIDE) -> str:
    """Return the words of a page as a reader sees them."""
    body = parse_page(html.render(story, beside)).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


def test_a_page_says_what_the_story_says() -> None:
    """Beat, title, dek, day, disclosure, text with marks, questions, notes with quotes, method and corrections."""
    text = text_of(story())
    for words in (
        "Open Source AI Tern 3 weights are out [1]",
        "Published: 3 April 2026",
        "Disclosure: a machine wrote this story (writer: extractive).",
        "What happened u/marlow_tk wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.” [1]",
        "Questions and answers Will it stay open? u/marlow_tk doubts it: “I do not believe they will keep it open.” [1]",
        "Notes u/marlow_tk , “ Tern 3 weights are out ”, Reddit (r/LocalTide) , 3 April 2026",
        "It runs on 24 GB and was trained on 2.8 trillion tokens. I do not believe they will keep it open. ↩",
        "Method Every sentence rests on words quoted from the record below.",
        "Left out: 1 off topic. Weight of each note: [1] 100%.",
        "Corrections 4 April 2026 , The size was wrong.",
    ):
        assert words in text


def test_marks_and_notes_lead_to_each_other() -> None:
    """Every link inside the page has its target, each mark leads to a note, and each note back to all of its marks."""
    page = parse_page(html.render(story(), BESIDE))
    ids = [part.attrib["id"] for part in page.iter() if "id" in part.attrib]
    assert len(ids) == len(set(ids))
    links = [part for part in page.iter("a") if part.attrib["href"].startswith("#")]
    assert {link.attrib["href"][1:] for link in links} <= set(ids)
    marks = [link.attrib["id"] for link in links if link.attrib.get("role") == "doc-noteref"]
    backs = [link.attrib["href"][1:] for link in links if link.attrib.get("role") == "doc-backlink"]
    assert marks == backs == ["mark-title-1", "mark-dek-1", "mark-s1-1", "mark-s2-1"]
    labelled = [part.attrib["aria-labelledby"] for part in page.iter() if "aria-labelledby" in part.attrib]
    assert labelled == ["section-1", "questions", "notes", "method"]
    assert set(labelled) <= set(ids)


def test_a_page_needs_nothing_from_anywhere() -> None:
    """No script that runs, no picture, frame or form; the one style is the one that the policy allows."""
    page = parse_page(html.render(story(image={"url": "https://tide.example/p.png", "credit": "Okafor"}), BESIDE))
    assert [part.attrib for part in page.iter("script")] == [{"type": "application/ld+json"}]
    assert {str(part.tag) for part in page.iter()}.isdisjoint({"img", "iframe", "form", "object", "embed", "base"})
    style = "".join(part.text or "" for part in page.iter("style"))
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    assert html.headers == {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; "
        "base-uri 'none'; form-action 'none'"
    }
    assert "Picture: Okafor" in text_of(story(image={"url": "https://tide.example/p.png", "credit": "Okafor"}))


def test_the_head_tells_machines_what_it_is() -> None:
    """Charset first, language and direction, who wrote, the address that counts, other forms, and JSON-LD."""
    page = parse_page(html.render(story(), BESIDE))
    assert page.attrib == {"lang": "en", "dir": "ltr"}
    head = page.find("head")
    assert head is not None
    assert head[0].attrib == {"charset": "utf-8"}
    assert [part.attrib for part in head.iter("link")] == [
        {"rel": "canonical", "href": "https://news.example/stories/tern-3-weights-are-out-9d2e"},
        {"rel": "alternate", "type": "text/markdown", "href": "https://news.example/v1/stories/x.md", "title": "md"},
    ]
    metas = {part.attrib["name"]: part.attrib["content"] for part in head.iter("meta") if "name" in part.attrib}
    assert metas["generator"] == "Storywire, a machine; digital source: algorithmicMedia"
    data = next(page.iter("script")).text or ""
    assert json.loads(data) == json.loads(jsonld.render(story(), BESIDE))


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-Hans", ("zh-Hans", "ltr")), ("ar", ("ar", "rtl")), ("he-IL", ("he-IL", "rtl"))]
)
def test_a_page_is_set_in_its_language(language: str, expected: tuple[str, str]) -> None:
    """Language and direction are those of the story; a quote in another language says so."""
    page = parse_page(html.render(story(language=language), BESIDE))
    assert (page.attrib["lang"], page.attrib["dir"]) == expected
    assert [part[0].attrib.get("lang") for part in page.iter("blockquote")] == ["en", "en"]


def test_a_run_links_what_it_names() -> None:
    """A name leads to its entity and an earlier story to its page."""
    said = sentence(1, "x", ["q1"], [1]).model_copy(
        update={"runs": [Run(text="Harbour", entity="harbour-labs"), Run(text=" before", story="older-1a2b")]}
    )
    page = parse_page(html.render(story(story_so_far=[said]), BESIDE))
    found = {part.text: part.attrib["href"] for part in page.iter("a")}
    assert found["Harbour"] == "https://news.example/v1/entities/harbour-labs"
    assert found[" before"] == "https://news.example/stories/older-1a2b"


def test_a_later_or_unpublished_story_says_so() -> None:
    """A revision tells its number and a draft its state; a changed record and a withdrawn one are told of in the notes."""
    text = text_of(story(revision=2, status="draft"))
    assert "Updated: 3 April 2026 (revision 2) · Status: draft" in text
    changed = record().model_copy(update={"version": 2})
    assert "changed since it was quoted" in text_of(story(), Beside(records={changed.id: changed}))
    withdrawn = story().citations[0].model_copy(update={"status": "withdrawn", "quotes": []})
    assert "A record that was withdrawn." in text_of(story(citations=[withdrawn]))
