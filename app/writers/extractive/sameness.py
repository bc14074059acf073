"""Whether two sentences tell the same news in other words: Meta buys a firm for $3 billion, or acquires it for $3bn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from app.language.tokens import content_words
from app.story.numbers import quantities
from app.writers.extractive.amounts import Amount, amounts
from app.writers.extractive.passages import Passage
from app.writers.extractive.retold import acts_in

_SOON, _LATER = timedelta(days=2), timedelta(days=8)
_MOST_NEW = 2
# By chance two texts of one day share one sum, but not two.
_SEVERAL = 2
# With so many words more, some of them are news whatever they are.
_MOST_ADDED = 9
# What counts the same, does the same and has so much of its words in common is the same news. A headline tells one thing, in whatever
# words it calls it, and so does what gives two sums; another sentence may go on to something else. Chinese is counted by pairs of characters.
_OF_BRIEF, _OF_SENTENCE, _LEAST_SHARE = 0.35, 0.6, 0.25
_OF_BRIEF_ZH, _OF_SENTENCE_ZH = 0.3, 0.5
_LEAST, _LEAST_ZH = 2, 4
# Of a headline's words so many are who does what to whom; the verb itself has many forms.
_OF_ACT, _LEAST_OF_ACT, _LEAST_OF_ACT_ZH = 0.5, 3, 6
_EVERYDAY = frozenset({"publish", "raise"})
# A month that is not the one in which it is told is as good as a second sum.
_MONTH_ZH = re.compile(r"(\d{1,2}) ?月(?! ?\d)")
# Two languages share names alone.
_NAMES = 2
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"\d[\d.,]*\d|\d")
# The day on which something is told, or the one beside it, is no news: whoever tells the same tells it then. For text in small letters.
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_DAY = re.compile(
    rf"(?:(\d{{1,2}}) ?月 ?)?(\d{{1,2}}) ?[日号]|\b({_MONTHS.replace(' ', '|')})[a-z]*\.? (\d{{1,2}})\b|\b(\d{{1,2}}) ({_MONTHS.replace(' ', '|')})[a-z]*\b"
)
# Who learned it, as Chinese agencies begin: 36氪获悉; and under which number somebody's shares are traded.
_LEARNED = re.compile(r"\w{2,8}获悉|[（(](?:[A-Z]{2})?\d{4,6}(?:\.[A-Z]{1,2})?[)）]")
# What was planned and is done is news. For text in small letters.
_PLANS = re.compile(
    r"\b(?:plans?|planned|planning|talks|consider(?:s|ing)?|weigh(?:s|ing)|propos(?:es?|ed|ing)|rumou?r\w*|seek(?:s|ing)?|aims?|targets?|targeting)\b"
    r"|拟|计划|洽谈|谈判|考虑|传闻|寻求|瞄准"
)
# How it came to be known, and that money changed hands, is no other news.
_SAID = frozenset(
    content_words(
        "said say announce announced announcement statement according report reported reportedly company companies people familiar source deal worth sale "
        "sell sold pay paying paid cost costs spend spent buy buys bought acquire acquires acquired acquisition takeover today monday tuesday wednesday thursday "
        "friday saturday sunday billion million officially 据悉 报道 宣布 消息 称其 公司 美元 元人 人民 民币 亿美 亿元 万元"
    )
)


def tells_same_news(passage: Passage, other: Passage) -> bool:
    """Say whether a passage tells nothing but what another tells: the same amounts and most of its words, or the same acts and no word more.

    It may round what it counts, and name the day on which it is told. Of another language it must name the same things.
    """
    if passage.personal or passage.question or other.question or _is_other_news(passage, other):
        return False
    # Most pairs share too little for what they count to be looked for.
    shared = passage.words & other.words
    if passage.chinese == other.chinese:
        is_near = len(shared) >= _LEAST_SHARE * len(passage.words)
    else:
        is_near = len(shared) >= _NAMES <= sum(word.isascii() and not word[0].isdecimal() for word in shared)
    return is_near and _is_same(passage, other, shared)


def _is_same(passage: Passage, other: Passage, shared: frozenset[str]) -> bool:
    """Say whether a passage that shares words with another counts, does and plans nothing that the other does not, and names nothing more."""
    if not counts_no_more(passage, other.text):
        return False
    counted = [amount for amount in amounts(passage.text) if amount.counts]
    if passage.chinese != other.chinese:
        return bool(counted) and _acts_the_same(passage, other)
    own = {word for word in passage.words - _SAID if not word[0].isdecimal()}
    both = own & shared
    if not counted:
        return _adds_hardly_a_word(passage, other, own - both, both, counts=False) or (
            passage.is_title and _heads_the_same(passage, other, own, both)
        )
    if _PLANS.search(other.text.lower()) and not _PLANS.search(passage.text.lower()):
        return False
    several = len(counted) >= _SEVERAL or (counted[0].is_money and _names_the_same_month(passage, other))
    return _shares_most(passage, other, own, both, several=several) or _adds_hardly_a_word(
        passage, other, own - both, both, counts=True
    )


def counts_no_more(passage: Passage, told: str) -> bool:
    """Say whether a text gives all that a passage counts, be it rounded, and its other figures but those of its own day."""
    if not _DIGIT.search(passage.text):
        return True
    counted = [amount for amount in amounts(passage.text) if amount.counts]
    if not _all_told(counted, told):
        return False
    left = _uncounted(passage) - set(_FIGURE.findall(told))
    # Ten is 10, and 十 too.
    return not left or left <= {each.digits for each in quantities(told) if each.in_words}


def days_apart(passage: Passage, other: Passage) -> bool:
    """Say whether two passages were published too far apart to tell one piece of news."""
    return abs(passage.record.published_at - other.record.published_at) > _SOON


def _is_other_news(passage: Passage, other: Passage) -> bool:
    """Say whether two passages were published too far apart to tell one sum: it is seldom told of another deed of those who are named for some days."""
    apart = abs(passage.record.published_at - other.record.published_at)
    return apart > _SOON and (apart > _LATER or not any(amount.is_money for amount in amounts(passage.text)))


def _all_told(counted: Sequence[Amount], text: str) -> bool:
    """Say whether a text gives each amount, be it rounded."""
    told = amounts(text) if counted else ()
    return all(any(amount.is_told_by(each) for each in told) for amount in counted)


def _acts_the_same(passage: Passage, other: Passage) -> bool:
    """Say whether a passage tells an act, and none that another does not tell."""
    acts = acts_in(passage.text.lower())
    return bool(acts) and acts <= acts_in(other.text.lower())


def _shares_most(passage: Passage, other: Passage, own: set[str], shared: set[str], *, several: bool) -> bool:
    """Say whether of a passage's `own` words another shares so many that both tell of one thing, and the passage no more of it."""
    is_brief = passage.is_title or several
    if passage.chinese:
        least, share = _LEAST_ZH, _OF_BRIEF_ZH if is_brief else _OF_SENTENCE_ZH
        # A name in Latin letters is as much as two pairs of characters.
        both, all_own = (len(words) + sum(map(str.isascii, words)) for words in (shared, own))
    else:
        least, share = _LEAST, _OF_BRIEF if is_brief else _OF_SENTENCE
        both, all_own = len(shared), len(own)
    if both < max(least, share * all_own) or passage.tone * other.tone < 0:
        return False
    return acts_in(passage.text.lower()) - _EVERYDAY <= acts_in(other.text.lower())


