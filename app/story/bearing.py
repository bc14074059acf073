"""Find the passages of records that bear on a sentence, and score how well they bear it out.

The score is the share of the sentence's words, weighed by how rare they are in the records, that the best window of neighbouring
passages has, times the share of its numbers, times the share of its names, that stand anywhere in what was read. A word counts
where one of its family stands, or a near-synonym of the published lists.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from app.language.families import family_of
from app.language.sentences import split_sentences
from app.language.tokens import content_words
from app.story.draft import Span
from app.story.lexicon import english
from app.story.names import share_of_names
from app.story.numbers import figures, lacking
from schemas.citation import QuoteField
from schemas.record import Record

MOST_PASSAGES = 4
# So many neighbouring passages make a window.
WINDOW = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a record, and the families of its content words."""

    span: Span
    text: str
    words: frozenset[str]


def passages_of(record: Record, field: QuoteField, most: int) -> list[Passage]:
    """Return the sentences of a record's field, of which so many code points are read."""
    text = ((record.title if field == "title" else record.text) or "")[:most]
    spans = (Span(record.id, field, each.start, each.end) for each in split_sentences(text))
    return [Passage(span, words := text[span.start : span.end], frozenset(_families(words))) for span in spans]


class Bearing:
    """How the passages of some records bear on a sentence."""

    def __init__(self, text: str, passages: Sequence[Passage]) -> None:
        """Read the passages for the words of a sentence."""
        self._text, self._passages = text, passages
        wanted = set(_families(text))
        told = _told_by(frozenset(wanted))
        self._held = [_wanted(each.words, told) for each in passages]
        frequency = Counter(word for held in self._held for word in held)
        self._weights = {word: log(1 + len(passages) / (frequency[word] or 0.5)) for word in wanted}
        self._all = sum(self._weights.values())

    def passages(self) -> list[Passage]:
        """Return the few passages that together have most of the sentence's words, each taken for what it adds."""
        candidates = [place for place, held in enumerate(self._held) if held]
        chosen: list[Passage] = []
        left = set(self._weights)
        while candidates and len(chosen) < MOST_PASSAGES:
            best = max(candidates, key=lambda place: self._weight(left & self._held[place]))
            if left.isdisjoint(self._held[best]):
                break
            chosen.append(self._passages[best])
            left -= self._held[best]
        return chosen

    def score(self) -> float:
        """Return the score, from 0 to 1, by the rule at the head of this module."""
        return self._window() * self._numbers() * self._names()

    def _window(self) -> float:
        """Return the weighed share of the sentence's words that the best window of neighbours has."""
        best = 0.0
        for place, held in enumerate(self._held):
            if held:
                best = max(best, self._weight(held.union(*self._behind(place))))
        return best / self._all if self._all else 0.0

    def _behind(self, place: int) -> list[set[str]]:
        """Return what the passages behind one hold that stand in its window: of one field of one record."""
        last = place + 1
        neighbours = pairwise(self._passages[place : place + WINDOW])
        last += next((n for n, (one, other) in enumerate(neighbours) if not _are_neighbours(one, other)), WINDOW - 1)
        return self._held[place + 1 : last]

    def _numbers(self) -> float:
        wanted = figures(self._text)
        missing = lacking(wanted, "\n".join(each.text for each in self._passages)) if wanted else wanted
        return 1 - len(missing) / len(wanted) if wanted else 1.0

    def _names(self) -> float:
        return share_of_names(self._text, [each.text for each in self._passages])

    def _weight(self, words: set[str]) -> float:
        return sum(self._weights[word] for word in words)


def _are_neighbours(one: Passage, other: Passage) -> bool:
    return (one.span.record_id, one.span.field) == (other.span.record_id, other.span.field)


def _wanted(words: frozenset[str], told: Mapping[str, set[str]]) -> set[str]:
    """Return the wanted words that some words tell."""
    return set().union(*(told[word] for word in words & told.keys()))


def _told_by(wanted: frozenset[str]) -> dict[str, set[str]]:
    """Return, for each word that would tell a wanted one, itself or a near-synonym, which it tells."""
    lists = english()
    told: dict[str, set[str]] = {word: {word} for word in wanted}
    for word in wanted:
        for number in lists.groups.get(word, ()):
            for other in lists.lines[number]:
                told.setdefault(other, set()).add(word)
    return told


def _families(text: str) -> list[str]:
    return [family_of(word) for word in content_words(text)]
