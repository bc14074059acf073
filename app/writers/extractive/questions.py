"""Questions with answers: those that people in the records asked come first, then what a reader would ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.story.draft import DraftQuestion
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.selection import alike
from app.writers.extractive.subject import FIELD_WORDS, Subject

_MOST_ASKED = 3
_MOST = 5
_FEWEST = 2
_ENOUGH = 0.34
_PARTICULAR = 0.6
_LEAST_PARTICULAR = 2
_MOST_ANSWERS = 2
_ASKS = re.compile(
    r"^(?:who|what|when|where|why|how|which|will|would|is|are|was|were|do|does|did|can|could|should|has|have|if)\b.{12,150}\?$"
    r"|^[^?？\n]{6,60}[?？]$",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:I|I'm|my|me|you|your|yours|anyone|anybody|y'all|we|us|our|right|thoughts|guys|this|that|these|it|he|she|they|them)\b|你|我|大家|谁能|吗[?？]$",
    re.IGNORECASE,
)


def ask(
    passages: Sequence[Passage], chosen: Sequence[Passage], subject: Subject, phrases: Phrases
) -> tuple[DraftQuestion, ...]:
    """Return up to five questions with answers quoted from the records."""
    asked = list(_asked(passages, subject, phrases))[:_MOST_ASKED]
    used = {id(p) for item in asked for p in item[1]}
    found = [_write(question, answers, phrases) for question, answers in asked]
    for name, answers in _expected(chosen, used):
        if len(found) >= (_FEWEST if name == "else" else _MOST):
            break
        found.append(_write(phrases.questions[name], answers, phrases))
    return tuple(found)


def _write(question: str, answers: Sequence[Passage], phrases: Phrases) -> DraftQuestion:
    phrases.voice.start_section()
    return DraftQuestion(question, tuple(phrases.voice.quote(p, dated=True) for p in answers))


def _asked(passages: Sequence[Passage], subject: Subject, phrases: Phrases) -> Iterable[tuple[str, list[Passage]]]:
    """Yield questions that stand alone and that another record answers, best answered first."""
    found: list[tuple[float, int, str, list[Passage]]] = []
    for question in passages:
        if not _stands_alone(question) or question.chinese != phrases.chinese:
            continue
        answers = _answers(question, passages, subject)
        if answers:
            worth = answers[0][0] + 0.1 * question.score
            found.append((-worth, question.index, " ".join(question.text.split()), [p for _, p in answers]))
    texts: set[str] = set()
    for _, _, text, answers_ in sorted(found, key=lambda item: item[:3]):
        if text.casefold() not in texts:
            texts.add(text.casefold())
            yield text, answers_


def _stands_alone(passage: Passage) -> bool:
    """Say whether a question can be read without its record."""
    return (
        passage.question
        and not (passage.leaning or passage.clipped)
        and bool(_ASKS.match(passage.text))
        and not _PRIVATE.search(passage.text)
    )


def _answers(question: Passage, passages: Sequence[Passage], subject: Subject) -> list[tuple[float, Passage]]:
    """Return passages of other records that share half of what is particular in the question, best first.

    What all the records speak of, the field's own words and bare numbers tell no answer from any other sentence.
    """
    wanted = {w: 1.0 / (0.35 + subject.terms.get(w, 0.0)) for w in question.words}
    total = sum(wanted.values()) or 1.0
    particular = {
        w
        for w in question.words - subject.anchors - FIELD_WORDS
        if subject.terms.get(w, 0.0) < _PARTICULAR and not w.isdecimal()
    }
    scored: list[tuple[float, Passage]] = []
    for passage in passages:
        if passage.question or passage.clipped or passage.leaning or passage.record.id == question.record.id:
            continue
        shared = question.words & passage.words
        coverage = sum(wanted[w] for w in shared) / total
        hits = len(shared & particular)
        if coverage >= _ENOUGH and hits >= max(_LEAST_PARTICULAR, len(particular) / 2):
            scored.append((coverage + 0.1 * passage.score, passage))
    scored.sort(key=lambda item: (-item[0], item[1].index, item[1].order))
    kept: list[tuple[float, Passage]] = []
    for score, passage in scored:
        if all(alike(passage, other) < 0.6 for _, other in kept):  # noqa: PLR2004 - beyond that both say the same
            kept.append((score, passage))
        if len(kept) >= _MOST_ANSWERS:
            break
    return kept


def _expected(chosen: Sequence[Passage], used: set[int]) -> Iterable[tuple[str, list[Passage]]]:
    """Yield what a reader would ask and the records can answer; no passage answers twice."""
    plain = [p for p in chosen if not (p.clipped or p.question or p.leaning)] or list(chosen)
    by_time = sorted(plain, key=lambda p: (p.record.published_at, p.index, p.order))
    spans_days = by_time[0].record.published_at.date() != by_time[-1].record.published_at.date()
    voices = [p for p in plain if p.record.kind in {"post", "comment"} and not p.leaning]
    one_record = len({p.record.id for p in chosen}) == 1
    wanted: list[tuple[str, list[Passage]]] = [
        ("where" if one_record else "start", by_time[:1]),
        ("critics", sorted((p for p in voices if p.tone < 0), key=lambda p: (p.tone, -p.score))[:2]),
        ("friends", sorted((p for p in voices if p.tone > 0), key=lambda p: (-p.tone, -p.score))[:2]),
        ("open", [p for p in chosen if p.hedged and not p.clipped and not p.leaning][:1]),
        ("latest", by_time[-1:] if spans_days else []),
        ("else", plain),
        ("who", [p for p in chosen if len(chosen) == 1 and p.record.author]),
    ]
    for name, passages in wanted:
        fresh = [p for p in passages if id(p) not in used]
        if name == "else":
            fresh = fresh[:1]
        if not fresh and name in {"where", "who"} and len(chosen) == 1:
            fresh = passages
        if fresh:
            used.update(id(p) for p in fresh)
            yield name, fresh
