"""How much a passage says of the subject, and how well it stands alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import Subject

_LEANING = 0.35
# A sentence of which a fifth is figures and versions is a list, and nobody reads it out.
_FIGURE = re.compile(r"\d[\w.,-]*")
_FIGURES = 0.2
_LISTING = 0.5
# What tells that its author posts, asks, tries or has bought something tells nothing of the subject.
_OF_ITSELF = re.compile(
    r"(?i:\b(?:want(?:ed)?|decided|like|love|going|here) to (?:share|ask|post|know|hear|see if)\b|\bI(?:['’]m| am) (?:trying|struggling|looking|wondering|curious|new to|still|considering|currently)\b"
    r"|\bI(?:['’]ve)? (?:recently|just|finally) (?:got|bought|started|built|moved)\b|\bI(?:['’]ve| have) been (?:(?:away|thinking|looking|meaning|searching|wondering|playing|messing|tinkering|lurking|following|trying|struggling)\b|a (?:\w+ ){0,2}(?:lurker|reader|user|developer|engineer)\b)"
    r"|\bI (?:live|am based|have (?:only|about|around)|ran some|have a (?:question|few questions)|(?:would|['’]d) appreciate)\b|\bI have (?:\w+ ){1,3}(?:decades?|years) of\b|\bI(?:['’]m| am) (?:posting|sharing|writing this|asking|sorry|happy to|open to)\b|\b(?:feel free|let me know|thanks in advance|(?:long[- ]?time|first[- ]?time) (?:lurker|reader|poster))\b|\bI(?:['’]m| am) an? (?:[\w-]+ ){1,4}(?:at|from|in|with|and|who|,)|\bI(?:['’]d| would) (?:like|love) to\b|\b(?:hey|hi) (?:hn|everyone|guys|all|folks)\b|\bEnglish (?:isn['’]t|is not) my\b|\bfor a (?:while|few weeks) now\b)"
)
_ASIDE = 0.6


def rank(passages: Sequence[Passage], subject: Subject, language: str) -> None:
    """Set each passage's score: the weight of the subject's terms in it, for its length and its making."""
    chinese = language.startswith("zh")
    weight_of = subject.terms.get
    # What is the record's own is the same for all its passages.
    own: dict[str, float] = {}
    for passage in passages:
        score = math.fsum(filter(None, map(weight_of, passage.words))) / math.sqrt(6 + len(passage.words))
        score *= _making(passage)
        if tells_of_itself(passage):
            score *= _ASIDE
        score *= 1.15 if passage.chinese == chinese else 0.9
        record = passage.record
        if (of_record := own.get(record.id)) is None:
            drew = math.log10(1 + max(0, record.engagement.get("score", 0)))
            of_record = own[record.id] = 0.25 * subject.relevance.get(record.id, 0.0) + 0.05 * drew
        passage.score = score + of_record


def tells_of_itself(passage: Passage) -> bool:
    """Say whether a passage tells that its author posts, asks, tries or has something, and nothing of the subject."""
    return passage.personal and _OF_ITSELF.search(passage.text) is not None


def _making(passage: Passage) -> float:
    """Weigh how well a passage stands alone: whole, neither short nor long, early, plain."""
    characters = len(passage.text)
    unit = characters / 2.2 if passage.chinese else characters / 6
    factor = 1.0
    if unit < 7:  # noqa: PLR2004 - fewer words than that say little
        factor *= 0.6
    elif unit > 34:  # noqa: PLR2004 - longer sentences are hard to read as quotations
        factor *= 0.7
    if passage.leaning:
        factor *= _LEANING
    if len(_FIGURE.findall(passage.text)) > _FIGURES * passage.length:
        factor *= _LISTING
    if passage.clipped:
        factor *= 0.5
    if passage.addendum:
        factor *= 0.15
    if passage.question:
        factor *= 0.6
    if '"' in passage.text or "“" in passage.text:
        factor *= 0.65 if passage.text[0] in '“"' else 0.85
    if passage.order and not passage.is_title:
        factor *= 1.12 if passage.order <= 2 else 0.96  # noqa: PLR2004 - the lead of a text says most
    return factor
