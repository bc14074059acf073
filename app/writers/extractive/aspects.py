"""What a sentence is, whatever it is about: advice, an expectation, what somebody has lived through, a reason, what came before.

Talk is parted by this where it has no topics, and a reader asks for it: what do people expect, what did researchers find?
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from app.language.pattern import pattern
from app.story.publishers import PERSONAL
from app.writers.extractive.passages import Passage

Aspect = Literal[
    "lived", "expect", "advise", "fear", "wish", "found", "proposed", "problem", "before", "reason", "effect", "comments"
]  # fmt: skip

# All are for text in small letters.
OF_TALK: Mapping[Aspect, re.Pattern[str]] = {
    "advise": pattern(
        r"\b(?:i(?:['’]d| would| can)? (?:\w+ )?(?:recommend|suggest|advise)|my (?:advice|suggestion|tip)|you (?:should|need to|have to|must|might want to|(?:can|could|['’]ll) (?:just |also |always |easily )?(?:try|use|run|set|get|add|learn|start|switch|ask|find|make|build|take|check|put|turn))"
        r"|make sure|(?:just |simply )?(?:try (?:using|running|to|out|the)|use the|set the|learn to|learn how|stop (?:using|applying)|avoid (?:the|using|any)|don['’]t (?:use|buy|expect|rely|forget|bother|waste|let)))\b"
        r"|建议|推荐|不妨|最好|务必|别(?:用|买|信)|应该先"
    ),
    "fear": pattern(
        r"\b(?:worr(?:y|ied|ies|ying|isome)|afraid|fears?|feared|scar(?:y|ed|es)|concern(?:s|ed|ing)?|nervous|anxi(?:ous|ety)|terrif(?:y|ied|ying)|dread|nightmare|dystopi\w+|dangerous|doom(?:ed)?)\b|担心|害怕|焦虑|恐惧|可怕|忧虑"
    ),
    "expect": pattern(
        r"\b(?:(?:will|won['’]t|would|['’]ll) (?:\w+ )?(?:be|become|take|have|need|replace|lose|see|happen|get|go|cost|come|end|make|mean|still|never|always|only|disappear|diminish|change|drop|rise|fall|win|run|use)|(?:is|are) (?:going|about|bound|set|likely) to|gonna|in (?:the next |a few |\d+(?:-\d+)? |five |ten |two |three )+(?:months|years|decades)"
        r"|by 20\d\d|sooner or later|eventually|within (?:\d+|a few|five|ten) years|i (?:expect|predict|bet|guess)|my prediction|only a matter of time)\b|将会|迟早|未来[一二三五十\d]|预计|以后会|早晚"
    ),
    "wish": pattern(
        r"\b(?:i|we) (?:really |just |still )?(?:hope|wish|want|need|would love|['’]d love|miss)\b|\b(?:can['’]t wait|looking forward|please (?:release|make|add|open)|hopefully|would be (?:nice|great|cool|awesome))\b|希望|期待|想要|求(?:求|你)"
    ),
    "lived": pattern(
        r"\b(?:i|we|my (?:\w+ )?(?:company|boss|job|team|wife|husband|brother|sister|friend|colleague|coworker|manager|employer|office|department|son|daughter|dad|mom|client|setup|workflow))(?: (?!am\b|think|don['’]t|do\b|would|could|if\b)[\w'’]+){0,3} "
        r"(?:was|were|had|got|lost|used|tried|switched|bought|ran|built|told|went|worked|laid off|fired|been|quit|spent|saw|moved|started|tested|wrote|gave|noticed|found|seen)\b"
        r"|我(?:们|自己|公司|老板|朋友|同事)?[^，。]{0,6}(?:用过|用了|试过|试了|买了|被裁|发现|遇到|花了|体验|测试)"
    ),
}  # fmt: skip
OF_PAPERS: Mapping[Aspect, re.Pattern[str]] = {
    "found": pattern(
        r"\bwe (?:\w+ )?(?:find|found|show|demonstrate|observe|reveal)\b|\b(?:results?|experiments?|evaluations?|findings|analys[ei]s|study|ablations?) (?:\w+ ){0,4}(?:shows?|showed|demonstrates?|indicates?|suggests?|reveals?|confirms?|finds?)\b|\boutperform\w*\b|\b(?:achiev|improv|reduc)(?:es|ed|ing)\b[^.]{0,80}\d"
    ),
    "proposed": pattern(
        r"\b(?:we|this (?:paper|work|study)) (?:\w+ )?(?:propose|present|introduce|develop|design|build|describe|formulate|release|contribute)(?:s|d)?\b"
    ),
    "problem": pattern(
        r"\b(?:however|existing|remains?|lacks?|limited|challeng\w+|costly|unclear|difficult|often|suffers?|struggles?|poorly|bottleneck|hard to|neglect\w*|overlook\w*|underexplored|yet)\b"
    ),
}  # fmt: skip
# Whoever tells what others say begins with them.
_COMMENTS = pattern(
    r"(?:(?:top|some|many|several|most|the|other|notable|one|a) )*(?:comment(?:er|ator)s?|comments?|users?|redditors?|readers?|reviewers?|testers?|the community)\b|网友|评论区|用户(?:表示|认为|反馈|反映|吐槽)"
)
OF_NEWS: Mapping[Aspect, re.Pattern[str]] = {
    "comments": _COMMENTS,
    "before": pattern(
        r"\b(?:previously|earlier (?:this|in|on)|last (?:year|month|week|summer|fall|spring)|(?:months?|weeks?|years?|days) (?:ago|earlier|after|before)|since (?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|last)|in 20(?:1\d|2[0-5])\b|founded in|first (?:announced|released|launched|reported))\b|(?:^|[，；：])(?:此前|早在|去年|上个?月|\d+年前)|曾于"
    ),
    "reason": pattern(
        r"\b(?:because|due to|owing to|thanks to|in response to|the reason|aims? to|aimed at|in order to|driven by|citing|attributed to|stems? from|result of)\b|因为|由于|原因|为了|旨在|得益于|归因于"
    ),
    "effect": pattern(
        r"\b(?:as a result|leading to|led to|resulting in|which means|means that|could (?:\w+ )?(?:lead|mean|affect|cost|force|make|help|hurt|allow|become|cause)|would (?:\w+ )?(?:mean|affect|force|allow|cause|lead)|impact on|implications?|paves? the way|consequences?)\b|意味着|影响|导致|将使|有助于|标志着"
    ),
}  # fmt: skip


def aspect_of(passage: Passage) -> Aspect | None:
    """Return what a sentence of a text is, of what its kind of record may say, the first that fits; None where it is nothing of it."""
    kind = passage.record.kind
    patterns = OF_TALK if kind in PERSONAL else OF_PAPERS if kind == "paper" else OF_NEWS
    small = passage.text.lower()
    found = (
        aspect for aspect, words in patterns.items() if (words.match if words is _COMMENTS else words.search)(small)
    )
    return next(found, None)
