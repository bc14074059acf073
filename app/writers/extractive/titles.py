"""The headline in a record's title: without labels, columns, second headlines and what else a site or poster sets around it."""

from __future__ import annotations

import re

from app.language.prose import plain_title
from app.language.sentences import CJK

# A label is no part of what is told, and what stands behind a bar or in brackets is a second headline.
LABEL = re.compile(
    r"(?:(?:title|quote|breaking(?: news)?|just in|news|update|exclusive|opinion|psa|til|[a-z][\w &.]{1,30}(?: (?:[-–] )?(?:ai )?news (?:and|&) insights| newsletter| briefing| digest))\s*[:：|❗]|(?:独家|快讯|突发|重磅)\s*[:：|｜丨]|\w{2,8}(?:获悉|快讯)\s*[，,：|｜丨])\s*",
    re.IGNORECASE,
)
# A site's section and date, run together with the headline behind them: “ResearchJul 6, 2026A new map”.
_FURNITURE = re.compile(
    r"[A-Z][A-Za-z &]{2,30}?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2}, \d{4}\s*(?=[A-Z“])"
)
# Under such a title stand the words of whoever it names.
QUOTING = re.compile(r"(?:Quoting|Quote of the day:|引用)\s+(.{2,48})")
_BAR = re.compile(r"\s+\|\s*|\s*[｜丨]\s*")
# The headline is so many times as long as the name of a column or site beside it, or nobody can tell which is which.
_HEADLINE_OVER_COLUMN = 2
_SECOND_HEADLINE = re.compile(
    r"\s+(?:\[[^\]]*\]|\((?:gift link|gift article|no paywall|video|pdf|paywall)\))$",
    re.DOTALL | re.IGNORECASE,
)
_LEAST_HEADLINE = 4
# What Chinese sites set between headlines of a day; a stroke alone may stand in a name.
_BESIDE = re.compile(r"[；;]|(?<=[\w」』”）)])/(?=[\w「『“（(])")
_CJK = re.compile(f"[{CJK}]{{4}}")
_LEAST_BESIDE = 2
_LEAST_PART = 6
# A face drawn of marks is no part of a title.
_FACE = re.compile(r"\s+[:;=]['’]?-?[()DPpO/\\|]+$")
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")


def headline_in(title: str) -> tuple[int, int]:
    """Return where the headline stands in a title, as offsets into the title."""
    start, end = plain_title(title)
    if label := LABEL.match(title, start) or _FURNITURE.match(title, start):
        start = label.end()
    start, end = _longest_part(title, start, end)
    body = without_face(title[start:end].rstrip())
    if (second := _SECOND_HEADLINE.search(body)) and len(_WORD.findall(body[: second.start()])) >= _LEAST_HEADLINE:
        body = body[: second.start()]
    return start, start + len(body)


def headlines_in(title: str) -> list[tuple[int, int]]:
    """Return where each headline stands in a title: a Chinese round-up of the day sets several side by side, and only one may be of a subject."""
    start, end = headline_in(title)
    marks = list(_BESIDE.finditer(title, start, end)) if _CJK.search(title, start, end) else []
    if not any(m.group() in "；;" for m in marks) and len(marks) < _LEAST_BESIDE:
        return [(start, end)]
    edges = [start, *(edge for m in marks for edge in m.span()), end]
    return [part for part in zip(edges[::2], edges[1::2], strict=True) if part[1] - part[0] >= _LEAST_PART]


def without_face(title: str) -> str:
    """Return a title without a face drawn of marks at its end."""
    return _FACE.sub("", title)


def _longest_part(title: str, start: int, end: int) -> tuple[int, int]:
    """Return where the headline stands among what bars part: the longest part, or all of it where none outweighs the others."""
    parts: list[tuple[int, int]] = []
    begin = start
    for bar in _BAR.finditer(title, start, end):
        parts.append((begin, bar.start()))
        begin = bar.end()
    parts.append((begin, end))
    first, last = max(parts, key=lambda part: part[1] - part[0])
    others = sum(after - before for before, after in parts) - (last - first)
    return (first, last) if last - first >= _HEADLINE_OVER_COLUMN * others else (start, end)
