"""Models of straw: they read what was sent, as a model would, and answer as they were made to: well, or badly in a known way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.writers.claude.acts import Sent
from tests.writers.claude.messages_server import text_of

_OPENING = re.compile(r"^\[(R\d+)\](?: \((E\d+)\))? (.+)$")
_SENTENCE = re.compile(r"^(R\d+\.S\d+)( \(title\))? (.+)$")
_EARLIER = re.compile(r"^\[(E\d+)\] earlier story, \S+ named: (.+)$")
_FENCED = re.compile(r"<records-([0-9a-f]+)>\n(.*)\n</records-\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it was sent: its id, whether it is a title, its words, its record's opening line, and an earlier story's label."""

    id: str
    is_title: bool
    words: str
    opening: str
    earlier: str | None

    @property
    def record(self) -> str:
        """The record's label."""
        return self.id.partition(".")[0]

    @property
    def owner(self) -> str:
        """Who wrote it, as far as the opening line says, else its source."""
        parts = self.opening.split(", ")
        return next((part.removeprefix("by ") for part in parts if part.startswith("by ")), parts[1])


def lines_of(sent: Sent) -> list[Line]:
    """Return the sentences between the fences of a request."""
    fenced = _FENCED.search(text_of(sent))
    assert fenced is not None
    found: list[Line] = []
    opening = earlier = None
    for line in fenced[2].splitlines():
        if head := _OPENING.match(line):
            opening, earlier = head[3], head[2]
        elif (each := _SENTENCE.match(line)) and opening:
            found.append(Line(each[1], bool(each[2]), each[3], opening, earlier))
    return found


def names_of(sent: Sent) -> dict[str, str]:
    """Return how each earlier story is to be named, by label."""
    return {match[1]: match[2] for line in text_of(sent).splitlines() if (match := _EARLIER.match(line))}


def is_mending(sent: Sent) -> bool:
    """Say whether a request sends sentences back."""
    return len(sent["messages"]) > 1


def is_gathering(sent: Sent) -> bool:
    """Say whether a request asks to pick sentences of a group of records."""
    return "Pick at most" in text_of(sent)


def picking(sent: Sent) -> dict[str, Any]:
    """Pick the first statement of each record but the last, which is off the topic, or write honestly where that is asked for."""
    if not is_gathering(sent):
        return honest(sent)
    first: dict[str, str] = {}
    for line in lines_of(sent):
        first.setdefault(line.record, line.id)
    *picked, last = first
    return {"sentences": [first[each] for each in picked], "unused": [{"record": last, "reason": "off_topic"}]}


def quoting(line: Line) -> dict[str, Any]:
    """Return a sentence that quotes one line whole, by its id."""
    return {"text": f"{line.owner} wrote: “{line.id}”", "cites": [line.id], "support": "verbatim"}


def telling(line: Line) -> dict[str, Any]:
    """Return a sentence that tells one line in its own words, as far as a model of straw has any."""
    return {"text": line.words, "cites": [line.id], "support": "paraphrase"}


def answer(title: dict[str, Any], dek: dict[str, Any], body: list[dict[str, Any]], **parts: Any) -> dict[str, Any]:
    """Return a whole answer with one section in which each sentence is a paragraph."""
    section = {"heading": "What happened", "paragraphs": [{"sentences": [each]} for each in body]}
    return {
        "title": title,
        "dek": dek,
        "sections": [section],
        "story_so_far": [],
        "faq": [],
        "disagreements": [],
        "not_known": [],
        "unused": [],
        "translations": [],
    } | parts


def honest(sent: Sent) -> dict[str, Any]:
    """Answer with a story that quotes the first statement of each record, and tells the second."""
    lines = [line for line in lines_of(sent) if line.earlier is None]
    title = next((line for line in lines if line.is_title), lines[0])
    plain = [line for line in lines if not line.is_title and not line.words.endswith("?") and "“" not in line.words]
    by_record: dict[str, list[Line]] = {}
    for line in plain or lines:
        by_record.setdefault(line.record, []).append(line)
    body = [quoting(each[0]) for each in by_record.values()]
    told = [telling(each[1]) for each in by_record.values() if len(each) > 1]
    dek = next(each[-1] for each in by_record.values())
    first = next(iter(by_record.values()))[0]
    return answer(
        {"text": title.words, "cites": [title.id]},
        {"text": dek.words, "cites": [dek.id]},
        body,
        sections=list(_sections(body, told)),
        story_so_far=[
            {"story": label, "sentence": _looking_back(name, behind[0])}
            for label, name in names_of(sent).items()
            if (behind := [line for line in lines_of(sent) if line.earlier == label and not line.is_title])
        ],
        faq=[{"question": "What happened?", "answer": [quoting(first)]}],
    )


def _sections(body: list[dict[str, Any]], told: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield {"heading": "What happened", "paragraphs": [{"sentences": body}]}
    if told:
        yield {"heading": "The details", "paragraphs": [{"sentences": told}]}


def _looking_back(name: str, line: Line) -> dict[str, Any]:
    return {"text": f"As told in {name}, {line.owner} wrote: “{line.id}”", "cites": [line.id], "support": "verbatim"}
