"""Who did what, where a sentence begins with it: “Gov. Janet Mills of Maine vetoed legislation” answers what she vetoed."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.language.pattern import pattern

# What is done to something, by its plain form; what is done without an object answers nothing.
_REGULAR = [
    "acquire",
    "announce",
    "approve",
    "back",
    "ban",
    "block",
    "cancel",
    "challenge",
    "close",
    "confirm",
    "create",
    "declare",
    "defend",
    "delay",
    "demand",
    "deny",
    "describe",
    "designate",
    "develop",
    "drop",
    "end",
    "expand",
    "fund",
    "halt",
    "introduce",
    "investigate",
    "invest",
    "launch",
    "lift",
    "limit",
    "merge",
    "offer",
    "open",
    "open-source",
    "order",
    "patch",
    "pause",
    "pledge",
    "propose",
    "publish",
    "raise",
    "recall",
    "reject",
    "release",
    "remove",
    "report",
    "require",
    "restore",
    "restrict",
    "reveal",
    "scrap",
    "ship",
    "sign",
    "suspend",
    "test",
    "threaten",
    "unveil",
    "update",
    "veto",
    "win",
    "withdraw",
]
_DOUBLED = frozenset({"ban", "drop", "scrap", "ship"})
_PAST = {
    "win": "won", "withdraw": "withdrew", "buy": "bought", "say": "said", "sell": "sold", "build": "built",
    "spend": "spent", "lose": "lost", "begin": "began", "choose": "chose", "argue": "argued", "claim": "claimed",
}  # fmt: skip

# What somebody does stands in Chinese right behind whoever does it, and not behind what denies or stops it.
_DEEDS_ZH = "宣布|发布|推出|上线|计划|表示|认为|指出|强调|收购|成立|开源|更新|升级|关闭|关停|启动|披露|透露|确认|否认|放弃|终止|取消|裁撤|裁减|提交|投资|上调|下调"
_ACT_ZH = pattern(rf"(?P<before>[^，。；、：“不未否停拒的]{{0,8}}?)(?P<did>{_DEEDS_ZH})(?!的)(?=.{{6}})")
_SAYS_ZH = frozenset({"计划", "表示", "认为", "指出", "强调", "透露"})
_AHEAD_ZH = pattern("将|拟|正在|考虑|洽谈|谈判")
DID_ZH = pattern(_DEEDS_ZH)


def _past(verb: str) -> str:
    if verb in _PAST:
        return _PAST[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + (verb[-1] if verb in _DOUBLED else "") + "ed"


def _present(verb: str) -> str:
    if verb.endswith(("sh", "ch", "ss", "x", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"


# Headlines tell in the present; what may be several things there, as in “OpenAI reports”, tells nothing that is sure.
_THINGS_TOO = frozenset(
    [
        "back",
        "ban",
        "block",
        "challenge",
        "claim",
        "close",
        "delay",
        "demand",
        "drop",
        "end",
        "fund",
        "halt",
        "limit",
        "offer",
        "open",
        "order",
        "patch",
        "pause",
        "pledge",
        "raise",
        "recall",
        "report",
        "sign",
        "test",
        "update",
        "veto",
    ]
)
_BASES = {
    **{_present(verb): verb for verb in (*_REGULAR, *_PAST) if verb not in _THINGS_TOO},
    **{_past(verb): verb for verb in (*_REGULAR, *_PAST)},
}
_CAPITAL = r"(?:[A-Z][\w.&’'-]*|U\.S\.|E\.U\.)"
WHO = rf"(?:(?:The|A|An|Former) )?(?:(?<=The )(?:union|start-?up|lab|company|firm|group|agency|maker) )?(?:{_CAPITAL}(?: (?:(?:of|and|the|for|de) (?={_CAPITAL}))?{_CAPITAL}){{0,6}})|(?:An?|The) (?:[a-z]+ ){{1,3}}(?:judge|court|jury|board|senate|regulators?|union|committee|agency|startup|company|lab|team|researchers)"
_ACT = pattern(
    rf"(?P<who>{WHO})(?P<aside>,[^,“”]{{2,60}},)?(?: (?:has|have|also|just|formally|officially|reportedly|recently|today|yesterday|on \w+day|this (?:week|month)))*"
    rf" (?P<did>{'|'.join(f'[{form[0].upper()}{form[0]}]{form[1:]}' for form in sorted(_BASES, key=len, reverse=True))}) (?!on\b|in\b|at\b|by\b|to\b|from\b|with\b|after\b|as\b|under\b|into\b|through\b|for\b|against\b|when\b|while\b|over\b|of\b|up\b|out\b|down\b|off\b)(?P<what>(?!(?:my|our|me|us)\b)\S.{{8,}})"
)
NO_NAME = pattern(
    r"(?:It|This|That|These|Those|There|Here|He|She|They|We|I|You|Every(?:one|body)|Some(?:one|body)?|Nobody|People|Many|Most|What|Who|When|Where|Why|How|If|As|After|Before|Since|Once|While|Because|Although|Though|Until|But|And|So|Also|Then|Today|Yesterday|Now|My|Our|Your|His|Her|Its|Their|Breaking|Have|Has|Had|Do|Does|Did|Is|Are|Was|Were|Can|Could|Will|Would|Should|One|Two|Three|Both|All|Several"
    r"|Commenters?|Comments|Users?|Researchers|Critics|Experts|Officials|Readers|Results|Experiments)\b|[A-Z]\w+ing\b(?! [A-Z])"
)


# A name, what stands beside it and the verb take no more than so many characters.
_EARLY = 200


_WHO_ALONE = frozenset({"The", "A", "An"})


class Act(NamedTuple):
    """Who did something, the plain form of what they did, and to what: all that stands behind the verb."""

    who: str
    verb: str
    what: str


def act_of(text: str, start: int = 0) -> Act | None:
    """Return who did or does what, from a place in an English sentence on; None where it tells no such thing there.

    A clause of somebody's own saying (“X said …”) counts; a verb without an object does not.
    """
    # Most sentences hold none of the verbs, which is quicker to see.
    if _BASES.keys().isdisjoint(text[start : start + _EARLY].lower().split()):
        return None
    found = _ACT.match(text, start)
    if (
        found is None
        or NO_NAME.match(text, start)
        or not _WHO_ALONE.isdisjoint(found["who"].split()[-1:])
        or " I" in found["who"]
    ):
        return None
    return Act(within_a_sentence(found["who"]), _BASES[found["did"].lower()], found["what"])


def act_zh(text: str, end: int) -> str:
    """Return what whoever a Chinese sentence has named up to a place does, as a question has it, "" where it tells no such thing."""
    did = _ACT_ZH.match(text, end)
    if did is None:
        return ""
    # What is done is done, and what is said, planned or still to come is not.
    ahead = _AHEAD_ZH.search(did["before"])
    return f"{ahead[0] if ahead else ''}{did['did']}{'' if ahead or did['did'] in _SAYS_ZH else '了'}"


def within_a_sentence(who: str) -> str:
    """Return a name as it stands inside a sentence: its article in small letters."""
    article, _, rest = who.partition(" ")
    return f"{article.lower()} {rest}" if article in {"The", "A", "An", "Former"} and rest else who


# What a document says, whoever made it: “The lawsuit claims that …” answers what the lawsuit claims.
_SAYS = ("claim", "allege", "argue", "say", "find", "warn", "conclude", "show", "demand", "require", "propose", "estimate", "recommend")  # fmt: skip
_SAID = {
    **{_present(verb): (verb, True) for verb in _SAYS},
    **{_past(verb): (verb, False) for verb in _SAYS},
    "found": ("find", False),
}
_DOCUMENT = pattern(
    r"The (?P<what>(?:[a-z][\w’'-]* ){0,2}(?:lawsuit|complaint|suit|report|study|survey|letter|bill|order|ruling|memo|filing|petition|statement|investigation|poll|audit|proposal|documents))"
    rf" (?:also |then )?(?P<says>{'|'.join(_SAID)}) (?P<rest>\S.{{20,}})"
)


def said_by_document(text: str) -> tuple[str, str, bool] | None:
    """Return which document a sentence begins with, the plain form of what it does, and whether it does so now: the lawsuit claims; None where there is none."""
    found = _DOCUMENT.match(text) if text.startswith("The ") else None
    return (f"the {found['what']}", *_SAID[found["says"]]) if found else None


# Who bears these is not called by them.
_TITLES = frozenset({"President", "Judge", "Minister", "Senator", "Governor", "Chairman", "Professor", "Doctor", "Director", "Senators"})  # fmt: skip
_ASIDES = (", the ", ", a ", ", an ")


def is_name_in(who: str, sentence: str, text: str) -> bool:
    """Say whether a word that begins a sentence is a name in its text: it has an aside behind it, or its capital inside a sentence too."""
    if who in _TITLES:
        return False
    return sentence.startswith(_ASIDES, len(who)) or re.search(rf"[a-z,] {re.escape(who)}\b", text) is not None
