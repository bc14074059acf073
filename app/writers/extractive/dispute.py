"""Where records oppose one another: one says what another denies, or finds the opposite, or they judge the same thing unlike.

A false dispute is worse than none, so that each kind asks for more than words in common: what is denied must stand in the
reach of the words that deny it; a figure must go the other way by somebody's finding; praise and blame must be said of
the very same thing. What one passage itself tells of two sides needs no second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from app.language.tokens import content_words
from app.writers.extractive.contraries import find_contraries
from app.writers.extractive.figures import find_other_figures
from app.writers.extractive.judging import find_judgements
from app.writers.extractive.news import is_news
from app.writers.extractive.opposing import (
    ALARM,
    CLAIM_ITSELF,
    CLAIM_OF,
    CLAUSE_ENDS,
    DENIES,
    DOUBTS,
    FINDS,
    HARD_TO,
    HARM,
    OF_CLAIMS,
    ONE_AND_ANOTHER,
    OPPOSES,
    QUARRELS,
    REMARKS,
    SIGNS,
    TELLS_BOTH,
    claimed_in,
    is_way,
    way_of,
    without_denial,
)
from app.writers.extractive.passages import Passage
from app.writers.extractive.retold import acts_in
from app.writers.extractive.sides import Side, clause_end, common_words, stems
from app.writers.extractive.subject import FIELD_WORDS, Subject
from app.writers.extractive.turning import is_turned

Manner = Literal["denied", "found", "judged", "told"]

_MOST_PAIRS = 3
_MOST_AGAINST = 2
_MOST_TOLD = 2
_MOST_DOUBTED = 1
_SHORTEST, _LONGEST = 5, 55
# What a record holds against another, it says soon.
_SOON, _SOON_IN_TALK = 6, 12
_NEXT = 2
# A word of so many records is of what they are about.
_OF = 0.3
_PAIR, _MANY, _MANY_ZH = 2, 3, 4


@dataclass(frozen=True, slots=True)
class Opposition:
    """Two passages that stand against each other, or a `counter` that tells of both sides itself."""

    manner: Manner
    claim: Passage | None
    counter: Passage

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Return what is to be quoted, in order."""
        return (self.claim, self.counter) if self.claim else (self.counter,)

    @property
    def score(self) -> float:
        """Return how central the claim is, or else what tells of both sides."""
        return (self.claim or self.counter).score


def find_oppositions(passages: Sequence[Passage], subject: Subject, language: str) -> list[Opposition]:
    """Return where the passages of a common subject stand against one another, the plainest first; no passage stands twice.

    All are in the story's language, so that a reader can follow who holds what.
    """
    anchors = stems(subject.anchors | FIELD_WORDS)
    chinese = language.startswith("zh")
    sides = [Side(p, anchors) for p in passages if p.chinese == chinese and _may_stand(p)]
    signed = [s for s in sides if SIGNS.search(s.small)]
    kept = _plainest(_pairs(sides, signed))
    if not signed:
        return kept
    used = {p.record.id for each in kept for p in each.passages}
    kept += _doubted([s for s in sides if s.passage.record.id not in used], signed)[:_MOST_DOUBTED]
    used |= {p.record.id for each in kept for p in each.passages}
    told = _told([s for s in signed if s.passage.record.id not in used], subject)
    return kept + [Opposition("told", None, p) for p in told[:_MOST_TOLD]]


def _doubted(sides: Sequence[Side], signed: Sequence[Side]) -> list[Opposition]:
    """Return what a record tells, or is headed by, and then says to be doubted by those who read it, the best first."""
    leads = {
        s.passage.record.id: s.passage for s in reversed(sides) if s.passage.order and not s.passage.reports_voices
    }
    titles = {s.passage.record.id: s.passage for s in sides if s.passage.is_title}
    doubts: list[Opposition] = []
    for side in signed:
        found = DOUBTS.search(side.small)
        if not found or not side.passage.reports_voices:
            continue
        lead = leads.get(side.passage.record.id)
        if lead is None or lead.order >= side.passage.order:
            lead = titles.get(side.passage.record.id)
        if lead is None:
            continue
        doubted = side.small[found.end() : clause_end(side.small, found.end())]
        is_next = lead.is_title or side.passage.order - lead.order <= _NEXT
        told = stems(lead.words) - side.anchors
        shared = told & common_words(doubted, side.passage.text) - stems(OF_CLAIMS)
        # A claim that is named by what it claims must be the one told before.
        named = bool(CLAIM_OF.search(doubted))
        if (is_next and not named and CLAIM_ITSELF.search(doubted)) or len(shared) > named:
            doubts.append(Opposition("denied", lead, side.passage))
    return sorted(doubts, key=lambda each: (-each.score, each.counter.index, each.counter.order))


