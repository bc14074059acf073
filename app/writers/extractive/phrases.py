"""The writer's own words in each language: headings, leads, questions, composed titles and deks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from app.writers.extractive.articles import with_article
from app.writers.extractive.chinese import ChineseVoice, chinese_name, place_of, spaced
from app.writers.extractive.english import EnglishVoice, day_text, english_name
from app.writers.extractive.particulars import Telling
from app.writers.extractive.passages import Passage
from app.writers.extractive.voice import Owner, Voice
from app.writers.extractive.wordings import (
    CHINESE_ASPECTS,
    CHINESE_NAMED_ASPECTS,
    CHINESE_PARTICULARS,
    CHINESE_TOPICS,
    ENGLISH_ASPECTS,
    ENGLISH_NAMED_ASPECTS,
    ENGLISH_PARTICULARS,
    ENGLISH_TOPICS,
)
from schemas.source import SourceRef


class Phrases(Protocol):
    """Everything that the writer says in its own words.

    `of_question` are the headings of a thread that begins with a question. `leads` stand before what opposes the sentence before it, by how it does; `earlier` is what stands around an earlier story's title, `releases` around the first and the last of releases, `disputed` around a claim that is denied.
    `topics` and `voices_on` head what many voices speak of. `of_named` are questions of `questions` where the answer names what it is about; `particulars` ask what an answer tells of one thing, or of two.
    """

    chinese: bool
    voice: Voice
    headings: Mapping[str, str]
    of_question: Mapping[str, str]
    leads: Mapping[str, Sequence[str]]
    questions: Mapping[str, str]
    of_named: Mapping[str, str]
    particulars: Mapping[Telling, str]
    topics: Mapping[str, str]
    voices_on: str
    earlier: tuple[str, str]
    releases: str
    disputed: str

    def authors(self, owner: Owner) -> str:
        """Return who wrote a paper, as a question calls them."""
        ...

    def called(self, name: str) -> str:
        """Return a name as it stands inside a question: the Pentagon."""
        ...

    def composed_title(self, names: list[str], count: int, *, round_up: bool) -> str:
        """Compose a title from what the records are about."""
        ...

    def asked_of(self, owner: Owner, about: str = "", *, is_desk: bool = False) -> str:
        """Return the question that words of an owner answer, `about` what they name; a newsroom's account, `is_desk`, is no user of many."""
        ...

    def dek(self, passage: Passage, owner: Owner, *, dated: bool = False) -> str:
        """Write a dek around a passage, with its day where it is to be `dated`; "" where its words end as no sentence does."""
        ...

    def also(self, headlines: Sequence[str]) -> str:
        """Write a dek of the headlines of other news."""
        ...

    def releases_of(self, names: Sequence[str], count: int) -> str:
        """Write a title for releases of several things, `count` in all, of which these are named."""
        ...


