"""The published word lists of verification: what any sentence may say, what never passes alone, and what bears out what.

They stand in `app/story/words/`, one line a group, English and Chinese apart; docs/reference/verification.md says what each
is for. English words stand for their families; Chinese ones are compared as they are written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.language.families import family_of
from app.language.tokens import words

_FOLDER = Path(__file__).parent / "words"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists of one language: plain words, those of a quotation's setting and of a reading, grave ones, and near-synonyms.

    `groups` says in which lines of near-synonyms a word stands, and `lines` what else stands in each.
    """

    plain: frozenset[str]
    setting: frozenset[str]
    reading: frozenset[str]
    grave: frozenset[str]
    groups: Mapping[str, frozenset[int]]
    lines: tuple[tuple[str, ...], ...]

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters, or one of its family, stands in any of the lists."""
        return any((family := family_of(stem)) in self.groups or family in self.plain for stem in words(word))


@lru_cache(maxsize=1)
def english() -> Lexicon:
    """Return the English lists, as families of words."""
    return _lexicon(
        plain=_families("plain"),
        setting=_families("setting"),
        reading=_families("reading"),
        grave=_families("grave"),
        alike=_families("alike"),
    )


@lru_cache(maxsize=1)
def chinese() -> Lexicon:
    """Return the Chinese lists, as words."""
    return _lexicon(
        plain=_words("plain_zh"),
        setting=_words("setting_zh"),
        reading=_words("reading_zh"),
        grave=_words("grave_zh"),
        alike=_words("alike_zh"),
    )


@lru_cache(maxsize=1)
def sides() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Return the opposites of both languages, a pair of sides a line, English ones as families of words."""
    english_lines = [_halves(line) for line in _words("opposites")]
    chinese_lines = [_halves(line) for line in _words("opposites_zh")]
    told = [
        tuple(frozenset(family_of(stem) for stem in words(" ".join(half))) for half in each) for each in english_lines
    ]
    return tuple((one, other) for one, other in (*told, *(tuple(map(frozenset, each)) for each in chinese_lines)))


def _halves(line: list[str]) -> tuple[list[str], list[str]]:
    stroke = line.index("|")
    return line[:stroke], line[stroke + 1 :]


def _lexicon(
    plain: list[list[str]],
    setting: list[list[str]],
    reading: list[list[str]],
    grave: list[list[str]],
    alike: list[list[str]],
) -> Lexicon:
    lines = [*grave, *alike]
    groups: dict[str, set[int]] = {}
    for number, line in enumerate(lines):
        for word in line:
            groups.setdefault(word, set()).add(number)
    serious = _flat(grave)
    return Lexicon(
        plain=_flat(plain) - serious,
        setting=_flat(setting) - serious,
        reading=_flat(reading) - serious,
        grave=serious,
        groups={word: frozenset(numbers) for word, numbers in groups.items()},
        lines=tuple(map(tuple, lines)),
    )


def _flat(lines: list[list[str]]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line)


def _families(name: str) -> list[list[str]]:
    return [[family_of(stem) for stem in words(" ".join(line))] for line in _words(name)]


def _words(name: str) -> list[list[str]]:
    return list(_read((_FOLDER / f"{name}.txt").read_text(encoding="utf-8")))


def _read(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split()
