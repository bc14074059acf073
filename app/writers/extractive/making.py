"""How a headline is made: what happened weighs more than what is asked, advertised or set in signs."""

from __future__ import annotations

import re

from app.writers.extractive.news import is_news, looks_ahead, tells_event
from app.writers.extractive.passages import Passage
from app.writers.extractive.printing import THEN, VERB

_QUESTION = re.compile(r"[?？]")
# “Built a lamp” leaves out who did, who is whoever posts it; an issue, a question and a rant are a forum's.
_GERUND = re.compile(
    r"(?:built|made|created|wrote|tried|tested|trying|looking|need(?:ing)?|got|found|fixed)\b|(?:\w+ )?(?:issues?|problems?|questions?|help|trouble|thoughts|advice|rant) (?:with|about|on|for|regarding)\b"
    r"|(?:announcing|introducing|running|accelerating|previewing|testing|using|building|tutorial|welcome|meet)\b"
)
_ASIDE = re.compile(r"[()（）\[\]:：;；|]|\w/\w")
# What happened, in Chinese headlines that use none of the verbs that news is told by; and what plays with its reader.
_HAPPENED = re.compile(
    r"开启|启动|上市|申购|完成|投资|融资|入股|出资|筹集|登陆|递表|签约|交付|量产|亮相|超过|突破(?!口)|离职|卸任|任命|出售|推迟|延期|关闭|下架|胜诉|入侵|泄露|中断|合作|[上大暴]涨|[下大暴]跌|拟|将"
)
_TEASES = re.compile(r"大招|掀桌|杀疯|封神|真香|离谱|逆天|亲自带|一切$|背后|[“‘][^”’]{1,4}[”’]|？")
# What is made of figures and versions is a list of parts.
_FIGURE = re.compile(r"\d[\w.,-]*")
_MANY_FIGURES = 0.25
# So much better a headline is that tells what happened.
TOLD = 1.4


def making_of(passage: Passage, text: str) -> float:
    """Weigh how a headline is made: what happened weighs more, what is asked, advertised or set in signs less."""
    small = text.lower()
    tells = tells_event(passage) or (passage.chinese and _HAPPENED.search(text) is not None)
    score = 1.0
    for applies, factor in (
        (tells, TOLD),
        (looks_ahead(passage), 0.6),
        (_QUESTION.search(text), 0.5),
        (not (tells or passage.chinese or VERB.search(small)), 0.6),
        (_GERUND.match(small), 0.7),
        (THEN.search(small), 0.7),
        (_ASIDE.search(text), 0.8),
        (passage.chinese and _TEASES.search(text), 0.6),
        (len(_FIGURE.findall(text)) > _MANY_FIGURES * passage.length, 0.6),
        (passage.tone and not is_news(passage), 0.6),
    ):
        score *= factor if applies else 1.0
    return score
