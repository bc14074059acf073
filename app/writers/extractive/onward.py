"""Sentences that would deceive alone: what the next one turns round is quoted with it, or the quotation says what its author does not.

“She wanted the vineyard. Instead, her lawyers were fined …” is one thing to tell, and so is “They were close to agreeing.” with
what became of it, and what a correction takes back with what it says instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from app.language.sentences import Span

# For the beginning of a sentence, and for a whole one in small letters.
_TURNS = re.compile(
    r"(?:But|However|Yet|Instead|Except|Only then|Then (?:came|they|it|he|she)|That changed)\b|但|不过|然而|可是|结果却"
)
_UNFULFILLED = re.compile(
    r"\b(?:close to|on the (?:verge|brink) of|about to|poised to|nearly|almost) (?:a (?:deal|agreement)|\w+ing|agree|reach|sign|close|have)\b|差点|险些"
)
# What was wrong before is not told without what is right. For the beginning of a sentence, and for a whole one in small letters.
_RIGHTS = re.compile(r"(?:It|They|He|She|This|That|These|Those|In fact|The)\b|实际|应为|正确")
_WRONG = re.compile(
    r"\b(?:earlier|previous|original) (?:version|article|report|story|post|headline)s?\b[^.]{0,30}\b(?:said|stated|gave|reported|wrote|claimed|listed|named)\b|(?:此前|早前|先前)[^，。]{0,8}(?:报道|文章|版本|稿件)[^，。]{0,4}(?:称|说|写)"
)
# Most sentences hold none of these, and need not be searched further.
_CORRECTING = ("correct", "clarif", "更正", "勘误")
_ALMOST = ("close to", "verge of", "brink of", "about to", "poised to", "nearly", "almost", "差点", "险些")
# “It isn't the price. It's the noise”: what something is not is half of what is said. For the end of a sentence, and the beginning of the next.
_IS_NOT = re.compile(r"\b(?:is|are|was|were|['’]s)(?:n['’]t| not)\b[^,;:]*$|(?:不是|并非)[^，。]*。?$")
_BUT_IS = re.compile(r"(?:It['’]s|It is|It was|They['’]re|They are|They were|Rather,?)\b|而是|而在于")
_BLANK = re.compile(r"[\s.。]*")
# Together they are still read in one go; a Chinese character counts as much as a letter and a half.
_LONGEST, _LONGEST_WIDE = 260, 120


def with_their_turns(text: str, sentences: Iterable[Span]) -> Iterator[Span]:
    """Yield the sentences of a text, each with the one right behind it where that turns it round and the two are not too long."""
    held: Span | None = None
    for span in sentences:
        if held is None:
            held = span
        elif _belongs_to(text, held, span):
            yield Span(held.start, span.end)
            held = None
        else:
            yield held
            held = span
    if held is not None:
        yield held


def is_half(text: str, end: int, words: str) -> bool:
    """Say whether words that end there in a text say what something is not, and the sentence behind them, whole or cut, what it is."""
    place = _BLANK.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing too
    return _BUT_IS.match(text, place) is not None and _IS_NOT.search(words.lower()) is not None


def _belongs_to(text: str, one: Span, after: Span) -> bool:
    longest = _LONGEST if text[one.start].isascii() else _LONGEST_WIDE
    between = text[one.end : after.start]
    if after.end - one.start > longest or "\n" in between or between.strip():
        return False
    if _TURNS.match(text, after.start):
        return True
    small = text[one.start : one.end].lower()
    if _BUT_IS.match(text, after.start) and _IS_NOT.search(small):
        return True
    if any(word in small for word in _CORRECTING) and _WRONG.search(small) and _RIGHTS.match(text, after.start):
        return True
    return any(word in small for word in _ALMOST) and bool(_UNFULFILLED.search(small))
