"""The title and the dek: what a person would print above the story, and what each rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.story.draft import Span
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.selection import alike
from app.writers.extractive.subject import Subject

_SHORTEST, _LONGEST = 18, 110
_SHORTEST_ZH, _LONGEST_ZH = 8, 44
_DEK_LONGEST = 210
_DEK_LONGEST_ZH = 90
_SAME = 0.5
# Both are for text in small letters: to look for both cases at once takes three times as long.
_SLANG = re.compile(
    r"\b(?:you|your|y'all|guys|anyone|lol|lmao|wtf|omg|psa|tl;?dr|eli5|gift link|show hn|ask hn|tell hn|launch hn|just dropped|is (?:here|insane|crazy)|so what|here's|i|my|we|our|me)\b|!!|\?\?|!\s*$|\bexclusive\b|[#@❗🚀]|^(?:title|update|edit|breaking|opinion|video|podcast)\s*:|刚刚|炸|独家|^\W"
)
# A headline tells what someone does; these verbs, or an ending of theirs, mark one that does.
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|will|won't|may|can|could|says?|said|plans?|wins?|gets?|makes?|takes?|sets?|puts?|lets?|sees?|calls?|hits?|cuts?|bans?|sues?|adds?|joins?|faces?|tops?|backs?|beats?|opens?|halts?|drops?|grows?|rejects?|confirms?|launch(?:es)?|releases?|announces?|reports?|introduces?|warns?|threatens?|brings?|keeps?|becomes?|raises?|drives?|designates?|lays?|kicks?|finds?|shows?|\w{3,}ed)\b"
)
_LOUD = re.compile(r"[.。!！\s]+$")
_SHOUTING = re.compile(r"\b[A-Z]{5,}\b.*\b[A-Z]{5,}\b")
_VERBLESS_LEAST = 4
_LISTED = 1
_QUESTION = re.compile(r"[?？]")
_PUBLICATION = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A title or a dek, and the spans it rests on."""

    text: str
    spans: tuple[Span, ...]


def write_title(
    passages: Sequence[Passage], subject: Subject, phrases: Phrases, names: Sequence[str], count: int
) -> Line:
    """Take the most central headline that would stand in print, or compose one from the subject's names."""
    scored = [(score, p) for p in passages if (score := _headline_score(p, subject, phrases)) > 0]
    if scored and subject.cohesive:
        best = max(scored, key=lambda item: (item[0], -item[1].index))[1]
        text = _printed(best.text)
        return Line(text, (Span(best.record.id, best.field, best.start, best.end),))
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in passages[:1])
    if count == 1 and passages[0].is_title and not passages[0].clipped and passages[0].chinese == phrases.chinese:
        return Line(_printed(passages[0].text), spans)
    if scored and len(names) < 2:  # noqa: PLR2004 - a round-up is named after two things at least
        best = max(scored, key=lambda item: (item[0], -item[1].index))[1]
        return Line(_printed(best.text), (Span(best.record.id, best.field, best.start, best.end),))
    if not names and (said := _best_said(passages, subject, phrases)):
        # Better than “What 9 records say”: what one of them says, between marks, as newspapers do.
        return Line(f"“{phrases.voice.words(said, whole=False)}”", (phrases.voice.span(said, whole=False),))
    return Line(phrases.composed_title(_unlike(names), count, round_up=not subject.cohesive), spans)


def _best_said(passages: Sequence[Passage], subject: Subject, phrases: Phrases) -> Passage | None:
    """Return the most central whole sentence of a headline's length, whoever said it, or None."""
    low, high = (_SHORTEST_ZH, _LONGEST_ZH) if phrases.chinese else (_SHORTEST, _LONGEST)
    fit = [
        p
        for p in passages
        if p.chinese == phrases.chinese
        and low <= len(p.text) <= high
        and not (p.clipped or p.leaning or p.addendum or p.question)
        and not any(mark in p.text for mark in '“”"\n')
        and _is_about(p, subject)
    ]
    return max(fit, key=lambda p: (p.score, -p.index, -p.order), default=None)


