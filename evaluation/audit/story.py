"""Check a story as a whole: its fields and their forms, its headline, its entities, and what it is related to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.audit.dossier import Dossier, Fault
from evaluation.audit.sentences import date_words, field_words
from evaluation.audit.words import leaks, numbers

_FIELDS = """
id slug url revision status language title dek beat published_at updated_at word_count sections story_so_far faq entities
citations related image methodology
"""
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9a-f]{4,}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_STATUSES = {"draft", "published", "retracted", "superseded"}
_RELATIONS = {"earlier", "later", "similar"}
_QUESTION = re.compile(r"[?？]\W*$")
# Nobody prints a headline that breaks off, shouts tags, passes on, or starts as a line of a list.
_UNPRINTABLE = re.compile(r"(?:\.\.\.|…)\W*$|(?:^|\s)#\w|^\W*RT\b|^(?:[-*•>]|\d+[.)])\s")
_CLIPPED = re.compile(r"\s*(?:\.\.\.|…)\s*$")
_WORDS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+(?:[’'.-][^\W\u3400-\u9fff]+)*")


def check_story(dossier: Dossier) -> Iterator[Fault]:
    """Check everything of a story that is not a sentence, a citation or its method."""
    yield from _check_fields(dossier)
    for field in ("title", "dek"):
        yield from _check_headline(dossier, field)
    yield from _check_sections(dossier)
    yield from _check_entities(dossier)
    yield from _check_related(dossier)


def _check_fields(dossier: Dossier) -> Iterator[Fault]:
    story = dossier.story
    if missing := [field for field in _FIELDS.split() if field not in story]:
        yield Fault("shape", "story", f"has no {', '.join(missing)}")
        return
    slug = story["slug"]
    forms = {
        "id": str(story["id"]).startswith("sty_"),
        "slug": bool(_SLUG.fullmatch(slug)),
        "url": story["url"].endswith(f"/stories/{slug}"),
        "revision": isinstance(story["revision"], int) and story["revision"] >= 1,
        "status": story["status"] in _STATUSES,
        "language": bool(_LANGUAGE.fullmatch(story["language"])),
        "published_at": story["status"] == "draft" or bool(_TIME.fullmatch(story["published_at"] or "")),
        "updated_at": bool(_TIME.fullmatch(story["updated_at"] or "")),
    }
    for field, holds in forms.items():
        if not holds:
            yield Fault("shape", field, f"is {story[field]!r}")
    beat = dossier.beats.get(story["beat"].get("slug"))
    if beat is None or beat["name"] != story["beat"].get("name"):
        yield Fault("link", "beat", f"{story['beat']} is no beat here")
    body = sum(len(_WORDS.findall(s.text)) for s in dossier.sentences if s.part == "sections")
    whole = sum(len(_WORDS.findall(s.text)) for s in dossier.sentences) + len(
        _WORDS.findall(f"{story['title']} {story['dek']}")
    )
    if not 0.9 * body <= story["word_count"] <= 1.1 * whole:
        yield Fault("shape", "word_count", f"is {story['word_count']}, the words are {body} to {whole}")


def _check_headline(dossier: Dossier, field: str) -> Iterator[Fault]:
    """Check that a title or dek can be printed, and that every number in it is borne out by the evidence."""
    text = dossier.story.get(field) or ""
    if not text.strip():
        yield Fault("headline", field, "is empty")
    if leak := leaks(text):
        yield Fault("markup", field, f"shows {leak}")
    if _UNPRINTABLE.search(text) or "\n" in text:
        yield Fault("headline", field, f"is nothing to print: {text[:80]!r}")
    titles = [citation["title"] or "" for citation in dossier.citations]
    if field == "title" and any(_CLIPPED.search(title) and title.startswith(text.rstrip(" .…")) for title in titles):
        yield Fault("headline", field, f"is the beginning of a headline that its source broke off: {text[:80]!r}")
    method = dossier.story.get("methodology") or {}
    evidence = [quote["exact"] for _, quote in dossier.quotes.values()]
    evidence += [field_words(citation, dossier.records.get(citation["record_id"])) for citation in dossier.citations]
    evidence += [date_words(method.get("evidence_from")), date_words(method.get("evidence_until"))]
    counts = {str(method.get(key)) for key in ("record_count", "cited_count", "publisher_count")}
    if unborne := numbers(text) - numbers(" ".join(evidence)) - counts:
        yield Fault("number", field, f"names numbers that no quote does: {sorted(unborne)}")


def _check_sections(dossier: Dossier) -> Iterator[Fault]:
    for i, section in enumerate(dossier.story.get("sections") or [], 1):
        heading = section.get("heading")
        if heading is not None and (not heading.strip() or leaks(heading)):
            yield Fault("shape", f"section {i}", f"has the heading {heading!r}")
        if not all(paragraph.get("sentences") for paragraph in section.get("paragraphs") or [{}]):
            yield Fault("shape", f"section {i}", "is empty, or has an empty paragraph")
    for i, item in enumerate(dossier.story.get("faq") or [], 1):
        if not _QUESTION.search(item.get("question") or "") or leaks(item["question"]):
            yield Fault("shape", f"question {i}", f"is none: {item.get('question')!r}")
        if not item.get("answer"):
            yield Fault("support", f"question {i}", "has no answer")


def _check_entities(dossier: Dossier) -> Iterator[Fault]:
    for entity in dossier.story.get("entities") or []:
        known = dossier.entities.get(entity["slug"])
        if known is None or (known["name"], known["kind"]) != (entity["name"], entity["kind"]):
            yield Fault("link", f"entity {entity['slug']}", "is not what the API says of it")
        if entity["mentions"] < 1 or not 0 < entity["salience"] <= 1:
            yield Fault("shape", f"entity {entity['slug']}", "has no mentions, or a salience that is no share")


def _check_related(dossier: Dossier) -> Iterator[Fault]:
    for each in dossier.story.get("related") or []:
        if each["relation"] not in _RELATIONS or each["slug"] == dossier.story["slug"]:
            yield Fault("link", "related", f"holds {each['slug']!r} as {each['relation']!r}")
        elif dossier.stories.get(each["slug"]) is None:
            yield Fault("link", "related", f"names the story {each['slug']!r}, which does not resolve")
