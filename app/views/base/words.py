"""What views say in the same way: notes, addresses that may be followed, names that last, and who wrote."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import quote
from uuid import UUID, uuid5

from app.language.normalise import printable_line
from app.language.pattern import pattern
from app.views.base.labels import Labels
from schemas.base import time_text
from schemas.citation import Citation
from schemas.record import Record
from schemas.story import Methodology, Sentence, Story

LONGEST_TITLE = 160
LONGEST_AUTHOR = 80
# Drawn once for Storywire: a name-based UUID (RFC 9562, section 5.5) of a story's id is the same wherever the story is told.
_NAMESPACE = UUID("5b0f8f6e-0d3c-4d43-9c6b-6a4f0d0f7a31")
# The scheme of the terms that `source_term` gives.
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_HALF_AN_ESCAPE = pattern(r"%(?![0-9A-Fa-f]{2})")
_MAY_STAND = "%/:?@!$&'()*+,;=~"
# What Markdown reads anywhere in a line, and what only at its beginning.
_ANYWHERE = pattern(r"[\\`*_\[\]<>&~|^$]")
_AT_THE_BEGINNING = pattern(r"^(?:[-+#=:]|\d{1,9}(?=[.)](?: |$)))")
# What a site wrote for a browser into a title that it handed out as text: “Gemini&#8217;s”.
_REFERENCE = pattern(r"&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|[lr][sd]quo|[mn]dash|hellip|nbsp|quot|apos|amp(?!;#?\w+;));")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote in parts, each fit to be shown: who, which title, where, when, and whether the record has changed since."""

    author: str
    title: str
    place: str
    day: str
    changed: bool
    address: str | None


def note_of(citation: Citation, labels: Labels, records: Mapping[str, Record]) -> Note:
    """Return a citation as a note; an author who is only the source again is left out."""
    author = printable_line(citation.author or "", LONGEST_AUTHOR)
    source = printable_line(citation.source.name)
    now = records.get(citation.record_id)
    return Note(
        author="" if author.casefold() in {source.casefold(), citation.source.slug} else author,
        title=printable_line(_spelled(citation.title or ""), LONGEST_TITLE),
        place=f"{source} ({printable_line(citation.community)})" if citation.community else source,
        day=labels.day(citation.published_at),
        changed=bool(now and (now.status == "withdrawn" or now.version > citation.record_version)),
        address=address(citation.url),
    )


def _spelled(title: str) -> str:
    """Return a title with the marks and letters that its character references stand for, but for those that make mark-up."""
    if "&" not in title:
        return title
    return _REFERENCE.sub(lambda found: found[0] if unescape(found[0]) in "<>" else unescape(found[0]), title)


def address(url: str | None) -> str | None:
    """Return an address that a reader may follow, with every unfit character escaped (RFC 3986); None for any other scheme."""
    line = printable_line(url or "")
    if not line.startswith(("https://", "http://")):
        return None
    before, mark, fragment = _HALF_AN_ESCAPE.sub("%25", line).partition("#")
    return mark.join(quote(part, safe=_MAY_STAND, errors="replace") for part in (before, fragment) if part)


def urn(story_id: str) -> str:
    """Return a story's name as a URN: of its id alone, so that a move of the deployment renames nothing."""
    return uuid5(_NAMESPACE, story_id).urn


def direction(language: str) -> str:
    """Return in which direction a language is written, as HTML has it."""
    return "rtl" if re.split("[-_]", language)[0].lower() in _RIGHT_TO_LEFT else "ltr"


def space_between(language: str) -> str:
    """Return what stands between two sentences: nothing in Chinese and Japanese."""
    return "" if language.startswith(("zh", "ja")) else " "


def run_together(sentences: Iterable[Sentence], language: str) -> str:
    """Return sentences as one paragraph of plain words, without marks."""
    return space_between(language).join(printable_line(sentence.text) for sentence in sentences)


def numbers_of(story: Story, quotes: Iterable[str]) -> list[int]:
    """Return the numbers of the citations that some quotes belong to, in their order."""
    wanted = set(quotes)
    return [each.number for each in story.citations if any(quote.id in wanted for quote in each.quotes)]


def left_out(method: Methodology, labels: Labels) -> str | None:
    """Return in a line how many records were left out for each reason, by reason; None where none was."""
    reasons = sorted(Counter(unused.reason for unused in method.unused).items())
    shown = labels.comma.join(f"{count} {labels.reasons[reason]}" for reason, count in reasons)
    return f"{labels.left_out} {shown}{labels.stop}" if reasons else None


def weights(story: Story, labels: Labels) -> str | None:
    """Return in a line how much the story rests on each note; None where it has none."""
    shown = labels.comma.join(f"[{each.number}] {each.weight:.0%}" for each in story.citations)
    return f"{labels.weights} {shown}{labels.stop}" if story.citations else None


def picture_address(story: Story) -> str | None:
    """Return where the story's picture is, if it has one that a reader may follow."""
    return address(story.image.url) if story.image else None


def to_the_second(at: datetime) -> str:
    """Return a moment as RFC 3339 has it, without what is less than a second."""
    return time_text(at.replace(microsecond=0))


def writer(method: Methodology) -> str:
    """Return the byline, which never names a person: who wrote is a machine."""
    named = f"{method.provider}, {method.model}" if method.model else method.provider
    return printable_line(f"Storywire, a machine ({named})")


def source_term(method: Methodology) -> str:
    """Return the last part of the IPTC term for how the text came about, such as algorithmicMedia."""
    return method.digital_source_type.rpartition("/")[2]


def as_markdown(text: str) -> str:
    """Return a text on one line in which nothing is Markdown any more."""
    line = _ANYWHERE.sub(r"\\\g<0>", printable_line(text))
    begun = _AT_THE_BEGINNING.match(line)
    if begun is None:
        return line
    # A number's mark is the point behind it; every other mark stands first.
    return f"{begun[0]}\\{line[begun.end() :]}" if begun[0][0].isdigit() else f"\\{line}"
