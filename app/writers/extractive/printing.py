"""Whether words have the make of a headline, and how they are printed as one."""

from __future__ import annotations

import re
from dataclasses import replace

from app.language.sentences import CJK
from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.news import is_news, tells_event
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.voice import TRAILING_STOP

SHORTEST, LONGEST = 18, 130
_CJK_CHAR = re.compile(f"[{CJK}]")
_GLOSS = re.compile(r"[(（“\"][^)）”\"]*[)）”\"]")
# What a text says in its first sentences may head a story.
LEAD_SENTENCES = 2
SHORTEST_ZH, LONGEST_ZH = 8, 44
# Both are for text in small letters: to look for both cases at once takes three times as long.
SLANG = re.compile(
    r"\b(?:you|your|y'all|guys|anyone|lol|lmao|wtf|wow|omg|psa|tl;?dr|eli5|gift link|show hn|ask hn|tell hn|launch hn|just dropped|(?:is|are) (?:so |really |absolutely |just )?(?:here|insane|crazy|nuts|amazing|awesome|wild|fire|dead|incredible|terrible|huge|unreal)|ama\b|wtf|so what|vs\.?|maybe|please|advice|curious|wondering|here's|i|my|we|our|me)\b|!!|\?\?|!\s*$|\bexclusive\b|[#@❗🚀]|^(?:title|update|edit|breaking|opinion|video|podcast)\s*:|刚刚|炸|独家|^\W"
)
# A headline tells what someone does; these verbs, or an ending of theirs, mark one that does.
VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|will|won't|may|can|could|says?|said|plans?|wins?|gets?|makes?|takes?|sets?|puts?|lets?|sees?|calls?|hits?|cuts?|bans?|sues?|adds?|joins?|faces?|tops?|backs?|beats?|opens?|halts?|drops?|grows?|rejects?|confirms?|launch(?:es)?|releases?|announces?|reports?|introduces?|warns?|threatens?|brings?|keeps?|becomes?|raises?|drives?|designates?|lays?|kicks?|finds?|shows?|claims|supports|reveals?|urges?|tells?|hacks?|solves?|lifts?|allows?|closes|moves?|starts?|targets|tests|pauses?|defends?|rejects?|\w{3,}ed)\b"
)
# No marks around it make this fit to print.
UGLY = re.compile(r"[“”#@]|[!?]{2}|[\U0001F000-\U0001FAFF]|(?:\b[A-Z]{5,}\b.*){3}")
_SHORTHAND = re.compile(r"[~→=*·]|\.\.\.|…|\b[a-z]+_[a-z]+\b|@")
_LOUD = re.compile(r"[!！\s]+$")
_SHOUTING = re.compile(r"\b[A-Z]{5,}\b.*\b[A-Z]{5,}\b")
_VERBLESS_LEAST = 4
# What was done to something that is not named tells nothing.
_NOBODYS = re.compile(r"\w{3,}ed (?:for|on|by|with|to|from|in|as|using)\b")
# What turns to its reader tells nothing of the subject either.
_INVITES = re.compile(
    r"(?:explore|discover|learn|read|welcome|introducing|meet|try|check|see|watch|join|here|imagine|consider|remember|note|lord|god|thanks?|happy|excited)\b"
)
# What tells of a text that its reader does not see, or of somebody before he is named, is printed above no story.
_OF_A_POST = re.compile(
    r"(?:the|an?|one|another|some) (?:reddit |notable |top |key |popular )?(?:(?:comment|commenter|redditor|tweet)s?\b"
    r"|users? (?:reports?|says?|asks?|shares?|notes?|claims?|highlights?|mentions?|discuss(?:es)?)\b)"
    r"|(?:a|an|(?:the|an?) (?:reddit|original|viral)) post\b"
)
_HE = re.compile(r"\b(?:he|she|him|his|her|hers)\b")
_NAMED = re.compile(r"(?<=[a-z,’'] )[A-Z][\w’'-]+|^[A-Z][\w’'-]+ [A-Z]")
_UNNAMED = re.compile(r"(?:[\w-]+ ){0,4}(?:after|before|since|when|while|as|although|if|until) (?:he|she|they|it)\b")
# Behind these a sentence goes on after it has said what happened; what follows “but” would take part of it back.
_CLAUSE_ENDS = re.compile(
    r",? (?=according to|weeks after|days after|months after|hours after|amid|citing|challenging|escalating|less than \w+ hours)|, (?=as|after|which|who|while|saying|causing|marking|following|with|in a)\b|[，；](?=并|同时|因|以|旨在|此举|这|据)"
)
# A clause about somebody who is yet to do something stands before what he did: “Omar Artan, who has a visa, was sent back”.
_GOES_BACK = re.compile(r", (?:who|which)\b[^,]*,")
_UNFINISHED = re.compile(r"\b(?:that|sa(?:id|ys?)|because|if|when|and|or|is|are|was|were)$")
_DAY_AT_END = re.compile(r",? on (?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.IGNORECASE)
# Days that a headline would have to name.
THEN = re.compile(
    r"\b(?:today|yesterday|this (?:morning|week|month)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|here's)\b|今日|今天|昨日|明天|近日|日前|本周"
)


# “…在小范围进行的内部交流”: what ends in something that is only described has named it, and told nothing of it yet.
_NAMES_ONLY_ZH = re.compile(r"的[^，。的了]{2,8}$")


def shortened(passage: Passage, longest: int) -> Passage:
    """Return a sentence of a text that is too long without what comes behind its main clause.

    The main clause says what happened; what comes behind says when, after what, or according to whom.
    """
    text = passage.text
    if len(text) <= longest or passage.is_title:
        return passage
    cuts = [
        m.start()
        for m in _CLAUSE_ENDS.finditer(text)
        if SHORTEST <= m.start() <= longest and _is_clause(text, m.start(), chinese=passage.chinese)
    ]
    if not cuts:
        return passage
    text = _DAY_AT_END.sub("", text[: max(cuts)])
    return replace(passage, text=text, end=passage.start + len(text), words=frozenset(content_words(text)))


def _is_clause(text: str, end: int, *, chinese: bool) -> bool:
    """Say whether a sentence has said what happened by `end`: a name and who bears it are no clause."""
    said = text[:end].lower()
    told = not _NAMES_ONLY_ZH.search(said) if chinese else bool(VERB.search(said)) and not _UNFINISHED.search(said)
    return told and not _GOES_BACK.match(text, end)


def may_head(passage: Passage, phrases: Phrases) -> bool:
    """Say whether a passage is of the kind that is printed above a story: a whole title, or what a text of news opens with."""
    if passage.order > LEAD_SENTENCES or passage.clipped or passage.personal or not is_read(passage, phrases):
        return False
    if passage.question and passage.record.kind in PERSONAL:
        return False
    return passage.is_title or (not passage.leaning and is_news(passage) and tells_something(passage))


def is_read(passage: Passage, phrases: Phrases) -> bool:
    """Say whether whoever reads the story reads the passage: one with a Chinese word in it, be it all names else, heads no English story.

    A name's Chinese form in brackets or between marks is a gloss.
    """
    if passage.chinese != phrases.chinese:
        return False
    return phrases.chinese or passage.text.isascii() or not _CJK_CHAR.search(_GLOSS.sub(" ", passage.text))


def is_printable(passage: Passage, text: str) -> bool:
    """Say whether the text of a passage has the make of a headline: of a length, and nobody's chat."""
    low, high = (SHORTEST_ZH, LONGEST_ZH) if passage.chinese else (SHORTEST, LONGEST)
    if not low <= len(text) <= high or "\n" in passage.text or text.count('"') % 2:
        return False
    small = text.lower()
    # Whom “he” means is told by a name.
    if _HE.search(text) and not _NAMED.search(text):
        return False
    chat = SLANG.search(small.replace("a.i.", "ai")) or _SHORTHAND.search(text) or _SHOUTING.search(text)
    return not (chat or _OF_A_POST.match(small) or _UNNAMED.match(small)) and (
        passage.chinese or len(text.split()) >= _VERBLESS_LEAST
    )


def tells_something(passage: Passage) -> bool:
    """Say whether a sentence of a text has a verb, is no invitation, and tells of what its reader knows."""
    small = passage.text.lower()
    lost = _INVITES.match(small) or _NOBODYS.match(small) or _OF_A_POST.match(small) or _UNNAMED.match(small)
    return passage.chinese or (bool(VERB.search(small)) and not lost)


def is_statement(passage: Passage) -> bool:
    """Say whether a title says something of something, as a paper's or a newsletter's seldom does."""
    tells = passage.chinese or tells_event(passage) or bool(VERB.search(passage.text.lower()))
    return passage.record.kind != "paper" and tells and is_printable(passage, printed_as(passage.text))


def printed_as(text: str) -> str:
    """Return a headline as it is printed: on one line, with a capital first, without a final stop."""
    line = " ".join(text.split())
    line = TRAILING_STOP.sub("", _LOUD.sub("", line))
    return line[0].upper() + line[1:] if line[:1].islower() and " " in line[:12] and line[:2].isalpha() else line