def _told(sides: Sequence[Side], subject: Subject) -> list[Passage]:
    """Return the passages of the subject that tell of both sides themselves, the plainest first and one of a record."""
    told = [s for s in sides if TELLS_BOTH.search(s.small)]
    told = [s for s in told if not REMARKS.search(s.small)]
    told = [s for s in told if not ONE_AND_ANOTHER.search(s.small) or OPPOSES.search(s.small)]
    # A headline that tells of a quarrel tells neither side of it.
    told = [s for s in told if not (s.passage.is_title and is_news(s.passage)) or _denies_report(s)]
    told = [s for s in told if not subject.anchors or any(subject.shares.get(w, 0) >= _OF for w in s.passage.words)]
    told.sort(key=lambda s: (not QUARRELS.search(s.small), is_news(s.passage), -s.passage.score, s.passage.index))
    return list({s.passage.record.id: s.passage for s in reversed(told)}.values())[::-1]


def _denies_report(side: Side) -> bool:
    """Say whether a passage says that a report is denied, so that even its headline tells what either side says."""
    found = TELLS_BOTH.search(side.small)
    return found is not None and found["report"] is not None


def _plainest(pairs: Iterable[tuple[float, Opposition]]) -> list[Opposition]:
    """Keep the plainest pairs, those of one claim together: two may stand against one, and no record stands for and against."""
    found = sorted(pairs, key=lambda pair: (-pair[0], pair[1].counter.index, pair[1].counter.order))
    kept: list[Opposition] = []
    claims: Counter[int] = Counter()
    used: set[str] = set()
    for _, each in found:
        records = {p.record.id for p in each.passages}
        again = each.claim is not None and 0 < claims[id(each.claim)] < _MOST_AGAINST
        if again and each.claim:
            records.discard(each.claim.record.id)
        if len(kept) < _MOST_PAIRS and used.isdisjoint(records):
            kept.append(each)
            claims[id(each.claim)] += 1
            used |= records
    first = {id(each.claim): place for place, each in reversed(list(enumerate(kept)))}
    return sorted(kept, key=lambda each: first[id(each.claim)])


def _may_stand(passage: Passage) -> bool:
    """Say whether a passage can be understood alone and is no scrap."""
    if passage.order > (_SOON_IN_TALK if passage.record.kind == "comment" else _SOON):
        return False
    return not (passage.clipped or passage.leaning or passage.question or passage.addendum) and (
        _SHORTEST <= passage.length <= _LONGEST * (2 if passage.chinese else 1)
    )


def _pairs(sides: Sequence[Side], signed: Sequence[Side]) -> Iterator[tuple[float, Opposition]]:
    """Yield each two that stand against each other, with how plainly."""
    denials = [(side, scope) for side in signed if (scope := _denied(side.small)) is not None]
    denying = {id(side) for side, _ in denials}
    # Who finds something hard to keep up denies it too, in words of his own.
    claims = [side for side in sides if id(side) not in denying and not HARD_TO.search(side.small)]
    for side, scope in denials:
        # What is said to be a claim, a report or a doubt tells nothing of what is claimed.
        deed = common_words(without_denial(scope), side.passage.text) - stems(OF_CLAIMS)
        # Where the deed itself is what all speak of, it is still what is denied.
        denied = deed - side.common or deed
        alarm = bool(ALARM.search(scope))
        acts = acts_in(scope) if side.passage.chinese else frozenset[str]()
        for claim in claims:
            # The act that is denied, and who does it or bears it.
            same_act = len(claim.words & deed) >= _PAIR and not acts.isdisjoint(acts_in(claim.small))
            if (
                (same_act or denied & claim.words)
                and _are_two_voices(claim.passage, side.passage)
                and (worth := _is_denied(claim, side, denied, alarm=alarm, same_act=same_act))
                and not is_turned(claim.passage)
            ):
                yield worth, Opposition("denied", claim.passage, side.passage)
    yield from _findings(sides, signed)
    figures = find_other_figures([side.passage for side in sides])
    yield from ((worth, Opposition("found", a, b)) for worth, a, b in figures if _are_two_voices(a, b))
    passages = [side.passage for side in sides]
    judged = chain(find_judgements(passages), find_contraries(passages))
    yield from ((worth, Opposition("judged", a, b)) for worth, a, b in judged if _are_two_voices(a, b))


