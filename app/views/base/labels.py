"""The words that views set around a story, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.story import Methodology, StoryStatus, UnusedReason


@dataclass(frozen=True, slots=True)
class Labels:
    """What a view says in its own words, in one language."""

    title: str
    beat: str
    status: str
    published: str
    updated: str
    revision: str
    url: str
    so_far: str
    questions: str
    question: str
    answer: str
    notes: str
    method: str
    left_out: str
    weights: str
    withdrawn: str
    changed: str
    note: str
    back: str
    corrections: str
    picture: str
    translation: str
    comma: str
    stop: str
    statuses: Mapping[StoryStatus, str]
    reasons: Mapping[UnusedReason, str]
    day: Callable[[datetime], str]
    counts: Callable[[Methodology], str]
    disclosure: Callable[[Methodology], str]


def labels_for(language: str) -> Labels:
    """Return the labels of a story's language: Chinese for Chinese, English for every other."""
    return _CHINESE if language.startswith("zh") else _ENGLISH


def _english_day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B} {moment.year}"


def _english_counts(method: Methodology) -> str:
    return (
        f"Records asked for: {method.record_count}; cited: {method.cited_count}; independent publishers: "
        f"{method.publisher_count}; sentences that verification refused: {method.rejected_sentences}."
    )


def _english_disclosure(method: Methodology) -> str:
    model = f" with the model {method.model}" if method.model else ""
    edited = ", and a person edited it since" if method.human_edited else ""
    return (
        f"Disclosure: a machine wrote this story (writer: {method.provider}{model}){edited}. The words between quotation "
        "marks are their authors'."
    )


def _chinese_day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _chinese_counts(method: Methodology) -> str:
    return (
        f"请求记录：{method.record_count}；引用：{method.cited_count}；独立发布者：{method.publisher_count}；"
        f"未通过核查的句子：{method.rejected_sentences}。"
    )


def _chinese_disclosure(method: Methodology) -> str:
    model = f"，模型 {method.model}" if method.model else ""
    edited = "，此后经过人工编辑" if method.human_edited else ""
    return f"声明：本文由机器写成（写作程序 {method.provider}{model}）{edited}。引号内的文字属于原作者。"


_ENGLISH = Labels(
    title="Title",
    beat="Beat",
    status="Status",
    published="Published",
    updated="Updated",
    revision="revision",
    url="URL",
    so_far="The story so far",
    questions="Questions and answers",
    question="Q:",
    answer="A:",
    notes="Notes",
    method="Method",
    left_out="Left out:",
    weights="Weight of each note:",
    withdrawn="A record that was withdrawn.",
    changed="changed since it was quoted",
    note="Note",
    back="Back to the text",
    corrections="Corrections",
    picture="Picture",
    translation="Translation:",
    comma=", ",
    stop=".",
    statuses={"draft": "draft", "published": "published", "retracted": "retracted", "superseded": "superseded"},
    reasons={
        "duplicate": "duplicate",
        "off_topic": "off topic",
        "no_quotable_text": "without quotable text",
        "suspected_injection": "suspected of speaking to a model",
        "withdrawn": "withdrawn",
        "over_budget": "over the budget",
    },
    day=_english_day,
    counts=_english_counts,
    disclosure=_english_disclosure,
)

_CHINESE = Labels(
    title="标题",
    beat="栏目",
    status="状态",
    published="发布",
    updated="更新",
    revision="修订",
    url="网址",
    so_far="前情",
    questions="问与答",
    question="问：",
    answer="答：",
    notes="注释",
    method="写作方法",
    left_out="未采用：",
    weights="各注释权重：",
    withdrawn="该记录已被撤回。",
    changed="引用后有改动",
    note="注释",
    back="回到正文",
    corrections="更正",
    picture="图片",
    translation="译文：",
    comma="，",
    stop="。",
    statuses={"draft": "草稿", "published": "已发布", "retracted": "已撤稿", "superseded": "已被取代"},
    reasons={
        "duplicate": "重复",
        "off_topic": "与主题无关",
        "no_quotable_text": "无可引用文字",
        "suspected_injection": "疑似向模型下达指令",
        "withdrawn": "已撤回",
        "over_budget": "超出预算",
    },
    day=_chinese_day,
    counts=_chinese_counts,
    disclosure=_chinese_disclosure,
)
