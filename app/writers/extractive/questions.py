"""Questions with answers: those that people in the records asked come first, then what a reader would ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import NamedTuple

from app.language.tokens import cjk_share, content_words
from app.story.draft import DraftQuestion
from app.writers.extractive.answering import answers_alone, is_of, points_back
from app.writers.extractive.answering_itself import self_answered
from app.writers.extractive.asking import Asked
from app.writers.extractive.aspects import OF_PAPERS, OF_TALK
from app.writers.extractive.expected import expected, tells_or_judges
from app.writers.extractive.news import is_desk
from app.writers.extractive.once import Told
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.shares import Uses
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import answers_in, side_threads
from app.writers.extractive.told_of import Wanted, aspects
from app.writers.extractive.wordings import close_up
from schemas.record import Record

_MOST_ASKED, _MOST, _LEAST, _CHANGES = 3, 5, 2, 2
# What is asked only where little better is.
_LIMITS = {"start": 3, "latest": 3, "figures": 3, "voices": 2, "else": 2, "found": 4, "proposed": 4, "problem": 4}
# What came first and last the body tells, or it would not say what happened; where there is hardly another question, it may be asked for.
_OF_BODY = frozenset({"start", "latest"})
# What says nothing of what it is about is asked last, where there would be hardly a question else; and what answers only who says it, not at all.
_VAGUE = frozenset({"figures"})
_OF_A_NAME = frozenset({"voices", "else"})
# These are asked where nothing plainer is, be it of what the body prints.
_GENERIC = _OF_BODY | _VAGUE | _OF_A_NAME
# Those who comment, praise or blame speak of the subject or of what they name: of what else they would, the question does not say.
_OF_SUBJECT = frozenset({"comments", "critics", "friends"})
_MOST_CHIEF = 3
_MOST_OF_BODY = 8
_ANSWERS = {"critics": 2, "friends": 2}
# A question is Chinese where more than so much of it is.
_SOME_CJK = 0.2
# Words between marks and figures are borne out by whoever asks alone, who is cited only where the story quotes him.
_PARTICULAR = re.compile(r"[\"“”\d]")
_NOTHING, _DETAILS, _ALL = range(3)


class _Round(NamedTuple):
    """How many questions a round may fill up to, and what it may take of what the body tells: nothing, all but news of events, or all.

    It may ask only what `is_plain`, or what `is_vague` too, and have the body give up others of a publisher that one more answer would lift over its share.
    """

    most: int
    takes: int
    is_vague: bool = False
    body_gives_way: bool = False
    is_plain: bool = False


_ROUNDS = (
    _Round(_MOST, _NOTHING, is_plain=True),
    _Round(_LEAST, _DETAILS, is_plain=True),
    _Round(_MOST, _NOTHING),
    _Round(_LEAST, _DETAILS),
    _Round(_LEAST, _NOTHING, body_gives_way=True),
    _Round(_LEAST, _NOTHING, is_vague=True),
    _Round(_LEAST, _NOTHING, is_vague=True, body_gives_way=True),
    _Round(_LEAST, _ALL, body_gives_way=True),
)


def ask(
    passages: Sequence[Passage],
    told: Told,
    subject: Subject,
    phrases: Phrases,
    naming: Naming,
    so_far: Sequence[Record] = (),
    spare: Sequence[Passage] = (),
    asked: Sequence[Asked] = (),
) -> tuple[DraftQuestion, ...]:
    """Return up to five questions with answers quoted from the records; `so_far` are those that the story so far cites.

    `asked` are the questions of the records themselves, the best answered first. An answer tells what the story does not tell elsewhere:
    what the body tells already answers only where the body gives it up.

    `spare` are passages of records for which the sections had no room: what they tell of a thing, or in figures, may answer all the same.
    `naming` knows what the things that passages name are called.
    """
    chosen = tuple(told.body)
    printed = {id(p) for p in chosen}
    every = (*passages, *spare)
    own = (
        each
        for each in self_answered(every, printed, chinese=phrases.chinese, anchors=subject.anchors)
        if subject.is_told_in(each.question.words) and subject.may_be_headed_by(each.question.words)
    )
    by_question: dict[str, tuple[Passage, ...]] = {}
    for words, answers in (
        *_asked_by_threads(subject, every, printed, chinese=phrases.chinese),
        *_answered((*asked, *own)),
    ):
        by_question.setdefault(words, answers)
    uses = Uses(chosen)
    found = _of_records(by_question, told, uses, phrases)
    found += _of_releases(every, told, phrases)[: _LEAST - len(found)]
    coming = expected(passages, chosen, subject, phrases, naming, so_far, spare)
    wanted: list[Wanted] = []
    asked_of: list[tuple[str, str]] = []
    for most, takes, may_be_vague, body_gives_way, is_plain in _ROUNDS:
        if takes == _DETAILS and not is_plain and len(found) < most:
            wanted += _of_body(told, subject, phrases)
        for each in wanted or _noted(coming, wanted):
            if len(found) >= most:
                break
            if len(found) >= min(most, _LIMITS.get(each.kind, most)) or (is_plain and each.kind in _GENERIC):
                continue
            # What a sentence answers word for word may be taken out of the body though it is news.
            may_take = _ALL if takes and each.kind == "told" else takes * (takes == _ALL or each.kind not in _OF_BODY)
            fit = (
                p
                for p in each.answers
                if not (points_back(p) or p.is_release_name)
                and (told.is_printed(p) or uses.allow(p, body_gives_way=body_gives_way))
                and _is_to_tell(p, told, may_take, needed=body_gives_way)
            )
            first = next(fit, None)
            if first is None:
                continue
            about = each.about or _spoken_of(first, each.kind, naming, subject)
            if about is None or not _may_ask(each.kind, about, subject, may_be_vague=may_be_vague):
                continue
            again = _is_asked(each.kind, about, asked_of)
            asked_of.append((each.kind, about))
            question = close_up(_worded(each.kind, about, first, phrases))
            if not again and question not in {item.question for item in found}:
                # What is told by then, a second answer does not tell again.
                rest = islice(fit, _ANSWERS.get(each.kind, 1) - 1)
                told_there = _told_one_by_one(chain([first], rest), told, uses, swapped=body_gives_way)
                found.append(_write(question, list(told_there), phrases))
    return tuple(found)


def _spoken_of(passage: Passage, kind: str, naming: Naming, subject: Subject) -> str | None:
    """Return the name of what a passage speaks of, "" where it has none; None where a question of its kind would not say of what.

    A story of one subject is asked of that: where the passage speaks of what is not, of that of the subject's things which it names besides.
    """
    about = "" if passage.record.kind == "paper" and not subject.cohesive else naming.subject_of(passage)
    if about and (not subject.cohesive or subject.may_be_headed_by(frozenset(content_words(about)))):
        return about
    chief = naming.chief_of(passage, subject.entities[:_MOST_CHIEF]) if about or kind in _OF_SUBJECT else ""
    if chief or kind not in _OF_SUBJECT:
        return chief
    return "" if subject.thread or not subject.common.isdisjoint(passage.words) else None


def _may_ask(kind: str, about: str, subject: Subject, *, may_be_vague: bool) -> bool:
    """Say whether a question says what it asks about, or may do without."""
    may_do_without = kind not in _VAGUE and (kind not in OF_TALK or subject.cohesive)
    return bool(about) or (kind not in _OF_A_NAME and (may_be_vague or may_do_without))


def _is_asked(kind: str, about: str, asked_of: Sequence[tuple[str, str]]) -> bool:
    """Say whether a question of a kind was asked of the same thing by then, be it by a longer or a shorter name."""
    return any(kind == other and about and name and (name in about or about in name) for other, name in asked_of)


def _of_body(told: Told, subject: Subject, phrases: Phrases) -> list[Wanted]:
    """Return what people say and news tells besides, and what is told of a thing, as the body prints it: it may give that up."""
    said = sorted(told.body, key=lambda p: (-p.score, p.index, p.order))
    plain = [p for p in said if p.order and p.chinese == phrases.chinese and answers_alone(p) and not p.reports_voices]
    if subject.cohesive:
        plain = [p for p in plain if is_of(p, subject) and subject.may_be_headed_by(p.words) and tells_or_judges(p)]
    asked = aspects(said, set(), subject, phrases, {}) if subject.cohesive else []
    return [*asked, *(Wanted("else", "", (p,)) for p in plain[:_MOST_OF_BODY])]


def _of_records(
    by_question: Mapping[str, Sequence[Passage]], told: Told, uses: Uses, phrases: Phrases
) -> list[DraftQuestion]:
    """Return the first questions of the records, with what is still to be told to them, or, of too few, what the body tells."""
    found: list[DraftQuestion] = []
    for words, answers in by_question.items():
        needed = len(found) < _LEAST
        fit = (
            p
            for p in answers
            if _is_to_tell(p, told, _ALL) and (told.is_printed(p) or uses.allow(p, body_gives_way=needed))
        )
        fresh = list(_told_one_by_one(fit, told, uses))
        # What people ask stands beside all that answers it, though some of it is told already, but for what stands against another; one more question need not.
        again = [p for p in answers if p not in fresh and not told.must_tell(p)] if needed else []
        uses.add(again)
        for passage in again:
            told.hand_over(passage)
        if printed := [p for p in answers if p in fresh or p in again]:
            found.append(_write(words, printed, phrases))
        if len(found) >= _MOST_ASKED:
            break
    return found


def _of_releases(passages: Sequence[Passage], told: Told, phrases: Phrases) -> list[DraftQuestion]:
    """Return what is asked of releases, the newest first, with changes of which the story does not tell; nothing where there is other news."""
    if any(p.record.kind != "release" for p in passages):
        return []
    listed: dict[str, list[Passage]] = {}
    for passage in sorted(passages, key=lambda p: (p.record.published_at, p.index), reverse=True):
        if passage.listed and not told.is_printed(passage) and not told.says(passage):
            listed.setdefault(passage.record.id, []).append(passage)
    found = []
    for changes in listed.values():
        owner = phrases.voice.owner(changes[0].record)
        if owner.release:
            answers = sorted(changes, key=lambda p: (-p.score, p.order))[:_CHANGES]
            found.append(_write(phrases.asked_of(owner), answers, phrases))
    return found


def _told_one_by_one(
    passages: Iterable[Passage], told: Told, uses: Uses, *, swapped: bool = False
) -> Iterator[Passage]:
    """Tell passages in an answer, each before the next is asked for, and yield them."""
    for passage in passages:
        if not told.is_printed(passage):
            uses.add([passage])
        told.tell([passage], swapped=swapped)
        yield passage


def _noted(coming: Iterator[Wanted], wanted: list[Wanted]) -> Iterator[Wanted]:
    """Yield what would be asked, and note it for another round."""
    for each in coming:
        wanted.append(each)
        yield each


def _is_to_tell(passage: Passage, told: Told, takes: int, *, needed: bool = False) -> bool:
    """Say whether an answer tells what nothing else of the story does, be it that the body gives it up."""
    if told.is_printed(passage):
        return takes != _NOTHING and told.may_take(passage, events=takes == _ALL, needed=needed)
    return not told.says(passage)


def _asked_by_threads(
    subject: Subject, passages: Sequence[Passage], printed: set[int], *, chinese: bool
) -> Iterator[tuple[str, tuple[Passage, ...]]]:
    """Yield what posts ask that others of the records reply to, with what answers it, that of the records' own thread first."""
    here = list({p.record.id: p.record for p in passages}.values())
    quoted = {p.record.id for p in passages if id(p) in printed}
    for thread in [*([subject.thread] if subject.thread else []), *side_threads(here)]:
        question = thread.question
        if question and thread.root.id not in quoted and _PARTICULAR.search(question):
            continue
        if (
            question
            and (cjk_share(question) > _SOME_CJK) == chinese
            and (answers := answers_in(thread, passages, printed))
        ):
            yield question, answers


