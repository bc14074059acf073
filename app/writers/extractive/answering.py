"""Which passages answer a reader: those that stand alone, are understood, and speak of the subject."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.language.pattern import pattern
from app.story.publishers import PERSONAL
from app.writers.extractive.onward import is_half
from app.writers.extractive.particulars import place_of
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

# Nobody is answered in a language that neither the story nor its voice has.
_READ = ("en", "zh")
_MARKS = '"“‘「'
# What takes up another's words leans on them.
_TAKES_UP = pattern(r"(?:[Aa]s (?:for|to)|[Rr]egarding|R[Ee]:|[Ss]peaking of|[Ww]hen it comes to)\b|至于|关于")


# Most sentences deny nothing.
_DENIES = re.compile(r" not |n['’]t |不是|并非")
# Who sets signs in a row calls, and says nothing.
_SIGNS = re.compile(r"([<>=~^*_#-])\1\1")
# What somebody says of “it” or “this” within his first words, he says of what his readers see.
_POINTS = pattern(
    r"(?:[\w'’,-]+ ){0,5}(?:[Ii]t|[Tt]his(?! (?:year|week|month|time|morning|summer|winter)\b)|[Tt]hem|[Tt]hese|[Tt]hose(?! (?:who|of|that)\b)|[Hh]im|[Hh]er)\b|EDIT"
)


def points_back(passage: Passage) -> bool:
    """Say whether a sentence of somebody's points to what his readers see and a story's do not."""
    return passage.order > 0 and passage.record.kind in PERSONAL and _POINTS.match(passage.text) is not None


def answers_alone(passage: Passage) -> bool:
    """Say whether a passage answers without what stands before it, and in no other's words alone."""
    return (
        not (passage.clipped or passage.question or passage.leaning or passage.addendum)
        and passage.text[0] not in _MARKS
        and not (
            passage.order
            and _DENIES.search(passage.text)
            and is_half(passage.record.text or "", passage.end, passage.text)
        )
        and not (_TAKES_UP.match(passage.text) or _SIGNS.search(passage.text))
        and is_understood(passage)
    )


def may_tell(passage: Passage) -> bool:
    """Say whether a passage may tell something of a thing: it answers alone, or of what stands before it."""
    if passage.leaning:
        return not (passage.clipped or passage.question or passage.addendum) and is_understood(passage)
    return answers_alone(passage)


def is_understood(passage: Passage) -> bool:
    """Say whether a passage is in a language that the story, or its voice, has."""
    return (passage.record.language or "en")[:2] in _READ


def is_of(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage speaks of the subject; what replies in a thread speaks of much else, so that it must name what that is about."""
    thread = subject.thread
    if thread and passage.record.id in thread.members and thread.words.isdisjoint(passage.words):
        return False
    return subject.is_told_in(passage.words)


def is_on(passage: Passage, before: Mapping[str, Passage], subject: Subject) -> bool:
    """Say whether a passage speaks of the subject, or goes on in a record whose title does; `before` holds titles by `place_of`."""
    for told in (passage, before.get(place_of(passage, -passage.order))):
        if told and is_of(told, subject) and subject.may_be_headed_by(told.words):
            return True
    return False
