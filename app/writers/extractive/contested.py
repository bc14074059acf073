"""What a story must not say in its own name: a claim that another record denies, or what denies it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.language.pattern import pattern
from app.writers.extractive.dispute import Opposition
from app.writers.extractive.passages import Passage

_SAYS_THE_SAME, _LEAST_SHARED = 0.6, 3
_NEXT_TO = 1
# Who says that something is so, or denies it, names it as a claim. For text in small letters.
_SAID = pattern(
    r"\b(?:den(?:y|ies|ied|ying)|rejects?|rejected|disput(?:es?|ed)|refut(?:es?|ed)|rebuts?|rebutted|debunk(?:s|ed)|contradict(?:s|ed)|contest(?:s|ed)|doubt(?:s|ed)|question(?:s|ed)"
    r"|claim(?:s|ed)?|alleg(?:es?|ed|edly|ations?)|accus(?:es?|ed|ations?)|argu(?:es?|ed)|insist(?:s|ed)|warn(?:s|ed)|says?|said|tells?|told|reportedly|report(?:s|ed)? (?:that|says?)|according to|rumou?r(?:s|ed)?|finds?|found|study|survey|estimates?)\b"
    r"|否认|驳斥|反驳|辟谣|回应|质疑|声称|宣称|称|指控|指责|认为|据报道|据传|传闻|传出|调查显示|研究"
)


def contested(passages: Sequence[Passage], oppositions: Sequence[Opposition]) -> frozenset[int]:
    """Return the identities of the passages that state what a record denies or finds otherwise, in its words or much like them, or the denial.

    A headline is above its story's claim; whatever a commenter doubts, it stays one. What says whose claim or denial it is states neither.
    """
    pairs = [(each.claim, each.counter) for each in oppositions if each.claim and each.manner != "judged"]
    sides = [(claim, counter) for claim, counter in pairs if counter.record.kind != "comment"]
    deniers = {counter.record.id for _, counter in sides}
    return frozenset(
        id(p)
        for p in passages
        for claim, counter in sides
        if not names_claim(p.text) and (_states(p, counter) if p.record.id in deniers else _states(p, claim))
    )


def other_side(title: Collection[str], oppositions: Sequence[Opposition]) -> frozenset[int]:
    """Return the identities of what stands against the records of a title, or is what these stand against."""
    pairs = [(each.claim, each.counter) for each in oppositions if each.claim and each.manner != "judged"]
    facing = [pair for one, two in pairs for pair in ((one, two), (two, one))]
    return frozenset(id(there) for here, there in facing if here.record.id in title and there.record.id not in title)


def names_claim(text: str) -> bool:
    """Say whether words tell whose claim or denial they hold."""
    return bool(_SAID.search(text.lower()))


def _states(passage: Passage, claim: Passage) -> bool:
    if passage.record.id == claim.record.id:
        return passage.is_title or abs(passage.order - claim.order) <= _NEXT_TO
    shared = passage.words & claim.words
    return len(shared) >= _LEAST_SHARED and len(shared) >= _SAYS_THE_SAME * len(passage.words)
