"""The title: what a person would print above the story, and what it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.story.draft import Span
from app.writers.extractive.making import TOLD, making_of
from app.writers.extractive.news import is_desk, is_news, tells_event
from app.writers.extractive.overtaken import freshness, overtaking
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.printing import (
    LEAD_SENTENCES,
    LONGEST,
    LONGEST_ZH,
    SLANG,
    UGLY,
    is_printable,
    is_read,
    may_head,
    printed_as,
    shortened,
)
from app.writers.extractive.spoken import best_said
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import Thread, is_put_to_readers
from app.writers.extractive.voice import RELEASE

_COMFORTABLE = 100
_CITED = re.compile(r"['‘][^'’]{3,}['’](?!\w)")
_LISTED = 1
# Of releases of more things than so many, these are named.
_MOST_RELEASED = 3
_PUBLICATION = 0.1
# A headline is weighed with so many words more than it has, so that a short one that says little does not win.
_PADDING = 6
_BEYOND_HEAD = 0.5
# What a headline leaves to the words under it weighs so much of what it says itself.
_MEANT = 0.75
_NO_NEWS = 0.5
_LIKELIEST = 24
# A headline that holds all of what the story was asked to be about weighs so much more.
_OF_ANGLE = 4.0


@dataclass(frozen=True, slots=True)
class Line:
    """A title or a dek, and the spans it rests on."""

    text: str
    spans: tuple[Span, ...]


def write_title(
    passages: Sequence[Passage],
    subject: Subject,
    phrases: Phrases,
    names: Callable[[], Sequence[str]],
    count: int,
    contested: AbstractSet[int] = frozenset(),
) -> Line:
    """Take the most central headline that would stand in print, or compose one from the subject's `names`, which are asked for last.

    `contested` are the identities of the passages that state what another record denies, or deny it in nobody's name.
    """
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in passages[:1])
    if count == 1 and passages[0].is_title and not passages[0].clipped and is_read(passages[0], phrases):
        return Line(printed_as(passages[0].text), spans)
    if subject.thread and (line := _of_thread(subject.thread, passages, phrases)):
        return line
    if line := _of_releases(passages, phrases):
        return line
    if subject.cohesive:
        best = _best(passages, subject, phrases, contested)
    else:
        best = _best_of_round_up(passages, subject, phrases)
    if best:
        line = _taken(best)
        # For want of another, what is denied stands above the story as what it is.
        return Line(phrases.disputed.format(line.text), line.spans) if id(best) in contested else line
    if said := best_said(passages, subject, phrases):
        # Better than “What 9 records say”: what one of them says or asks, between marks, as newspapers do.
        return Line(f"“{phrases.voice.words(said, whole=False)}”", (phrases.voice.span(said, whole=False),))
    return Line(phrases.composed_title(_unlike(names()), count, round_up=not subject.cohesive), spans)


def _best(
    passages: Sequence[Passage], subject: Subject, phrases: Phrases, contested: AbstractSet[int]
) -> Passage | None:
    """Return the headline that would stand best above the story, None where none would; what is contested only for want of another."""
    leads = _leads(passages) if subject.anchors else {}
    if contested and (best := _best([p for p in passages if id(p) not in contested], subject, phrases, frozenset())):
        return best
    weighed = _weighed(passages, subject, phrases, leads)
    first = _scored(weighed, passages, subject, others=False)
    standing = _standing(first, passages, phrases)
    if not first or standing is first[0]:
        return standing
    return _standing(_scored(weighed, passages, subject, others=True), passages, phrases)


def _best_of_round_up(passages: Sequence[Passage], subject: Subject, phrases: Phrases) -> Passage | None:
    """Return one of the headlines that tell most of what several records of a round-up tell, None where there is none."""
    news = [p for p in passages if p.record.kind != "paper"]
    for some in ([p for p in news if p.is_title], news, passages):
        weighed = _weighed(some, subject, phrases, {})
        # One of those that tell most is as good as another.
        likeliest = len(weighed) if subject.asked else _LIKELIEST
        for likely in (weighed[:likeliest], weighed[likeliest:]):
            if found := _scored(likely, passages, subject, others=False):
                return found[0]
    return None


def _weighed(
    passages: Iterable[Passage], subject: Subject, phrases: Phrases, leads: Mapping[str, frozenset[str]]
) -> list[tuple[float, frozenset[str], Passage]]:
    """Return what may head a story, with its weight and what it leaves to the words under it, the weightiest first."""
    weighed = [(*_weight(p, subject, leads), p) for p in passages if may_head(p, phrases)]
    return sorted(weighed, key=lambda item: (-item[0], item[2].index))


def _scored(
    weighed: Sequence[tuple[float, frozenset[str], Passage]],
    passages: Sequence[Passage],
    subject: Subject,
    *,
    others: bool,
) -> list[Passage]:
    """Return the best headline of what is weighed, and, where they are asked for, all `others` that a person would print, best first."""
    fresh = freshness(passages)
    scored: list[tuple[float, Passage]] = []
    best = 0.0
    for weight, meant, passage in weighed:
        least = 0.0 if others else best / fresh(passage)
        if (score := _headline_score(passage, weight, meant, subject, least) * fresh(passage)) > 0:
            scored.append((score, passage))
            best = max(best, score)
    scored.sort(key=lambda item: (-item[0], item[1].index))
    return [passage for _, passage in scored]


def _standing(scored: Sequence[Passage], passages: Sequence[Passage], phrases: Phrases) -> Passage | None:
    """Return the first headline that stands: one that a later record has overtaken gives way to what overtook it, or is passed over."""
    for passage in scored:
        later = overtaking(passage, passages)
        if later is None:
            return passage
        if may_head(later, phrases) and is_printable(later, printed_as(later.text)):
            return later
    return scored[0] if scored else None


def _of_thread(thread: Thread, passages: Sequence[Passage], phrases: Phrases) -> Line | None:
    """Return the headline of what a thread replies to: as it is where it is anybody's, between marks where it is its author's own."""
    first = next((p for p in passages if p.record.id == thread.root.id and p.is_title and not p.clipped), None)
    if first is None or not is_read(first, phrases) or not len(first.text) <= LONGEST or UGLY.search(first.text):
        return None
    chat = SLANG.search(_CITED.sub(" ", first.text.lower()))
    if first.personal or chat or (first.question and is_put_to_readers(first.text)):
        return Line(f"“{phrases.voice.words(first, whole=False)}”", (phrases.voice.span(first, whole=False),))
    return _taken(first)


def _taken(passage: Passage) -> Line:
    """Return a passage as a title."""
    short = shortened(passage, LONGEST_ZH if passage.chinese else LONGEST)
    return Line(printed_as(short.text), (Span(short.record.id, short.field, short.start, short.end),))


def _of_releases(passages: Sequence[Passage], phrases: Phrases) -> Line | None:
    """Return from which release to which the records tell, or of what; None where not all of them bear a release's name, or all are one."""
    if any(p.record.kind != "release" for p in passages):
        return None
    named = sorted((p for p in passages if p.is_title), key=lambda p: (p.record.published_at, p.index))
    matches = [RELEASE.fullmatch(p.text) for p in named]
    what = [found["what"] or "" for found in matches if found]
    if len(named) < 2 or len(what) < len(named):  # noqa: PLR2004 - from one to another
        return None
    of_each = dict(zip(reversed(what), reversed(named), strict=True))
    if len(of_each) == 1:
        first, last = (phrases.voice.words(p) for p in (named[0], named[-1]))
        text = phrases.releases.format(first, last.removeprefix(what[0]).lstrip(" -"))
        return Line(text, (phrases.voice.span(named[0]), phrases.voice.span(named[-1])))
    whose = sorted(filter(None, of_each), key=lambda each: (-what.count(each), each))[:_MOST_RELEASED]
    if len(whose) < 2:  # noqa: PLR2004 - of one and another
        return None
    return Line(phrases.releases_of(whose, len(of_each)), tuple(phrases.voice.span(of_each[each]) for each in whose))


