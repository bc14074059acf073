"""What a sentence is, whatever it is about: advice, an expectation, what somebody has lived through, a finding, what came before.

Talk is parted by this where it has no topics, and a reader asks for it: what do people expect, what did researchers find?
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from app.language.pattern import pattern
from app.story.publishers import PERSONAL
from app.writers.extractive.news import is_desk
from app.writers.extractive.passages import Passage

Aspect = Literal[
    "lived", "expect", "advise", "fear", "wish", "found", "proposed", "problem", "before", "comments"
]  # fmt: skip

_SOON = 4
_LEAST_SAID = 8
_METHOD = pattern(
    r"(?:we|this (?:paper|work|study)|(?:our|the) (?:approach|method|framework|model|experiments?)) (?:\w+ )?(?:test|evaluat|measur|stud|conduct|investigat|examin|analy[sz]|introduc|present|propos|develop|collect|compar|use)\w*\b"
)
_RESULT = pattern(
    r"\b(?:find|found|show|shows|showed|showing|demonstrat\w+|reveal\w*|outperform\w*|achiev\w+|improv\w+|reduc\w+|reach\w*)\b"
)
# All are for text in small letters.
OF_TALK: Mapping[Aspect, re.Pattern[str]] = {
    "advise": pattern(
        r"\b(?:i(?:['’]d| would| can)? (?:\w+ )?(?:recommend|suggest|advise)|my (?:advice|suggestion|tip)|you (?:should|need to|have to|must|might want to|(?:can|could|['’]ll) (?:just |also |always |easily )?(?:try|use|run|set|add|learn|start|switch|ask|check|put|turn))"
        r"|(?:it['’]s |it is )?better (?:to|off) \w+|make sure|(?<!to )don['’]t (?:use|buy|expect|rely|forget|bother|waste|let))\b"
        r"|(?:^|[.;:!,] |\band |\bthen )(?:just |simply )?(?:try (?:using|running|to|out|the)|use the|set the|learn to|learn how|stop (?:using|applying)|avoid (?:the|using|any))\b"
        r"|建议|推荐|不妨|最好|务必|别(?:用|买|信)|应该先"
    ),
    "fear": pattern(
        r"(?<!was )(?<!were )(?<!not )(?<!n['’]t )\b(?:worr(?:y|ied|ies|ying|isome) (?:about|that|me|is)|(?:am|['’]m|are|['’]re|is|be|feel|so|really|very|more) (?:\w+ )?(?:afraid|scared|worried|concerned|nervous|anxious|terrified)|fears?\b|scary|(?:my|main|biggest|real|only|serious|major|big|growing|a) (?:\w+ )?(?:concern|worry|fear)\b|concerns? (?:is|about|that)|concerning|terrifying|dystopi\w+|doomed)"
        r"|担心|害怕|焦虑|恐惧|可怕|忧虑"
    ),
    "expect": pattern(
        r"\b(?<!i )(?<!we )(?:(?:will|won['’]t|['’]ll) (?:(?:not|never|also|soon|just|only|probably|likely|eventually|always|still) )?(?:be(?! (?:greatly |much )?appreciated)|become|take|replace|lose|see|happen|cost|come|end|make|mean|disappear|diminish|change|drop|rise|fall|win)|(?:is|are) (?:going to|about to|bound to|set to|likely to)|gonna be|in (?:the next|a few|five|ten|two|three|\d+(?:-\d+)?) (?:\w+ )?(?:months|years|decades)"
        r"|by 20\d\d|sooner or later|within (?:\d+|a few|five|ten) years|only a matter of time)\b|\bi (?:expect|predict|bet)\b|\bmy prediction\b|将会|迟早|未来[一二三五十\d]|以后会|早晚"
    ),
    "wish": pattern(
        r"\b(?:i|we) (?:really |just |still )?(?:hope|wish|would love|['’]d love)\b|\b(?:can['’]t wait|looking forward to|hopefully|please (?:release|make|add|open)|would be (?:nice|great|cool|awesome) (?:if|to))\b|希望|期待"
    ),
    "lived": pattern(
        r"(?<!thought )(?<!thought that )(?<!if only )(?<!if )(?<!wish )(?<!as )\b(?:i|we|my (?:\w+ )?(?:company|boss|job|team|wife|husband|brother|sister|friend|colleague|coworker|manager|employer|office|department|son|daughter|dad|mom|client|setup|workflow))(?: (?!am\b|think|thought|guess|don['’]t|do\b|not\b|never\b|haven['’]t|would|could|if\b)[\w'’]+){0,3} "
        r"(?:(?:was|were)(?! (?:going|about|wondering|thinking)\b)|had|got|lost|used|tried|switched|bought|ran|built|told|went|worked|laid off|fired|been|quit|spent|saw|moved|started(?! thinking| wondering| to think)|tested|wrote|gave|noticed|found|seen)\b"
        r"|我(?:们|自己|公司|老板|朋友|同事)?[^，。]{0,6}(?:用过|用了|试过|试了|买了|被裁|发现|遇到|花了|体验|测试)"
    ),
}  # fmt: skip
OF_PAPERS: Mapping[Aspect, re.Pattern[str]] = {
    "found": pattern(
        r"\bwe (?:\w+ )?(?:find|found|show|demonstrate|observe|reveal)\b|\b(?:results?|experiments?|evaluations?|findings|analys[ei]s|study|ablations?) (?:\w+ ){0,4}(?:shows?|showed|demonstrates?|indicates?|suggests?|reveals?|confirms?|finds?)\b|\boutperform\w*\b|\b(?:achiev|improv|reduc)(?:es|ed|ing)\b[^.]{0,80}\d|\bconsistently (?:achieves?|outperforms?|improves?)\b|\bstate[- ]of[- ]the[- ]art\b"
    ),
    "proposed": pattern(
        r"\b(?:we|this (?:paper|work|study)) (?:\w+ )?(?:propose|present|introduce|develop|design|build|describe|formulate|release|contribute)(?:s|d)?\b"
    ),
    "problem": pattern(
        r"\b(?:however|existing|remains? (?:a |an |un|under|poor|lim|chall|diffi|costly|largely)|lacks?|is limited|are limited|challeng(?:e|es|ing)\b|suffers? from|struggles? (?:to|with)|bottleneck|overlook\w*|underexplored|cannot|fails? to|fall short)\b"
    ),
}  # fmt: skip
# Whoever tells what others say begins with them.
_COMMENTS = pattern(
    r"(?:(?:top|some|many|several|most|the|other|notable|one|a) )*(?:comment(?:er|ator)s?|comments?|users?|redditors?|readers?|reviewers?|testers?|the community)\b|网友|评论区|用户(?:表示|认为|反馈|反映|吐槽)"
)
# Who asks or jokes says nothing of it.
_ASK_OR_JOKE = pattern(
    r"[^.,;:]{0,60}\b(?:inquir\w+|enquir\w+|ask(?:s|ed|ing)?|wonder\w*|jok\w+|humorous\w*|quip\w*)\b"
)
OF_NEWS: Mapping[Aspect, re.Pattern[str]] = {
    "comments": _COMMENTS,
    "before": pattern(
        r"\bhad (?:\w+ )?(?:been|used|\w+e[dn])\b[^.]{0,60}\bsince\b|\b(?:previously(?! on\b)|earlier (?:this|in|on)|last (?:year|summer|fall|spring)|(?:months?|weeks?|years?|days) (?:ago|earlier|after|before)|in 20(?:1\d|2[0-5])\b|founded in|first (?:announced|released|launched|reported))\b|(?:^|[，；：])(?:此前|早在|去年|上个?月|\d+年前)|曾于"
    ),
}  # fmt: skip


# What somebody has another say is no advice, fear or wish of his.
_WORDS_OF_OTHERS = re.compile(r"[\"“][^\"”]{12,}[\"”]")
_AIM = pattern(r"^to [^,]{3,80}, ")
_POINTS = pattern(
    r"\b(?:these|those)\b(?! (?:who|that|of)\b)|\b(?:find|found|show|shows) (?:that )?(?:they|it)\b|\b(?:address|addressing|solve|tackle|mitigate|overcome|reconcile|do|does|of|by|for|beyond|to) this\b(?! (?:paper|work|study|article|report))|\bthis (?:\w+ )?(?:issue|problem|gap|challenge|limitation|approach|question)s?\b"
)
# What is so now is not what came before it.
_STILL = pattern(r"\b(?:now|today|still|has(?: not|n['’]t) been)\b|如今|目前|现在")
# Whether something will be is no expectation.
_ASKS_WHETHER = pattern(r"\b(?:whether|asking|asks?|wonder\w*)\b[^.]{0,60}\b(?:will|going to)\b")


def aspect_of(passage: Passage) -> Aspect | None:
    """Return what a sentence of a text is, of what its kind of record may say, the first that fits; None where it is nothing of it."""
    kind = passage.record.kind
    patterns = (
        OF_TALK if kind in PERSONAL and not is_desk(passage.record) else OF_PAPERS if kind == "paper" else OF_NEWS
    )
    small = _WORDS_OF_OTHERS.sub(" ", passage.text.lower()) if patterns is OF_TALK else passage.text.lower()
    # What comes late in an abstract is no problem that it takes on.
    found = (
        aspect for aspect, words in patterns.items() if (words.match if words is _COMMENTS else words.search)(small)
    )
    aspect = next(found, None)
    return None if aspect is None or _is_none_of_it(aspect, passage, small) else aspect


def _is_none_of_it(aspect: Aspect, passage: Passage, small: str) -> bool:
    """Say whether a sentence that has an aspect's words is no such thing all the same."""
    if aspect in OF_TALK:
        # What somebody says in a few words is of what stood before it.
        return passage.length < _LEAST_SAID or (aspect == "expect" and _ASKS_WHETHER.search(small) is not None)
    if aspect == "comments":
        return _ASK_OR_JOKE.match(small) is not None
    if aspect == "before":
        # What others say came before is theirs to tell.
        return passage.reports_voices or _STILL.search(small) is not None
    # What is found or lacking of “these” is found of what stood before.
    if _POINTS.search(_AIM.sub("", small)):
        return True
    # What was done to find out is no finding, unless it says at once what that showed.
    if aspect == "found":
        return _METHOD.match(small) is not None and not _RESULT.search(small)
    return aspect == "problem" and passage.order > _SOON
