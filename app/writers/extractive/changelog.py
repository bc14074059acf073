"""What the notes of a release list, one change to a line: “* **api:** add message batches api ([cd1ffcb](…))”.

Such a line is no sentence, but it is what a release tells; its words stand as they are, without the scope before them and the links behind them. What
only those who work on the software notice, under “Chores” or “Documentation”, is left out where something else is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.writers.extractive.beginnings import MARKUP

# A change begins with a word and ends before a link, a number of an issue or the line's own end.
_ITEM = re.compile(
    r"^[ \t]*[-*•+] (?:\*\*[\w /.-]{1,30}:\*\* )?(?P<words>[^\W_][^\[\]`*<>|{}\n]*?[\w)%])"
    r"\.?(?= *(?:\(?\[|\(?#\d|by @|$))(?P<rest>[^\n]*)$",
    re.MULTILINE,
)
_HEADING = re.compile(r"^(?:#+ *|\*\*)(?P<name>[^\n*#]+)", re.MULTILINE)
_INSIDE = re.compile(
    r"chore|doc|refactor|build|internal|style|test|depend|\bci\b|lint|maintenance|contributor|杂项|文档|构建|测试",
    re.IGNORECASE,
)
# Behind the words nothing is left but links to where the change was made.
_LINKS = re.compile(r"\.?(?:[ ,;]*\(?(?:\[[^\]]*\]\([^)\s]*\)|#\d+|by @[\w-]+(?: in)?)\)?)*[ .]*")
_LEAST_WORDS = 3
_MOST_WORDS = 30
# A whole sentence is found as such.
_SENTENCE = re.compile(r"[.!?。！？]$")


class Change(NamedTuple):
    """A change that a release's notes list: its place in the text, in code points."""

    start: int
    end: int


def changes_in(text: str) -> list[Change]:
    """Return the changes that notes list, in their order; those that users notice, where there are any."""
    inside, outside = list[Change](), list[Change]()
    headings = [(found.start(), found["name"]) for found in _HEADING.finditer(text)]
    for change in _listed(text):
        heading = next((name for at, name in reversed(headings) if at < change.start), "")
        (inside if _INSIDE.search(heading) else outside).append(change)
    return outside or inside


def _listed(text: str) -> Iterator[Change]:
    for found in _ITEM.finditer(text):
        words = found["words"]
        if not _LEAST_WORDS <= len(words.split()) <= _MOST_WORDS or MARKUP.search(words.lower()):
            continue
        if not _LINKS.fullmatch(found["rest"]):
            continue
        yield Change(*found.span("words"))
