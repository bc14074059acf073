"""How alike two passages are, and whether one says again what the other says."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from datetime import timedelta

from app.language.tokens import content_words
from app.writers.extractive.amounts import counts
from app.writers.extractive.news import events
from app.writers.extractive.passages import Passage
from app.writers.extractive.retold import acts_in
from app.writers.extractive.sameness import counts_no_more, days_apart, tells_same_news

# Chinese is counted by pairs of characters.
_SAME, _SAME_ZH = 0.65, 0.6
# A headline calls one thing in many ways, so that less is enough where a dozen of characters are the same.
# And two sentences of those days where there are more, which name the same in Latin letters.
_HEADLINE_ZH, _MANY_ZH, _MANY_OF_SENTENCE_ZH = 0.45, 6, 10
# A text says again in its body what its summary said, in other words.
_SAME_IN_RECORD = 0.4
# And in its first sentences what its headline said; of two pairs of characters some are the subject's.
_TITLE_ZH, _LEAST_ZH = 0.3, 3
# Of few words, some are the common subject's.
_SAME_IF_SHORT = 0.7
_SHORT = 8
_LONG_ENOUGH = 5
# So many words, all of which another headline has, are the name of one thing.
_A_NAME = 3
# So much of what is left without the subject's own words both have.
_BESIDES, _BESIDES_IF_SHORT = 0.5, 0.7
# Where so many words begin with a capital, capitals say nothing of names.
_CAPITAL, _ALL_CAPITALS = re.compile(r" [A-Z]"), 0.6
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w.]*\w")
_OF_HEAD = 400
_RETOLD = 0.7
_HALF, _NEARLY_ALL = 0.5, 0.8
# Whoever says that something was done says nothing that came later.
_REPORTED = frozenset(content_words("announces announced confirms confirmed 宣布 披露"))
# What is counted once more after so long is another count.
_IN_A_ROW = timedelta(days=5)
# Where one passage stands, another of its record may stand too that shares less.
_AGAIN = 0.55
# From here on the one may tell what the other does, beside more.
_MUCH_ALIKE, _MUCH_ALIKE_ZH = _SAME_ZH, _HEADLINE_ZH
# Below this two sentences have too little in common to tell the same news in other words.
MAY_BE_SAME_NEWS = 0.25


def retells(words: AbstractSet[str], title: AbstractSet[str]) -> bool:
    """Say whether who holds these words tells what a title of those words tells once more, beside what he adds."""
    return len(words & title) >= _RETOLD * len(title)


def tells_again(passage: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether a passage tells nothing that another does not, so that a reader of both reads it twice.

    `anchors` are the subject's own words, which both share in any case. Who gives figures beside much the same words tells more.
    """
    likeness = alike(passage, other)
    if likeness < MAY_BE_SAME_NEWS:
        return False
    if tells_same_news(passage, other):
        return True
    return likeness >= _AGAIN and counts_no_more(passage, other.text) and is_said_by(passage, other, anchors, likeness)


def is_said_by(passage: Passage, other: Passage, anchors: frozenset[str], likeness: float) -> bool:
    """Say whether a passage tells in much the same words as another, so much `alike`, neither more, nor what came later, nor the contrary."""
    limit = _limit_of(passage, other)
    if likeness < min(limit, _HEADLINE_ZH):
        return False
    is_brief = True
    if likeness < limit and _is_news_of_days(passage, other, anchors):
        limit, is_brief = _HEADLINE_ZH, passage.is_title
    elif likeness < limit:
        # A headline with nothing under it may be told by what stands above a sentence of those days and the sentence.
        if (
            likeness < _HALF
            or passage.record.text
            or not passage.is_title
            or other.is_title
            or days_apart(passage, other)
        ):
            return False
        limit = _NEARLY_ALL
    return (
        likeness > 0
        # An answer takes up the words of its question and says something else.
        and passage.question == other.question
        and (
            _shares_more_than_subject(passage, other, anchors)
            if passage.record.id == other.record.id
            else _tells_no_more(passage, other, limit, _BESIDES if is_brief else limit, anchors)
        )
        and not _tells_what_came_later(passage, other)
        and passage.tone * other.tone >= 0
    )


def is_much_alike(passage: Passage, likeness: float) -> bool:
    """Say whether a passage so much `alike` to another may tell what that does, beside more."""
    return likeness >= (_MUCH_ALIKE_ZH if passage.chinese else _MUCH_ALIKE)