def _unlike(names: Sequence[str]) -> list[str]:
    """Return the first name and the next that is not of its family: Qwen and OpenAI, not Qwen and Qwen3."""
    first = list(names[:1])
    others = [n for n in names[1:] if n.casefold()[:3] != first[0].casefold()[:3]]
    return first + others[:1]


def _leads(passages: Sequence[Passage]) -> dict[str, frozenset[str]]:
    """Return the words that each record's text opens with."""
    leads: dict[str, frozenset[str]] = {}
    for passage in passages:
        if 0 < passage.order <= LEAD_SENTENCES:
            leads[passage.record.id] = leads.get(passage.record.id, frozenset()) | passage.words
    return leads


def _weight(passage: Passage, subject: Subject, leads: Mapping[str, frozenset[str]]) -> tuple[float, frozenset[str]]:
    """Weigh how much of the subject a headline tells, for its length, and return what it leaves to the words under it."""
    # What a headline of news leaves to the words under it, it is about all the same: “OpenAI released its models”.
    meant = frozenset[str]()
    if passage.is_title and not subject.is_told_in(passage.words) and tells_event(passage) and is_news(passage):
        meant = leads.get(passage.record.id, meant) & subject.anchors
    if not (subject.may_be_headed_by(passage.words | meant) or subject.asked & passage.words):
        return 0.0, meant
    # What the event is, most of the records say in their first words.
    return _density(passage.words, meant, subject), meant


