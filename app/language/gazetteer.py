"""Find the names of known things in a text, by longest match over one compiled automaton.

The rules, in the order in which they are applied:

1. **Whole words.** A Latin name touches no letter, digit or underscore: *Qwen* is not in *Qwenix* nor in *Qwen3*. CJK characters
   are a boundary (阿里Qwen模型), and a CJK name is found wherever it stands.
2. **Nothing inside an address.** No name is found inside a link, a domain, a path below one, an e-mail address, an @handle, or
   after ``r/`` and ``u/``, unless the name is the whole of it (*Z.ai*, *r/LocalLLaMA*).
3. **Versions.** A name whose last word has a digit is not found where more of a version follows: *Qwen3* is not in *Qwen3.5*, *GPT-4o* not
   in *GPT-4o-mini* or *GPT-4o mini*. What may follow a hyphen is a size (*Qwen3-8B*), a date (*GPT-4-0613*) or a word that makes an
   adjective (*GPT-5-based*). After a name without a digit a hyphen is a boundary: *gpt-oss-120b*, *Qwen-3*, *Claude-powered*.
4. **Case.** Names of up to three characters, acronyms of up to five capitals, and names marked ``exact_case`` are found in
   exactly that case; ordinary words among them do not make compounds either (*Meta-analysis* is not Meta). Others in any case.
5. **Context.** A name with ``needs`` counts only where one of them stands in the text or its context, and none of ``never`` does. Where
   several things share a name, the one with most of its needs met has it; on a tie the words link to nothing.
6. **Longest first**, from left to right, without overlap. A longer name that fails a rule leaves the shorter one inside it to be tried,
   but for a tie, which takes its words with it.

The automaton is that of Aho and Corasick (1975): one pass, whatever the number of names.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick  # type: ignore[import-not-found]  # a C extension that ships no types

from app.language.surfaces import FoldedText, extends_word, fold_surface, fold_text, holds_word, is_cjk

_ADJECTIVE_ENDINGS = (
    "affiliated|aligned|backed|based|branded|built|class|compatible|controlled|designed|developed|driven|era|exclusive|family|focused|"
    "founded|funded|generated|inspired|integrated|invested|led|level|like|linked|made|model|native|only|owned|powered|related|run|"
    "sized|specific|sponsored|style|supported|trained|type|written"
)
_LONGER_VERSION = re.compile(
    rf"-(?!(?:\d+(?:\.\d+)?[bkmt]|\d{{4,8}}|{_ADJECTIVE_ENDINGS})(?![a-z0-9]))[a-z0-9]|[ -](?:mini|nano)(?![a-z0-9])",
)
_COMPOUND = re.compile(rf"-(?!(?:{_ADJECTIVE_ENDINGS})(?![a-z]))[a-z]")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"'`|)\]}\u2e80-\u9fff\uff00-\uffef]+")
# The part before the @ is bounded so that a long unbroken string costs no more than its length.
_HANDLE = re.compile(r"[a-z0-9._%+-]{0,64}@[a-z0-9_.-]+(?:@[a-z0-9_.-]+)?")
_DOMAIN_ABOVE = re.compile(r"[a-z0-9-]\.[a-z]{2,}/(?:\S*/)?$")
_FORUM = re.compile(r"(?<![^\W_])[ru]/$")
_SHORT = 3
_ACRONYM = 5
# No domain with its path is looked for further back than this, so that unbroken text stays cheap.
_PATH_REACH = 200


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of one thing, with what it takes to be sure of it."""

    slug: str
    text: str
    exact_case: bool = False
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A half-open span of code points of the original text that names the thing ``slug``."""

    start: int
    end: int
    slug: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One reading of a surface; ``cased`` is None where case does not matter."""

    slug: str
    cased: str | None
    needs: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Surface:
    """A folded spelling and its readings, with what its edges and its form ask of the characters around it."""

    text: str
    candidates: tuple[_Candidate, ...]
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
            surface = fold_surface(name.text)
            if surface:
                readings.setdefault(surface, []).append(_candidate(name))
        self._automaton = ahocorasick.Automaton()
        for surface, candidates in readings.items():
            self._automaton.add_word(surface, _surface(surface, tuple(candidates)))
        if readings:
            self._automaton.make_automaton()
        self._is_empty = not readings

    def find(self, text: str, context: str = "") -> list[Mention]:
        """Find the mentions in a text, in order, not overlapping; ``context`` only helps to tell ambiguous names apart."""
        if self._is_empty:
            return []
        folded = fold_text(text)
        found = self._whole_words(folded.folded)
        return _choose(found, folded, context) if found else []

    def _whole_words(self, text: str) -> list[tuple[int, int, _Surface]]:
        """Give (start, minus end, surface) of every surface that stands as whole words."""
        found = []
        length = len(text)
        for last, surface in self._automaton.iter(text):
            end = last + 1
            if surface.word_ends and end < length and extends_word(text[end]):
                continue
            start = end - len(surface.text)
            if surface.word_starts and start and extends_word(text[start - 1]):
                continue
            found.append((start, -end, surface))
        return found