def _is_news_of_days(passage: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether Chinese news shares much with what another record told in those days: a dozen of characters besides the subject's, a sentence a score."""
    if not (passage.chinese and other.chinese) or passage.record.id == other.record.id or days_apart(passage, other):
        return False
    shared = len((passage.words & other.words) - anchors)
    if passage.is_title:
        return shared >= _MANY_ZH
    return shared >= _MANY_OF_SENTENCE_ZH and not (passage.personal or _names_more(passage, other.words))


def _shares_more_than_subject(passage: Passage, other: Passage, anchors: frozenset[str]) -> bool:
    """Say whether two passages of a record share more than what the others name too, where Chinese is counted by pairs of characters."""
    return not passage.chinese or len((passage.words & other.words) - anchors) >= _LEAST_ZH


def _tells_no_more(passage: Passage, other: Passage, limit: float, besides: float, anchors: frozenset[str]) -> bool:
    """Say whether so much of a passage's own words another has, however much more that tells, and all that the passage counts and tells to be done.

    A headline is told by another and what stands under that together. Without the subject's own words enough of the others must be left that both
    have; of a short passage each word counts. What news tells is not told by whoever speaks of himself in the same words.
    """
    if other.personal and not passage.personal:
        return False
    told, words = other.text, other.words
    if passage.is_title:
        told = f"{told}\n{other.record.title or ''}\n{(other.record.text or '')[:_OF_HEAD]}"
        words = words.union(content_words(told))
    shared = passage.words & words
    besides = _BESIDES_IF_SHORT if len(passage.words) < _SHORT else besides
    return (
        len(shared) >= limit * len(passage.words)
        and len(shared - anchors) >= besides * len(passage.words - anchors)
        and not (passage.is_title and _names_more(passage, words))
        and acts_in(passage.text.lower()) <= acts_in(told.lower())
        and counts_no_more(passage, told)
    )


def _names_more(passage: Passage, told: frozenset[str]) -> bool:
    """Say whether a headline names what is not among the words that are told: of two products of which the same is told, each is news.

    Names are in capitals, where not every word is, and in Latin letters in Chinese.
    """
    more = passage.words - told
    if passage.chinese:
        return any(word.isascii() and word.isalpha() for word in more)
    if not more or len(_CAPITAL.findall(passage.text)) > _ALL_CAPITALS * passage.text.count(" "):
        return False
    return not more.isdisjoint(content_words(" ".join(_NAME.findall(passage.text))))


def _tells_what_came_later(passage: Passage, other: Passage) -> bool:
    """Say whether a passage of another day tells that something was done which the other does not tell, or is one of a row of reports in figures.

    What is threatened, done and taken back is told in much the same words, and so is what a market does each day.
    """
    at, then = passage.record.published_at, other.record.published_at
    if at.date() == then.date():
        return False
    return bool(events(passage.text) - events(other.text) - _REPORTED) or (
        abs(at - then) > _IN_A_ROW and counts(passage.text)
    )


def _limit_of(one: Passage, other: Passage) -> float:
    """Return from which likeness on two passages say the same."""
    if one.record.id == other.record.id:
        return _TITLE_ZH if one.chinese and one.is_title != other.is_title else _SAME_IN_RECORD
    if min(len(one.words), len(other.words)) < _SHORT:
        return _SAME_IF_SHORT
    return _SAME_ZH if one.chinese else _SAME


def alike(one: Passage, other: Passage) -> float:
    """Return how much of the smaller passage's words the other holds, 0 to 1; a headline that stands whole in another adds nothing."""
    if not one.words or not other.words:
        return 1.0 if one.text == other.text else 0.0
    shared = len(one.words & other.words)
    if not shared:
        return 0.0
    own = len(one.words)
    shorter = min(own, len(other.words))
    if shared == own >= _A_NAME and one.is_title and other.is_title and _is_named_in(one.text, other.text):
        return 1.0
    # Containment means nothing where two words shared by chance fill a short title.
    return shared / (shorter if shorter >= _LONG_ENOUGH else len(one.words | other.words))


def _is_named_in(name: str, text: str) -> bool:
    """Say whether a name stands in a text, and no longer name that it begins."""
    at = text.casefold().find(name.casefold().rstrip(" .!?"))
    return at >= 0 and not text[at + len(name) :].lstrip()[:1].isupper()
