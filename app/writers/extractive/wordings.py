"""What a reader asks of one thing, and what many voices speak of, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from app.language.pattern import pattern
from app.language.sentences import CJK
from app.writers.extractive.particulars import Telling

_WITHIN_CHINESE = pattern(rf"(?<=[{CJK}]) (?=[{CJK}])")

ENGLISH_PARTICULARS: Mapping[Telling, str] = {
    "size": "How large is {}?",
    "speed": "How fast does {} run?",
    "licence": "Under which licence is {} available?",
    "context": "How long a context does {} take?",
    "price": "What does {} cost?",
    "money": "How much money did {} raise?",
    "worth": "What is {} worth?",
    "jobs": "How many jobs does {} cut?",
    "where": "Where is {} available?",
    "due": "When is {} due?",
    "hardware": "What does {} run on?",
    "score": "How does {} do in tests?",
    "compare": "How does {} compare with {}?",
    "did": "What did {} {}?",
    "identity": "What is {}?",
    "person": "Who is {}?",
    "maker": "Who is behind {}?",
    "users": "How many people use {}?",
    "meant": "What is {} meant for?",
    "new": "What is new in {}?",
    "can": "What can {} do?",
    "made": "How is {} made?",
    "limits": "Where does {} fall short?",
    "says": "What does {} {}?",
    "rose": "How much did {} {}?",
    "count": "How many {}?",
    "due_pay": "How much is {} to pay?",
    "paid": "How much did {} pay?",
    "raised": "How much money did {} raise?",
    "to_buy": "What is {} to buy?",
    "buyer": "Who is to buy {}?",
    "bought": "Who bought {}?",
    "way": "How {1} {0} {2} {3}?",
    "reason": "Why did {} {} {}?",
    "time": "When did {} {} {}?",
    "plan": "What does {} plan to do?",
    "want": "What does {} want to do?",
    "state": "{1} {0} {2}?",
    "doing": "What {1} {0} {2}?",
    "metric": "What is the {1} of {0}?",
    "growth": "How did the {1} of {0} change?",
}

# What passages tell, whatever of: what people asked for it may name, and what may stay without a name.
ENGLISH_ASPECTS: Mapping[str, str] = {
    "lived": "What experience have people had?",
    "expect": "What do people expect?",
    "advise": "What do people advise?",
    "fear": "What worries people?",
    "wish": "What do people wish for?",
    "found": "What did {} find?",
    "proposed": "What did {} propose?",
    "problem": "What problem did {} take on?",
    "before": "What came before?",
    "comments": "What do commenters say?",
}

ENGLISH_NAMED_ASPECTS: Mapping[str, str] = {
    "lived": "What experience have people had with {}?",
    "expect": "What do people expect of {}?",
    "advise": "What do people advise about {}?",
    "wish": "What do people wish for with {}?",
    "comments": "What do commenters say about {}?",
}


ENGLISH_TOPICS: Mapping[str, str] = {
    "hardware": "Hardware and speed",
    "comparing": "How they compare",
    "trouble": "What goes wrong",
    "trust": "Trust and errors",
    "cost": "Prices and costs",
    "rules": "Rules and rights",
    "work": "Jobs and careers",
    "hiring": "Applying and hiring",
    "coding": "Writing code",
    "agents": "Agents and automation",
    "training": "Training and data",
    "pictures": "Pictures and sound",
    "art": "Writers and artists",
    "learning": "Schools and learning",
    "health": "Health and care",
    "money": "Money and markets",
    "power": "Power and chips",
    "service": "Customers and service",
    "society": "Rich and poor",
    "danger": "Safety and attacks",
    "lived": "What people have been through",
    "expect": "What people expect",
    "advise": "What people advise",
    "fear": "What worries people",
    "wish": "What people wish for",
}

CHINESE_PARTICULARS: Mapping[Telling, str] = {
    "size": "{} 有多大？",
    "speed": "{} 跑得多快？",
    "licence": "{} 采用什么许可？",
    "context": "{} 的上下文有多长？",
    "price": "{} 怎么收费？",
    "money": "{} 融资多少？",
    "worth": "{} 估值多少？",
    "jobs": "{} 裁员多少？",
    "where": "在哪里可以使用 {}？",
    "due": "{} 何时推出？",
    "hardware": "{} 在什么硬件上运行？",
    "score": "{} 的测试成绩如何？",
    "compare": "{} 与 {} 相比如何？",
    "did": "{}{}什么？",
    "identity": "{} 是什么？",
    "person": "{} 是谁？",
    "maker": "{} 背后是谁？",
    "users": "有多少人使用 {}？",
    "meant": "{} 是做什么用的？",
    "new": "{} 有哪些新变化？",
    "can": "{} 能做什么？",
    "made": "{} 是怎样做成的？",
    "limits": "{} 有哪些不足？",
    "says": "{}{}什么？",
    "rose": "{}变化了多少？",
    "count": "有多少{}？",
    "due_pay": "{} 要支付多少？",
    "paid": "{} 支付了多少？",
    "raised": "{} 融资多少？",
    "to_buy": "{} 要收购什么？",
    "buyer": "谁要收购 {}？",
    "bought": "谁收购了 {}？",
    "way": "{} 怎样做到的？",
    "reason": "{} 为什么这样做？",
    "time": "{} 何时这样做？",
    "plan": "{} 有什么计划？",
    "want": "{} 想做什么？",
    "state": "{} 是这样吗？",
    "doing": "{} 正在做什么？",
    "metric": "{} 的{}是多少？",
    "growth": "{} 的{}{}了多少？",
}

CHINESE_ASPECTS: Mapping[str, str] = {
    "lived": "人们有哪些亲身经历？",
    "expect": "人们预计会怎样？",
    "advise": "人们有哪些建议？",
    "fear": "人们担心什么？",
    "wish": "人们希望什么？",
    "found": "{}发现了什么？",
    "proposed": "{}提出了什么？",
    "problem": "{}要解决什么问题？",
    "before": "此前发生过什么？",
    "comments": "评论者怎么说？",
}

CHINESE_NAMED_ASPECTS: Mapping[str, str] = {
    "lived": "人们用 {} 有哪些亲身经历？",
    "expect": "人们对 {} 有什么预期？",
    "advise": "关于 {}，人们有哪些建议？",
    "wish": "人们对 {} 有什么期待？",
    "comments": "评论者怎么说 {}？",
}


CHINESE_TOPICS: Mapping[str, str] = {
    "hardware": "硬件与速度",
    "comparing": "比较与评测",
    "trouble": "出了什么问题",
    "trust": "可信与出错",
    "cost": "价格与成本",
    "rules": "规则与权利",
    "work": "就业与职场",
    "hiring": "招聘与求职",
    "coding": "写代码",
    "agents": "智能体与自动化",
    "training": "训练与数据",
    "pictures": "图像与声音",
    "art": "创作与作者",
    "learning": "学校与学习",
    "health": "医疗与健康",
    "money": "资金与市场",
    "power": "能源与芯片",
    "service": "客户与服务",
    "society": "社会与收入",
    "danger": "安全与攻击",
    "lived": "亲身经历",
    "expect": "人们的预期",
    "advise": "人们的建议",
    "fear": "人们的担心",
    "wish": "人们的期待",
}


def close_up(question: str) -> str:
    """Return a composed question without the spaces that set a name off where that is Chinese as well."""
    return _WITHIN_CHINESE.sub("", question)
