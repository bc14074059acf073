"""Find the names of known things in a text, by longest match over all of them, compiled once.

The rules, in the order in which they are applied:

1. **Whole words.** A Latin name touches no letter, digit or underscore: *Qwen* is not in *Qwenix* nor in *Qwen3*. CJK
   characters are a boundary, and a CJK name is found wherever it stands.
2. **Nothing inside an address.** No name is found inside a link, a domain, a path below one, a file name, an e-mail
   address, an @handle, or after ``r/`` and ``u/``, unless the name is the whole of it (*Z.ai*, *r/LocalLLaMA*).
3. **Versions.** A name whose last word has a digit is not found where more of a version follows: *Qwen3* is not in
   *Qwen3.5*, nor *GPT-4o* in *GPT-4o-mini* or *GPT-4o mini*. What may follow its hyphen is a size (*Qwen3-8B*), a date
   (*GPT-4-0613*) or a word that makes an adjective (*GPT-5-based*). After a name without a digit a hyphen is a
   boundary: *gpt-oss-120b*, *Qwen-3*, *Claude-powered*.
4. **Case.** Names of up to three characters, acronyms of up to five capitals, and names marked ``exact_case`` are found
   in exactly that case; ordinary words among the last make no compounds either: *Meta-analysis* is not Meta. Other
   names are found in any case.
5. **Context.** A name with ``needs`` counts only where one of them stands in the text or its context as whole words,
   and none of ``never`` does. As in a dictionary, ``~`` in a ``never`` stands for the name: *~ pie* bars only the place
   where *pie* follows. Where several things share a name, the one with most of its needs met has it; on a tie the words
   link to nothing.
6. **Longest first**, from left to right, without overlap. A longer name that fails a rule leaves the shorter ones
   inside it to be tried; but a tie keeps its words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.language import boundaries
from app.language.boundaries import extends_word
from app.language.surfaces import FoldedText, fold_surface, fold_text
from app.language.whole_words import WholeWords

_SHORT = 3
_ACRONYM = 5
_THE_NAME = "~"


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one thing, with what it takes to be sure of it."""

    slug: str
    text: str
    exact_case: bool = False
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Mention(NamedTuple):
    """A half-open span of code points of the original text that names the thing ``slug``."""

    start: int
    end: int
    slug: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One reading of a surface; ``cased`` is None where case does not matter.

    ``barred`` holds what may not stand right before and right after the name, both at once; one of them may be empty.
    """

    slug: str
    cased: str | None
    needs: tuple[str, ...]
    never: tuple[str, ...]
    barred: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Surface:
    """The readings of a folded spelling, with what its edges and its form ask of the characters around it.

    ``only`` is the slug of a spelling that means one thing wherever it stands and however it is written.
    """

    candidates: tuple[_Candidate, ...]
    only: str | None
    word_starts: bool
    word_ends: bool
    is_version: bool
    is_plain_word: bool


class Gazetteer:
    """The names of known things, compiled once; safe to share between threads."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Compile the names; a name that folds to nothing is left out."""
        readings: dict[str, list[_Candidate]] = {}
        for name in names:
            spelling = fold_text(name.text.strip())
            if spelling.folded:
                readings.setdefault(spelling.folded, []).append(_candidate(name, spelling.cased))
        self._strings = WholeWords(
            (surface, _surface(surface, tuple(candidates))) for surface, candidates in readings.items()
        )

    def find(self, text: str, context: str = "") -> list[Mention]:
        """Find the mentions in a text, in order, not overlapping.

        ``context`` (a title, a community) is not searched for names; it only helps to tell ambiguous ones apart.
        """
        folded = fold_text(text)
        found = self._strings.find(folded.folded)
        return _choose(found, folded, context) if found else []


def _candidate(name: Name, cased: str) -> _Candidate:
    never = [fold_surface(word) for word in name.never]
    places = [word.partition(_THE_NAME) for word in never]
    return _Candidate(
        slug=name.slug,
        cased=cased if name.exact_case or _is_case_bound(cased) else None,
        needs=tuple(fold_surface(word) for word in name.needs),
        never=tuple(word for word in never if _THE_NAME not in word),
        barred=tuple((before, after) for before, mark, after in places if mark and (before or after)),
    )