class EnglishPhrases:
    """The writer's own words in English."""

    chinese = False
    headings: Mapping[str, str] = {
        "happened": "What happened",
        "details": "The details",
        "reaction": "What people make of it",
        "built": "What people built",
        "dispute": "Where they disagree",
        "unknown": "What is not known",
        "brief": "In brief",
        "said": "What people say",
        "said_besides": "What else people say",
    }
    of_question: Mapping[str, str] = {"happened": "What was asked", "reaction": "What people answer"}
    leads: Mapping[str, Sequence[str]] = {
        "denied": ("Against that, ", "Not everyone sees it that way: ", "On the other side, "),
        "found": ("On the other side, ", "Against that, "),
        "judged": ("Others see it differently: ", "On the other side, "),
    }
    questions: Mapping[str, str] = {
        "start": "How did it begin?",
        "latest": "What is the latest?",
        "critics": "What do critics say?",
        "friends": "What do supporters say?",
        "figures": "What do the figures say?",
        "ahead": "What comes next?",
        "where": "Where was this published?",
        "about": "What is said about {}?",
        **ENGLISH_ASPECTS,
    }
    of_named: Mapping[str, str] = {
        "latest": "What is the latest on {}?",
        "critics": "What do critics say about {}?",
        "friends": "What do supporters say about {}?",
        "figures": "What figures are there on {}?",
        "ahead": "What comes next for {}?",
        **ENGLISH_NAMED_ASPECTS,
    }
    particulars = ENGLISH_PARTICULARS
    topics = ENGLISH_TOPICS
    voices_on = "What people say about {}"
    earlier = ("As told in ", ": ")
    releases = "From {} to {}"
    disputed = "“{}”: a claim that is disputed"

    def __init__(self, sources: Mapping[str, SourceRef]) -> None:
        """Speak with an English voice."""
        self.voice: Voice = EnglishVoice(sources)

    def asked_of(self, owner: Owner, about: str = "", *, is_desk: bool = False) -> str:
        """Return the question that words of an owner answer, `about` what they name; a newsroom's account, `is_desk`, is no user of many."""
        of_it = f" about {with_article(about)}" if about else ""
        if owner.kind == "paper":
            return f"What does the research say{of_it}?"
        if owner.release:
            return f"What is new in {owner.release}?"
        if owner.kind == "release":
            return f"What do the release notes say{of_it}?"
        if is_desk or not owner.personal:
            # Of what has a name the answer says who reports it.
            who = with_article((owner.speaker if is_desk else owner.venue or owner.speaker) or "the press")
            return (
                f"What else is reported{of_it}?"
                if about
                else f"What does {who} {'write' if owner.is_blog else 'report'}?"
            )
        # Nobody asks after one user of many.
        where = f" on {owner.venue}" if owner.venue else ""
        return f"What do people{where} say{of_it}?"

    def called(self, name: str) -> str:
        """Return a name as it stands inside a question."""
        return with_article(name)

    def authors(self, owner: Owner) -> str:
        """Return who wrote a paper, as a question calls them."""
        first, _, others = (owner.speaker or "").partition(";")
        return f"{first.strip()} and colleagues" if others else first.strip() or "the authors"

    def composed_title(self, names: list[str], count: int, *, round_up: bool) -> str:
        """Compose a title from what the records are about."""
        if not names:
            return "What the records say" if count > 1 else "What one record says"
        if round_up and len(names) > 1:
            return f"From {names[0]} to {names[1]}: a round-up"
        named = " and ".join(names)
        return f"{named}: what the records say" if count > 1 else f"{named}: what one record says"

    def dek(self, passage: Passage, owner: Owner, *, dated: bool = False) -> str:
        """Write a dek around a passage, with its day where it is to be `dated`."""
        words = self.voice.words(passage, whole=False)
        if not words or words[-1] in ",;:":
            return ""
        comma = "" if words[-1] in "?!" else ","
        says, said = ("says", "said") if owner.personal or owner.kind == "paper" else ("reports", "reported")
        name = english_name(owner)
        if owner.release:
            says, said, name = "say", "said", f"the notes of {owner.release}"
        if passage.is_title and owner.personal:
            says, said, name = "reads", "read", f"a headline on {owner.venue or 'a forum'}"
        if dated:
            return f"“{words}”{comma} {name} {said} on {day_text(passage.record.published_at.date())}."
        return f"“{words}”{comma} {says} {name}."

    def also(self, headlines: Sequence[str]) -> str:
        """Write a dek of the headlines of other news."""
        return f"Also: {' and '.join(f'“{headline}”' for headline in headlines)}."

    def releases_of(self, names: Sequence[str], count: int) -> str:
        """Write a title for releases of several things, `count` in all, of which these are named."""
        if count > len(names):
            return f"Releases of {', '.join(names)} and others"
        return f"Releases of {', '.join(names[:-1])} and {names[-1]}"


