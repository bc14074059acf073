"""Questions with answers: those that people in the records asked come first, then what a reader would ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.language.tokens import content_words
from app.story.draft import DraftQuestion
from app.writers.extractive.news import is_news, takes_side, tells_event
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.selection import alike
from app.writers.extractive.subject import FIELD_WORDS, Subject
from schemas.record import Record

_MOST_ASKED = 3
_MOST = 5
_ENOUGH = 0.34
_PARTICULAR = 0.6
_LEAST_PARTICULAR = 2
# What answers in the thread of the question itself needs no more than some words in common with it.
_ENOUGH_OF_REPLY = 0.25
_MOST_ANSWERS = 2
_MOST_NAMES = 4
_EARLY = 40
# What a text says first, and what is asked of it is said there.
_LEAD = 3
_CHIEF = 0.4
_WORTH_ASKING = 0.2
# What is asked only where little better is.
_LIMITS = {"start": 3, "latest": 3, "else": 2}
_ASKS = re.compile(
    r"^(?:who|what|when|where|why|how|which|will|would|is|are|was|were|do|does|did|can|could|should|has|have|if)\b.{12,150}\?$"
    r"|^(?=.*(?:什么|怎么|怎样|为何|如何|谁|哪|多少|几|是否|能否|会不会|有没有))[^?？\n]{6,60}[?？]$",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:I|I'm|my|me|you|your|yours|anyone|anybody|y'all|we|us|our|right|thoughts|guys|this|that|these|it|he|she|they|them)\b|你|我|大家|谁能|吗[?？]$",
    re.IGNORECASE,
)


def ask(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    names: Sequence[str],
    so_far: Sequence[Record] = (),
) -> tuple[DraftQuestion, ...]:
    """Return up to five questions with answers quoted from the records; `so_far` are those that the story so far cites."""
    asked = list(_asked(passages, subject, phrases))[:_MOST_ASKED]
    used = {id(p) for item in asked for p in item[1]}
    found = [_write(question, answers, phrases) for question, answers in asked]
    for name, about, answers in _expected(passages, chosen, subject, phrases, names, used, so_far):
        if len(found) >= _LIMITS.get(name, _MOST):
            break
        found.append(_write(phrases.questions[name].replace("{}", about), answers, phrases))
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
        # What was said before the question was asked answers it by chance at most; what was published may.
        if passage.record.kind in {"post", "comment"} and passage.record.published_at < question.record.published_at:
            continue
        shared = question.words & passage.words
        coverage = sum(wanted[w] for w in shared) / total
        hits = len(shared & particular)
        if passage.record.parent_external_id == question.record.external_id:
            answers, worth = coverage >= _ENOUGH_OF_REPLY, coverage + 1
        else:
            answers, worth = coverage >= _ENOUGH and hits >= max(_LEAST_PARTICULAR, len(particular) / 2), coverage
        if answers:
            scored.append((worth + 0.1 * passage.score, passage))
    scored.sort(key=lambda item: (-item[0], item[1].index, item[1].order))
    kept: list[tuple[float, Passage]] = []
    for score, passage in scored:
        if all(alike(passage, other) < 0.6 for _, other in kept):  # noqa: PLR2004 - beyond that both say the same
            kept.append((score, passage))
        if len(kept) >= _MOST_ANSWERS:
            break
    return kept


def _expected(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    names: Sequence[str],
    used: set[int],
    so_far: Sequence[Record],
) -> Iterable[tuple[str, str, list[Passage]]]:
    """Yield what a reader would ask and the records can answer, with the name that is asked about where there is one.

    No passage answers twice, and what the body does not print answers before what it does.
    """
    printed = {id(p) for p in chosen}
    whole = [p for p in passages if not (p.clipped or p.question or p.leaning or p.addendum)]
    plain = sorted(whole, key=lambda p: (id(p) in printed, -p.score, p.index, p.order))
    leads = [p for p in plain if p.order <= _LEAD]
    news = [p for p in leads if is_news(p) and _is_of(p, subject)]
    first, last = _ends(chosen, subject, so_far)
    sided = [p for p in leads if subject.cohesive and _is_of(p, subject) and takes_side(p)]
    wanted: list[tuple[str, str, list[Passage]]] = [
        *(
            ("about", name, _about(name, plain, printed, chinese=phrases.chinese))
            for name in [n for n in names if not _is_chief(n, subject)][:_MOST_NAMES]
        ),
        ("critics", "", [p for p in sided if p.side < 0][:2]),
        ("friends", "", [p for p in sided if p.side > 0][:2]),
        ("start", "", _told_by(first, news, printed)),
        ("latest", "", _told_by(last, news, printed)),
        ("else", "", [p for p in plain if id(p) not in printed and _is_of(p, subject)]),
    ]
    if len({p.record.id for p in chosen}) == 1:
        # Where all is one sentence, no question is worth printing it once more.
        wanted = [("where", "", plain[:1]), *wanted[-1:]] if len(passages) > 1 else []
    for name, about, answers in wanted:
        fresh = [p for p in answers if id(p) not in used]
        if name == "else":
            fresh = fresh[:1]
        if fresh:
            used.update(id(p) for p in fresh)
            yield name, about, fresh


def _is_chief(name: str, subject: Subject) -> bool:
    """Say whether a name is of what the records are about: nobody asks of it what is said."""
    return any(subject.shares.get(word, 0.0) >= _CHIEF for word in content_words(name))


def _ends(chosen: Sequence[Passage], subject: Subject, so_far: Sequence[Record]) -> tuple[str, str]:
    """Return the ids of the first and the last record of all that the story cites, "" where nothing may be said of that.

    A round-up has no beginning and no end, and where all came on one day neither is worth asking.
    """
    cited = sorted((*(p.record for p in chosen), *so_far), key=lambda r: (r.published_at, r.id))
    if not subject.cohesive or cited[0].published_at.date() == cited[-1].published_at.date():
        return "", ""
    return cited[0].id, cited[-1].id


def _told_by(record_id: str, news: Sequence[Passage], printed: set[int]) -> list[Passage]:
    """Return the best that a record tells as news and the body does not print, else the best that it prints."""
    told = [p for p in news if p.record.id == record_id]
    return sorted(told, key=lambda p: (id(p) in printed, not tells_event(p), -p.score))[:1]


def _is_of(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage holds a word that half of the records share, where there is one."""
    return not subject.anchors or not subject.anchors.isdisjoint(passage.words)


def _about(name: str, plain: Sequence[Passage], printed: set[int], *, chinese: bool) -> list[Passage]:
    """Return the best passage that the body does not print and that begins with a name."""
    told = (p for p in plain if id(p) not in printed and p.chinese == chinese and not (p.is_title or p.personal))
    early = (p for p in told if -1 < p.text.find(name) <= _EARLY)
    return [p for p in early if p.score >= _WORTH_ASKING * max((q.score for q in plain), default=0.0)][:1]
