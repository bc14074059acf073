"""A passage as one side of a dispute, and the stems of what it says."""

from __future__ import annotations

from functools import cached_property

from app.language.tokens import content_words
from app.writers.extractive.opposing import CLAUSE_ENDS, IDIOMS, NAME
from app.writers.extractive.passages import Passage

_STEM = 6


class Side:
    """A passage and what is read in it but once: its small letters, its words cut to their stems, and of these the subject's."""

    def __init__(self, passage: Passage, anchors: frozenset[str]) -> None:
        """Take a passage; `anchors` are the stems that the subject and its field are made of."""
        self.passage = passage
        self.small = passage.text.lower()
        self.anchors = anchors

    @cached_property
    def words(self) -> frozenset[str]:
        """Return the stems of all its words."""
        return stems(self.passage.words)

    @cached_property
    def common(self) -> frozenset[str]:
        """Return those of its stems that the subject and its field are made of."""
        return self.words & self.anchors


def stems(words: frozenset[str]) -> frozenset[str]:
    """Return words cut so that those of one family are alike: distilled and distillation, a model and its size."""
    return frozenset(part[:_STEM] for word in words for part in word.split("-") if part)


def clause_end(small: str, start: int) -> int:
    """Return where the clause ends that holds a place of a text in small letters."""
    end = CLAUSE_ENDS.search(small, start)
    return end.start() if end else len(small)


def common_words(scope: str, text: str) -> frozenset[str]:
    """Return the stems of a stretch of a text but for names: what is denied is what somebody does or is."""
    names = stems(frozenset(content_words(" ".join(NAME.findall(text)))))
    return frozenset(
        stem for stem in stems(frozenset(content_words(IDIOMS.sub(" ", scope)))) - names if not stem.isdecimal()
    )
