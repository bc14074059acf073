"""What passages tell beside what the body does, as questions: of things that they name, and by what is said, whatever of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, get_args

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.answering import answers_alone, is_of, is_on, may_tell
from app.writers.extractive.aspects import Aspect, aspect_of
from app.writers.extractive.likeness import alike
from app.writers.extractive.particulars import Naming, Told
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.subject import Subject
from app.writers.extractive.wordings import close_up

_SOON = 6
# What shares so many of its words with a passage is told by it.
_TOLD = 0.5
_WORTH_ASKING = 0.2
_OF_BUYERS = frozenset({"to_buy", "bought"})
_OF_OTHERS_TOO = frozenset(
    {"identity", "person", "did", "says", "buyer", "to_buy", "bought", "way", "reason", "time", "plan", "want", "doing"}
)
# So many passages that the body does not print are looked at for what they tell of one thing, and so many that it does; so many such questions are kept, two of a kind, and of a name.
_MOST_READ, _MOST_PARTICULARS, _MOST_ALIKE = 24, 6, 2
# What a thread of the field is about, though it tells little of a subject.
_OF_FIELD = frozenset({"ai", "a.i", "llm", "model", "人工", "智能", "模型"})
# And so many for what is said in them.
_MOST_HEARD = 40


class Wanted(NamedTuple):
    """What a reader would ask: of which kind, about what (where `kind` is "told", the question itself), and what answers, best first."""

    kind: str
    about: str
    answers: Sequence[Passage]


def particulars(
    passages: Sequence[Passage],
    chosen: Sequence[Passage],
    subject: Subject,
    naming: Naming,
    phrases: Phrases,
    before: Mapping[str, Passage],
) -> Iterator[Wanted]:
    """Yield what passages tell of things that they name, each as a question of that thing, not many of a kind or of a name."""
    printed = {id(p) for p in chosen}
    telling = [p for p in passages if p.order <= _SOON and p.chinese == phrases.chinese and may_tell(p)]
    telling.sort(key=lambda p: (id(p) in printed, p.personal, -p.score, p.index, p.order))
    kinds: Counter[str] = Counter()
    names: Counter[str] = Counter()
    asked: set[tuple[str, ...]] = set()
    fresh = [p for p in telling if id(p) not in printed]
    for told in naming.told_in((*fresh[:_MOST_READ], *telling[len(fresh) :][:_MOST_READ]), before):
        question = close_up(_question(told, subject, phrases))
        if not question:
            continue
        who, *rest = told.names
        # Whoever is called by his whole name and by its end is one.
        key = (told.particular, who.lower().split()[-1], *rest)
        again = key in asked or kinds[told.particular] >= _MOST_ALIKE or names[told.names[0]] >= _MOST_ALIKE
        # Of which report it is, the body must tell.
        if told.particular == "says" and not any(told.names[0].split()[-1] in p.text.lower() for p in chosen):
            continue
        if again or (subject.cohesive and not is_on(told.named, before, subject)):
            continue
        # What the body tells in other words is not told once more; what it prints itself was chosen because nothing else does.
        if id(told.passage) not in printed and any(alike(told.passage, p) >= _TOLD for p in chosen):
            continue
        kinds[told.particular] += 1
        names[told.names[0]] += 1
        asked.add(key)
        yield Wanted("told", question, (told.passage,))
        if len(asked) >= _MOST_PARTICULARS:
            return


def _question(told: Told, subject: Subject, phrases: Phrases) -> str:
    """Return the words of the question that is answered by what is told, "" where it would be none of the subject's."""
    who, *rest = told.names
    kind = told.particular
    if kind in _OF_BUYERS and subject.cohesive and not subject.may_be_headed_by(_words_of(who)):
        # A story of what is bought asks after the buyer.
        kind, who, rest = ("buyer" if kind == "to_buy" else "bought"), rest[0], []
    elif kind == "bought":
        return ""
    # What somebody did is told by a verb; of two that are compared, the other is a name too.
    rest = [phrases.called(name) for name in rest] if kind == "compare" else rest
    question = phrases.particulars[kind].format(phrases.called(who), *rest)
    # What something can do, costs or counts is asked of what the story is about; who or what else is, or what it did, of others too.
    is_asked = kind in _OF_OTHERS_TOO or not subject.cohesive or subject.may_be_headed_by(_words_of(question))
    return question if is_asked else ""


def _words_of(text: str) -> frozenset[str]:
    return frozenset(content_words(text))


def aspects(
    passages: Sequence[Passage],
    printed: set[int],
    subject: Subject,
    phrases: Phrases,
    before: Mapping[str, Passage],
) -> list[Wanted]:
    """Return what people say, research finds and news tells besides, by what it is: advice, a finding, what came before."""
    least = _WORTH_ASKING * max((p.score for p in passages), default=0.0)
    # Who replies and says what he fears or expects need take up no more than a word of what was asked, be it the field's.
    thread = subject.thread
    asked = _OF_FIELD & frozenset(content_words(thread.root.title or "")) if thread else frozenset[str]()
    fit = (
        p
        for p in passages
        if p.order
        and id(p) not in printed
        and p.chinese == phrases.chinese
        and p.score >= least
        and answers_alone(p)
        and (
            is_of(p, subject)
            or (thread and p.record.id in thread.members and asked & p.words)
            or (p.record.kind not in PERSONAL and is_on(p, before, subject))
        )
        # Of a round-up nobody asks what came before.
        and (subject.cohesive or p.record.kind in PERSONAL or p.record.kind == "paper")
    )
    found: dict[Aspect, list[Passage]] = {}
    for passage in islice(fit, _MOST_HEARD):
        if aspect := aspect_of(passage):
            found.setdefault(aspect, []).append(passage)
    return [Wanted(aspect, "", found[aspect]) for aspect in get_args(Aspect) if aspect in found]
