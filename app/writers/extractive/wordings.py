"""What a reader asks of one thing, and what many voices speak of, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from app.writers.extractive.particulars import Particular

ENGLISH_PARTICULARS: Mapping[Particular, str] = {
    "size": "How large is {}?",
    "speed": "How fast does {} run?",
    "licence": "Under which licence is {} available?",
    "context": "How long a context does {} take?",
    "price": "What does {} cost?",
    "money": "How much money does {} raise?",
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
}

ENGLISH_TOPICS: Mapping[str, str] = {
    "running": "How people run it",
    "comparing": "How it compares",
    "trouble": "What goes wrong",
    "cost": "What it costs",
    "rules": "What is allowed",
    "work": "What it means for work",
}

CHINESE_PARTICULARS: Mapping[Particular, str] = {
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
    "did": "{}{}了什么？",
    "identity": "{} 是什么？",
    "person": "{} 是谁？",
}

CHINESE_TOPICS: Mapping[str, str] = {
    "running": "人们怎么用",
    "comparing": "与其他相比",
    "trouble": "出了什么问题",
    "cost": "要花多少钱",
    "rules": "什么是允许的",
    "work": "对工作意味着什么",
}
