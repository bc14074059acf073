"""A story as IPTC ninjs 3.1, as news agencies' systems take it.

The schema refuses every further key, so that what ninjs has no field for goes where it leaves room: each cited record is an
association whose bodies are its quotes, and one body more says where in the record they stand (W3C selectors, as JSON).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.language.normalise import printable_line
from app.views.base import ALONE, NO_HEADERS, Beside
from app.views.base.article import Article
from app.views.base.labels import labels_for
from app.views.base.markup import as_html
from app.views.base.words import address, picture_address, source_term, space_between, urn, writer
from schemas.base import time_text
from schemas.citation import Citation, Quote
from schemas.story import RelatedStory, Sentence, Story

name = "ninjs"
media_type = "application/ninjs+json"
suffix = "ninjs"
headers = NO_HEADERS

Item = dict[str, Any]

_STANDARD = {"name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"}
_STATUSES = {"draft": "withheld", "published": "usable", "retracted": "canceled", "superseded": "canceled"}
_ENTITY_LISTS = {
    "organization": "organisations",
    "community": "organisations",
    "person": "people",
    "place": "places",
    "model": "objects",
    "product": "objects",
    "event": "events",
}
_PLAIN = "text/plain"
_LONGEST_NAME = 80


def render(story: Story, beside: Beside = ALONE) -> str:
    """Return the story as one ninjs object."""
    method, labels = story.methodology, labels_for(story.language)
    item: Item = {
        "uri": urn(story.id),
        "type": "text",
        "representationType": "full",
        "profile": "storywire-story",
        "version": str(story.revision),
        "firstCreated": time_text(story.published_at or method.generated_at),
        "versionCreated": time_text(story.updated_at),
        "contentCreated": time_text(method.generated_at),
        "pubStatus": _STATUSES[story.status],
        "language": story.language,
        "title": story.title,
        "slugline": story.slug,
        "by": writer(method),
        "headlines": [{"role": "main", "contentType": _PLAIN, "value": story.title}],
        "descriptions": [
            {"role": "summary", "contentType": _PLAIN, "value": story.dek},
            {"role": "disclosure", "contentType": _PLAIN, "value": labels.disclosure(method)},
            {"role": "method", "contentType": _PLAIN, "value": method.statement},
        ],
        "bodies": list(_bodies(story, beside)),
        "digitalSourceType": {"name": source_term(method), "uri": method.digital_source_type},
        "altIds": [
            {"role": "story", "value": story.id},
            {"role": "slug", "value": story.slug},
            {"role": "url", "value": story.url},
        ],
        "infoSources": [
            {"name": source, "role": "cited"} for source in dict.fromkeys(each.source.name for each in story.citations)
        ],
        "associations": [
            *(_association(each, story, beside) for each in story.citations),
            *(_related(each, beside) for each in story.related),
            *_picture(story),
        ],
        "trustIndicators": [
            {"title": "verification", "href": f"{beside.public_url}/v1/stories/{story.slug}/verification"}
        ],
        "standard": _STANDARD,
    }
    if beside.corrections:
        item["edNote"] = " ".join(f"{time_text(each.created_at)}: {each.note or ''}" for each in beside.corrections)
    return json.dumps(item | _named(story, beside), ensure_ascii=False, indent=1) + "\n"


def _bodies(story: Story, beside: Beside) -> Iterator[Item]:
    """Yield the text as HTML and as plain words, then the story so far and the questions, each by its role."""
    article = Article(story, beside, page=story.url)
    yield _body("main", "text/html", "".join(as_html(part) for part in article.body()), story.word_count)
    paragraphs = [_marked(p.sentences, story.language) for section in story.sections for p in section.paragraphs]
    yield _body("main", _PLAIN, "\n\n".join(paragraphs))
    if story.story_so_far:
        yield _body("story_so_far", _PLAIN, _marked(story.story_so_far, story.language))
    for item in story.faq:
        yield _body("faq", _PLAIN, f"{item.question}\n{_marked(item.answer, story.language)}")
    # Which quotes each sentence rests on is what ninjs has no field for.
    rests = {sentence.id: sentence.quotes for sentence in story.body()}
    rests |= {"title": story.title_quotes, "dek": story.dek_quotes}
    yield _body("grounds", "application/json", json.dumps(rests, ensure_ascii=False))


def _body(role: str, content_type: str, value: str, words: int | None = None) -> Item:
    body: Item = {"role": role, "contentType": content_type, "charCount": len(value), "value": value}
    return body if words is None else body | {"wordCount": words}


def _marked(sentences: Iterable[Sentence], language: str) -> str:
    """Return sentences as a paragraph, each with the numbers of its citations behind it."""
    return space_between(language).join(
        printable_line(each.text) + "".join(f"[{number}]" for number in each.citations) for each in sentences
    )


def _named(story: Story, beside: Beside) -> Item:
    """Return beat and entities in the lists that ninjs has for their kinds; what has none is a subject."""
    found: dict[str, list[Item]] = {
        "subjects": [
            {"name": story.beat.name, "rel": "about", "uri": f"{beside.public_url}/v1/beats/{story.beat.slug}"}
        ]
    }
    for entity in story.entities:
        named: Item = {
            "name": entity.name,
            "rel": "mentions",
            "uri": f"{beside.public_url}/v1/entities/{entity.slug}",
        }
        place = _ENTITY_LISTS.get(entity.kind, "subjects")
        if place == "subjects":
            named["relevance"] = round(100 * min(1.0, max(0.0, entity.salience)))
        found.setdefault(place, []).append(named)
    return dict(found)


def _association(citation: Citation, story: Story, beside: Beside) -> Item:
    """Return a cited record: who and where, its quotes, and where in it they stand."""
    labels = labels_for(story.language)
    item: Item = {
        "uri": f"{beside.public_url}/v1/records/{citation.record_id}",
        "rel": "cites",
        "type": "text",
        "representationType": "partial",
        "altIds": [{"role": "number", "value": str(citation.number)}, {"role": "record", "value": citation.record_id}],
    }
    if citation.status == "withdrawn":
        return item | {"name": labels.withdrawn, "pubStatus": "canceled"}
    where = address(citation.url)
    item["altIds"] += [{"role": "url", "value": where}] if where else []
    return item | {
        "name": (citation.title or citation.author or citation.source.name)[:_LONGEST_NAME],
        "version": str(citation.record_version),
        "versionCreated": time_text(citation.published_at),
        **({"language": citation.language} if citation.language else {}),
        **({"by": citation.author} if citation.author else {}),
        **({"headlines": [{"value": citation.title}]} if citation.title else {}),
        "infoSources": [{"name": citation.source.name, "role": citation.source.kind, "literal": citation.source.slug}],
        "bodies": [
            *(_body("quote", _PLAIN, quoted.exact) for quoted in citation.quotes),
            _body("selectors", "application/json", json.dumps(_selectors(citation), ensure_ascii=False)),
        ],
    }


def _selectors(citation: Citation) -> list[Item]:
    """Return where each quote stands, as W3C selectors: by its words and by its place."""
    return [{"id": quoted.id, "field": quoted.field, "selector": _selector(quoted)} for quoted in citation.quotes]


def _selector(quoted: Quote) -> list[Item]:
    words = {"type": "TextQuoteSelector", "exact": quoted.exact, "prefix": quoted.prefix, "suffix": quoted.suffix}
    return [words, {"type": "TextPositionSelector", "start": quoted.start, "end": quoted.end}]


def _related(related: RelatedStory, beside: Beside) -> Item:
    return {
        "uri": f"{beside.public_url}/stories/{related.slug}",
        "name": related.title,
        "rel": related.relation,
        "type": "text",
        "representationType": "partial",
    }


def _picture(story: Story) -> Iterator[Item]:
    where = picture_address(story)
    if story.image and where:
        credit = {"by": story.image.credit} if story.image.credit else {}
        yield {"uri": where, "name": "picture", "rel": "illustrates", "type": "picture", **credit}
