"""What somebody says or asks that may stand above a story between marks, where no headline does."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.printing import LONGEST, LONGEST_ZH, SHORTEST, SHORTEST_ZH, is_read, tells_something
from app.writers.extractive.subject import FIELD_WORDS, Subject
from app.writers.extractive.thread import is_put_to_readers

# A sentence is weighed with so many words more than it has, so that a short one that says little does not win.
_PADDING = 6
# What greets, or tells of whoever writes, says nothing for all; what is asked of all does.
_GREETING = re.compile(
    r"(?:hello|hi|hey|thanks?|thank you|greetings|good (?:morning|day)|dear|sorry)\b|大家好|你好|谢谢"
    # Nor does what is said in passing, with half a sentence.
    r"|(?:definitely|actually|honestly|basically|literally|apparently|maybe|probably|just|only|not|seriously|again|correct|right|welcome|congrat\w*)\b"
)
_OF_HIMSELF, _ASKED_OF_ALL = 0.5, 1.3
_OF_FIELD = 0.3
_WHOLE_QUESTION = re.compile(
    r"(?:[\w ]{2,20} [—–-] )?(?:if|when|who|whose|what|where|why|how|which|is|are|was|were|will|would|do|does|did|can|could|should|has|have|am)\b(?:\W+\w+){3}"
)


def best_said(passages: Sequence[Passage], subject: Subject, phrases: Phrases) -> Passage | None:
    """Return the most central whole sentence of a headline's length, whoever said it, or the question that a post is headed by; None where there is none."""
    low, high = (SHORTEST_ZH, LONGEST_ZH) if phrases.chinese else (SHORTEST, LONGEST)
    fit = [
        p
        for p in passages
        if is_read(p, phrases)
        and low <= len(p.text) <= high
        and not (p.clipped or p.leaning or p.addendum or (p.question and not p.is_title))
        # One of many versions is no name for all of them.
        and not p.is_release_name
        and not any(mark in p.text for mark in '“”"\n')
        and not _GREETING.match(p.text.lower())
        and subject.is_told_in(p.words)
    ]
    # What says nothing by itself stands above a story only for want of a sentence.
    whole = [p for p in fit if (_asks_all(p) if p.question else tells_something(p))]
    return max(whole or fit, key=lambda p: (_said_for_all(p, subject), p.score, -p.index, -p.order), default=None)


def _asks_all(passage: Passage) -> bool:
    """Say whether what a post is headed by is a whole question, not a word or two with a mark."""
    return passage.is_title and (passage.chinese or _WHOLE_QUESTION.match(passage.text.lower()) is not None)


def _said_for_all(passage: Passage, subject: Subject) -> float:
    """Weigh how much a sentence that somebody says may stand for what all say: by how many begin with its words, and whether it is of the field."""
    held = math.fsum(filter(None, map(subject.shares.get, passage.words))) + _OF_FIELD * (
        not FIELD_WORDS.isdisjoint(passage.words)
    )
    weight = held / math.sqrt(_PADDING + len(passage.words))
    weight *= _OF_HIMSELF if passage.personal else 1.0
    # Who writes without a capital writes as he talks.
    weight *= _OF_HIMSELF if passage.text[0].islower() else 1.0
    if not (passage.question or passage.personal) and is_put_to_readers(passage.text):
        weight *= _OF_HIMSELF
    return weight * (_ASKED_OF_ALL if passage.question else 1.0)
