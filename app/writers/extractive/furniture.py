"""What stands around what is said: who wrote and edited, runs of mentions and of headlines, what asks for money."""

from __future__ import annotations

import re

from app.language.sentences import CJK

# Who wrote and who edited, as Chinese sites set it before a text and some crawlers into it: “文｜张三 编辑｜李四 ”.
_CREDITS = re.compile(
    rf"(?<![{CJK}])(?:(?:撰文|文|作者|编辑|编译|责编|责任编辑|记者|采访|整理|翻译|校对|审校|摄影|封面来源|题图来源|头图来源|图片来源|来源|图源|题图|封面|出品|策划|访谈)"
    rf"\s*[|｜丨]\s*(?:[A-Za-z.]+ )*[^\s|｜丨。，！？]{{1,20}}(?:[ 、][{CJK}]{{2,4}}(?= )(?!\s*[|｜丨]))*\s+)+"
)
_CREDIT_BARS = "|｜丨"
# What is left of such a line, or of a table, is no sentence: a bar stands between things that only their places relate.
_BARRED = re.compile(r"(?:^|\s)\||[｜丨]")
# What asks for money tells nothing of the subject.
_SELLS = re.compile(
    r"pay [$€£]\d+(?:\.\d+)? ?(?:/|a|per) ?(?:month|year)\b"
    r"|(?:sponsor (?:me|us)|subscribe|sign up|become an? (?:paid |premium )?(?:member|patron|subscriber|sponsor))\b.{0,80}(?:[$€£]\d|\bnewsletter\b|\bfree copy\b|\bsubscri)",
)
# What greets, thanks, asks for replies or points elsewhere says nothing.
_COURTESY = re.compile(
    r"(?:follow (?:live|along|our|us)\b|listen to [“\"]|thank(?:s| you)(?: \w+){0,3}(?: in advance\b| for reading\b| to everyone\b|[!.]?$)|happy to (?:answer|share|help|chat)\b"
    r"|(?:i )?would (?:love|appreciate) (?:your|any|some|to hear)\b|any (?:feedback|advice|help|tips|thoughts|suggestions) (?:is|are|would be|welcome|appreciated)\b|(?:figure|fig\.|table) \d+[:.])"
)
# Headlines of a daily round-up in a row, with only spaces between them, and what stands over them there.
_IN_A_ROW = re.compile(r"热点导览|TOP ?\d ?大新闻")
# What a digest says of the text that it was given, it says of nothing else.
_OF_EXCERPT = re.compile(r"\bprovided (?:excerpt|text|content|snippet|post|information)\b")
# The keywords that a weblog sets under a post, as some crawlers run them into its text. For text in small letters.
_TAGS = re.compile(r"\btags ?: ?[\w.' -]{2,40}(?:, ?[\w.' -]{2,40})+$")
_MENTIONS = re.compile(r"@[\w.-]+(?:[,\s]+(?:and |& )?@[\w.-]+)+")


def behind_credits(text: str, start: int, end: int) -> int:
    """Return where a sentence begins behind credits such as “文｜张三 编辑｜李四 ”, in code points; its `start` where none stand there."""
    if any(bar in text[start:end] for bar in _CREDIT_BARS):
        return max((found.end() for found in _CREDITS.finditer(text, start, end)), default=start)
    return start


def is_furniture(body: str, small: str, *, in_title: bool) -> bool:
    """Say whether a sentence, given in `small` letters too, is a run of mentions or keywords, asks for money, thanks or greets, is left of a table or sets headlines in a row; in a title bars may stand."""
    return (
        ("@" in body and _MENTIONS.search(body) is not None)
        or _SELLS.match(small) is not None
        or (not in_title and (_COURTESY.match(small) is not None or _OF_EXCERPT.search(small) is not None))
        or ("tags" in small and _TAGS.search(small) is not None)
        or (
            not in_title
            and (_BARRED.search(body) is not None or (not body.isascii() and _IN_A_ROW.search(body) is not None))
        )
    )