def _unlike(names: Sequence[str]) -> list[str]:
    """Return the first name and the next that is not of its family: Qwen and OpenAI, not Qwen and Qwen3."""
    first = list(names[:1])
    others = [n for n in names[1:] if n.casefold()[:3] != first[0].casefold()[:3]]
    return first + others[:1]


def _headline_score(passage: Passage, subject: Subject, phrases: Phrases) -> float:
    """Score a passage as a headline; 0 for one that a person would not print."""
    text = _printed(passage.text)
    if not _is_printable(passage, text, phrases) or not _is_about(passage, subject):
        return 0.0
    score = sum(subject.terms.get(word, 0.0) for word in passage.words) / (4 + len(passage.words))
    score += 0.3 * subject.relevance.get(passage.record.id, 0.0)
    for applies, factor in (
        (passage.record.kind in {"article", "paper", "release"}, 1 + _PUBLICATION),
        (_QUESTION.search(text), 0.5),
        (not passage.is_title, 0.6),
        (text.count(",") + text.count("、") > _LISTED, 0.4),
        (not passage.chinese and not _VERB.search(text.lower()), 0.75),
        (passage.tone < -1 and passage.record.kind == "post", 0.8),
    ):
        score *= factor if applies else 1.0
    return score


def _is_printable(passage: Passage, text: str, phrases: Phrases) -> bool:
    """Say whether a passage has the make of a headline: whole, in the story's language, of a length, nobody's chat."""
    low, high = (_SHORTEST_ZH, _LONGEST_ZH) if passage.chinese else (_SHORTEST, _LONGEST)
    if passage.clipped or passage.personal or passage.chinese != phrases.chinese or not low <= len(text) <= high:
        return False
    if _SLANG.search(text.lower()) or _SHOUTING.search(text) or "\n" in passage.text or text.count('"') % 2:
        return False
    if not passage.is_title and (passage.leaning or passage.order > 1 or passage.record.kind == "comment"):
        return False
    return passage.chinese or len(text.split()) >= _VERBLESS_LEAST


def _is_about(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage holds a word that half of the records share, where there is one."""
    return not subject.anchors or not subject.anchors.isdisjoint(passage.words)


def _printed(text: str) -> str:
    """Return a headline as it is printed: on one line, with a capital first, without a final stop."""
    line = " ".join(text.split())
    line = _LOUD.sub("", line) if line.count(".") == 1 or not line.endswith(".") else line
    return line[0].upper() + line[1:] if line[:1].islower() and " " in line[:12] and line[:2].isalpha() else line


def write_dek(chosen: Sequence[Passage], title: Line, subject: Subject, phrases: Phrases, facts: DekFacts) -> Line:
    """Write one or two sentences under the title: what else is told, in its owner's words, or what the story covers."""
    titled = {span.record_id for span in title.spans}
    longest = _DEK_LONGEST_ZH if phrases.chinese else _DEK_LONGEST
    fit = [
        p
        for p in sorted(chosen, key=lambda p: (-p.score, p.index))
        if p.record.id not in titled
        and p.chinese == phrases.chinese
        and not (p.clipped or p.leaning or p.question)
        and _is_about(p, subject)
        and not _SLANG.search(p.text.lower())
        and all(alike(p, other) < _SAME for other in chosen if other.record.id in titled)
    ]
    told = next((p for p in fit if p.record.kind not in {"post", "comment"} and not p.is_title), None)
    said = next((p for p in fit if p.record.kind in {"post", "comment"} and not p.is_title), None)
    if subject.cohesive:
        for pair in ((told, said), (told,), (said,)):
            kept = [p for p in pair if p is not None]
            if not kept:
                continue
            text = phrases.dek([(p, phrases.voice.owner(p.record)) for p in kept])
            if text and len(text) <= longest:
                spans = tuple(phrases.voice.span(p, whole=False) for p in kept)
                return Line(text, spans)
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in (facts.first, facts.last))
    return Line(phrases.plain_dek(facts), spans)


@dataclass(frozen=True, slots=True)
class DekFacts:
    """What a dek may count on: the records asked for, their publishers, and the first and last quoted."""

    records: int
    publishers: int
    first: Passage
    last: Passage