class ChinesePhrases:
    """The writer's own words in Chinese."""

    chinese = True
    headings: Mapping[str, str] = {
        "happened": "发生了什么",
        "details": "更多细节",
        "reaction": "人们怎么看",
        "built": "人们做了什么",
        "dispute": "分歧在哪里",
        "unknown": "还不清楚的事",
        "brief": "简讯",
        "said": "人们在说什么",
        "said_besides": "人们还说了什么",
    }
    of_question: Mapping[str, str] = {"happened": "问题是什么", "reaction": "人们怎么回答"}
    leads: Mapping[str, Sequence[str]] = {
        "denied": ("也有不同的声音。", "对此另有不同的声音。"),
        "found": ("也有不同的声音。",),
        "judged": ("也有不同的声音。", "对此另有不同的声音。"),
    }
    questions: Mapping[str, str] = {
        "start": "事情是怎样开始的？",
        "latest": "最新的消息是什么？",
        "critics": "批评者怎么说？",
        "friends": "支持者怎么说？",
        "figures": "有哪些数字？",
        "ahead": "接下来会怎样？",
        "where": "消息出自哪里？",
        "about": "关于 {} 有什么消息？",
        **CHINESE_ASPECTS,
    }
    of_named: Mapping[str, str] = {
        "latest": "关于 {} 最新的消息是什么？",
        "critics": "批评者怎么说 {}？",
        "friends": "支持者怎么说 {}？",
        "figures": "关于 {} 有哪些数字？",
        "ahead": "{} 接下来会怎样？",
        **CHINESE_NAMED_ASPECTS,
    }
    particulars = CHINESE_PARTICULARS
    topics = CHINESE_TOPICS
    voices_on = "人们怎么说 {}"
    earlier = ("此前的报道 ", " 提到，")
    releases = "从 {} 到 {}"
    disputed = "“{}”：说法有争议"

    def __init__(self, sources: Mapping[str, SourceRef]) -> None:
        """Speak with a Chinese voice."""
        self.voice: Voice = ChineseVoice(sources)

    def asked_of(self, owner: Owner, about: str = "", *, is_desk: bool = False) -> str:
        """Return the question that words of an owner answer, `about` what they name; a newsroom's account, `is_desk`, is no user of many."""
        of_it = f"关于{spaced(about)}，".replace(" ，", "，") if about else ""
        if owner.release:
            return f"{spaced(owner.release).strip()} 有什么新内容？"
        if owner.kind in {"paper", "release"}:
            return f"{of_it}{'论文' if owner.kind == 'paper' else '发布说明'}里说了什么？"
        if about and (is_desk or not owner.personal):
            # The answer says who reports it.
            return f"关于{spaced(about)}还有哪些消息？"
        if is_desk and owner.speaker:
            return f"{spaced(owner.speaker).lstrip()}报道了什么？"
        if owner.personal:
            return f"{of_it}{place_of(owner).strip()}上的人们说了什么？"
        return f"{of_it}{place_of(owner).strip()}{'写' if owner.is_blog else '报道'}了什么？"

    def called(self, name: str) -> str:
        """Return a name as it stands inside a question."""
        return name

    def authors(self, owner: Owner) -> str:
        """Return who wrote a paper, as a question calls them."""
        first, _, others = (owner.speaker or "").partition(";")
        return f"{spaced(first.strip())}等人".strip() if others else first.strip() or "作者"

    def composed_title(self, names: list[str], count: int, *, round_up: bool) -> str:
        """Compose a title from what the records are about."""
        if not names:
            return "这些记录说了什么" if count > 1 else "一条记录说了什么"
        if round_up and len(names) > 1:
            return f"从{spaced(names[0])}到{spaced(names[1])}".rstrip() + "：综述"
        return f"{'与'.join(spaced(n) for n in names).strip()}：各方怎么说"

    def dek(self, passage: Passage, owner: Owner, *, dated: bool = False) -> str:
        """Write a dek around a passage, with its day where it is to be `dated`."""
        words = self.voice.words(passage, whole=False)
        if not words or words[-1] in "，；：、":
            return ""
        day = passage.record.published_at
        when = f" {day.year} 年 {day.month} 月 {day.day} 日" if dated else ""
        return f"{chinese_name(owner)}{when}：“{words}”。"

    def also(self, headlines: Sequence[str]) -> str:
        """Write a dek of the headlines of other news."""
        return f"另有：{'、'.join(f'“{headline}”' for headline in headlines)}。"

    def releases_of(self, names: Sequence[str], count: int) -> str:
        """Write a title for releases of several things, `count` in all, of which these are named."""
        return f"{'、'.join(names)}{' 等' if count > len(names) else ' '}的新版本"


def phrases_for(language: str, sources: Mapping[str, SourceRef]) -> Phrases:
    """Return the words for a story's language: Chinese for Chinese, English for every other."""
    return ChinesePhrases(sources) if language.startswith("zh") else EnglishPhrases(sources)
