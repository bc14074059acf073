"""What sentences tell of things in, word for word: how large a thing is, what it costs, what it can do, how it compares."""

from __future__ import annotations

from typing import Literal

from schemas.entity import EntityKind

Particular = Literal[
    "size", "speed", "licence", "context", "price", "money", "worth", "jobs", "where", "due", "hardware",
    "score", "compare", "did", "identity", "person", "maker", "users", "meant", "new", "can", "made", "limits",
    "says",
]  # fmt: skip

MODELS: frozenset[EntityKind] = frozenset({"model"})
THINGS: frozenset[EntityKind] = frozenset({"model", "product"})
ACTORS: frozenset[EntityKind] = frozenset({"organization", "person"})
_FIGURE = r"(?:about |around |nearly |almost |more than |at least |up to |over |some |roughly |approximately |another |an? (?:estimated )?)*"
# All are for text in small letters. What each tells is told of the one thing of these kinds that the sentence names.
OF_ONE: tuple[tuple[Particular, frozenset[EntityKind], str], ...] = (
    ("size", MODELS, r"\d[\d.]* ?(?:trillion|billion|[bt])[ -](?:total[ -]|active[ -])?param(?:eter)?s?\b|参数(?:量|规模)?[^，。]{0,8}\d|\d[\d.]* ?(?:万亿|亿|[bt]) ?(?:总)?参数"),
    ("speed", MODELS, r"\d[\d.,]* ?(?:tok(?:en)?s?(?: ?/ ?| per )s(?:ec(?:ond)?)?\b|t/s\b)|每秒[^，。]{0,10}\d[^，。]{0,8}(?:tokens?|词元)"),
    ("licence", MODELS, r"\b(?:apache(?:[ -]2(?:\.0)?)?|mit|a?gpl|cc[- ]by[\w.-]*)[ -]licen[cs]e|\blicen[cs]ed under\b|\bunder (?:an? |the )?(?:permissive |modified )?(?:apache|mit)\b|(?:采用|基于|遵循)[^，。]{0,12}(?:许可|协议)"),
    ("context", MODELS, r"\d[\d.,]* ?(?:k|m|million|thousand)?[ -](?:tokens? )?(?:of )?context\b|\bcontext (?:window|length) of\b.{0,20}\d|上下文[^，。]{0,10}\d"),
    ("price", THINGS, r"\b(?:costs?|pric(?:ed|ing|es?)|charg(?:es|ing)|starts?) (?:is |are |at |from |of |for )*" + _FIGURE + r"[$€£]\d|[$€£]\d[\d.,]* (?:per|an?|/) ?(?:1?m(?:illion)?\b|month|token|user|seat)|(?:定价|价格|售价|单价)(?:为|是)?[^，。]{0,14}\d"),
    ("money", frozenset({"organization"}), r"\brais(?:es|ed|ing) " + _FIGURE + r"[$€£]\d|[$€£]\d[\d.]* ?(?:billion|million|[bm]n?)\b[^.]{0,20}(?:funding|series [a-e]\b|round|investment)|(?:完成|获得?)[^，。]{0,16}(?:融资|投资)"),
    ("worth", frozenset({"organization"}), r"\bvalu(?:es|ed|ing|ation)\b[^.]{0,30}[$€£]\d|估值[^，。]{0,10}\d"),
    ("jobs", frozenset({"organization"}), r"\b(?:lay(?:s|ing)? off|laid off|cut(?:s|ting)?|eliminat\w+|layoffs? of|shed(?:s|ding)?) " + _FIGURE + r"\d[\d,.]*(?: of (?:its|their) (?:\w+ )?[\d,.]+)?(?: ?%| (?:\w+ )?(?:employees|jobs|workers|people|staff|roles|positions|per ?cent))|裁(?:员|撤)[^，。]{0,10}\d"),
    ("where", THINGS, r"(?:\b(?:is|are|be|been)|['’]s) (?:now |also |already |freely |currently |generally |publicly |officially )*(?:available|accessible) (?:on|via|through|in|from|at)\b|(?:可|能够?)(?:通过|在)[^。]{2,40}(?:使用|体验|访问|下载|调用)"),
    ("due", THINGS, r"\b(?:will|to) (?:\w+ )?(?:be )?(?:released?|launch(?:ed)?|ship|arrive|roll(?:ed)? out|publish(?:ed)?|open[- ]sourced?|come out)\b[^.]{0,40}\b(?:in|by|on|next|later this|this|before) (?:20\d\d|(?:early |late |mid-)?(?:january|february|march|april|may|june|july|august|september|october|november|december)|week|month|year|spring|summer|autumn|fall|winter)\b|(?:将于|预计)[^，。]{0,12}[年月日周季][^，。]{0,6}(?:发布|上线|推出|开源|开放)"),
    ("hardware", frozenset({"model"}), r"\b(?:runs?|running|ran|fits?) (?:\w+ ){0,4}(?:on|in|with) (?:[^.,;]{0,24}\b)?(?:\d+ ?gb|rtx|[gc]pus?|v?ram|macbook|mac|dgx|m[1-5]|laptops?|phones?|raspberry pi|3090s?|4090s?|5090s?)\b"),
    ("score", frozenset({"model"}), r"\b(?:scor(?:es?|ed|ing)|achiev(?:es?|ed|ing)|reach(?:es|ed|ing)?|hits?|gets?) " + _FIGURE + r"\d[\d.]* ?(?:%|points?\b|on\b)|\brank(?:s|ed|ing)? (?:\w+ )?(?:#|no\. )?\d|(?:达到|得分|取得)[^，。]{0,6}\d[\d.]* ?[%％分]"),
)  # fmt: skip
# What each of these tells is told of the thing that the sentence begins with.
OF_FIRST: tuple[tuple[Particular, str], ...] = (
    ("maker", r"\b(?:developed|created|built|made|maintained|founded|co-founded|open[- ]sourced|designed) by\b|由[^，。]{2,16}(?:开发|研发|打造|创办|创立|出品)"),
    ("users", r"\d[\d,.]* ?(?:million|billion|k|m)?\+? (?:(?:weekly|monthly|daily|active|paying|registered|total) )*(?:users|downloads|subscribers|customers|developers|installs)\b|(?:用户|月活|日活|下载量?)[^，。]{0,8}\d"),
    ("meant", r"\b(?:aims? to|aimed at|designed (?:to|for|specifically)|intended (?:to|for)|meant (?:to|for)|built (?:to|for)|purpose-built|optimized for|tailored (?:to|for)|(?<!my )(?<!our )(?<!the )(?<!a )targets)\b|旨在|用于|面向|专为|主打|定位"),
    ("new", r"\b(?:adds|added|introduc(?:es|ed)|now (?:supports?|includes?|offers?|lets|has|comes|works)|brings|gains?|gained|improv(?:es|ed)|upgrad(?:es|ed)|rolled out)\b|新增|升级|更新|优化了|改进"),
    ("can", r"\b(?:(?<!we )(?<!you )(?<!they )(?<!i )(?<!people )can (?!be\b|not\b)|lets |allows |enables |supports? |is (?:able to|capable of)|helps |handles |offers |features |provides |includes )|支持|可以|能够|具备|提供|可(?:一次|同时|直接|自动)"),
    ("made", r"(?:\b(?:is|are|was|were|been|being)|,) (?:\w+ )?(?:built on|based on|powered by|trained (?:on|with|using)|pre-?trained|fine-?tuned (?:on|from|with)|distilled from)\b|\b(?:consists of|uses an?)\b|基于|采用|训练自"),
    ("limits", r"\b(?:limit(?:s|ed|ations?) (?:to|of|in|by)?|drawbacks?|fails? (?:to|at)|struggles?|does(?: not|n['’]t) (?:support|work|handle|have)|can(?:not|['’]t)\b|vulnerab\w+|suffers?|lacks?|falls short)\b|局限|不足|漏洞|缺陷|无法|尚不支持|短板"),
)  # fmt: skip
COMPARE = r"\b(?:beats?|outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|(?:better|worse|faster|slower|cheaper|smarter|weaker|stronger) than|trails?|lags? behind|falls? behind)\b|超越|超过|优于|不如|落后于"
