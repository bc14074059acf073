"""Find what is left of a record's words in other texts, so that a withdrawal can take it out everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.language.normalise import fold
from app.language.pattern import pattern
from app.language.sentences import CJK
from app.language.tokens import content_words
from schemas.record import Record

_TOKEN = pattern(rf"[{CJK}]|[^\W_{CJK}]+")
_CJK_TOKEN = pattern(f"[{CJK}]")

# So much in a row is a record's own wording and no turn of phrase: five words, or ten Chinese characters.
_TELLING = 5.0
_CJK_WEIGHT = 0.5
# A title that is shorter than that tells all the same when it is printed whole, from three words on.
_TELLING_TITLE = 3.0
_TELLING_NAME = 3
# In a remark, which nothing rests on, three words tell already, where two of them are more than grammar.
_TELLING_PHRASE = 3.0
_CONTENT_OF_PHRASE = 2


@dataclass(frozen=True, slots=True)
class Traces:
    """The telling word sequences and phrases of a record, its short titles, who wrote it, and where it stands."""

    sequences: frozenset[tuple[str, ...]]
    phrases: frozenset[tuple[str, ...]]
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
            phrases=self.phrases.difference(*map(_phrases, tokens)),
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

    def are_in_remark(self, text: str | None) -> bool:
        """Say whether a note, a reason or a wish repeats the record: there a phrase is enough, since nothing rests on it."""
        return self.are_in(text) or not self.phrases.isdisjoint(_phrases(_tokens(text or "")))

    def with_headlines(self, headlines: Sequence[str]) -> Traces:
        """Return the traces with those of titles and deks that a story made of the record's words."""
        tokens = [_tokens(headline) for headline in headlines]
        return replace(
            self,
            sequences=self.sequences.union(*map(_sequences, tokens)),
            phrases=self.phrases.union(*map(_phrases, tokens)),
            titles=self.titles | _telling_titles(headlines),
        )


def traces_of(versions: Sequence[Record]) -> Traces:
    """Read the titles, texts, authors and addresses of all versions of one record."""
    texts = [text for version in versions for text in (version.title, version.text) if text]
    authors = {fold(version.author).removeprefix("u/").removeprefix("@") for version in versions if version.author}
    return Traces(
        sequences=frozenset(sequence for text in texts for sequence in _sequences(_tokens(text))),
        phrases=frozenset(phrase for text in texts for phrase in _phrases(_tokens(text))),
        titles=_telling_titles([version.title for version in versions if version.title]),
        authors=frozenset(author for author in authors if len(author) >= _TELLING_NAME),
        addresses=frozenset(version.url for version in versions if version.url),
    )


def overlap(one: str, other: str) -> bool:
    """Say whether one of two texts stands in the other, word for word."""
    ours, theirs = _tokens(one), _tokens(other)
    return _holds(ours, tuple(theirs)) or _holds(theirs, tuple(ours))


def _telling_titles(titles: Sequence[str]) -> frozenset[tuple[str, ...]]:
    told = {tuple(_tokens(title)) for title in titles}
    return frozenset(title for title in told if sum(map(_weight, title)) >= _TELLING_TITLE)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def _weight(token: str) -> float:
    return _CJK_WEIGHT if _CJK_TOKEN.match(token) else 1.0


def _phrases(tokens: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield each phrase that says something: not one of grammar's words and a name alone."""
    for phrase in _sequences(tokens, _TELLING_PHRASE):
        if sum(bool(content_words(token)) for token in phrase) >= _CONTENT_OF_PHRASE:
            yield phrase


def _sequences(tokens: Sequence[str], telling: float = _TELLING) -> Iterator[tuple[str, ...]]:
    """Yield, from each token on, the shortest sequence that tells; equal words give equal sequences anywhere."""
    end = 0
    weight = 0.0
    for start, first in enumerate(tokens):
        while weight < telling and end < len(tokens):
            weight += _weight(tokens[end])
            end += 1
        if weight < telling:
            return
        yield tuple(tokens[start:end])
        weight -= _weight(first)


def _holds(tokens: Sequence[str], title: tuple[str, ...]) -> bool:
    """Say whether a title stands in a text, word for word."""
    return any(tuple(tokens[place : place + len(title)]) == title for place in range(len(tokens) - len(title) + 1))


def _stands_in(author: str, folded: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(author)}(?!\w)", folded) is not None
