"""A story as schema.org describes a NewsArticle, as JSON-LD: by itself, and inside the HTML page.

The machine is named in the format's own field, `digitalSourceType`; every cited record is a `citation` whose quotes are its
parts, and the questions are a part of type FAQPage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.views.base import Beside
from app.views.base.labels import labels_for
from app.views.base.words import address, picture_address, run_together, source_term, urn, writer
from schemas.base import time_text
from schemas.citation import Citation
from schemas.story import Story, StoryEntity

Node = dict[str, Any]

# What a story is about rather than merely mentions.
_SALIENT = 0.2
_STATUSES = {"draft": "Draft", "published": "Published", "retracted": "Obsolete", "superseded": "Obsolete"}
_ENTITY_TYPES = {
    "organization": "Organization",
    "person": "Person",
    "model": "SoftwareApplication",
    "product": "Product",
    "place": "Place",
    "community": "Organization",
    "law": "Legislation",
    "event": "Event",
}
_RECORD_TYPES = {
    "forum": "SocialMediaPosting",
    "social": "SocialMediaPosting",
    "news": "NewsArticle",
    "papers": "ScholarlyArticle",
    "blog": "BlogPosting",
}


def news_article(story: Story, beside: Beside) -> Node:
    """Return the story as one JSON-LD object."""
    method, labels = story.methodology, labels_for(story.language)
    about = _about(story.entities)
    return _without_nothing(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": urn(story.id),
            "url": story.url,
            "mainEntityOfPage": story.url,
            "identifier": story.id,
            "headline": story.title,
            "abstract": story.dek,
            "inLanguage": story.language,
            "datePublished": time_text(story.published_at) if story.published_at else None,
            "dateModified": time_text(story.updated_at),
            "version": str(story.revision),
            "creativeWorkStatus": _STATUSES[story.status],
            "articleSection": story.beat.name,
            "articleBody": _body(story),
            "wordCount": story.word_count,
            "author": {"@type": "Organization", "name": writer(method)},
            "publisher": {"@type": "Organization", "name": "Storywire", "url": beside.public_url or None},
            "digitalSourceType": _digital_source(source_term(method)),
            "backstory": f"{method.statement} {labels.disclosure(method)}",
            "about": [_entity(each, beside) for each in about],
            "mentions": [_entity(each, beside) for each in story.entities if each not in about],
            "citation": [_citation(each, story, beside) for each in story.citations],
            "isBasedOn": [{"@id": _record(each, beside)} for each in story.citations if each.status == "active"],
            "correction": [
                {"@type": "CorrectionComment", "text": each.note, "datePublished": time_text(each.created_at)}
                for each in beside.corrections
            ],
            "image": _image(story),
            "hasPart": [_questions(story)] if story.faq else None,
        }
    )


def _about(entities: Sequence[StoryEntity]) -> list[StoryEntity]:
    """Return what a story is about rather than merely mentions: where many share a story, what it comes back to most of all."""
    most = max((each.salience for each in entities if each.mentions > 1), default=_SALIENT)
    return [each for each in entities if each.salience >= min(_SALIENT, most)]


def _body(story: Story) -> str:
    """Return the text of sections and of the story so far, a paragraph a line."""
    paragraphs = [
        run_together(paragraph.sentences, story.language)
        for section in story.sections
        for paragraph in section.paragraphs
    ]
    so_far = [run_together(story.story_so_far, story.language)] if story.story_so_far else []
    return "\n\n".join([*paragraphs, *so_far])


def _digital_source(term: str) -> str:
    """Return schema.org's member for an IPTC term: algorithmicMedia is AlgorithmicMediaDigitalSource."""
    return f"https://schema.org/{term[:1].upper()}{term[1:]}DigitalSource"


def _entity(entity: StoryEntity, beside: Beside) -> Node:
    return {
        "@type": _ENTITY_TYPES.get(entity.kind, "Thing"),
        "@id": f"{beside.public_url}/v1/entities/{entity.slug}",
        "name": entity.name,
    }


def _record(citation: Citation, beside: Beside) -> str:
    return f"{beside.public_url}/v1/records/{citation.record_id}"


def _citation(citation: Citation, story: Story, beside: Beside) -> Node:
    """Return a cited record with its quotes; of a withdrawn one, its number and that it was withdrawn."""
    if citation.status == "withdrawn":
        labels = labels_for(story.language)
        return {"@type": "CreativeWork", "position": citation.number, "name": labels.withdrawn}
    return {
        "@type": _RECORD_TYPES.get(citation.source.kind, "CreativeWork"),
        "@id": _record(citation, beside),
        "position": citation.number,
        "name": citation.title,
        "url": address(citation.url),
        "author": {"@type": "Person", "name": citation.author} if citation.author else None,
        "datePublished": time_text(citation.published_at),
        "inLanguage": citation.language,
        "version": str(citation.record_version),
        "publisher": {"@type": "Organization", "name": citation.source.name},
        "hasPart": [
            {"@type": "Quotation", "@id": f"{urn(story.id)}#{quoted.id}", "text": quoted.exact}
            for quoted in citation.quotes
        ],
    }


def _image(story: Story) -> Node | None:
    where = picture_address(story)
    if story.image is None or where is None:
        return None
    return {"@type": "ImageObject", "url": where, "creditText": story.image.credit}


def _questions(story: Story) -> Node:
    return {
        "@type": "FAQPage",
        "inLanguage": story.language,
        "mainEntity": [
            {
                "@type": "Question",
                "name": item.question,
                "acceptedAnswer": {"@type": "Answer", "text": run_together(item.answer, story.language)},
            }
            for item in story.faq
        ],
    }


def _without_nothing(node: Node) -> Node:
    """Leave out, at every depth, what is null or an empty list: a reader takes a property that is there for a statement."""
    return {name: _told(value) for name, value in node.items() if value is not None and value != []}


def _told(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return _without_nothing(value)
    return [_told(each) for each in value] if isinstance(value, list) else value
