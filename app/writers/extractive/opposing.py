"""The words by which a sentence opposes another: it denies, doubts or finds the opposite, judges, or tells of a quarrel."""

from __future__ import annotations

import re

from app.language.pattern_set import PatternSet, alternatives

# All patterns are for text in small letters. What these deny stands behind them …
_WHAT_FOLLOWS = (
    r"\bden(?:y|ies|ied|ying) (?:on \w+day )?(?:an? (?:\w+ )?(?:report|claim|rumou?r|accusation|allegation|story)\b|that|it\b|plans?\b|reports?\b|the|any|having|it|claims?|rumou?rs?|reports?|allegations?|accusations?|its|his|her|their)\b"
    r"|\breject(?:s|ed|ing)? (?:(?:the|that|any|its|their|his|her|such) )?(?:claims?|ideas?|notions?|accusations?|allegations?|arguments?|criticisms?|suggestions?|charges?|premise|view|label|designation)\b"
    r"|\bdisput(?:es|ed|ing) (?:the|that|claims?|his|her|its|their|[\w.]+['’]s)\b|\b(?:refut|rebut|debunk|contradict)(?:e?s|ed|t?ed|ing)\b"
    r"|\bsu(?:es|ed|ing)\b[^,;:.!?]{3,60}? over\b"
    r"|\bchalleng(?:es|ed|ing) (?:the|its|his|her|their|an?|[\w.]+['’]s) "
    r"|\b(?:little|no|scant|insufficient|lack of|not enough|without) (?:(?:clear|real|hard|credible|good|solid) )?(?:evidence|proof|indication)\b"
    r"|\b(?:hard|difficult|impossible) to (?:reconcile|square|believe)\b|\bcontrary to\b"
    r"|\bdespite (?:(?:the|all|any|prevailing|popular|common|widespread|public) )*(?:claims?|sentiment|belief|narrative|perception|hype|fears?|warnings?)\b"
    r"|\b(?:i|we) (?:do not|don['’]t)(?: \w+)? (?:believe|buy|agree)\b|\b(?:unconvinced|not convinced)\b"
    r"|\bs[kc]eptic\w* (?:of|about|that|over)\b|\bdoubt(?:s|ed)? (?:that|about|over|whether|if|the|it)\b"
    r"|\b(?:hysteria|panic|fear-?mongering|scare-?mongering|hype|myths?|misconceptions?) (?:about|over|around|of|that|surrounding)\b"
    r"|\b(?:narrative|excuse|pretext|cover) (?:to (?:justify|explain|hide)|for)\b"
    r"|否认|否定|驳斥|反驳|质疑|并非|不认同|不同意|缺乏(?:法律)?依据|借口"
)
# … and what these deny, before them.
_WHAT_PRECEDES = (
    r"\b(?:is|are|was|were|sounds?|seems?)(?: (?:just|simply|all|mostly|largely|plainly|completely|totally|flat|nothing but))* (?:an? |the )?(?:excuse|myth|scapegoat|pretext|hoax|exaggerat\w+|overblown|overstated|overhyped|misleading|untrue|hype|not true)\b"
    r"|\b(?:claim|idea|argument|notion|narrative|theory|view|report|stor(?:y|ies)|belief|assumption|rumou?r|people|critics|everyone|headline)s? (?:is|are|was|were) (?:(?:just|simply|all|mostly|plainly|completely|totally|flat) )?(?:an? )?(?:wrong|false|lies?|nonsense|bogus|backwards?)\b"
    r"|\b(?:claims?|reports?|rumou?rs?|accusations?|allegations?|stor(?:y|ies)) (?:that|of|about) [^.;!?]{4,90}? (?:is|are|was|were) (?:\w+ )?(?:false|untrue|wrong|not true|inaccurate|made up|nonsense|unfounded|baseless)\b"
    r"|\b(?:has|have|had|got|gets?) it (?:backwards?|(?:all )?wrong)\b|(?:\bnothing|n['’]t (?:even )?have anything) to do with\b"
    r"|\b(?:is|are|was|were)(?: not|n['’]t) (?:actually |really |even )?(?:true|the (?:case|reason|cause)|paying off|happening|because of|due to)\b"
    r"|\bshows? the opposite\b|\bopposite is true\b|不实|不属实|子虚乌有|纯属谣言|辟谣|失实|夸大|言过其实|站不住脚|并不成立|不攻自破"
)
DENIES = re.compile(f"(?P<before>{_WHAT_PRECEDES})|{_WHAT_FOLLOWS}")
_LONGEST_SIGN = 40
# Those who deny an alarm stand against who raises it; those who deny more than that, against who claims it.
ALARM = re.compile(r"hysteria|panic|monger|fears?|warning|恐慌|担忧")
HARM = re.compile(
    r"\b(?:fear|worr|risk|danger|harm|threat|pollut|contaminat|toxic|poison|damag|destroy|kill|warn|concern|alarm|doom|catastroph)\w*|担忧|风险|危险|威胁|污染|危害"
)
# The words of these are none of what is spoken of.
IDIOMS = re.compile(r"\bstate[- ]of[- ]the[- ]art\b")
HARD_TO = re.compile(r"\b(?:hard|difficult|impossible|tough) (?:for [\w ]{1,30} )?to\b")
DOUBTS = re.compile(
    r"\bs[kc]eptic\w* (?:of|about|that|over|regarding)\b|\bdoubt(?:s|ed|ing)? (?:that|about|over|whether|if|the)\b|质疑|存疑"
)
# What is said of a claim as such, whatever it claims.
CLAIM_ITSELF = re.compile(r"\b(?:claims?|reported|assertions?|narrative)\b|说法|宣称")
# … but the claim that is told here: what it claims must be what was told before.
CLAIM_OF = re.compile(r"\b(?:claims?|assertions?|narrative) (?:of|that|about|regarding)\b")
# What is denied ends with its clause.
CLAUSE_ENDS = re.compile(r"[,;:.!?”\"()]|\s[–—-]\s|[，；。：]")
# What one passage tells of two sides.
TELLS_BOTH = re.compile(
    r"\b(?:commenters?|commentators|users|critics|experts|opinions?|readers|researchers|lawmakers|residents|analysts|developers|economists|community|industry)\b[^.]{0,60}\b(?:disagree[ds]? (?:on|over|about|whether)|divided (?:on|over|about|whether|between)|split (?:on|over|between)|at odds)\b"
    # That there is a debate tells no side; what stands against what in it does.
    r"|\bdebat(?:ed?|es|ing)\b[^.]{5,300}(?:\b(?:while|whereas) (?:an)?other|\bothers (?:said|say|argu)|\bor (?:simply|just|merely|rather)\b|\bversus\b|\bvs\b)"
    r"|\bsome\b[^.]{5,220}\b(?:while|whereas|but|although)\b[^.]{0,40}\bothers\b"
    r"|\b(?:one|an?) (?:user|commenter|comment|critic|reader|analyst|developer)\b[^.]{5,220}\b(?:while|whereas|but|although)\b[^.]{0,30}\b(?:another|others)\b"
    r"|\b(?:supporters|proponents|advocates|defenders)\b[^.]{5,220}\b(?:critics|opponents|sceptics|skeptics)\b"
    # Who supports the one and for that criticizes the other is on one side.
    r"|\bsupport\w*\b[^.]{3,120}\b(?:while|whereas|but|although|others?|some)\b[^.]{0,60}\bcritici[sz]\w+|\bcritici[sz]\w+[^.]{3,120}\b(?:while|whereas|but|although|others?|some)\b[^.]{0,60}\bsupport\w*"
    r"|\bclash(?:es|ed|ing)? with\b|\bconflicts? (?:arises?|between|over)\b"
    # One figure of a thing, and beside it the one that another gave out.
    r"|\d[\d.,]* (?P<unit>[a-z]+(?: [a-z]+)?)\b[^.;]{0,30}\b(?:above|below|(?:more|less|fewer|higher|lower) than|not|instead of|rather than|against) (?:the |its )?[\d.,]*\d (?P=unit)\b[^.;]{0,30}\b(?:nam|claim|sa(?:id|ys)|promis|told|stat|report|announc|publish|quot)\w*"
    # What one puts at so much, and another at so much.
    r"|\bputs? (?:it|them|that|the [a-z ]{3,30}) at [^.;]{3,60}[;,][^.;]{3,80}\bputs? (?:it|them|that|the [a-z ]{3,30}) at\b"
    # Who denies a report tells what was reported.
    r"|(?P<report>\b(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed)|reject(?:s|ed)|rebuff(?:s|ed)|disput(?:es|ed)) (?:an? |the |any |all |media |press |recent )*(?:reports?|rumou?rs?|claims?|allegations?|accusations?|speculation) that\b[^.]{8,}"
    r"|(?:否认|驳斥|辟谣)[^。]{6,60}(?:传闻|传言|说法|报道|消息|指控|质疑|猜测)|(?:消息|传闻|传言|报道|媒体)[^。]{0,4}称[^。]{6,90}(?:回应|否认|辟谣|表示)[^。]{0,20}(?:不实|不属实|否认|并非|有误))"
    r"|(?:有人|有网友|有用户|部分用户|一些人|支持者)[^。]{2,80}(?:也有|另有|另一些|反对者|批评者)|褒贬不一|各执一词|(?:意见|看法|观点)不一|(?:存在|出现)[^。]{0,12}(?:分歧|争议)"
)
# The plainest of these words.
QUARRELS = re.compile(r"\b(?:debat|disagree|divided|at odds|clash|conflicts?\b)|否认|分歧|争议|不一")
# What two commenters say need not be against each other.
REMARKS = re.compile(
    r"\b(?:another|others)(?: \w+)? (?:highlight|not|mention|point|ask|suggest|jok|shar|compar|wonder|add)\w*\b"
)
ONE_AND_ANOTHER = re.compile(r"\b(?:another|others)\b")
OPPOSES = re.compile(
    r"\b(?:argu\w+|warn\w*|debat\w+|disagre\w+|question\w*|counter\w*|critici\w+|s[kc]eptic\w*|doubt\w*|defend\w*|prais\w+|oppos\w+|reject\w*|dismiss\w*)\b"
)
# Words for a claim as such, and for whoever makes one.
OF_CLAIMS = frozenset(
    "claim report evidence proof idea notion argument narrative only comment commenter user reader sentiment".split()  # noqa: SIM905 - a list of words reads as one line
)
# A claim ends where what happens meanwhile is told.
_MEANWHILE = re.compile(r"\b(?:as|while|after|amid|when|before)\b")
_CLAIMS = re.compile(
    r"\b(?:claim(?:s|ed)|argu(?:es?|ed)|insists?|insisted|predict(?:s|ed)|warn(?:s|ed)|stated|alleg(?:es?|ed|ing)|accus(?:es?|ed|ing)|have information)\b|声称|认为|预计|警告|指控|指责"
)
FINDS = re.compile(
    r"\b(?:we (?:estimate|find|found|show|conclude)|stud(?:y|ies)|paper|researchers?|survey|analysis|evidence)\b|研究|调查|数据显示"
)
RISES = re.compile(
    r"\b(?:rais(?:e[sd]?|ing)(?! (?:(?:serious|new|more|some|many|further) )?(?:concern|question|awareness|alarm|doubt|eyebrow|fear|issue|money|fund|\W?\d))|ris(?:es?|en|ing)|rose|increas(?:e[sd]?|ing)|(?:driv(?:es?|ing)|drove|push(?:es|ed|ing)?|going|goes|went) up|surg(?:e[sd]?|ing)|grow(?:s|ing)?|grew|spik(?:e[sd]?|ing)|soar(?:s|ed|ing)?|climb(?:s|ed|ing)?)\b|上涨|上升|增加|提高|推高"
)
FALLS = re.compile(
    r"\b(?:fall(?:s|ing)?|fell|drop(?:s|ped|ping)?|lower(?:s|ed|ing)?|decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|reduc(?:e[sd]?|ing)|shrink(?:s|ing)?|shrank|(?:goes|going|went) down)\b|下跌|下降|减少|降低"
)
WAY = re.compile(r"rais|ris|rose|increa|driv|push|surg|grow|fall|drop|lower|decrea|declin|reduc|\d")
NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]+")

# Any of these words: a passage without them denies, doubts, finds and tells of nothing, and need not be asked for each.
_SIGNS = (_WHAT_PRECEDES, _WHAT_FOLLOWS, TELLS_BOTH.pattern, DOUBTS.pattern, FINDS.pattern)
SIGNS = PatternSet(sign for source in _SIGNS for sign in alternatives(source))


def without_denial(scope: str) -> str:
    """Return a stretch of a text without the words that deny: “reports that … are false” keeps all, since it holds what is denied."""
    return DENIES.sub(lambda sign: sign[0] if len(sign[0]) > _LONGEST_SIGN else " ", scope)


def way_of(small: str) -> int:
    """Return 1 for what only goes up, -1 for what only goes down, else 0."""
    return bool(RISES.search(small)) - bool(FALLS.search(small))


def is_way(stem: str) -> bool:
    """Say whether a stem says only that something goes up or down."""
    return bool(WAY.match(stem))


def claimed_in(small: str) -> str:
    """Return the part of a text in which stands what it calls claimed, "" where it does not say so."""
    found = _CLAIMS.search(small)
    if found is None:
        return ""
    meanwhile = _MEANWHILE.search(small, found.end())
    return small[found.end() : meanwhile.start() if meanwhile else None]