def _is_case_bound(text: str) -> bool:
    """Tell whether a name is too short, or too much an acronym, to be recognised in another case."""
    if len(text) > _ACRONYM or any(boundaries.is_cjk(character) for character in text):
        return False
    return len(text) <= _SHORT or (text.isalpha() and text.isupper())


def _surface(text: str, candidates: tuple[_Candidate, ...]) -> _Surface:
    last_word = re.split(r"[\s-]", text)[-1]
    first = candidates[0]
    is_sure = len(candidates) == 1 and first.cased is None and not (first.needs or first.never or first.barred)
    return _Surface(
        candidates=candidates,
        only=first.slug if is_sure else None,
        word_starts=extends_word(text[0]),
        word_ends=extends_word(text[-1]),
        is_version=any(character.isdigit() for character in last_word),
        is_plain_word=text.isalpha() and all(reading.cased and not reading.cased.isupper() for reading in candidates),
    )


def _choose(found: list[tuple[int, int, _Surface]], folded: FoldedText, context: str) -> list[Mention]:
    """Take the longest name at each place, from left to right, that passes every rule."""
    addresses = boundaries.address_spans(folded.folded)
    surroundings = _Surroundings(folded.folded, context)
    mentions = []
    free_from = 0
    # No two have the same start and end, so surfaces are never compared.
    for start, minus_end, surface in sorted([(start, -end, surface) for end, start, surface in found]):
        end = -minus_end
        if start < free_from or _is_part_of_more(surface, folded, start, end):
            continue
        if addresses and boundaries.cuts_address(addresses, start, end):
            continue
        if surface.only is not None:
            free_from = end
            mentions.append(Mention(*folded.span(start, end), surface.only))
            continue
        slugs = _readings(surface, folded, start, end, surroundings)
        if slugs:
            free_from = end
        if len(slugs) == 1:
            mentions.append(Mention(*folded.span(start, end), slugs.pop()))
    return mentions


def _is_part_of_more(surface: _Surface, folded: FoldedText, start: int, end: int) -> bool:
    """Tell whether the characters beside a name make it part of a path, a file name, a version or a compound."""
    text = folded.folded
    # Each rule is asked only beside a character that it speaks of: most names stand between spaces.
    if surface.word_starts and start and text[start - 1] in "./" and boundaries.hangs_before(text, start):
        return True
    if not surface.word_ends or end == len(text):
        return False
    after = text[end]
    if after in "./$\\" and boundaries.goes_on(text, start, end):
        return True
    if surface.is_version:
        return after in "- " and boundaries.becomes_longer_version(text, end)
    return after == "-" and surface.is_plain_word and boundaries.becomes_compound(folded.cased, end)


class _Surroundings:
    """What stands around a name: its text and context, folded when first asked about, each answer kept."""

    def __init__(self, folded: str, context: str) -> None:
        self._folded = folded
        self._context = context
        self._words: str | None = None
        self._counts: dict[tuple[str, ...], int] = {}

    def count(self, words: tuple[str, ...]) -> int:
        """Count how many of the words stand here."""
        if self._words is None:
            self._words = f"{self._folded}\n{fold_surface(self._context)}"
        if words not in self._counts:
            self._counts[words] = sum(boundaries.holds_word(self._words, word) for word in words)
        return self._counts[words]


def _readings(surface: _Surface, folded: FoldedText, start: int, end: int, surroundings: _Surroundings) -> set[str]:
    """Give the slugs that have the best claim to a surface: one is a link, none is no name, several are a tie."""
    best, claim = set[str](), -1
    for candidate in surface.candidates:
        if candidate.cased is not None and candidate.cased != folded.cased[start:end]:
            continue
        if candidate.barred and boundaries.stands_in_any(folded.folded, start, end, candidate.barred):
            continue
        met = surroundings.count(candidate.needs) if candidate.needs else 0
        if (candidate.needs and not met) or (candidate.never and surroundings.count(candidate.never)):
            continue
        if met > claim:
            best, claim = {candidate.slug}, met
        elif met == claim:
            best.add(candidate.slug)
    return best
