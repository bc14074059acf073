"""Say whether a sentence has somebody do to another what its evidence says that the other did.

Only grave words are looked at, and only names on both sides of one: whoever stands before it acts, and whoever stands behind is
acted upon, the other way about in “was … by”. A sentence is refused where the evidence has the same names the other way round
and nowhere as the sentence has them.
"""

import re
from collections.abc import Iterator, Sequence

from app.language.families import family_of
from app.language.sentences import split_sentences
from app.language.tokens import words
from app.story.lexicon import english
from app.story.names import written_names

_WORD = re.compile(r"[A-Za-z]+")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|got|gets)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)
_Roles = tuple[frozenset[str], frozenset[str]]


def turned_around(text: str, evidence: Sequence[str]) -> str | None:
    """Return the grave word whose doer and sufferer change places in `text`, against some texts of evidence; None where none does."""
    names = frozenset(name.casefold() for _, name in written_names(text))
    for match, family in _grave(text) if len(names) > 1 else ():
        does, suffers = _roles(text, match, names)
        if not does or not suffers:
            continue
        known = [_roles(piece, place, names) for piece, place in _told(evidence, family)]
        if any(does & others and suffers & doers for doers, others in known) and not any(
            does & doers and suffers & others for doers, others in known
        ):
            return match.group()
    return None


def _grave(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each grave word of a text with its family."""
    for match in _WORD.finditer(text):
        for stem in words(match.group()):
            if (family := family_of(stem)) in english().grave:
                yield match, family


def _told(evidence: Sequence[str], family: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each sentence of the evidence that has a grave word of a family or line, with the place of the word."""
    lines = english().groups[family]
    for text in evidence:
        for span in split_sentences(text):
            piece = text[span.start : span.end]
            for match, other in _grave(piece):
                if other == family or not lines.isdisjoint(english().groups[other]):
                    yield piece, match


def _roles(text: str, word: re.Match[str], names: frozenset[str]) -> _Roles:
    """Return which of some names act and which are acted upon, as far as the places of a text show."""
    small = text.casefold()
    before = frozenset(name for name in names if name in small[: word.start()])
    behind = frozenset(name for name in names if name in small[word.end() :])
    before, behind = before - behind, behind - before
    if _PASSIVE.search(text[: word.start()]) and _BY.search(text[word.end() :]):
        return behind, before
    return before, behind
