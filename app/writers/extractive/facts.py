"""What one plain fact in a sentence answers, in the sentence's own words: how much something rose, who is to buy it, how and why it was done.

A question takes its subject, verb and object out of the sentence as they stand there, so that the sentence answers it word for word; a
sentence of any other build answers nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from app.language.pattern import pattern
from app.writers.extractive.acts import NO_NAME, WHO, Act, act_of, within_a_sentence

Fact = Literal["rose", "count", "due_pay", "paid", "raised", "to_buy", "buyer", "bought", "way", "reason", "time", "plan", "want", "state", "doing", "metric", "growth"]  # fmt: skip

KIND_OF_THING = (
    r"(?:models?|engines?|frameworks?|librar(?:y|ies)|tools?|toolkits?|compan(?:y|ies)|start-?ups?|labs?|platforms?|agents?|benchmarks?|datasets?|chips?|protocols?|apps?|"
    r"applications?|services?|famil(?:y|ies)|systems?|products?|runtimes?|workbench|assistants?|harness(?:es)?|servers?|languages?|formats?|forks?|projects?|packages?|plugins?|editors?|"
    r"architectures?|methods?|techniques?|organi[sz]ations?|institutes?|conferences?|companions?|clients?|gateways?|routers?|encyclop[a]?edias?|networks?|websites?|browsers?|marketplaces?)"
)
_ABOUT = (
    r"(?:(?:by|about|around|nearly|almost|more than|at least|up to|over|some|roughly|approximately|an estimated) )*"
)
_NAME = r"[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,3}"
# What a sentence may begin with before it says who did it.
LEAD = pattern(r"(?:After|As|In|On|With|Amid|Following|During|At|Since|Under|Before|By|For)\b[^,“”\"]{3,80}, (?=[A-Z])")
_ROSE = {
    "rose": "rise", "rises": "rise", "risen": "rise", "grew": "grow", "grows": "grow", "grown": "grow",
    "fell": "fall", "falls": "fall", "fallen": "fall", "shrank": "shrink", "shrinks": "shrink",
    **{f"{stem}{end}": stem for stem in ("increase", "decrease", "decline", "surge", "plunge") for end in ("d", "s")},
    **{f"{stem}{end}": stem for stem in ("jump", "soar", "climb", "gain") for end in ("ed", "s")},
    "dropped": "drop", "drops": "drop",
}  # fmt: skip
_RISES = pattern(
    rf"(?P<what>[A-Z][^,;:“”\"()]{{2,70}}?) (?:has |have )?(?P<did>{'|'.join(_ROSE)}) {_ABOUT}[$€£]?\d[\d.,]*(?: ?%| per ?cent\b| points?\b| ?(?:million|billion)\b)"
)
_COUNTED = r"(?:people|users|workers|employees|jobs|students|teachers|companies|developers|patients|customers|americans|teens|children|engineers|authors|artists|schools|servers|websites|accounts|packages)"
_COUNTS = pattern(
    rf"(?:(?:{WHO}) (?:says?|said|reports|reported|estimates|estimated|found|finds) (?:that )?)?{_ABOUT}(?:an? (?:million|billion)|\d[\d,.]*(?: (?:thousand|million|billion))?) (?P<rest>{_COUNTED} (?:are|were|have|had|use|used|talk|talked|ask|asked|turn|turned|rely|lost|lose|signed|want|said|say|work|worked|face|faced|pay|paid|visit|visited|download|downloaded|fell|left|leave) [^,;:.“”\"]{{4,70}}?)(?=[.,;]|$)",
)
_PAYS = pattern(
    rf"(?P<who>{WHO})(?P<due> to| will| must| is to| agrees to| agreed to| has agreed to)? pa(?:y|id|ys) {_ABOUT}[$€£]\d"
)
_RAISES = pattern(
    rf"(?P<who>{WHO})(?: (?:has|have|just|reportedly|recently))* (?:[Rr]aises|[Rr]aised|[Ss]ecures|[Ss]ecured|lands|landed|nets|netted) {_ABOUT}[$€£]\d"
)
_BUYS = pattern(
    rf"(?P<who>{WHO})(?P<due> to| will| is to| agrees to| agreed to| has agreed to| is set to)?(?: has)? (?P<did>buys?|bought|acquires?|acquired) (?P<what>{_NAME})(?=[ ,.]|$)"
)
_THING = pattern(
    rf"\b(?:unveil|releas|launch|introduc|announc|open[- ]sourc)(?:e?s|ed|ing) (?:[a-z]+ ){{0,2}}(?P<name>{_NAME}), (?:an?|the first|its (?:new|first|latest)|the (?:new|latest))(?: [\w.,/&+’'-]+){{0,7}}? {KIND_OF_THING}\b"
)
_WAY = pattern(
    rf"(?P<who>{WHO}) (?P<is>is|are) (?P<doing>[a-z]+ing) (?P<what>[^,;:“”\"]{{3,60}}?) by (?:\w+ )?[a-z]+ing\b"
)
_PLANS = pattern(
    rf"(?P<who>{WHO})(?:,[^,]{{2,60}},)? (?:(?:also|now|reportedly) )?(?P<does>plans|is planning|wants|hopes|intends) to (?!be\b).{{12,}}"
)
_WHY = pattern(
    r"(?P<what>[^,;:“”\"]{3,60}?),? (?:because|citing|due to|to avoid|to prevent|over (?:concerns?|fears?|allegations)|amid (?:concerns?|fears?|criticism)|after (?:concerns?|complaints|criticism|backlash))\b"
)
_DOING = pattern(
    rf"(?P<who>{WHO}) (?P<is>is|are) (?:(?:now|also|reportedly|already) )?(?P<doing>(?:air|build|develop|test|prepar|launch|offer|add|buy|sell|consider|expand|train|releas|introduc|retir|drop|investigat|plann|work)ing(?: on)?) (?!to\b|in\b|at\b|with\b|for\b|by\b)\S.{{12,}}"
)
# Whether it is so is what a reader asks of these.
_IS = pattern(
    r"(?P<what>[A-Z][^,;:“”\"()]{2,50}?) (?P<is>is|are) (?:now |officially |finally )?(?P<so>[Oo]pen[- ][Ss]ource|free|vulnerable to [^,;:“”\"]{3,50}?|profitable|banned in [^,;:“”\"]{3,40}?)(?=[.!,;]|$)"
)
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_WHEN = pattern(rf"(?P<what>[^,;:“”\"]{{3,60}}?) (?:on|in) (?:{_MONTH}\b(?! \d{{5}})|(?:late |early |mid-)?20[12]\d\b)")
# What is counted of somebody, with what it is counted of, and what of it is told in a figure.
_METRIC_ZH = r"(?P<metric>(?!实现|预计|公司|其|的|了|将|和|与)[^，。；：、“”（）\s]{0,14}?(?:总?营收|营业收入|净利润|毛利率|总?销量|出货量|销售额|日活(?:跃用户)?|月活(?:跃用户)?|用户(?:数|量|规模)|下载量|市值|调用量|平均售价|市场份额))"
_METRIC = pattern(
    rf"(?:^|(?<=[，。；：、\s]))(?:实现|公司|其)*{_METRIC_ZH}(?:数|约|为|达到?|超过?|突破|近|已|至|首次|仅|将)*\s?\d"
)
_GROWTH = pattern(
    rf"(?:^|(?<=[，。；：、\s]))(?:实现|公司|其)*{_METRIC_ZH}同比(?:大幅)?(?P<did>增长|上升|上涨|提升|下降|下滑|减少)[约超近]?\s?\d"
)
# “TensorSharp is an open-source inference engine”: a name that begins a sentence, and the kind of thing that it is.
IDENTITY = pattern(
    rf"(?:The )?(?:[A-Z]\w*[’']s |[a-z][A-Z]+[’']s )?(?P<name>[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){{0,3}})(?: is|,) (?:an?|the first|our|one of the)(?: [\w.,/&+’'-]+){{0,7}}? {KIND_OF_THING}\b"
    r"|(?P<named>[A-Z][\w.+-]*(?: [\w.+-]+){0,3}|[\w.+-]{2,20}) ?是(?:一|由|全球|首)[款个种家项套支]?[^，。！？]{2,40}(?:模型|工具|平台|框架|公司|系统|项目|芯片|应用|机构|团队|产品|助手|引擎|协议|服务)"
)

_READ: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Fact, tuple[str, ...]]]], ...] = (
    (_RISES, lambda m: ("rose", (m["what"], _ROSE[m["did"]]))),
    (_PAYS, lambda m: ("due_pay" if m["due"] else "paid", (m["who"],))),
    (_RAISES, lambda m: ("raised", (m["who"],))),
    (_BUYS, lambda m: ("to_buy" if m["due"] else "bought", (m["who"], m["what"]))),
    (_WAY, lambda m: ("way", (m["who"], m["is"], m["doing"], m["what"]))),
    (
        _IS,
        lambda m: (
            "state",
            (m["what"], m["is"].capitalize(), m["so"].replace("Open", "open").replace("Source", "source")),
        ),
    ),
    (_DOING, lambda m: ("doing", (m["who"], m["is"], m["doing"]))),
    (_PLANS, lambda m: ("want" if m["does"] == "wants" else "plan", (m["who"],))),
)


class Found(NamedTuple):
    """A fact, the words of the sentence that its question takes up, the first of them who or what it is of, and where those begin."""

    fact: Fact
    words: tuple[str, ...]
    start: int


def fact_in(text: str) -> Found | None:
    """Return the plain fact that an English sentence tells of whoever or whatever it begins with; None where it tells none."""
    start = start_of(text)
    if counted := _COUNTS.match(text, start):
        return Found("count", (counted["rest"],), counted.start("rest"))
    if NO_NAME.match(text, start):
        return None
    for words, read in _READ:
        if found := words.match(text, start):
            fact, (who, *rest) = read(found)
            return Found(fact, (within_a_sentence(who), *rest), start)
    act = act_of(text, start)
    return _why_or_when(act, start) if act else None


def start_of(text: str) -> int:
    """Return where an English sentence begins to say who did it, behind “After a year in court, ”."""
    lead = LEAD.match(text)
    return lead.end() if lead else 0


def _why_or_when(act: Act, start: int) -> Found | None:
    """Return why, or else when, somebody did something, where the sentence says so right behind what was done."""
    for fact, words in (("reason", _WHY), ("time", _WHEN)):
        if found := words.match(act.what):
            return Found("reason" if fact == "reason" else "time", (act.who, act.verb, found["what"]), start)
    return None


def thing_in(text: str) -> str:
    """Return the name of what a sentence says that it is beside its news (“launched Orrery, an open benchmark”), "" where it tells of none."""
    found = _THING.search(text)
    return found["name"] if found else ""


def figure_of(text: str, start: int) -> tuple[Fact, str, str] | None:
    """Return what a Chinese sentence tells in a figure of what it has named before `start`: which measure, and whether that grew or fell."""
    behind = text[start:]
    if grown := _GROWTH.search(behind):
        return "growth", grown["metric"], grown["did"]
    found = _METRIC.search(behind)
    return ("metric", found["metric"], "") if found else None
