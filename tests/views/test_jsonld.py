"""A story as schema.org has it: every property is one of the vocabulary, and a processor of linked data reads all of it."""

from __future__ import annotations

import json
from typing import Any

from pyld import jsonld as processor

from app.views import jsonld
from app.views.base import Beside
from app.views.base.words import urn
from schemas.story import StoryEntity
from tests.story.newsdesk import story
from tests.views.test_html import BESIDE

TIME = "2026-04-03T09:12:00Z"
# What of schema.org's context matters here, in our own words: a vocabulary, and which properties hold addresses.
CONTEXT = {
    "@context": {
        "@vocab": "http://schema.org/",
        **{name: {"@type": "@id"} for name in ("url", "mainEntityOfPage", "isBasedOn", "digitalSourceType")},
    }
}


def load(url: str, _options: object) -> dict[str, Any]:
    """Answer for schema.org without a network."""
    assert url == "https://schema.org"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def expanded(beside: Beside = BESIDE, **changes: object) -> dict[str, Any]:
    """Return a story as a processor expands it."""
    document = json.loads(jsonld.render(story(**changes), beside))
    (found,) = processor.expand(document, {"documentLoader": load})
    return dict(found)


def test_a_story_as_a_news_article() -> None:
    """Headline, abstract, dates, beat, text, who wrote, what it rests on, questions and corrections."""
    told = json.loads(jsonld.render(story(), BESIDE))
    citation, questions = told.pop("citation"), told.pop("hasPart")
    assert told == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": urn("sty_1"),
        "url": story().url,
        "mainEntityOfPage": story().url,
        "identifier": "sty_1",
        "headline": "Tern 3 weights are out",
        "abstract": "A reader of r/LocalTide has them running on 24 GB.",
        "inLanguage": "en",
        "datePublished": TIME,
        "dateModified": TIME,
        "version": "1",
        "creativeWorkStatus": "Published",
        "articleSection": "Open Source AI",
        "articleBody": "u/marlow_tk wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”",
        "wordCount": 40,
        "author": {"@type": "Organization", "name": "Storywire, a machine (extractive)"},
        "publisher": {"@type": "Organization", "name": "Storywire", "url": "https://news.example"},
        "digitalSourceType": "https://schema.org/AlgorithmicMediaDigitalSource",
        "backstory": "Every sentence rests on words quoted from the record below. Disclosure: a machine wrote this story "
        "(writer: extractive). The words between quotation marks are their authors'.",
        "about": [
            {"@type": "Organization", "@id": "https://news.example/v1/entities/harbour-labs", "name": "Harbour Labs"}
        ],
        "isBasedOn": [{"@id": f"https://news.example/v1/records/{story().citations[0].record_id}"}],
        "correction": [
            {"@type": "CorrectionComment", "text": "The size was wrong.", "datePublished": "2026-04-04T09:12:00Z"}
        ],
    }
    assert citation == [
        {
            "@type": "SocialMediaPosting",
            "@id": f"https://news.example/v1/records/{story().citations[0].record_id}",
            "position": 1,
            "name": "Tern 3 weights are out",
            "url": "https://www.reddit.example/r/LocalTide/t3_1",
            "author": {"@type": "Person", "name": "u/marlow_tk"},
            "datePublished": TIME,
            "inLanguage": "en",
            "version": "1",
            "publisher": {"@type": "Organization", "name": "Reddit"},
            "hasPart": [
                {"@type": "Quotation", "@id": f"{urn('sty_1')}#{quote.id}", "text": quote.exact}
                for quote in story().citations[0].quotes
            ],
        }
    ]
    answer = {"@type": "Answer", "text": "u/marlow_tk doubts it: “I do not believe they will keep it open.”"}
    question = {"@type": "Question", "name": "Will it stay open?", "acceptedAnswer": answer}
    assert questions == [{"@type": "FAQPage", "inLanguage": "en", "mainEntity": [question]}]


def test_a_processor_reads_every_property() -> None:
    """Expansion drops nothing: each property is of the vocabulary, and addresses are nodes."""
    found = expanded()
    document = json.loads(jsonld.render(story(), BESIDE))
    assert found["@type"] == ["http://schema.org/NewsArticle"]
    assert {name for name in found if name[0] != "@"} == {
        f"http://schema.org/{name}" for name in document if name[0] != "@"
    }
    assert found["http://schema.org/digitalSourceType"] == [{"@id": "https://schema.org/AlgorithmicMediaDigitalSource"}]


def test_a_story_of_many_things_is_about_the_foremost() -> None:
    """Where no entity has a good share of a story, it is about the one that it comes back to most of all, and mentions the others."""
    many = [
        StoryEntity(slug=slug, name=slug, kind="other", mentions=mentions, salience=salience)
        for slug, mentions, salience in (("lantern", 3, 0.15), ("kiln", 2, 0.1), ("oar", 1, 0.05))
    ]
    document = json.loads(jsonld.render(story().model_copy(update={"entities": many}), BESIDE))
    assert [each["name"] for each in document["about"]] == ["lantern"]
    assert [each["name"] for each in document["mentions"]] == ["kiln", "oar"]


def test_what_is_not_there_is_not_said() -> None:
    """A withdrawn record leaves its number, a passing mention is a mention, and nothing is null."""
    withdrawn = story().citations[0].model_copy(update={"status": "withdrawn", "quotes": []})
    passing = StoryEntity(slug="lantern", name="Lantern", kind="other", mentions=1, salience=0.1)
    found = expanded(Beside(), citations=[withdrawn], entities=[passing], faq=[], published_at=None, status="draft")
    names = {name.rpartition("/")[2] for name in found}
    assert names.isdisjoint({"about", "correction", "hasPart", "datePublished", "isBasedOn", "image"})
    assert found["http://schema.org/creativeWorkStatus"] == [{"@value": "Draft"}]
    (cited,) = found["http://schema.org/citation"]
    assert cited["http://schema.org/name"] == [{"@value": "A record that was withdrawn."}]


def test_a_storys_name_outlives_its_address() -> None:
    """The identifier is made of the story's id alone, and stays what it is from release to release."""
    assert urn("sty_sgq2m5ajgzcia5wjrqk53xf5aq") == "urn:uuid:106559ea-6d0b-5569-ad46-8539f56313b4"
