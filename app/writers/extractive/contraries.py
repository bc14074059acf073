"""Who denies of a thing, in the same words, what another says of it: “a barely usable model”, and “not barely usable either”.

Words that merely recur oppose nothing, so that what is denied must be a judgement of two words, or stand at the head of what
answers a judgement: “That is absurd” and “Not absurd if …”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.passages import Passage

# All are for text in small letters.
_PHRASE = re.compile(r"(?:\bnot|n['’]t) ((?:[a-z]+ly|too|so|very) [a-z-]{4,})\b")
_OPENS = re.compile(r"not (?:at all |really |that |so )?([a-z]{5,})\b(?! (?:a|the|that|to|what|how|why|only|just)\b)")
_NO_JUDGEMENT = frozenset({"every", "everyone", "everything", "anyone", "quite", "really", "going", "saying", "trying", "about", "because", "least", "until", "unless", "exactly", "gonna", "having"})  # fmt: skip
_DENIES_BEFORE = re.compile(r"(?:\bnot|n['’]t|\bnever|\bno longer|\bhardly|\bneither|\bnor)\b[^.,;]{0,14}$")
_IS = r"\b(?:is|are|was|were|be|['’]s|looks?|seems?|sounds?) (?:\w+ ){0,2}"
_NOT = "not "
# Most texts hold none of these, and need not be searched further.
_SIGN = re.compile(r"[nN][oO][tT] |n['’]t ")


def find_contraries(passages: Sequence[Passage]) -> Iterator[tuple[float, Passage, Passage]]:
    """Yield each two passages of talk of which the second denies what the first says of a thing, with how plainly."""
    talk = [p for p in passages if p.record.kind in PERSONAL and not p.chinese]
    for counter in talk:
        if not _SIGN.search(counter.text):
            continue
        small = counter.text.lower()
        for phrase in {found[1]: None for found in _PHRASE.finditer(small)}:
            if content_words(phrase.split()[-1]):
                yield from ((3.5 + p.score, p, counter) for p in talk if _says(p, re.escape(phrase), counter))
        opens = _OPENS.match(small) if small.startswith(_NOT) else None
        if opens and opens[1] not in _NO_JUDGEMENT:
            judgement = f"{_IS}{re.escape(opens[1])}"
            earlier = (p for p in talk if p.record.published_at <= counter.record.published_at)
            yield from ((3.5 + p.score, p, counter) for p in earlier if _says(p, judgement, counter))


def _says(passage: Passage, words: str, counter: Passage) -> bool:
    """Say whether a passage of another record says what a pattern finds, and does not itself deny it."""
    if passage.record.id == counter.record.id:
        return False
    small = passage.text.lower()
    found = re.search(rf"{words}\b", small)
    return found is not None and not _DENIES_BEFORE.search(small[: found.start()]) and " not " not in found[0]