def _worded(kind: str, about: str, answer: Passage, phrases: Phrases) -> str:
    """Return the words of a question: of what the answer is about where that has a name, else of what happened or of whoever answers."""
    if kind == "told":
        return about
    if kind in OF_PAPERS:
        return phrases.questions[kind].replace("{}", phrases.authors(phrases.voice.owner(answer.record)))
    if about and (of_named := phrases.of_named.get(kind)):
        return of_named.replace("{}", phrases.called(about))
    if asked := phrases.questions.get(kind):
        return asked.replace("{}", phrases.called(about))
    return phrases.asked_of(phrases.voice.owner(answer.record), about, is_desk=is_desk(answer.record))


def _write(question: str, answers: Sequence[Passage], phrases: Phrases) -> DraftQuestion:
    phrases.voice.start_section()
    voice, before = phrases.voice, (None, *answers)
    return DraftQuestion(
        question,
        tuple(
            voice.again(p) if last and last.record.id == p.record.id else voice.quote(p, dated=True)
            for last, p in zip(before, answers, strict=False)
        ),
    )


def _answered(asked: Iterable[Asked]) -> Iterable[tuple[str, tuple[Passage, ...]]]:
    """Yield the words of each question that has an answer, once."""
    texts: set[str] = set()
    for each in asked:
        text = " ".join(each.question.text.split())
        if each.answers and text.casefold() not in texts:
            texts.add(text.casefold())
            yield text, each.answers