def _heads_the_same(passage: Passage, other: Passage, own: set[str], shared: set[str]) -> bool:
    """Say whether a headline tells an act that another passage tells, which tells no other, of the same names: it sues whom the other sued.

    An act that is done to many things each day, such as releasing one, is not told by the act alone.
    """
    least = _LEAST_OF_ACT_ZH if passage.chinese else _LEAST_OF_ACT
    if len(shared) < max(least, _OF_ACT * len(own)):
        return False
    acts = acts_in(passage.text.lower())
    is_told = bool(acts) and acts.isdisjoint(_EVERYDAY) and acts == acts_in(other.text.lower())
    return is_told and passage.tone * other.tone >= 0


def _adds_hardly_a_word(passage: Passage, other: Passage, new: set[str], shared: set[str], *, counts: bool) -> bool:
    """Say whether a passage has hardly a word that another lacks, or none where neither counts anything."""
    if len(passage.words - other.words) > _MOST_ADDED or len(new) > _MOST_NEW or len(new) >= len(shared):
        return False
    if any(map(_DIGIT.search, new)):
        return False
    if counts:
        return True
    same = not new and acts_in(passage.text.lower()) == acts_in(other.text.lower()) != frozenset()
    return same and not _begins_a_name(passage.text, other.text)


def _begins_a_name(text: str, other: str) -> bool:
    """Say whether the last word of a text is part of a longer name in another: who introduces Wren Health need not introduce its Board."""
    last = text.rstrip(".!?").rpartition(" ")[2]
    return other.partition(last)[2][:2].lstrip()[:1].isupper()


def _names_the_same_month(passage: Passage, other: Passage) -> bool:
    """Say whether two passages in Chinese tell of one month, which is not the one in which they were published."""
    months = set(_MONTH_ZH.findall(passage.text)) - {str(passage.record.published_at.month)}
    return bool(months) and months <= set(_MONTH_ZH.findall(other.text))


def _uncounted(passage: Passage) -> set[str]:
    """Return the figures of a passage that count nothing by themselves: of versions, places and days other than those about its own."""
    text = passage.text
    if not _DIGIT.search(text):
        return set()
    counted = {amount.start for amount in amounts(text) if amount.counts}
    spans = [day.span() for day in _DAY.finditer(text.lower()) if _is_own_day(passage, day)]
    spans += (source.span() for source in _LEARNED.finditer(text))
    found = (
        figure
        for figure in _FIGURE.finditer(text)
        if not any(start <= figure.start() < end for start, end in spans)
        and counted.isdisjoint(range(max(0, figure.start() - 1), figure.start() + 1))
    )
    # In the year of its publication it is told.
    return {figure.group() for figure in found} - {str(passage.record.published_at.year)}


def _is_own_day(passage: Passage, day: re.Match[str]) -> bool:
    """Say whether a day that a passage names is that of its publication, or one beside it."""
    name, number = day[3] or day[6], int(day[2] or day[4] or day[5])
    month = 1 + _MONTHS.split().index(name) if name else int(day[1] or 0)
    near = (passage.record.published_at + timedelta(days=apart) for apart in (-1, 0, 1))
    return any(at.day == number and (not month or at.month == month) for at in near)
