"""The story so far: what the records behind earlier stories said, each named with its story."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.language.tokens import content_words
from app.story.draft import DraftSentence, StoryLink
from app.writers.base import EarlierStory
from app.writers.extractive.likeness import alike
from app.writers.extractive.news import is_news, tells_event
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.ranking import rank
from app.writers.extractive.subject import Subject

_MOST = 3
_SAME = 0.6
_SHARED = 3
_TELLING = 0.3
_CHIEF, _FOREMOST = 5, 2
# Of the words that are no names, a passage shares so many with this story.
_NO_NAMES = 1
_ANCHORS = 2
_OF_TITLE = 0.6
# A straight mark that opens a quotation, not one inside a word.
_STRAIGHT = re.compile(r"(?<!\w)'")
_MARKS = "\"“‘「'"
_NUMBER = re.compile(r"(?<![\w.])\d")


def look_back(
    earlier: Sequence[EarlierStory], chosen: Sequence[Passage], subject: Subject, phrases: Phrases, language: str
) -> tuple[DraftSentence, ...]:
    """Quote one record of each earlier story that is before all about what this one is, in the order of what they tell, and link the story.

    A round-up has no subject that an earlier story could be of.
    """
    if not subject.cohesive:
        return ()
    told: list[tuple[Passage, EarlierStory]] = []
    used = {p.record.id for p in chosen}
    newest = max(p.record.published_at for p in chosen)
    for story in sorted((s for s in earlier[:_MOST] if _is_chiefly_of(s, subject)), key=lambda s: s.published_at):
        before = [r for r in story.records if r.id not in used and r.published_at <= newest]
        passages = [p for i, r in enumerate(before) for p in passages_of(r, i, 4)]
        rank(passages, subject, language)
        foremost = _foremost(story, subject)
        fresh = [p for p in passages if _is_of(p, subject, foremost) and all(alike(p, c) < _SAME for c in chosen)]
        if fresh:
            titled = frozenset(content_words(story.title))
            best = max(
                fresh,
                key=lambda p: (_words_of(p, titled) >= _OF_TITLE, is_news(p) and tells_event(p), p.score, -p.index),
            )
            used.add(best.record.id)
            told.append((best, story))
    told.sort(key=lambda each: each[0].record.published_at)
    return tuple(_sentence(story, passage, phrases) for passage, story in told)


def _is_chiefly_of(story: EarlierStory, subject: Subject) -> bool:
    """Say whether what this story is about before all, or one of its family, is one of the two things that the earlier one is about before all."""
    if not subject.entities:
        return True
    chief = subject.entities[0]
    return any(chief == slug or slug.startswith(f"{chief}-") for slug in story.entities[:_FOREMOST])


def _foremost(story: EarlierStory, subject: Subject) -> int:
    """Return how many of the things that this story is about before all are the earlier story's too."""
    return len(set(subject.entities[:_CHIEF]) & set(story.entities))


def _words_of(passage: Passage, titled: frozenset[str]) -> float:
    """Return how much of an earlier story's title a passage holds: its own record says what that story was about."""
    return len(passage.words & titled) / len(titled) if titled else 0.0


def _is_of(passage: Passage, subject: Subject, foremost: int) -> bool:
    """Say whether a passage is of the same subject: it shares several of its words, not only a name.

    Where half of the records share words, it holds two of them (or the only one); else its story is of two foremost things of this one,
    and it holds one of the words that most of them share.
    """
    # What somebody thinks is no story so far, and a list of headlines tells of others too.
    if (
        passage.clipped
        or passage.leaning
        or passage.reports_voices
        or passage.personal
        or passage.beside
        or passage.question
        or passage.text[0] in _MARKS
    ):
        return False
    if subject.anchors:
        if len(subject.anchors & passage.words) < min(_ANCHORS, len(subject.anchors)):
            return False
    elif foremost < min(_ANCHORS, len(subject.entities)) or subject.common.isdisjoint(passage.words):
        return False
    names = {part for slug in subject.entities for part in slug.split("-")}
    shared = [word for word in passage.words if subject.terms.get(word, 0.0) >= _TELLING]
    return len(shared) >= _SHARED and sum(word not in names for word in shared) >= _NO_NAMES


def _sentence(story: EarlierStory, passage: Passage, phrases: Phrases) -> DraftSentence:
    """Name the story and quote its record; a title with numbers of its own is named by a neutral phrase."""
    phrases.voice.start_section()
    quoted = phrases.voice.quote(passage, dated=True)
    before, after = phrases.earlier
    title = story.title
    if _NUMBER.search(title) or any(mark in title for mark in '“”"‘’') or _STRAIGHT.search(title):
        before, title, after = (
            ("", "此前一篇报道", "提到，") if phrases.chinese else (before, "an earlier story", after)
        )
    text = f"{before}{title}{after}{quoted.text}"
    return DraftSentence(
        text, quoted.spans, "verbatim", (StoryLink(len(before), len(before) + len(title), story.slug),)
    )
