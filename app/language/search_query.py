"""Read what a reader searches for: words, “phrases” and beginnings of words (`word*`). Whatever else stands there is read as words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.language.normalise import fold
from app.language.pattern import pattern
from app.language.sentences import CJK

_PART = pattern(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|([^\s\"“”„«»]+)")
# Within the blocks of Chinese lie code points that no character has yet, which indexes leave out.
_TOKEN = pattern(rf"(?=[^\W_])[{CJK}]|[^\W_{CJK}]+")
_CJK = pattern(f"[{CJK}]")
# One letter begins so many words that an index would have to be read whole.
_SHORTEST_BEGINNING = 2


class Phrase(NamedTuple):
    """Tokens that must stand side by side; of the last one the beginning is enough where `is_prefix` says so."""

    tokens: tuple[str, ...]
    is_prefix: bool = False


def read_query(query: str) -> list[Phrase]:
    """Return a reader's query as phrases, each once, all of which have to be there; none where it holds no word.

    What stands between quotation marks is one phrase; so is a run of Chinese (its characters), and a word that an index
    would break up (gpt-4o is gpt, 4o). A star at the end of two letters or more asks for words that begin so.
    """
    phrases: list[Phrase] = []
    for quoted, bare in _PART.findall(fold(query)):
        if quoted:
            phrases.append(Phrase(tuple(_TOKEN.findall(quoted))))
        elif bare:
            phrases += _bare_phrases(bare)
    return [phrase for phrase in dict.fromkeys(phrases) if phrase.tokens]


def is_cjk(token: str) -> bool:
    """Say whether a token is a Chinese or Japanese character, which is a word wherever it stands."""
    return _CJK.match(token) is not None


def _bare_phrases(chunk: str) -> list[Phrase]:
    """Return the phrases of a stretch without spaces: each run of Chinese is one, and what lies between is another."""
    runs: list[list[str]] = []
    for token in _TOKEN.findall(chunk):
        if runs and is_cjk(runs[-1][-1]) == is_cjk(token):
            runs[-1].append(token)
        else:
            runs.append([token])
    phrases = [Phrase(tuple(run)) for run in runs]
    if chunk.endswith("*") and phrases and _may_begin(phrases[-1].tokens):
        phrases[-1] = phrases[-1]._replace(is_prefix=True)
    return phrases


def _may_begin(tokens: Sequence[str]) -> bool:
    """Say whether a star behind a phrase means something: Chinese goes on after each character by itself."""
    return sum(map(len, tokens)) >= _SHORTEST_BEGINNING and not is_cjk(tokens[-1])
