"""Say whether a paraphrase tells the contrary of its evidence by a word's opposite: raised where it was cut, the end for the beginning.

The published pairs are compared by families of words, Chinese ones as they are written. A sentence is refused where the sentence of the
evidence that shares most with it has one side alone, the evidence nowhere has the other, and neither denies anything.
"""

import re
from collections.abc import Sequence

from app.language.families import family_of
from app.language.sentences import split_sentences
from app.language.tokens import content_words, words
from app.story.lexicon import sides
from app.story.polarity import denies

_COMPARES = re.compile(r"\bthan\b|比", re.IGNORECASE)
# “for” says the contrary of “against” where the same word stands before both.
_FROM_TO = re.compile(r"\bfrom (\w+) to (\w+)", re.IGNORECASE)
_FOR_OR_AGAINST = re.compile(r"\b(\w{4,})\s+(for|against)\b")


def contrary(text: str, evidence: Sequence[str]) -> str | None:
    """Return the word of `text` whose opposite alone stands in the evidence; None where there is none."""
    everything = "\n".join(evidence)
    if turned := _turned(text, everything):
        return turned
    closest = _closest(text, evidence)
    # One thing is higher than another where the other is lower, and not raised where it was cut.
    if denies(text) or denies(closest) or bool(_COMPARES.search(text)) != bool(_COMPARES.search(closest)):
        return None
    for one, other in (*sides(), *((other, one) for one, other in sides())):
        told = _of(text, one)
        if told and not _of(text, other) and not _of(everything, one) and _of(closest, other):
            return told
    return None


def _turned(text: str, everything: str) -> str | None:
    known = {(word.lower(), side.lower()) for word, side in _FOR_OR_AGAINST.findall(everything)}
    for word, side in _FOR_OR_AGAINST.findall(text):
        opposite = "for" if side == "against" else "against"
        if (word.lower(), opposite) in known and (word.lower(), side) not in known:
            return f"{word} {side}"
    ways = {(one.lower(), other.lower()) for one, other in _FROM_TO.findall(everything)}
    for one, other in _FROM_TO.findall(text):
        way = one.lower(), other.lower()
        if way not in ways and way[::-1] in ways:
            return f"from {one} to {other}"
    return None


def _closest(text: str, evidence: Sequence[str]) -> str:
    """Return the sentence of the evidence that shares most content words with a text."""
    wanted = set(content_words(text))
    pieces = [each[span.start : span.end] for each in evidence for span in split_sentences(each)]
    return max(pieces, key=lambda piece: len(wanted.intersection(content_words(piece))), default="")


def _of(text: str, side: frozenset[str]) -> str | None:
    """Return the first word of a text that stands on a side, as it is written."""
    for word in words(text):
        if family_of(word) in side:
            return word
    return None if text.isascii() else next((word for word in sorted(side) if word in text), None)
