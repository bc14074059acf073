"""What the matter of a story is called where it has no name: data centers, prompt injection, 芯片."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from app.language.tokens import content_words, is_everyday
from app.writers.extractive.passages import Passage

# “Data centers” and “injection” stand without an article.
_STANDS_ALONE = re.compile(r"(?!question)\w{3,}(?:[^su]s|[cst]ion|ing|ity|ment|ness|ware|ics)")
_LEAST, _MOST_OF = 3, 0.5
# Of the pairs of characters that run into one another, those are of the word that nearly as many records hold.
_NEARLY = 0.8
# So many letters all forms of a word have in common.
_STEM = 4


def word_of(chosen: Sequence[Passage], shares: Mapping[str, float], *, chinese: bool) -> str | None:
    """Return what the passages of a language call what most records share, as it stands in one of them; `shares` says how many share each word."""
    told = [p.text for p in chosen if p.chinese == chinese]
    for word in sorted(shares, key=lambda word: (-shares[word], word)):
        found = None
        if chinese and not word.isascii():
            found = _joined(word, shares)
        elif not chinese and word.isascii():
            found = _as_written(word, told)
        if found and sum(found in text for text in told) >= _LEAST:
            return found
    return None


def _joined(pair: str, shares: Mapping[str, float]) -> str:
    """Return the Chinese word that a pair of characters is of: 机器 and 器人 are 机器人."""
    near = [other for other, share in shares.items() if other != pair and share >= _NEARLY * shares[pair]]
    word = pair
    while behind := next((other for other in near if len(other) > 1 and other[0] == word[-1]), None):
        near.remove(behind)
        word += behind[1:]
    while before := next((other for other in near if len(other) > 1 and other[-1] == word[0]), None):
        near.remove(before)
        word = before[:-1] + word
    return word


def _as_written(word: str, texts: Sequence[str]) -> str | None:
    """Return how a word is written most, with the word before it where that stands there mostly; None where it is not written so that it stands alone."""
    alone, pairs = Counter[str](), Counter[str]()
    written = re.compile(rf"(?:\b([A-Za-z][A-Za-z'’-]*) )?\b({re.escape(word[:_STEM])}[a-z'’-]*)", re.IGNORECASE)
    for before, each in (found for text in texts for found in written.findall(text)):
        if content_words(each) == [word]:
            alone[each] += 1
            if before and not is_everyday(before):
                pairs[f"{before} {each}"] += 1
    standing = [each for each in alone if each.islower() and _STANDS_ALONE.fullmatch(each)]
    if not standing:
        return None
    best = max(standing, key=lambda each: (alone[each], each))
    pair, count = max(
        ((each, n) for each, n in pairs.items() if each.endswith(f" {best}") and each.islower()),
        key=lambda item: (item[1], item[0]),
        default=("", 0),
    )
    return pair if count >= max(_LEAST, _MOST_OF * alone[best]) else best
