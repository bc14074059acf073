"""Passages as sections of a story: a few sentences to a paragraph, a record's own never apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.story.draft import DraftSection, DraftSentence
from app.writers.extractive.grouping import released_together
from app.writers.extractive.news import is_old
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases

_PARAGRAPH = 3
_EDGES = 3


def section(
    heading: str, passages: Sequence[Passage], phrases: Phrases, newest: datetime | None = None
) -> DraftSection:
    """Write a section: passages as sentences, a few to a paragraph, a record's own never apart.

    Each tells its day; where the story's `newest` record is given, only those do that are old beside it.
    """
    phrases.voice.start_section()
    paragraphs: list[list[DraftSentence]] = [[]]
    before: Passage | None = None
    for group in released_together(passages):
        passage = group[0]
        same = before is not None and before.record.id == passage.record.id
        if len(paragraphs[-1]) >= _PARAGRAPH and not same:
            paragraphs.append([])
        if same:
            paragraphs[-1].append(phrases.voice.again(passage))
        elif len(group) > 1:
            paragraphs[-1].append(phrases.voice.together(group))
        else:
            dated = newest is None or is_old(passage.record, newest)
            paragraphs[-1].append(phrases.voice.quote(passage, dated=dated))
        before = group[-1]
    if len(paragraphs) > 1 and len(paragraphs[-1]) == 1:
        last = paragraphs.pop()
        paragraphs[-1] += last
    return DraftSection(heading, tuple(tuple(p) for p in paragraphs))


def split(parts: Sequence[tuple[str, list[Passage]]], phrases: Phrases) -> list[DraftSection]:
    """Make two sections of one: the beginning and the rest, or what is told and that no more is known."""
    passages = next(found for _, found in parts if found)
    if len(passages) > 1:
        middle = max(1, len(passages) // 2)
        while (
            middle < len(passages) - 1
            and passages[middle].record.id == passages[middle - 1].record.id
            and len({p.record.id for p in passages}) > 1
        ):
            middle += 1
        return [
            section(phrases.headings["happened"], passages[:middle], phrases),
            section(
                phrases.headings["details"],
                passages[middle:],
                phrases,
                max(p.record.published_at for p in passages),
            ),
        ]
    sections = [section(phrases.headings["happened"], passages, phrases)]
    # Words about a quote in another language cannot be checked against it.
    is_all = _is_all(passages[0]) and passages[0].chinese == phrases.chinese
    alone = phrases.voice.alone(passages[0]) if is_all else None
    if alone:
        sections.append(DraftSection(phrases.headings["unknown"], ((alone,),)))
    return sections


def _is_all(passage: Passage) -> bool:
    """Say whether a passage is all that its record says, but for what stands at its edges."""
    written = f"{passage.record.title or ''}{passage.record.text or ''}".strip()
    return not passage.clipped and len(written) - len(passage.text) <= _EDGES


def in_time(passage: Passage) -> tuple[object, int, int]:
    """Return what puts passages in the order of time."""
    return (passage.record.published_at, passage.index, passage.order)


def by_record(passages: Sequence[Passage]) -> list[Passage]:
    """Bring a record's passages together at the place of its first, in the record's own order."""
    groups: dict[str, list[Passage]] = {}
    for passage in passages:
        groups.setdefault(passage.record.id, []).append(passage)
    return [p for group in groups.values() for p in sorted(group, key=lambda p: p.order)]
