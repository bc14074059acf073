"""A story as plain text: a banner, the story with footnote marks, its notes, and how it was made.

Lines are at most 96 columns wide, a Chinese character taking two. No character is printed that does not show.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from app.language.normalise import printable_line
from app.language.pattern import pattern
from app.views.base import ALONE, NO_HEADERS, Beside
from app.views.base.labels import Labels, labels_for
from app.views.base.words import left_out, note_of, space_between, to_the_second, weights
from schemas.citation import Citation
from schemas.story import FaqItem, Sentence, Story

name = "plain_text"
media_type = "text/plain"
suffix = "txt"
headers = NO_HEADERS

WIDTH = 96
_RULE = "═" * WIDTH
_THIN_RULE = "─" * WIDTH
# Either a run of characters that stay together, or one wide character with the marks that may not begin a line after it.
_WIDE = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_NEVER_FIRST = r"，。、；：！？”’）》」』】…·,.;:!?)\]"
_PIECE = pattern(
    rf" +|(?:[“‘（《「『【]*[{_WIDE}]|[^ {_WIDE}“‘（《「『【]+|[“‘（《「『【]+[^ {_WIDE}]*)[{_NEVER_FIRST}]*(?:\[\d+\])*"
)


def render(story: Story, beside: Beside = ALONE) -> str:
    """Return the story as plain text, ending in a line break."""
    labels = labels_for(story.language)
    blocks = [
        _banner(story, labels),
        wrap(story.dek),
        *_sections(story),
        *_titled(labels.so_far, [_sentences(story.story_so_far, story.language)] if story.story_so_far else []),
        *_titled(labels.questions, [_question(item, labels, story.language) for item in story.faq]),
        _THIN_RULE,
        *_titled(labels.notes, ["\n".join(_note(each, labels, beside) for each in story.citations)]),
        *_titled(labels.method, list(_method(story, labels, beside))),
        _RULE,
    ]
    return "\n\n".join(blocks) + "\n"


def display_width(text: str) -> int:
    """Return how many columns a text takes on a terminal: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def wrap(text: str, width: int = WIDTH, indent: str = "") -> str:
    """Break a text into lines of at most `width` columns, all but the first indented; a longer word stays whole."""
    lines = [""]
    for piece in _PIECE.findall(printable_line(text)):
        if lines[-1].strip() and display_width(lines[-1]) + display_width(piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(indent)
        if piece.strip() or lines[-1].strip():
            lines[-1] += piece
    return "\n".join(lines)


def _banner(story: Story, labels: Labels) -> str:
    rows = [(labels.title, story.title), (labels.beat, story.beat.name)]
    if story.status != "published":
        rows.append((labels.status, labels.statuses[story.status]))
    if story.published_at:
        rows.append((labels.published, to_the_second(story.published_at)))
    if story.revision > 1:
        rows.append((labels.updated, f"{to_the_second(story.updated_at)} ({labels.revision} {story.revision})"))
    rows.append((labels.url, story.url))
    lines = [wrap(f"{label}: {value}", indent="  ") for label, value in rows]
    return "\n".join([_RULE, "STORYWIRE STORY", _RULE, *lines, _THIN_RULE])


def _sections(story: Story) -> Iterator[str]:
    for section in story.sections:
        paragraphs = [_sentences(paragraph.sentences, story.language) for paragraph in section.paragraphs]
        yield from _titled(section.heading, paragraphs)


def _titled(heading: str | None, blocks: Sequence[str]) -> Iterator[str]:
    """Yield blocks under an underlined heading; nothing where there are no blocks."""
    if blocks and heading and (line := wrap(heading)):
        yield f"{line}\n{'─' * max(display_width(each) for each in line.splitlines())}"
    yield from blocks


def _sentences(sentences: Iterable[Sentence], language: str) -> str:
    return wrap(_run_together(sentences, language))


def _run_together(sentences: Iterable[Sentence], language: str) -> str:
    """Return sentences as a paragraph, each with its footnote marks behind it; Chinese sets no space between them."""
    marked = (sentence.text.strip() + "".join(f"[{number}]" for number in sentence.citations) for sentence in sentences)
    return space_between(language).join(marked)


def _question(item: FaqItem, labels: Labels, language: str) -> str:
    question = wrap(f"{labels.question} {item.question}", indent="   ")
    return f"{question}\n{wrap(f'{labels.answer} {_run_together(item.answer, language)}', indent='   ')}"


def _note(citation: Citation, labels: Labels, beside: Beside) -> str:
    """Return a note: who wrote it, its title, where and when it was published, and its address on a line of its own."""
    mark = f"[{citation.number}] "
    if citation.status == "withdrawn":
        return mark + labels.withdrawn
    note = note_of(citation, labels, beside.records)
    parts = [
        note.author,
        f"“{note.title}”" if note.title else None,
        note.place,
        note.day,
        labels.changed if note.changed else None,
    ]
    indent = " " * len(mark)
    shown = wrap(mark + labels.comma.join(part for part in parts if part), indent=indent)
    return f"{shown}\n{indent}{note.address}" if note.address else shown


def _method(story: Story, labels: Labels, beside: Beside) -> Iterator[str]:
    method = story.methodology
    yield wrap(method.statement)
    yield wrap(labels.counts(method))
    yield from (wrap(line) for line in (left_out(method, labels), weights(story, labels)) if line)
    for each in beside.corrections:
        yield wrap(f"{labels.corrections}{labels.comma}{labels.day(each.created_at)}{labels.comma}{each.note or ''}")
    yield wrap(labels.disclosure(method))
