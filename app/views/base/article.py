"""A story as an article of HTML: text with marks, notes that lead back to them, and how it was made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote as escaped
from xml.etree.ElementTree import Element

from app.views.base import Beside
from app.views.base.labels import Labels, labels_for
from app.views.base.markup import as_html, element
from app.views.base.words import (
    address,
    left_out,
    note_of,
    numbers_of,
    picture_address,
    space_between,
    to_the_second,
    weights,
)
from schemas.citation import Citation
from schemas.story import RevisionSummary, Run, Section, Sentence, Story

# A link to what a stranger wrote lends it no weight and tells it nothing.
_STRANGERS = "nofollow ugc noopener noreferrer"


class Article:
    """The parts of one story. On a page of its own (`page` is empty) parts have ids and lead to each other.

    Elsewhere marks lead to the notes on the story's page, or nowhere where the notes follow, and nothing has an id.
    """

    def __init__(self, story: Story, beside: Beside, page: str = "", *, links_marks: bool = True) -> None:
        """Take a story; `page` is the address of the page on which it stands whole."""
        self.story = story
        self.labels: Labels = labels_for(story.language)
        self._beside = beside
        self._page = page
        self._links_marks = links_marks
        self._marks: dict[int, list[str]] = defaultdict(list)

    def head(self) -> list[Element]:
        """Return title, dek, times and the disclosure."""
        story, labels = self.story, self.labels
        times: list[Element | str] = []
        if story.published_at:
            times += [f"{labels.published}: ", moment(story.published_at, labels)]
        if story.revision > 1:
            times += [
                *([" · "] if times else []),
                f"{labels.updated}: ",
                moment(story.updated_at, labels),
                f" ({labels.revision} {story.revision})",
            ]
        if story.status != "published":
            times += [*([" · "] if times else []), f"{labels.status}: {labels.statuses[story.status]}"]
        return [
            element("p", story.beat.name, class_="beat"),
            element("h1", story.title, *self._noted("title", numbers_of(story, story.title_quotes))),
            element("p", story.dek, *self._noted("dek", numbers_of(story, story.dek_quotes)), class_="dek"),
            element("p", *times, class_="times"),
            element("p", labels.disclosure(story.methodology), class_="disclosure", role=self._own("note")),
        ]

    def body(self) -> list[Element]:
        """Return sections, the story so far, questions, and the picture that belongs to it."""
        story, labels = self.story, self.labels
        found = [self._section(section, number) for number, section in enumerate(story.sections, start=1)]
        if story.story_so_far:
            found.append(self._titled("so-far", labels.so_far, [self._paragraph(story.story_so_far)]))
        if story.faq:
            asked = [
                part for item in story.faq for part in (element("h3", item.question), self._paragraph(item.answer))
            ]
            found.append(self._titled("questions", labels.questions, asked))
        where = picture_address(story)
        if story.image and where:
            link = element("a", story.image.credit or labels.picture, href=where, rel=_STRANGERS)
            found.append(element("p", f"{labels.picture}: ", link, class_="picture"))
        return found

    def notes(self, *, with_quotes: bool) -> Element:
        """Return the notes, each with the words that are quoted from its record; call it after what is noted."""
        items = [self._note(citation, with_quotes=with_quotes) for citation in self.story.citations]
        return self._titled("notes", self.labels.notes, [element("ol", *items)], role="doc-endnotes")

    def method(self) -> Element:
        """Return how the story was made, what was left out, what each note weighs, and what was corrected."""
        method, labels = self.story.methodology, self.labels
        parts = [element("p", method.statement), element("p", labels.counts(method))]
        lines = (left_out(method, labels), weights(self.story, labels))
        parts += [element("p", line) for line in lines if line]
        if self._beside.corrections:
            corrected = [
                element("li", moment(each.created_at, labels), f"{labels.comma}{each.note or ''}")
                for each in self._beside.corrections
            ]
            parts += [element("h3", labels.corrections), element("ul", *corrected)]
        return self._titled("method", labels.method, parts)

    def _own(self, value: str) -> str | None:
        """Return an id, a role or a label where the story has its page to itself."""
        return None if self._page else value

    def _titled(self, name: str, heading: str, parts: Sequence[Element], role: str | None = None) -> Element:
        title = element("h2", heading, id=self._own(name))
        return element(
            "section", title, *parts, aria_labelledby=self._own(name), role=self._own(role) if role else None
        )

    def _section(self, section: Section, number: int) -> Element:
        paragraphs = [self._paragraph(paragraph.sentences) for paragraph in section.paragraphs]
        if section.heading is None:
            return element("section", *paragraphs)
        return self._titled(f"section-{number}", section.heading, paragraphs)

    def _paragraph(self, sentences: Iterable[Sentence]) -> Element:
        space = space_between(self.story.language)
        parts: list[Element | str] = []
        for sentence in sentences:
            if parts:
                parts.append(space)
            runs = [self._run(run) for run in sentence.runs]
            parts += runs if self._page else [element("span", *runs, id=sentence.id)]
            parts += self._noted(sentence.id, sentence.citations)
        return element("p", *parts)

    def _run(self, run: Run) -> Element | str:
        """Return a stretch of a sentence, as a link where it names something of this deployment."""
        for room, slug in (("v1/entities", run.entity), ("v1/beats", run.beat), ("stories", run.story)):
            if slug is not None:
                return element("a", run.text, href=f"{self._beside.public_url}/{room}/{escaped(slug)}")
        return run.text

    def _noted(self, name: str, numbers: Iterable[int]) -> Iterator[Element]:
        """Yield the marks behind a sentence, and remember them, so that their notes lead back."""
        for number in numbers:
            if not self._links_marks:
                yield element("sup", f"[{number}]")
                continue
            mark = f"mark-{name}-{number}"
            self._marks[number].append(mark)
            link = element(
                "a",
                f"[{number}]",
                href=f"{self._page}#note-{number}",
                id=self._own(mark),
                role=self._own("doc-noteref"),
                aria_label=self._own(f"{self.labels.note} {number}"),
            )
            yield element("sup", link)

    def _note(self, citation: Citation, *, with_quotes: bool) -> Element:
        parts: list[Element | str] = []
        if citation.status == "withdrawn":
            parts = [element("p", self.labels.withdrawn)]
        else:
            parts = [element("p", *self._described(citation))]
            parts += self._quoted(citation) if with_quotes else []
        if not self._page:
            parts += self._ways_back(citation.number)
        return element("li", *parts, id=self._own(f"note-{citation.number}"), value=str(citation.number))

    def _described(self, citation: Citation) -> Iterator[Element | str]:
        note, comma = note_of(citation, self.labels, self._beside.records), self.labels.comma
        if note.author:
            yield element("bdi", note.author)
            yield comma
        if note.title:
            yield "“"
            yield element("cite", note.title, lang=self._foreign(citation))
            yield f"”{comma}"
        yield element("a", note.place, href=note.address, rel=_STRANGERS) if note.address else note.place
        yield comma
        yield moment(citation.published_at, self.labels)
        if note.changed:
            yield f"{comma}{self.labels.changed}"

    def _quoted(self, citation: Citation) -> Iterator[Element]:
        where = address(citation.url)
        for quoted in citation.quotes:
            words = element("p", quoted.exact, lang=self._foreign(citation), dir="auto")
            told = element("p", f"{self.labels.translation} {quoted.translation}") if quoted.translation else None
            yield element("blockquote", words, told, cite=where, id=quoted.id)

    def _ways_back(self, number: int) -> Iterator[Element]:
        marks = self._marks[number]
        if not marks:
            return
        links = [
            element("a", "↩", href=f"#{mark}", role="doc-backlink", aria_label=f"{self.labels.back} ({count})")
            for count, mark in enumerate(marks, start=1)
        ]
        yield element("p", *(part for link in links for part in (link, " ")), class_="back")

    def _foreign(self, citation: Citation) -> str | None:
        """Return the language of a record where it is not the story's."""
        return citation.language if citation.language and citation.language != self.story.language else None


def moment(at: datetime, labels: Labels) -> Element:
    """Return a day that machines can read to the second."""
    return element("time", labels.day(at), datetime=to_the_second(at))


def for_feed(story: Story, public_url: str, corrections: Sequence[RevisionSummary]) -> str:
    """Return a story as HTML inside a feed: the disclosure first, then text with marks, notes and method."""
    article = Article(story, Beside(public_url=public_url, corrections=corrections), story.url, links_marks=False)
    disclosure = element("p", element("em", article.labels.disclosure(story.methodology)))
    parts = [disclosure, *article.body(), article.notes(with_quotes=False), article.method()]
    return "".join(as_html(part) for part in parts)
