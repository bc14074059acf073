"""The headlines that a newsletter lists in its title: of several matters, of which a story is about one at most."""

from __future__ import annotations

import re

from app.writers.extractive.titles import headline_in, headlines_in
from schemas.record import Record

# Commas stand between them, behind the newsletter's name, and each word of weight is in capitals, as in no sentence.
_PARTED = re.compile(r"(?<=[\w?!’'”)]), (?=[\w“‘'])|; (?=[\w“‘'])")
_NAME = re.compile(r"[A-Z][\w.’' ]{2,40}?(?: #\d+)?(?::| [-–—]) ")
_WORD = re.compile(r"[^\W\d_][\w.’'+&-]*")
_SMALL_WORD = 3
_SMALL_IN_CAPITALS = frozenset({"with", "from", "into", "over", "than", "that", "versus", "without"})
# So many of two words, or one fewer of three, are no enumeration of names within one headline.
_LEAST = 4


def headlines_of(record: Record) -> list[tuple[int, int]]:
    """Return where each headline stands in the title of a record: more than one where it is a round-up or a newsletter."""
    title = record.title or ""
    marks = title.count(", ") + title.count("; ")
    listed = _listed(title) if record.kind == "article" and marks >= _LEAST - 2 else []
    return listed or headlines_in(title)


def _listed(title: str) -> list[tuple[int, int]]:
    """Return where the headlines stand that a title lists, or nothing where it is no such list; a single word among them is none."""
    start, end = headline_in(title)
    name = _NAME.match(title, start, end)
    start = name.end() if name else start
    # Behind the number of an issue nothing else can stand.
    shortest = 2 if name and "#" in name[0] else _LEAST - 1
    marks = list(_PARTED.finditer(title, start, end))
    edges = [start, *(edge for m in marks for edge in m.span()), end]
    parts = [(first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if " " in title[first:last]]
    sizes = [len(title[first:last].split()) for first, last in parts]
    # Of names that one headline enumerates, each has two words.
    if len(parts) < _LEAST - 1 or max(sizes) < shortest or (len(parts) < _LEAST and min(sizes) < shortest):
        return []
    if len(parts) + 1 < len(edges) // 2 or any(title.startswith("and ", first) for first, _ in parts):
        return []
    words = [word for word in _WORD.findall(title, start, end) if len(word) > _SMALL_WORD]
    return parts if all(not word[0].islower() or word in _SMALL_IN_CAPITALS for word in words) else []
