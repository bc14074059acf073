"""A story as Markdown with footnotes: CommonMark, and the footnotes that GitHub, Pandoc and Obsidian read.

The head of the file is YAML, so that whoever keeps the file knows what it is and that a machine wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from app.language.normalise import printable_line
from app.views.base import ALONE, NO_HEADERS, Beside
from app.views.base.labels import Labels, labels_for
from app.views.base.words import (
    as_markdown,
    left_out,
    note_of,
    numbers_of,
    picture_address,
    space_between,
    to_the_second,
)
from schemas.citation import Citation
from schemas.story import FaqItem, Sentence, Story

name = "markdown"
media_type = "text/markdown"
suffix = "md"
headers = NO_HEADERS


def render(story: Story, beside: Beside = ALONE) -> str:
    """Return the story as Markdown, ending in a line break."""
    labels = labels_for(story.language)
    title = as_markdown(story.title) + _marks(numbers_of(story, story.title_quotes))
    dek = as_markdown(story.dek) + _marks(numbers_of(story, story.dek_quotes))
    blocks = [
        _front_matter(story),
        f"# {title}",
        f"**{dek}**" if dek else "",
        f"*{as_markdown(labels.disclosure(story.methodology))}*",
        *_sections(story),
        *_titled(labels.so_far, [_paragraph(story.story_so_far, story.language)] if story.story_so_far else []),
        *_titled(labels.questions, [_question(item, story.language) for item in story.faq]),
        *_picture(story, labels),
        *_titled(labels.method, list(_method(story, labels, beside))),
        *_titled(labels.notes, [_note(each, labels, beside) for each in story.citations]),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front_matter(story: Story) -> str:
    """Return the head: JSON strings, which every reader of YAML takes."""
    told = {
        "title": story.title,
        "description": story.dek,
        "url": story.url,
        "id": story.id,
        "lang": story.language,
        "beat": story.beat.name,
        "status": story.status,
        "published": to_the_second(story.published_at) if story.published_at else None,
        "updated": to_the_second(story.updated_at),
        "revision": story.revision,
        "digital_source_type": story.methodology.digital_source_type,
    }
    lines = (
        f"{field}: {json.dumps(printable_line(value) if isinstance(value, str) else value, ensure_ascii=False)}"
        for field, value in told.items()
        if value is not None
    )
    return "\n".join(["---", *lines, "---"])


def _sections(story: Story) -> Iterator[str]:
    for section in story.sections:
        paragraphs = [_paragraph(paragraph.sentences, story.language) for paragraph in section.paragraphs]
        yield from _titled(section.heading, paragraphs)


def _titled(heading: str | None, blocks: Sequence[str]) -> Iterator[str]:
    """Yield blocks under a heading; nothing where there are no blocks."""
    if blocks and heading and (line := as_markdown(heading)):
        yield f"## {line}"
    yield from blocks


def _paragraph(sentences: Iterable[Sentence], language: str) -> str:
    return space_between(language).join(as_markdown(each.text) + _marks(each.citations) for each in sentences)


def _marks(numbers: Iterable[int]) -> str:
    return "".join(f"[^{number}]" for number in numbers)


def _question(item: FaqItem, language: str) -> str:
    return f"### {as_markdown(item.question)}\n\n{_paragraph(item.answer, language)}"


def _picture(story: Story, labels: Labels) -> Iterator[str]:
    """Yield a link to the picture: a story never makes its reader load something from elsewhere."""
    where = picture_address(story)
    if story.image and where:
        yield f"{labels.picture}: [{as_markdown(story.image.credit or labels.picture)}](<{where}>)"


def _note(citation: Citation, labels: Labels, beside: Beside) -> str:
    """Return a footnote: who, what, where and when, and below it the words that are quoted."""
    mark = f"[^{citation.number}]: "
    if citation.status == "withdrawn":
        return mark + labels.withdrawn
    note = note_of(citation, labels, beside.records)
    place = f"[{as_markdown(note.place)}](<{note.address}>)" if note.address else as_markdown(note.place)
    parts = [
        as_markdown(note.author),
        f"“{as_markdown(note.title)}”" if note.title else "",
        place,
        note.day,
        labels.changed if note.changed else "",
    ]
    lines = [mark + labels.comma.join(part for part in parts if part)]
    for quoted in citation.quotes:
        lines.append(f"    > {as_markdown(quoted.exact)}")
        if quoted.translation:
            lines.append(f"    >\n    > {labels.translation} {as_markdown(quoted.translation)}")
    return "\n\n".join(lines)


def _method(story: Story, labels: Labels, beside: Beside) -> Iterator[str]:
    method = story.methodology
    yield as_markdown(method.statement)
    yield as_markdown(labels.counts(method))
    if line := left_out(method, labels):
        yield line
    if story.citations:
        weights = labels.comma.join(f"{each.weight:.0%}[^{each.number}]" for each in story.citations)
        yield f"{labels.weights} {weights}{labels.stop}"
    for each in beside.corrections:
        yield f"{labels.corrections}{labels.comma}{labels.day(each.created_at)}{labels.comma}{as_markdown(each.note or '')}"
