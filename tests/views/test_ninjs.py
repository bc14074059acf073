"""A story as ninjs 3.1: no key that the standard does not know, and everything that a story rests on all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app.views import ninjs
from app.views.base.words import urn
from schemas.entity import EntityKind
from schemas.story import RelatedStory, StoryEntity
from tests.story.newsdesk import story
from tests.views.hostile import STRINGS, attacked_story
from tests.views.test_html import BESIDE

# The schema of places leads to one elsewhere, which no test may fetch; places bear no coordinates here.
GEOMETRY = "https://geojson.org/schema/GeoJSON.json"


@pytest.fixture(scope="module")
def schema(corpus: Path) -> Draft202012Validator:
    """Return the standard's own schema, which is kept among the real data."""
    registry: Registry[Any] = Registry().with_resource(GEOMETRY, Resource.from_contents(False, DRAFT202012))  # noqa: FBT003 - the schema that lets nothing through
    document = json.loads((corpus / "standards/ninjs-schema_3.1.json").read_bytes())
    return Draft202012Validator(document, registry=registry)


def item(**changes: object) -> dict[str, Any]:
    """Return a story as ninjs."""
    return dict(json.loads(ninjs.render(story(**changes), BESIDE)))


def test_the_standards_schema_takes_every_story(schema: Draft202012Validator) -> None:
    """Whole, bare, attacked, withdrawn, corrected and in each state, a story has no fault."""
    withdrawn = story().citations[0].model_copy(update={"status": "withdrawn", "quotes": []})
    entities = [
        StoryEntity(slug=f"e-{kind}", name=kind, kind=kind, mentions=1, salience=0.5) for kind in get_args(EntityKind)
    ]
    told = [
        item(),
        item(citations=[withdrawn], faq=[], sections=[], entities=[]),
        item(entities=entities, image={"url": "https://tide.example/p.png", "credit": None}),
        *(item(status=status, published_at=None) for status in ("draft", "retracted", "superseded")),
        *(json.loads(ninjs.render(attacked_story(text), BESIDE)) for text in STRINGS),
    ]
    assert [error.message for each in told for error in schema.iter_errors(each)] == []


def test_the_schema_would_have_told(schema: Draft202012Validator) -> None:
    """A key that the standard does not know is refused, at the top and inside an association."""
    extra = item()
    extra["associations"][0]["quote"] = "x"
    assert len(list(schema.iter_errors(extra))) == 1
    assert len(list(schema.iter_errors(item() | {"_x": 1}))) == 1


def test_a_story_as_ninjs() -> None:
    """Identity, state, words, who wrote, what it is about, and where to check."""
    told = item()
    told.pop("associations")
    bodies = told.pop("bodies")
    time = "2026-04-03T09:12:00Z"
    assert told == {
        "uri": urn("sty_1"),
        "type": "text",
        "representationType": "full",
        "profile": "storywire-story",
        "version": "1",
        "firstCreated": time,
        "versionCreated": time,
        "contentCreated": time,
        "pubStatus": "usable",
        "language": "en",
        "title": "Tern 3 weights are out",
        "slugline": "tern-3-weights-are-out-9d2e",
        "by": "Storywire, a machine (extractive)",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": "Tern 3 weights are out"}],
        "descriptions": [
            {
                "role": "summary",
                "contentType": "text/plain",
                "value": "A reader of r/LocalTide has them running on 24 GB.",
            },
            {
                "role": "disclosure",
                "contentType": "text/plain",
                "value": "Disclosure: a machine wrote this story (writer: extractive). The words between quotation marks are "
                "their authors'.",
            },
            {
                "role": "method",
                "contentType": "text/plain",
                "value": "Every sentence rests on words quoted from the record below.",
            },
        ],
        "digitalSourceType": {"name": "algorithmicMedia", "uri": "algorithmicMedia"},
        "altIds": [
            {"role": "story", "value": "sty_1"},
            {"role": "slug", "value": "tern-3-weights-are-out-9d2e"},
            {"role": "url", "value": "https://news.example/stories/tern-3-weights-are-out-9d2e"},
        ],
        "infoSources": [{"name": "Reddit", "role": "cited"}],
        "trustIndicators": [
            {
                "title": "verification",
                "href": "https://news.example/v1/stories/tern-3-weights-are-out-9d2e/verification",
            }
        ],
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        },
        "edNote": "2026-04-04T09:12:00Z: The size was wrong.",
        "subjects": [{"name": "Open Source AI", "rel": "about", "uri": "https://news.example/v1/beats/open-source-ai"}],
        "organisations": [
            {"name": "Harbour Labs", "rel": "mentions", "uri": "https://news.example/v1/entities/harbour-labs"}
        ],
    }
    assert [(body["role"], body["contentType"]) for body in bodies] == [
        ("main", "text/html"),
        ("main", "text/plain"),
        ("faq", "text/plain"),
        ("grounds", "application/json"),
    ]
    assert bodies[1]["value"] == "u/marlow_tk wrote: “It runs on 24 GB and was trained on 2.8 trillion tokens.”[1]"
    assert json.loads(bodies[3]["value"]) == {"s1": ["q1"], "s2": ["q2"], "title": ["q1"], "dek": ["q1"]}
    assert f'href="{story().url}#note-1"' in bodies[0]["value"]


def test_a_cited_record_is_an_association() -> None:
    """Its bodies are its quotes and, as JSON, where in the record each stands; a related story is one too."""
    similar = RelatedStory(
        relation="similar",
        slug="a-1",
        title="A",
        dek="d",
        beat=story().beat,
        published_at=None,
        score=1,
        shared_entities=[],
    )
    cited, related = item(related=[similar])["associations"]
    quotes = story().citations[0].quotes
    *said, where = cited["bodies"]
    assert [(body["role"], body["value"]) for body in said] == [("quote", quote.exact) for quote in quotes]
    assert (cited["rel"], cited["by"], cited["version"]) == ("cites", "u/marlow_tk", "1")
    assert [(each["id"], each["field"], each["selector"][1]) for each in json.loads(where["value"])] == [
        (quote.id, quote.field, {"type": "TextPositionSelector", "start": quote.start, "end": quote.end})
        for quote in quotes
    ]
    assert related == {
        "uri": "https://news.example/stories/a-1",
        "name": "A",
        "rel": "similar",
        "type": "text",
        "representationType": "partial",
    }