def _denied(small: str) -> str | None:
    """Return the part of a text in which stands what it denies or doubts, None where it denies nothing."""
    found = DENIES.search(small)
    if not found:
        return None
    if found["before"]:
        ends = [m.end() for m in CLAUSE_ENDS.finditer(small, 0, found.start())]
        return small[ends[-1] if ends else 0 : found.end()]
    return small[found.start() : clause_end(small, found.end())]


def _are_two_voices(a: Passage, b: Passage) -> bool:
    """Say whether two passages are two voices': of two records, two authors, and, where printed, two publications; in one language."""
    if a.record.id == b.record.id or a.chinese != b.chinese:
        return False
    if a.record.author and a.record.author == b.record.author:
        return False
    return a.record.source != b.record.source or "article" not in {a.record.kind, b.record.kind}


def _is_denied(claim: Side, denial: Side, denied: frozenset[str], *, alarm: bool, same_act: bool = False) -> float:
    """Return how plainly a claim says what a denial denies, 0 where it does not.

    The claim calls itself one and claims just that, or raises the alarm that is denied, or shares more than a word of what is; a
    reply stands against what it replies to.
    """
    shared, hit = claim.words & denial.words, len(claim.words & denied)
    # Readers of whom a newsroom tells speak of what its own headline does.
    if denial.passage.reports_voices:
        title = denial.passage.record.title or ""
        if (common_words(title, "") - denial.anchors).isdisjoint(claim.words):
            return 0.0
    if alarm:
        # Who is told that water is not used up may still fear that it is fouled.
        fits = hit >= _PAIR and bool(HARM.search(claim.small))
    elif denial.passage.chinese:
        fits = same_act or hit >= _MANY_ZH
    else:
        replies = denial.passage.record.parent_external_id == claim.passage.record.external_id
        fits = replies or hit >= _PAIR or (len(shared) >= _PAIR and bool(_claimed(claim) & denied))
    return fits * (2.0 * hit + len(shared) + claim.passage.score)


def _claimed(side: Side) -> frozenset[str]:
    """Return the stems of what a passage calls claimed, none where it does not say so."""
    return stems(frozenset(content_words(claimed_in(side.small))))


def _findings(sides: Sequence[Side], signed: Sequence[Side]) -> Iterator[tuple[float, Opposition]]:
    """Yield what goes up by one, and down by another's finding; its title says of what a finding is."""
    ways: list[tuple[Side, int]] = []
    found = [(side, way) for side in signed if FINDS.search(side.small) and (way := way_of(side.small))]
    if found:
        ways = [(side, way) for side in sides if (way := way_of(side.small))]
    for side, way in found:
        title = frozenset(content_words(side.passage.record.title or ""))
        known = side.words | stems(title)
        for claim, other in ways:
            # Each paper sets out to make better what another finds bad.
            both_papers = claim.passage.record.kind == side.passage.record.kind == "paper"
            if other != -way or both_papers or not _are_two_voices(claim.passage, side.passage):
                continue
            particular = {w for w in (claim.words & known) - side.common - claim.common if not is_way(w)}
            if particular and len(claim.words & known) >= _MANY:
                yield 4.0 + len(particular), Opposition("found", claim.passage, side.passage)
