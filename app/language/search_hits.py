"""Find where the phrases of a query stand in a text, by the rules of the search indexes, and cut the passage that shows most of them.

Places are offsets in code points of the text as it is: folding changes no length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.language.pattern import pattern
from app.language.search_query import Phrase, is_cjk
from app.language.sentences import CJK

_LETTER = rf"[^\W_{CJK}]"
# Letters that carry a mark, which the indexes leave out; the other capitals have lower-case forms of their own.
_MARKED = pattern("[\u00e0-\u024f\u0370-\u03ff\u0400-\u045f\u1e00-\u1fff]")

# A passage has about so many code points, of which some stand before the first hit.
_PASSAGE = 240
_LEAD = 60
# The best place is looked for among so many hits.
_MOST_HITS = 400


class Hit(NamedTuple):
    """A stretch of a text, from `start` to before `end`, in which a phrase stands."""

    start: int
    end: int


class Passage(NamedTuple):
    """A stretch of a text and the hits in it, whose places are counted from the beginning of the text."""

    start: int
    end: int
    hits: list[Hit]


class Seeker:
    """The phrases of one query, ready to be looked for in many texts."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Take the phrases."""
        self._expressions = [re.compile(_expression(phrase)) for phrase in phrases]
        self.phrases = len(self._expressions)

    def counts(self, title: str, body: str) -> list[tuple[int, int]]:
        """Return for each phrase how often it stands in a title and in what follows it."""
        head, rest = _folded(title), _folded(body)
        return [(len(each.findall(head)), len(each.findall(rest))) for each in self._expressions]

    def passage(self, text: str) -> Passage | None:
        """Return the passage of a text that shows most of the phrases, the earliest of several; None where none stands in it."""
        folded = _folded(text)
        found = sorted(
            (*match.span(), number)
            for number, expression in enumerate(self._expressions)
            for match in expression.finditer(folded)
        )
        if not found:
            return None
        start, end = _bounds(text, found[:_MOST_HITS])
        inside = [Hit(hit_start, min(hit_end, end)) for hit_start, hit_end, _ in found if start <= hit_start < end]
        return Passage(start, end, _joined(inside))


def opening(text: str) -> Passage:
    """Return the beginning of a text as a passage without hits."""
    return Passage(0, _end_of_word(text, min(len(text), _PASSAGE), 0), [])


def _expression(phrase: Phrase) -> str:
    """Write a phrase as a pattern over folded text.

    It begins with letters, which are quick to find, and only then looks at what stands before them.
    """
    first, last = _folded(phrase.tokens[0]), phrase.tokens[-1]
    pieces = [re.escape(first)]
    if not is_cjk(first):
        pieces.append(rf"(?<!{_LETTER}{re.escape(first)})")
    for before, token in zip(phrase.tokens, phrase.tokens[1:], strict=False):
        # Between two words of letters something has to stand; around a Chinese character nothing need.
        pieces += [r"[\W_]*" if is_cjk(before) or is_cjk(token) else r"[\W_]+", re.escape(_folded(token))]
    if phrase.is_prefix:
        pieces.append(f"{_LETTER}*")
    elif not is_cjk(last):
        pieces.append(f"(?!{_LETTER})")
    return "".join(pieces)


def _bounds(text: str, found: Sequence[tuple[int, int, int]]) -> tuple[int, int]:
    """Return from where to where the passage goes that begins with the hit after which most phrases follow closely."""
    best, most = 0, (0, 0)
    last = 0
    for first, (start, _, _) in enumerate(found):
        while last < len(found) and found[last][1] <= start + _PASSAGE - _LEAD:
            last += 1
        near = found[first:last]
        told = (len({number for _, _, number in near}), len(near))
        if told > most:
            best, most = first, told
    start, end, _ = found[best]
    begin = _start_of_word(text, max(0, start - _LEAD), start)
    return begin, _end_of_word(text, min(len(text), begin + _PASSAGE), min(end, begin + _PASSAGE))


def _start_of_word(text: str, place: int, latest: int) -> int:
    """Return the first place from `place` on that cuts no word apart and has no white space behind it."""
    if place and text[place - 1].isalnum() and not is_cjk(text[place - 1]):
        while place < latest and text[place].isalnum() and not is_cjk(text[place]):
            place += 1
    while place < latest and text[place].isspace():
        place += 1
    return place


def _end_of_word(text: str, place: int, earliest: int) -> int:
    """Return the last place up to `place` that cuts no word apart, without white space before it."""
    end = place
    if end < len(text):
        while end > earliest and text[end].isalnum() and text[end - 1].isalnum() and not is_cjk(text[end - 1]):
            end -= 1
    # A single word longer than a passage is cut all the same.
    end = end if end > earliest else place
    while end > earliest and text[end - 1].isspace():
        end -= 1
    return end


def _joined(hits: Iterable[Hit]) -> list[Hit]:
    """Join hits that overlap: two phrases may share words."""
    joined: list[Hit] = []
    for hit in hits:
        if joined and hit.start < joined[-1].end:
            joined[-1] = Hit(joined[-1].start, max(joined[-1].end, hit.end))
        else:
            joined.append(hit)
    return joined


def _folded(text: str) -> str:
    """Return a text in lower case and without marks on its letters, code point for code point."""
    lower = text.lower()
    if lower.isascii():
        return lower
    return lower if len(lower) == len(text) and not _MARKED.search(lower) else text.translate(_PLAIN)


class _Plain(dict[int, int]):
    """What each code point is folded to, found when it is first met."""

    def __missing__(self, point: int) -> int:
        lower = chr(point).lower()
        bare = unicodedata.normalize("NFD", lower)[0] if _MARKED.match(lower) else lower[0]
        self[point] = folded = ord(bare)
        return folded


_PLAIN = _Plain()
