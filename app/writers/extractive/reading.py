"""What can be read out of each record for a story, and why there is nothing in some."""

from __future__ import annotations

import math
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from app.writers.extractive.accounting import LEANS, NO_SENTENCE, SPEAKS_TO_MODEL, Reason, clear_of_orders
from app.writers.extractive.amounts import amounts
from app.writers.extractive.beginnings import is_open
from app.writers.extractive.news import first_event_end
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.subject import Subject
from schemas.record import Record

_MOST_PASSAGES = 1_200
_MOST_PER_RECORD = 14
# What so many records begin with is what they speak of, and takes no side.
_COMMON = 0.25
# Of headlines side by side, one that holds less of the subject than this share of what the best holds is of something else.
_OF_BEST = 0.75
# With so many records that can be quoted as they stand, the story does without those that are cut short, and with so many without those that
# lean on what stands before them, which may be answers.
_ENOUGH_WHOLE, _ENOUGH_UPRIGHT = 6, 10
# “So the port admits” says that something was done and not what.
_LEAST_BEHIND = 2
_BESIDE: Reason = (
    "no_quotable_text",
    "sets headlines side by side, and tells of the subject in none that can be quoted",
)
_CUT: Reason = ("no_quotable_text", "holds nothing that is short and whole enough to be quoted")


def read(
    records: Sequence[Record], subject: Subject, suspected: frozenset[str], *, on_attacks: bool
) -> tuple[dict[str, list[Passage]], dict[str, Reason]]:
    """Read what can be quoted from each record that belongs and repeats no other; an order between marks only `on_attacks`.

    Returns the passages of each, and of those without any that the story is to have why that is so.
    """
    kept = [r for r in records if r.id not in subject.off_topic and r.id not in subject.duplicate_of]
    shared = frozenset(word for word, share in subject.shares.items() if share >= _COMMON)
    most = max(2, min(_MOST_PER_RECORD, _MOST_PASSAGES // max(1, len(kept))))
    found: dict[str, list[Passage]] = {}
    unread: dict[str, Reason] = {}
    for index, record in enumerate(kept):
        passages = passages_of(record, index, most, with_orders=on_attacks, is_clean=record.id not in suspected)
        if record.id in suspected:
            passages = clear_of_orders(passages)
        on_subject = _of_round_up(passages, subject)
        for passage in on_subject:
            passage.neutral = shared
        if on_subject:
            found[record.id] = on_subject
        elif record.id in suspected:
            unread[record.id] = SPEAKS_TO_MODEL
        else:
            unread[record.id] = _BESIDE if passages else NO_SENTENCE
    whole = {i for i, passages in found.items() if not all(map(_is_scrap, passages))}
    if len(whole) < _ENOUGH_WHOLE:
        return found, unread
    scraps = {i: LEANS if any(p.leaning for p in found[i]) else _CUT for i in found if i not in whole}
    if len(whole) < _ENOUGH_UPRIGHT:
        scraps = {i: why for i, why in scraps.items() if why is _CUT}
    return {i: passages for i, passages in found.items() if i not in scraps}, unread | scraps


def _is_scrap(passage: Passage) -> bool:
    """Say whether a passage tells nothing alone, or breaks off before it has told what happened: who confirms something has, or says how much, whatever would follow."""
    if not passage.clipped:
        return passage.is_scrap
    is_telling = passage.is_title and not (passage.leaning or is_open(passage.text))
    return not (
        is_telling
        and (any(each.is_money or each.percent for each in amounts(passage.text)) or _tells_what_was_done(passage))
    )


def _tells_what_was_done(passage: Passage) -> bool:
    """Say whether a cut headline says what somebody did and to what."""
    small = passage.text.lower()
    behind = first_event_end(small)
    return behind >= 0 and (passage.chinese or len(small[behind:].split()) >= _LEAST_BEHIND)


def _of_round_up(passages: list[Passage], subject: Subject) -> list[Passage]:
    """Leave out, of headlines that a title sets side by side, and of what the text below tells of each, what is of something else than its record is read for."""
    if not any(p.beside for p in passages):
        return passages
    about = subject.anchors or subject.common
    worth = {
        id(p): math.fsum(subject.shares.get(word, 0.0) for word in _with_families(p.words) & about) for p in passages
    }
    most = max((worth[id(p)] for p in passages if p.beside), default=0.0)
    return [
        p
        for p in passages
        if (p.beside and worth[id(p)] >= _OF_BEST * most and (most or not about))
        or (not p.beside and (worth[id(p)] or not about))
    ]


def _with_families(words: AbstractSet[str]) -> set[str]:
    """Return words, and with each version the name that it is a version of: minimax-m2 tells of minimax."""
    return {*words, *(word.partition("-")[0] for word in words if "-" in word)}
