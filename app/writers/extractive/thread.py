"""A thread: records most of which reply to one of them, which is then what the story is about.

Replies share few words, since they all lean on the one that they reply to: it names the subject, and where it asks something, they answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.language.tokens import content_words
from app.writers.extractive.aspects import OF_TALK, Aspect
from app.writers.extractive.passages import Passage
from schemas.record import Record

_LEAST = 3
_MOST_OF = 0.5
_MOST_ANSWERS = 3
# Whoever answers begins with what he answers, and says it within so many sentences.
_EARLY = 2
_PRINTED_BEHIND = 0.5
_ENOUGH, _AS_AN_ANSWER = 0.3, 0.5
_SHORT, _LEAST_WORDS, _FEW = 12, 5, 2
_FIGURE = re.compile(r"\d[\d.,]*")
_BEFORE_MARK = re.compile(r"\s+(?=[?？]$)")
# A question that is put to its readers says so; who prints it as his own asks nobody in particular.
_TO_READERS = re.compile(
    r"\b(?:you|your|yours|y'all|guys|i|i'm|me|my|we|our|(?-i:us)|reddit|redditors)\b|你|我|大家", re.IGNORECASE
)
# How a short answer to a question begins. For text in small letters.
_DIRECT = re.compile(
    r"(?:yes|yeah|yep|no|nope|not (?:at all|really|worried|yet|incredibly|very|much)|very|extremely|zero|none|never|absolutely|definitely|probably|maybe|for now|somewhat|slightly|pretty|both|neither|because|depends|it depends)\b"
    r"|是的|不是|没有|会的?[，。]|不会|肯定|取决于|因为"
)
# Who is asked what, who or how is not answered by yes, no or perhaps.
_SENTENCES = re.compile(r"[.!?。！？] ?")
_OPEN = re.compile(
    r"\b(?:what|which|who|whose|where|when|why|how(?! (?:about|come)\b))\b|什么|谁|哪|怎么|如何|为什么|多少"
)
# What is asked, and what somebody says to it who takes up none of its words: what to do, what is to come, what one has seen, what one fears.
_SAYS: tuple[tuple[re.Pattern[str], Aspect], ...] = (
    (
        re.compile(
            r"\bshould\b|\bhow (?:do|does|can|could|to|are)\b|\b(?:advice|tips|suggestions?|recommend\w*|future-proof\w*)\b|怎么办|该不该|要不要|推荐|建议"
        ),
        "advise",
    ),
    (
        re.compile(r"\bdo you (?:think|expect|believe)\b|\b(?:will|won['’]t|gonna|going to)\b|会不会|将来|未来"),
        "expect",
    ),
    (
        re.compile(
            r"\b(?:who|anyone|anybody) else\b|\bwhat (?:was|is|'s) yours?\b|\b(?:anyone|anybody|have you|has anyone|did you|do you use|are you using)\b|\byour experience\b|有没有人|你们用|经历"
        ),
        "lived",
    ),
    (re.compile(r"\b(?:afraid|scared|worr(?:y|ied)|concerned|anxious)\b|担心|害怕|焦虑"), "fear"),
)
_YES = re.compile(r"(?:yes|yeah|yep|absolutely|definitely|of course)\b|是的|会的?[，。]|可以|能[，。]")
_NO = re.compile(r"(?:no|nope|not (?:at all|really|yet)|never|absolutely not)\b|不是|不会|没有|不能|不行")
# What speaks to one other reader, or of the talk itself, answers nobody else.
_ASIDE = re.compile(
    r"\b(?:lol|lmao|idc)\b|^(?:thanks?|thank you|same|this|exactly|correct|agreed?|you(?:'re| are)|yup|also|source|edit|op\b|sorry)\b"
    r"|\b(?:original post|this (?:post|thread|sub|comment)|your (?:comment|post|point)|you're (?:just|not)|downvot\w+|upvot\w+)\b|\bthe (?:real |actual |better )?question (?:is|isn|was|should)\b"
)


@dataclass(frozen=True, slots=True)
class Thread:
    """What most of the records reply to, the `words` of its title that are not the whole field's, and the ids of those that do, directly (`replies`) or at all (`members`)."""

    root: Record
    words: frozenset[str]
    replies: frozenset[str]
    members: frozenset[str]

    @property
    def question(self) -> str | None:
        """Return the thread's title, on one line and with a capital, where it ends in a question; else None."""
        title = _BEFORE_MARK.sub("", " ".join((self.root.title or "").split()))
        return title[0].upper() + title[1:] if title.endswith(("?", "？")) else None


def find_thread(records: Sequence[Record], dull: frozenset[str]) -> Thread | None:
    """Return the thread that most of the records belong to, or None; `dull` are words that say little in this field."""
    parents = {(r.source, r.external_id): r for r in records}
    roots = {record.id: _root_of(record, parents) for record in records}
    members: dict[str, set[str]] = {}
    for record_id, root in roots.items():
        if root.id != record_id:
            members.setdefault(root.id, set()).add(record_id)
    if not members:
        return None
    first = max(sorted(members), key=lambda root_id: len(members[root_id]))
    found = members[first]
    root = next(root for root in roots.values() if root.id == first)
    if not root.title or len(found) < max(_LEAST, _MOST_OF * len(records)):
        return None
    replies = frozenset(r.id for r in records if r.id in found and r.parent_external_id == root.external_id)
    words = frozenset(content_words(root.title)) - dull
    return Thread(root, words, replies, frozenset(found))


