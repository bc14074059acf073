"""What a sentence judges, and how: “the new reader is useless” is a verdict on the new reader, and on the whole of it.

Two verdicts stand against each other only where both are on the very same thing in the same respect: who finds the
style of a thing dull does not answer who finds it less censored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.news import takes_side
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import FIELD_WORDS
from app.writers.extractive.tone import verdict_of
from app.writers.extractive.turning import is_turned

# Who or what a sentence is about, and what is said of it. For text in small letters.
_JUDGES = re.compile(
    r"(.{2,70}?)\s(?:(?:is|are|was|were|has been|remains?|looks?|seems?|feels?)(?=\s)|(?:is|are|was|were)n['’]t(?=\s))(.*)|(.{2,24}?)(?:是|很|太|非常|真的)(.*)",
    re.DOTALL,
)
# A verdict is passed at once; what comes behind these words is of something else.
_VERDICT_ENDS = re.compile(
    r"[,;:.!?(—–]|\b(?:which|who|that|because|since|and|but|if|when|while|than|as|what)\b|[，。；！？]"
)
_RESPECT = re.compile(r"\b(?:for|at|in|on|with|about|to)\s(.*)", re.DOTALL)
_COMPARES = re.compile(r"\b(?:more|less|based on|rather)\b")


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict (praise above 0, blame below) on a `thing`, in a `respect` where one is named."""

    thing: frozenset[str]
    respect: frozenset[str]
    verdict: int

    def compares_with(self, other: Judgement) -> bool:
        """Say whether two verdicts are on the very same thing in the same respect."""
        same_respect = not (self.respect or other.respect) or bool(self.respect & other.respect)
        return self.thing == other.thing and same_respect


def judge(text: str, neutral: AbstractSet[str]) -> Judgement | None:
    """Return what a sentence judges, None where it judges nothing; the `neutral` words tell no side."""
    small = text.lower()
    found = _JUDGES.match(small)
    if not found:
        return None
    topic, said = (found[1], found[2]) if found[1] else (found[3], found[4])
    end = _VERDICT_ENDS.search(said)
    said = said[: end.start()] if end else said
    thing = frozenset(content_words(topic)) - FIELD_WORDS
    verdict = (
        0 if _COMPARES.search(said) else verdict_of(text[found.start(2 if found[1] else 4) :][: len(said)], neutral)
    )
    respect = _RESPECT.search(said)
    return (
        Judgement(thing, frozenset(content_words(respect[1])) if respect else frozenset(), verdict)
        if verdict and thing
        else None
    )


def find_judgements(passages: Sequence[Passage]) -> Iterator[tuple[float, Passage, Passage]]:
    """Yield praise and blame that voices give to the very same thing, and in the same respect."""
    judged = [
        (passage, judgement)
        for passage in passages
        if passage.record.kind in PERSONAL
        and takes_side(passage)
        and (judgement := judge(passage.text, passage.neutral or frozenset()))
        and not is_turned(passage)
    ]
    for good, praise in judged:
        for bad, blame in judged:
            if praise.verdict > 0 > blame.verdict and praise.compares_with(blame):
                yield 3.0 + min(praise.verdict, -blame.verdict), good, bad