def _candidate(name: Name) -> _Candidate:
    cased = fold_text(name.text.strip()).cased
    return _Candidate(
        slug=name.slug,
        cased=cased if name.exact_case or _is_case_bound(cased) else None,
        needs=tuple(fold_surface(word) for word in name.needs),
        never=tuple(fold_surface(word) for word in name.never),
    )


def _is_case_bound(text: str) -> bool:
    """Tell whether a name is too short, or too much an acronym, to be recognised in another case."""
    if any(is_cjk(character) for character in text):
        return False
    return len(text) <= _SHORT or (len(text) <= _ACRONYM and text.isalpha() and text.isupper())


def _surface(text: str, candidates: tuple[_Candidate, ...]) -> _Surface:
    last_word = re.split(r"[\s-]", text)[-1]
    return _Surface(
        text=text,
        candidates=candidates,
        word_starts=extends_word(text[0]),
        word_ends=extends_word(text[-1]),
        is_version=any(character.isdigit() for character in last_word),
        is_plain_word=text.isalpha() and all(reading.cased and not reading.cased.isupper() for reading in candidates),
    )


def _choose(found: list[tuple[int, int, _Surface]], folded: FoldedText, context: str) -> list[Mention]:
    """Take the longest name at each place, from left to right, that passes every rule."""
    found.sort(key=lambda match: match[:2])
    addresses = _addresses(folded.folded)
    surroundings = _Surroundings(folded.folded, context)
    mentions = []
    free_from = 0
    for start, minus_end, surface in found:
        end = -minus_end
        if start < free_from or _is_part_of_more(surface, folded, start, end) or _is_inside(addresses, start, end):
            continue
        slugs = _readings(surface, folded.cased[start:end], surroundings)
        if slugs:
            free_from = end
        if len(slugs) == 1:
            mentions.append(Mention(*folded.span(start, end), slugs.pop()))
    return mentions


def _is_part_of_more(surface: _Surface, folded: FoldedText, start: int, end: int) -> bool:
    """Tell whether the characters beside a name make it part of an address, a file name, a longer version or a compound."""
    text = folded.folded
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before.endswith(".") and surface.word_starts and before != "..":
        return True
    if before.endswith("/") and (
        _is_forum_path(text, start) or _DOMAIN_ABOVE.search(text[max(0, start - _PATH_REACH) : start])
    ):
        return True
    if not after or not surface.word_ends:
        return False
    if after[0] == ".":
        return len(after) > 1 and after[1].isascii() and (after[1].isdigit() or folded.cased[end + 1].islower())
    if after[0] == "/":
        return "." in surface.text
    if surface.is_version:
        return _LONGER_VERSION.match(text, end) is not None
    return surface.is_plain_word and _COMPOUND.match(folded.cased, end) is not None


def _is_forum_path(text: str, start: int) -> bool:
    return _FORUM.search(text[max(0, start - 3) : start]) is not None


def _addresses(text: str) -> list[tuple[int, int]]:
    """Give the spans of links, e-mail addresses and handles."""
    spans = []
    if "://" in text or "www." in text:
        spans += [link.span() for link in _LINK.finditer(text)]
    if "@" in text:
        spans += [handle.span() for handle in _HANDLE.finditer(text)]
    return spans


def _is_inside(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether a match is a part, and not the whole, of one of the spans."""
    return any(first < end and start < last and not (start <= first and last <= end) for first, last in spans)


class _Surroundings:
    """What stands around a name: its text and context, folded when first asked about."""

    def __init__(self, folded: str, context: str) -> None:
        self._folded = folded
        self._context = context
        self._words: str | None = None

    def count(self, words: tuple[str, ...]) -> int:
        """Count how many of the words stand here."""
        if self._words is None:
            self._words = f"{self._folded}\n{fold_surface(self._context)}"
        return sum(holds_word(self._words, word) for word in words)


def _readings(surface: _Surface, cased: str, surroundings: _Surroundings) -> set[str]:
    """Give the slugs that have the best claim to a surface: one is a link, none is no name, several are a tie."""
    best, claim = set[str](), -1
    for candidate in surface.candidates:
        if candidate.cased is not None and candidate.cased != cased:
            continue
        met = surroundings.count(candidate.needs) if candidate.needs else 0
        if (candidate.needs and not met) or (candidate.never and surroundings.count(candidate.never)):
            continue
        if met > claim:
            best, claim = {candidate.slug}, met
        elif met == claim:
            best.add(candidate.slug)
    return best
