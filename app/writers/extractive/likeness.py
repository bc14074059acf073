"""How alike two passages are, and whether one says again what the other says."""

from __future__ import annotations

from app.writers.extractive.news import events
from app.writers.extractive.passages import Passage
from app.writers.extractive.sameness import figures_of_own_day, tells_same_news

_SAME = 0.6
# A text says again in its body what its summary said, in other words.
_SAME_IN_RECORD = 0.4
# An answer takes up the words of its question and says something else.
_SAME_AS_QUESTION = 0.9
# Of few words, some are the common subject's.
_SAME_IF_SHORT = 0.7
_SHORT = 8
_LONG_ENOUGH = 5
# So many words, all of which another headline has, are the name of one thing.
_A_NAME = 3
_SAME_BESIDES = 0.4
# Where one passage stands, another of its record may stand too that shares less.
_AGAIN = 0.55
# Below this two sentences have too little in common to tell the same news in other words.
MAY_BE_SAME_NEWS = 0.25


def tells_again(passage: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether a passage tells nothing that another does not, so that a reader of both reads it twice.

    `anchors` are the subject's own words, which both share in any case. Who gives figures beside much the same words tells more.
    """
    likeness = alike(passage, other)
    if likeness < MAY_BE_SAME_NEWS:
        return False
    if tells_same_news(passage, other):
        return True
    if likeness < max(limit_of(passage, other), _AGAIN):
        return False
    figures = {word for word in passage.words - other.words if word[0].isdigit()}
    return not (figures and figures - figures_of_own_day(passage)) and is_said_by(passage, other, anchors)


def is_said_by(passage: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether of two passages that share most of their words one tells neither what came later nor the contrary."""
    return (
        _share_more_than_subject(passage, other, anchors)
        and not _tells_what_came_later(passage, other)
        and passage.tone * other.tone >= 0
    )


def _share_more_than_subject(one: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether two records' passages share enough of what is left of them without the subject's own words."""
    if one.record.id == other.record.id:
        return True
    mine, theirs = one.words - anchors, other.words - anchors
    return len(mine & theirs) >= _SAME_BESIDES * min(len(mine), len(theirs) or len(mine))


def _tells_what_came_later(passage: Passage, other: Passage) -> bool:
    """Say whether a passage of another day tells that something was done which the other does not tell.

    What is threatened, done and taken back is told in much the same words.
    """
    return passage.record.published_at.date() != other.record.published_at.date() and bool(
        events(passage.text) - events(other.text)
    )


def limit_of(one: Passage, other: Passage) -> float:
    """Return from which likeness on two passages say the same."""
    if one.question != other.question:
        return _SAME_AS_QUESTION
    if one.record.id == other.record.id:
        return _SAME_IN_RECORD
    return _SAME_IF_SHORT if min(len(one.words), len(other.words)) < _SHORT else _SAME


def alike(one: Passage, other: Passage) -> float:
    """Return how much of the smaller passage's words the other holds, 0 to 1; a headline that stands whole in another adds nothing."""
    if not one.words or not other.words:
        return 1.0 if one.text == other.text else 0.0
    shared = len(one.words & other.words)
    if not shared:
        return 0.0
    own = len(one.words)
    shorter = min(own, len(other.words))
    if shared == own >= _A_NAME and one.is_title and other.is_title:
        return 1.0
    # Containment means nothing where two words shared by chance fill a short title.
    return shared / (shorter if shorter >= _LONG_ENOUGH else len(one.words | other.words))