def _density(words: AbstractSet[str], meant: AbstractSet[str], subject: Subject) -> float:
    """Weigh how much of the subject words hold, for their number; of the pairs of characters that make one Chinese name, the most shared stands for all."""
    shares, names = subject.shares, subject.names
    said = _MEANT * math.fsum(shares[word] for word in meant)
    if names.keys().isdisjoint(words):
        return (math.fsum(filter(None, map(shares.get, words))) + said) / math.sqrt(_PADDING + len(words | meant))
    most: dict[str, float] = {}
    for word in words:
        name = names.get(word, word)
        most[name] = max(most.get(name, 0.0), shares.get(word, 0.0))
    return (math.fsum(most.values()) + said) / math.sqrt(_PADDING + len(most.keys() | meant))


def _headline_score(passage: Passage, weight: float, meant: frozenset[str], subject: Subject, least: float) -> float:
    """Score a passage as a headline by its weight and its making; 0 for one that a person would not print, or that cannot get to `least`."""
    longest = LONGEST_ZH if passage.chinese else LONGEST
    if weight and len(passage.text) > longest and not passage.is_title:
        passage = shortened(passage, longest)
        weight = _density(passage.words, meant, subject)
    record, text = passage.record, printed_as(passage.text)
    score = weight
    # What is quickly seen comes first: most need no longer look.
    for applies, factor in (
        (record.kind in {"article", "paper", "release"}, 1 + _PUBLICATION),
        (not passage.is_title and record.title, _BEYOND_HEAD),
        (passage.is_title and text.count(",") + text.count("、") > _LISTED, 0.4),
        # Whoever posts a line of his own on a forum need not be telling news.
        (record.kind == "post" and not is_desk(record), 0.85),
        (len(text) > _COMFORTABLE, 0.85),
        # Above many things stands the news of the day, and no study or view of one of them.
        (not subject.cohesive and (record.kind == "paper" or not is_news(passage)), _NO_NEWS),
        (subject.asked, 1 + _OF_ANGLE * len(subject.asked & passage.words) / (len(subject.asked) or 1)),
    ):
        score *= factor if applies else 1.0
    if score * TOLD <= least or not is_printable(passage, text):
        return 0.0
    return score * making_of(passage, text)