def side_threads(records: Sequence[Record]) -> list[Thread]:
    """Return the posts that ask something in their title and that another of the records replies to, those with most replies first."""
    replies: dict[tuple[str, str], set[str]] = {}
    for record in records:
        if record.parent_external_id:
            replies.setdefault((record.source, record.parent_external_id), set()).add(record.id)
    threads = [
        Thread(record, frozenset(content_words(record.title)), frozenset(found), frozenset(found))
        for record in records
        if record.title and (found := replies.get((record.source, record.external_id)))
    ]
    return sorted((each for each in threads if each.question), key=lambda each: -len(each.replies))


def _root_of(record: Record, parents: dict[tuple[str, str], Record]) -> Record:
    """Follow what a record replies to as far as it is here; one that replies to itself, at whatever distance, is its own."""
    seen = {record.id}
    root = record
    while root.parent_external_id and (parent := parents.get((root.source, root.parent_external_id))):
        if parent.id in seen:
            return record
        seen.add(parent.id)
        root = parent
    return root


def is_put_to_readers(question: str) -> bool:
    """Say whether a question speaks to those who read it where it was asked."""
    return bool(_TO_READERS.search(question))


def answers_in(thread: Thread, passages: Sequence[Passage], printed: Collection[int] = ()) -> tuple[Passage, ...]:
    """Return what answers the thread's question, of several repliers, best first; `printed` are identities of what the body prints.

    An answer opens a reply, and takes up what is asked or begins as an answer does.
    """
    # What stands before the question tells of whoever asks.
    small = _SENTENCES.split((thread.question or "").lower().rstrip("?？ "))[-1]
    scored = [
        (p.score + share - _PRINTED_BEHIND * (id(p) in printed), p)
        for p in _openings(thread, passages)
        if (share := _share(p, thread.words, small)) >= _ENOUGH
    ]
    scored.sort(key=lambda item: (-item[0], item[1].index, item[1].order))
    kept: list[Passage] = []
    for _, passage in _both_sides(scored):
        if all(passage.record.id != other.record.id and passage.words != other.words for other in kept):
            kept.append(passage)
    return tuple(kept[:_MOST_ANSWERS]) or _only_reply(thread, passages)


def _only_reply(thread: Thread, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return how the one or two who reply to a question begin, where that says yes or no, or a figure."""
    if len(thread.replies) > _FEW or is_put_to_readers(thread.question or ""):
        return ()
    begun = [p for p in passages if p.record.id in thread.replies and 0 < p.order <= _EARLY]
    for first in begun:
        said = [p for p in begun if p.record.id == first.record.id]
        small = " ".join(p.text for p in said).lower()
        fit = not any(p.clipped or p.question or p.addendum for p in said) and not _ASIDE.search(small)
        length = sum(p.length for p in said)
        direct = length <= _SHORT and _DIRECT.match(small)
        # A figure that stands in the question too is of a name.
        figures = set(_FIGURE.findall(small)) - set(_FIGURE.findall(thread.question or ""))
        answers = bool(direct or figures)
        if fit and answers and said[0].order == 1 and length >= _LEAST_WORDS:
            return tuple(said)
    return ()


def _both_sides(scored: list[tuple[float, Passage]]) -> list[tuple[float, Passage]]:
    """Bring the best yes and the best no to the front where somebody says the one and somebody the other."""
    yes = next((each for each in scored if _YES.match(each[1].text.lower())), None)
    no = next((each for each in scored if _NO.match(each[1].text.lower())), None)
    if yes is None or no is None:
        return scored
    first = sorted((yes, no), key=scored.index)
    return [*first, *(each for each in scored if each not in first)]


def _openings(thread: Thread, passages: Sequence[Passage]) -> Iterator[Passage]:
    for passage in passages:
        if passage.record.id not in thread.replies or not 0 < passage.order <= _EARLY:
            continue
        small = passage.text.lower()
        # “Yes” and “no” lean on the question, which is printed above them.
        leans = passage.leaning and not (_YES.match(small) or _NO.match(small))
        if not (passage.clipped or passage.question or passage.addendum or leans or _ASIDE.search(small)):
            yield passage


def _share(passage: Passage, asked: frozenset[str], question: str) -> float:
    """Return how much of what is asked a passage takes up, from 0 to 1; half where it only begins as an answer does, or says what is asked for."""
    small = passage.text.lower()
    taken_up = len(asked & passage.words) / (len(asked) or 1)
    is_open = bool(_OPEN.search(question))
    # Who begins with yes and goes on at length of something else answers nothing.
    direct = taken_up > 0 or (passage.length <= _SHORT and not is_open)
    answers = (direct and _DIRECT.match(small)) or (
        passage.length >= _LEAST_WORDS
        and any(
            asks.search(question) and OF_TALK[aspect].search(small)
            for asks, aspect in _SAYS
            if not (is_open and aspect == "expect")
        )
    )
    return max(taken_up, _AS_AN_ANSWER if answers else 0.0)
