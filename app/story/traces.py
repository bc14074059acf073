"""Find what is left of a record's words in other texts, so that a withdrawal can take it out everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.language.normalise import fold
from app.language.pattern import pattern
from app.language.sentences import CJK
from schemas.record import Record

_TOKEN = pattern(rf"[{CJK}]|[^\W_{CJK}]+")
_CJK_TOKEN = pattern(f"[{CJK}]")

# So much in a row is a record's own wording and no turn of phrase: five words, or ten Chinese characters.
_TELLING = 5.0
_CJK_WEIGHT = 0.5
# A title that is shorter than that tells all the same when it is printed whole, from three words on.
_TELLING_TITLE = 3.0
_TELLING_NAME = 3


@dataclass(frozen=True, slots=True)
class Traces:
    """The telling word sequences of a record, its short titles, who wrote it, and where it stands."""

    sequences: frozenset[tuple[str, ...]]
    titles: frozenset[tuple[str, ...]]
    authors: frozenset[str]
    addresses: frozenset[str]

    def except_for(self, texts: Sequence[str]) -> Traces:
        """Return the traces without what stands in these texts too, which belong to others and may stay."""
        tokens = [_tokens(text) for text in texts]
        folded = fold(" ".join(texts))
        return replace(
            self,
            sequences=self.sequences.difference(*map(_sequences, tokens)),
            titles=frozenset(title for title in self.titles if not any(_holds(each, title) for each in tokens)),
            authors=frozenset(author for author in self.authors if not _stands_in(author, folded)),
        )

    def are_in(self, text: str | None) -> bool:
        """Say whether a text holds a sequence of the record's words, its author's name or its address."""
        if not text:
            return False
        tokens, folded = _tokens(text), fold(text)
        return (
            not self.sequences.isdisjoint(_sequences(tokens))
            or any(_holds(tokens, title) for title in self.titles)
            or any(address in text for address in self.addresses)
            or any(_stands_in(author, folded) for author in self.authors)
        )


def traces_of(versions: Sequence[Record]) -> Traces:
    """Read the titles, texts, authors and addresses of all versions of one record."""
    texts = [text for version in versions for text in (version.title, version.text) if text]
    titles = {tuple(_tokens(version.title)) for version in versions if version.title}
    authors = {fold(version.author).removeprefix("u/").removeprefix("@") for version in versions if version.author}
    return Traces(
        sequences=frozenset(sequence for text in texts for sequence in _sequences(_tokens(text))),
        titles=frozenset(title for title in titles if sum(map(_weight, title)) >= _TELLING_TITLE),
        authors=frozenset(author for author in authors if len(author) >= _TELLING_NAME),
        addresses=frozenset(version.url for version in versions if version.url),
    )


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def _weight(token: str) -> float:
    return _CJK_WEIGHT if _CJK_TOKEN.match(token) else 1.0


def _sequences(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield, from each token on, the shortest sequence that tells; equal words give equal sequences anywhere."""
    end = 0
    weight = 0.0
    for start, first in enumerate(tokens):
        while weight < _TELLING and end < len(tokens):
            weight += _weight(tokens[end])
            end += 1
        if weight < _TELLING:
            return
        yield tuple(tokens[start:end])
        weight -= _weight(first)


def _holds(tokens: Sequence[str], title: tuple[str, ...]) -> bool:
    """Say whether a title stands in a text, word for word."""
    return any(tuple(tokens[place : place + len(title)]) == title for place in range(len(tokens) - len(title) + 1))


def _stands_in(author: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(author)}(?!\w)", folded) is not None
