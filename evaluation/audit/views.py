"""Check that the story's other addresses say what the story says: its verification, citations, revision and text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evaluation.audit.dossier import Dossier, Fault

_NOTE_MARK = re.compile(r"\[\d+\]")
_SPACE = re.compile(r"\s+")


def check_views(dossier: Dossier) -> Iterator[Fault]:
    """Ask each address and compare."""
    slug = dossier.story.get("slug")
    yield from _check_verification(dossier)
    citations = dossier.outside.get(f"/stories/{slug}/citations") or {}
    if citations.get("items") != dossier.citations:
        yield Fault("view", "citations", "are not those of the story")
    revision = dossier.outside.get(f"/stories/{slug}/revisions/{dossier.story.get('revision')}") or {}
    if revision.get("sections") != dossier.story.get("sections"):
        yield Fault("view", "revision", "is not what the story says")
    yield from _check_text(dossier, dossier.outside.text(f"/stories/{slug}.txt"))


def _check_verification(dossier: Dossier) -> Iterator[Fault]:
    """Check that the service, asked now, finds every sentence and every quote."""
    answer = dossier.outside.get(f"/stories/{dossier.story.get('slug')}/verification") or {}
    verdicts = {each["id"]: each for each in answer.get("sentences") or []}
    if set(verdicts) != {sentence.given.get("id") for sentence in dossier.sentences}:
        yield Fault("verification", "verification", "does not judge every sentence")
    for each in verdicts.values():
        if each["verdict"] != "found" or any(quote["verdict"] != "found" for quote in each["quotes"]):
            yield Fault("verification", f"sentence {each['id']}", f"is {each['verdict']}: {each['reason']}")


def _check_text(dossier: Dossier, text: str | None) -> Iterator[Fault]:
    """Check that the plain text holds title, beat, address and every sentence, however its lines are broken."""
    story, bare = dossier.story, _bare(text or "")
    expected = [story["title"], story["dek"], story["beat"]["name"], story["url"]]
    expected += [sentence.text for sentence in dossier.sentences]
    for words in expected:
        if _bare(words) not in bare:
            yield Fault("view", "plain text", f"lacks {words[:60]!r}")


def _bare(text: str) -> str:
    """Return a text without white space and footnote marks."""
    return _SPACE.sub("", _NOTE_MARK.sub("", text))
