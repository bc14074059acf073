"""What a record asks and answers itself: an article or a paper in its title, and whoever publishes in the sentence behind a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from app.story.publishers import PERSONAL
from app.writers.extractive.asking import (
    ADVICE,
    FORMS,
    LEAST,
    LEAST_ZH,
    OF_ANY_FORM,
    YES_NO,
    Asked,
    following_of,
    stands_alone,
    telling_of,
)
from app.writers.extractive.passages import Passage
from app.writers.extractive.thread import is_put_to_readers

# How something was looked into is no answer to what was found.
_METHOD = re.compile(
    r"(?:in this (?:paper|study|post|article|report|work),? )?(?:we|researchers|the authors|this (?:paper|study|post|article|report|work))(?: \w+)? (?:test|evaluat|measur|stud|conduct|investigat|examin|analy[sz]|introduc|present|propos|develop|collect|survey|describ|explor|compar|look|ask)\w*\b",
    re.IGNORECASE,
)
# What speaks of the question puts off the answer.
_OF_QUESTION = re.compile(r"\b(?:this|that|the) question\b|\banswering\b|这个问题")
_IS_ANSWER = re.compile(r"\bthe (?:short )?answer is\b|答案[^，。]{0,6}(?:是|在于)|(?:关键|原因|本质)在于")
# Whether something is so, in English and in Chinese.
_WHETHER = re.compile(
    r"(?:is|are|was|were|does|do|did|will|has|have)\b|.*(?:吗|是否|能否|会不会|是不是)[^，]{0,8}[?？]$", re.IGNORECASE
)


def self_answered(
    passages: Sequence[Passage],
    printed: Collection[int] = (),
    *,
    chinese: bool,
    anchors: frozenset[str] = frozenset(),
) -> list[Asked]:
    """Return the questions that a record answers itself, each with what it says to it; what is `printed` answers last.

    An article, a paper or a newsroom asks in its title what it goes on to tell; whoever posts there asks others. In a text, what stands
    right behind a question answers it where it has the form of an answer.
    """
    found: list[Asked] = []
    for at, question in enumerate(passages):
        if not question.question or question.chinese != chinese or not stands_alone(question):
            continue
        if question.order:
            following = following_of(passages, at)
            if following and _answers_at_once(question, following):
                found.append(Asked(question, (following,), question.score))
        elif question.is_title and not question.beside:
            whole = [p for p in passages if p.record.id == question.record.id]
            if question.record.kind in PERSONAL and not _argues(question, whole):
                continue
            telling = telling_of(question) - (anchors if chinese else frozenset())
            own = [
                p
                for p in whole
                if p.order
                and p.chinese == chinese
                and not (p.question or p.clipped or p.leaning or p.addendum or p.reports_voices)
                and not _METHOD.match(p.text)
                and len(telling & p.words) >= _least_of_own(p)
            ]
            own.sort(key=lambda p: (id(p) in printed, -len(telling & p.words), p.order))
            if own:
                found.append(Asked(question, (own[0],), question.score))
    return sorted(found, key=lambda each: (-each.worth, each.question.index))


def _argues(question: Passage, whole: Sequence[Passage]) -> bool:
    """Say whether a post asks whether something is so and goes on to argue it, and asks nobody for an answer."""
    if not _WHETHER.match(question.text) or ADVICE.search(question.text):
        return False
    asks = any(p.question or p.personal for p in whole if p is not question)
    return not (asks or is_put_to_readers(question.record.text or ""))


def _least_of_own(passage: Passage) -> int:
    """Return how many words of its title's question a sentence must hold to answer it: fewer where it stands right below."""
    if not passage.chinese:
        return 1
    return LEAST if passage.order <= LEAST else LEAST_ZH


def _answers_at_once(question: Passage, following: Passage) -> bool:
    """Say whether the sentence behind a question answers it: it says yes or no, or gives the reason, day or figure that is asked for.

    It takes up a word of what is asked, unless it begins with its reason. What is asked in no such form is answered by whoever publishes.
    """
    small, answer = question.text.lower(), following.text.lower()
    taken_up = len(telling_of(question) & following.words)
    form = next((form for asks, form in FORMS if asks.search(small)), None)
    if form is not None:
        return form.search(answer) is not None and (taken_up > 0 or answer.startswith(("because", "因为")))
    if _OF_QUESTION.search(answer):
        return False
    if _IS_ANSWER.search(answer):
        return True
    if YES_NO.match(following.text) and not answer.startswith("not "):
        return OF_ANY_FORM.search(small) is None
    published = question.record.kind not in PERSONAL
    return published and not following.leaning and taken_up >= LEAST
