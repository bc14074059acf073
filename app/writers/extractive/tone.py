"""Whether a passage speaks for something or against it: what words of praise and of blame it holds.

A word that the records' subject is made of tells no side (all speak of the ban, or of the layoffs), and neither does one
that is denied (“I do not see the threat”), or put to whoever it may be true of (“if you love tea”).
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from app.language.tokens import content_words

# The patterns are for text in small letters: to look for both cases at once takes three times as long.
_POSITIVE = re.compile(
    r"\b(?:great|best|better|amazing|awesome|love|loves|loved|excellent|impressive|impressed|fantastic|incredible|win|wins|winner|useful|helpful|glad|happy|excited|support|supports|praise[sd]?|breakthrough|fast|faster|cheaper|huge step|well done|solid|rocks|brilliant|superb|underrated|game[- ]changer|beautiful|thank|thanks|welcome|agree|right|works? (?:great|well|fine)|top|strong|stronger|committed|benefit\w*|improv\w+|opportunit\w+)\b"
    r"|优秀|出色|领先|最强|惊艳|支持|利好|突破|成功|受益|好用|便宜|超越|第一",
)
_NEGATIVE = re.compile(
    r"\b(?:bad|worse|worst|terrible|awful|hate|hates|useless|unusable|disappoint\w*|broken|fail\w*|scam|stunt|lie|lies|lying|wrong|problem\w*|concern\w*|worr\w+|fear\w*|risk\w*|danger\w*|threat\w*|harm\w*|against|oppos\w+|object\w*|reject\w*|critic\w+|slam\w*|blast\w*|outrage|angry|backlash|sue[sd]?|lawsuit|ban(?:s|ned)?|blacklist\w*|block\w*|layoffs?|laid off|cut(?:s|ting)? jobs|pollut\w*|contaminat\w*|dim-witted|censor\w*|refus\w+|overhyped|hype|bubble|not (?:good|great|true|worth|impressed|safe|open)|doesn't work|garbage|trash|joke|slop|nonsense|myth|irresponsib\w*|reckless|mediocre|underwhelming|overrated|overpriced|nightmare|worthless|barely usable|doubt\w*|skeptic\w*|question(?:s|ed) whether|washing|war machine|cancel\w*|defect|uninstall\w*)\b"
    r"|失望|质疑|批评|反对|担忧|风险|危险|崩|糟|差评|抵制|起诉|封禁|裁员|下滑|暴跌|离职|涨价|泡沫|虚假|失败|黑名单|制裁|不满|终于不装",
)
# One of these says plainly enough, alone, which side is taken.
_STRONG = re.compile(
    r"\b(?:glad|(?:is|are|was|were) (?:just |simply |plain )?wrong|amazing|awesome|excellent|fantastic|incredible|love|loves|loved|well done|breakthrough|brilliant|superb|rocks|irresponsib\w*|worthless|nightmare|terrible|awful|useless|unusable|garbage|trash|scam|stunt|outrage\w*|nonsense|disappoint\w*|hate|hates|overhyped|slop|dim-witted|disgrace\w*)\b"
    r"|惊艳|好用|失望|糟|差评|垃圾|不满|抵制|虚假",
)
_PLAIN = 2
_DENIED = re.compile(
    r"(?:\b(?:no|not(?! (?:just|only|merely)\b)|never|without|nothing|neither|nor|hardly)|n['’]t)(?:\s+[\w'’-]+){0,3}\s*$|\bif (?:you|they|anyone|someone)(?:\s+\w+)?\s*$|[不没无非未]\w{0,2}$",
)
_NEAR = 40


def tone_of(text: str, subject: AbstractSet[str] = frozenset()) -> int:
    """Return how many more words of praise than of blame a text holds, besides those of the `subject`'s content words."""
    small = text.lower()
    return _count(_POSITIVE, small, subject) - _count(_NEGATIVE, small, subject)


def plain_side(text: str, subject: AbstractSet[str] = frozenset()) -> int:
    """Return 1 where a text is plainly praise, -1 where it is plainly blame, else 0.

    It takes two words of a side, or a strong one, and none of the other side: a single word may be anything.
    """
    small = text.lower()
    praise, blame = _count(_POSITIVE, small, subject), _count(_NEGATIVE, small, subject)
    if not (praise or blame) or (praise and blame):
        return 0
    is_plain = praise + blame >= _PLAIN or _count(_STRONG, small, subject) > 0
    return (1 if praise else -1) if is_plain else 0


def verdict_of(text: str, subject: AbstractSet[str] = frozenset()) -> int:
    """Return the verdict of what is said of a thing: praise counts 1, blame -1, and each the other way where it is denied (“not bad”)."""
    small = text.lower()
    return _weighed(_POSITIVE, small, subject) - _weighed(_NEGATIVE, small, subject)


def _weighed(pattern: re.Pattern[str], text: str, subject: AbstractSet[str]) -> int:
    return sum(
        -1 if _DENIED.search(text, max(0, found.start() - _NEAR), found.start()) else 1
        for found in pattern.finditer(text)
        if subject.isdisjoint(content_words(found.group()))
    )


def _count(pattern: re.Pattern[str], text: str, subject: AbstractSet[str]) -> int:
    return sum(
        subject.isdisjoint(content_words(found.group()))
        and not _DENIED.search(text, max(0, found.start() - _NEAR), found.start())
        for found in pattern.finditer(text)
    )
