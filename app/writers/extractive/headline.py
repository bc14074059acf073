"""The title: what a person would print above the story, and what it rests on."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from app.language.sentences import CJK
from app.language.tokens import content_words
from app.story.draft import Span
from app.story.publishers import PERSONAL
from app.writers.extractive.news import is_desk, is_news, looks_ahead, tells_event
from app.writers.extractive.overtaken import freshness, overtaking
from app.writers.extractive.passages import TRAILING_STOP, Passage
from app.writers.extractive.phrases import Phrases
from app.writers.extractive.subject import Subject
from app.writers.extractive.thread import Thread, is_put_to_readers

_SHORTEST, _LONGEST = 18, 130
_CJK_CHAR = re.compile(f"[{CJK}]")
_GLOSS = re.compile(r"[(（“\"][^)）”\"]*[)）”\"]")
_LEAD_SENTENCES = 2
_COMFORTABLE = 100
_SHORTEST_ZH, _LONGEST_ZH = 8, 44
# Both are for text in small letters: to look for both cases at once takes three times as long.
SLANG = re.compile(
    r"\b(?:you|your|y'all|guys|anyone|lol|lmao|wtf|omg|psa|tl;?dr|eli5|gift link|show hn|ask hn|tell hn|launch hn|just dropped|(?:is|are) (?:so |really |absolutely |just )?(?:here|insane|crazy|nuts|amazing|awesome|wild|fire|dead|incredible|terrible|huge|unreal)|ama\b|wtf|so what|vs\.?|maybe|here's|i|my|we|our|me)\b|!!|\?\?|!\s*$|\bexclusive\b|[#@❗🚀]|^(?:title|update|edit|breaking|opinion|video|podcast)\s*:|刚刚|炸|独家|^\W"
)
# A headline tells what someone does; these verbs, or an ending of theirs, mark one that does.
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|will|won't|may|can|could|says?|said|plans?|wins?|gets?|makes?|takes?|sets?|puts?|lets?|sees?|calls?|hits?|cuts?|bans?|sues?|adds?|joins?|faces?|tops?|backs?|beats?|opens?|halts?|drops?|grows?|rejects?|confirms?|launch(?:es)?|releases?|announces?|reports?|introduces?|warns?|threatens?|brings?|keeps?|becomes?|raises?|drives?|designates?|lays?|kicks?|finds?|shows?|claims|supports|reveals?|urges?|tells?|hacks?|solves?|lifts?|allows?|closes|moves?|starts?|targets|tests|pauses?|defends?|rejects?|\w{3,}ed)\b"
)
# No marks around it make this fit to print.
_UGLY = re.compile(r"[“”#@]|[!?]{2}|[\U0001F000-\U0001FAFF]|(?:\b[A-Z]{5,}\b.*){3}")
_CITED = re.compile(r"['‘][^'’]{3,}['’](?!\w)")
_SHORTHAND = re.compile(r"[~→=*]|\b[a-z]+_[a-z]+\b|@")
_LOUD = re.compile(r"[!！\s]+$")
_SHOUTING = re.compile(r"\b[A-Z]{5,}\b.*\b[A-Z]{5,}\b")
_VERBLESS_LEAST = 4
_LISTED = 1
_QUESTION = re.compile(r"[?？]")
_PUBLICATION = 0.1
# A headline is weighed with so many words more than it has, so that a short one that says little does not win.
_PADDING = 6
_GERUND = re.compile(
    r"(?:announcing|introducing|running|accelerating|previewing|testing|using|building|tutorial|welcome|meet)\b"
)
# What turns to its reader tells nothing of the subject.
_INVITES = re.compile(
    r"(?:explore|discover|learn|read|welcome|introducing|meet|try|check|see|watch|join|here|imagine|consider|remember|note|lord|god|thanks?|happy|excited)\b"
)
# What tells of a text that its reader does not see, or of somebody before he is named, is printed above no story.
_OF_A_POST = re.compile(
    r"(?:the|an?|one|another|some) (?:reddit |notable |top |key |popular )?(?:(?:comment|commenter|redditor|tweet)s?\b"
    r"|users? (?:reports?|says?|asks?|shares?|notes?|claims?|highlights?|mentions?|discuss(?:es)?)\b)"
    r"|(?:a|an|(?:the|an?) (?:reddit|original|viral)) post\b"
)
_UNNAMED = re.compile(r"(?:[\w-]+ ){0,4}(?:after|before|since|when|while|as|although|if|until) (?:he|she|they|it)\b")
# Behind these a sentence goes on after it has said what happened; what follows “but” would take part of it back.
_CLAUSE_ENDS = re.compile(
    r",? (?=according to|weeks after|days after|months after|hours after|amid|citing|challenging|escalating|less than \w+ hours)|, (?=as|after|which|who|while|saying|causing|marking|following|with|in a)\b|[，；](?=并|同时|因|以|旨在|此举|这|据)"
)
# A clause about somebody who is yet to do something stands before what he did: “Omar Artan, who has a visa, was sent back”.
_GOES_BACK = re.compile(r", (?:who|which)\b[^,]*,")
_UNFINISHED = re.compile(r"\b(?:that|sa(?:id|ys?)|because|if|when|and|or|is|are|was|were)$")
_DAY_AT_END = re.compile(r",? on (?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.IGNORECASE)
# Days that a headline would have to name.
THEN = re.compile(
    r"\b(?:today|yesterday|this (?:morning|week|month)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|here's)\b|今日|今天|昨日|明天|近日|日前|本周"
)
_ASIDE = re.compile(r"[()（）\[\]:：;；|]|\w/\w")
_BEYOND_HEAD = 0.5
# What a headline leaves to the words under it weighs so much of what it says itself.
_MEANT = 0.75
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
    names: Sequence[str],
    count: int,
    contested: AbstractSet[int] = frozenset(),
) -> Line:
    """Take the most central headline that would stand in print, or compose one from the subject's names.

    `contested` are the identities of the passages that state what another record denies.
    """
    spans = tuple(Span(p.record.id, p.field, p.start, p.end) for p in passages[:1])
    if count == 1 and passages[0].is_title and not passages[0].clipped and is_read(passages[0], phrases):
        return Line(_printed(passages[0].text), spans)
    if subject.thread and (line := _of_thread(subject.thread, passages, phrases)):
        return line
    # A round-up is named after two things at least, and after no headline where it has them.
    if (subject.cohesive or len(names) < 2) and (best := _best(passages, subject, phrases, contested)):  # noqa: PLR2004 - as above
        return _taken(best)
    if not names and (said := _best_said(passages, subject, phrases)):
        # Better than “What 9 records say”: what one of them says, between marks, as newspapers do.
        return Line(f"“{phrases.voice.words(said, whole=False)}”", (phrases.voice.span(said, whole=False),))
    return Line(phrases.composed_title(_unlike(names), count, round_up=not subject.cohesive), spans)


def _best(
    passages: Sequence[Passage], subject: Subject, phrases: Phrases, contested: AbstractSet[int]
) -> Passage | None:
    """Return the headline that would stand best above the story, None where none would; what is contested only for want of another."""
    fresh = freshness(passages)
    leads = _leads(passages)
    scored = [(score * fresh(p), p) for p in passages if (score := _headline_score(p, subject, phrases, leads)) > 0]
    scored.sort(key=lambda item: (id(item[1]) in contested, -item[0], item[1].index))
    return _standing([p for _, p in scored], passages, phrases)


def _standing(scored: Sequence[Passage], passages: Sequence[Passage], phrases: Phrases) -> Passage | None:
    """Return the first headline that stands: one that a later record has overtaken gives way to what overtook it, or is passed over."""
    for passage in scored:
        later = overtaking(passage, passages)
        if later is None:
            return passage
        if _may_head(later, phrases) and _is_printable(later, _printed(later.text)):
            return later
    return scored[0] if scored else None


def _of_thread(thread: Thread, passages: Sequence[Passage], phrases: Phrases) -> Line | None:
    """Return the headline of what a thread replies to: as it is where it is anybody's, between marks where it is its author's own."""
    first = next((p for p in passages if p.record.id == thread.root.id and p.is_title and not p.clipped), None)
    if first is None or not is_read(first, phrases) or not len(first.text) <= _LONGEST or _UGLY.search(first.text):
        return None
    chat = SLANG.search(_CITED.sub(" ", first.text.lower()))
    if first.personal or chat or (first.question and is_put_to_readers(first.text)):
        return Line(f"“{phrases.voice.words(first, whole=False)}”", (phrases.voice.span(first, whole=False),))
    return _taken(first)


def _taken(passage: Passage) -> Line:
    """Return a passage as a title."""
    short = shortened(passage, _LONGEST_ZH if passage.chinese else _LONGEST)
    return Line(_printed(short.text), (Span(short.record.id, short.field, short.start, short.end),))


def shortened(passage: Passage, longest: int) -> Passage:
    """Return a sentence of a text that is too long without what comes behind its main clause.

    The main clause says what happened; what comes behind says when, after what, or according to whom.
    """
    text = passage.text
    if len(text) <= longest or passage.is_title:
        return passage
    cuts = [
        m.start()
        for m in _CLAUSE_ENDS.finditer(text)
        if _SHORTEST <= m.start() <= longest and _is_clause(text, m.start(), chinese=passage.chinese)
    ]
    if not cuts:
        return passage
    text = _DAY_AT_END.sub("", text[: max(cuts)])
    return replace(passage, text=text, end=passage.start + len(text), words=frozenset(content_words(text)))


def _is_clause(text: str, end: int, *, chinese: bool) -> bool:
    """Say whether a sentence has said what happened by `end`: a name and who bears it are no clause."""
    said = text[:end].lower()
    told = chinese or (bool(_VERB.search(said)) and not _UNFINISHED.search(said))
    return told and not _GOES_BACK.match(text, end)


def _best_said(passages: Sequence[Passage], subject: Subject, phrases: Phrases) -> Passage | None:
    """Return the most central whole sentence of a headline's length, whoever said it, or None."""
    low, high = (_SHORTEST_ZH, _LONGEST_ZH) if phrases.chinese else (_SHORTEST, _LONGEST)
    fit = [
        p
        for p in passages
        if is_read(p, phrases)
        and low <= len(p.text) <= high
        and not (p.clipped or p.leaning or p.addendum or p.question)
        # One of many versions is no name for all of them.
        and not (p.is_title and p.record.kind == "release")
        and not any(mark in p.text for mark in '“”"\n')
        and subject.is_told_in(p.words)
    ]
    return max(fit, key=lambda p: (p.score, -p.index, -p.order), default=None)


def _unlike(names: Sequence[str]) -> list[str]:
    """Return the first name and the next that is not of its family: Qwen and OpenAI, not Qwen and Qwen3."""
    first = list(names[:1])
    others = [n for n in names[1:] if n.casefold()[:3] != first[0].casefold()[:3]]
    return first + others[:1]


def _leads(passages: Sequence[Passage]) -> dict[str, frozenset[str]]:
    """Return the words that each record's text opens with."""
    leads: dict[str, frozenset[str]] = {}
    for passage in passages:
        if 0 < passage.order <= _LEAD_SENTENCES:
            leads[passage.record.id] = leads.get(passage.record.id, frozenset()) | passage.words
    return leads


def _headline_score(passage: Passage, subject: Subject, phrases: Phrases, leads: Mapping[str, frozenset[str]]) -> float:
    """Score a passage as a headline; 0 for one that a person would not print."""
    if not _may_head(passage, phrases):
        return 0.0
    # What a headline of news leaves to the words under it, it is about all the same: “OpenAI released its models”.
    meant = frozenset[str]()
    if passage.is_title and not subject.is_told_in(passage.words) and tells_event(passage) and is_news(passage):
        meant = leads.get(passage.record.id, meant) & subject.anchors
    if not (subject.may_be_headed_by(passage.words | meant) or subject.asked & passage.words):
        return 0.0
    passage = shortened(passage, _LONGEST_ZH if passage.chinese else _LONGEST)
    text = _printed(passage.text)
    if not _is_printable(passage, text):
        return 0.0
    # What the event is, most of the records say in their first words.
    weight = sum(subject.shares.get(w, 0.0) for w in passage.words) + _MEANT * sum(subject.shares[w] for w in meant)
    score = weight / math.sqrt(_PADDING + len(passage.words | meant))
    small = text.lower()
    for applies, factor in (
        (passage.record.kind in {"article", "paper", "release"}, 1 + _PUBLICATION),
        (tells_event(passage), 1.4),
        (looks_ahead(passage), 0.6),
        (_QUESTION.search(text), 0.5),
        (not passage.is_title and passage.record.title, _BEYOND_HEAD),
        (passage.is_title and text.count(",") + text.count("、") > _LISTED, 0.4),
        (not (passage.chinese or _VERB.search(small) or tells_event(passage)), 0.6),
        (_GERUND.match(small), 0.7),
        (THEN.search(small), 0.7),
        (_ASIDE.search(text), 0.8),
        # Whoever posts a line of his own on a forum need not be telling news.
        (passage.record.kind == "post" and not is_desk(passage.record), 0.85),
        (len(text) > _COMFORTABLE, 0.85),
        (subject.asked, 1 + _OF_ANGLE * len(subject.asked & passage.words) / (len(subject.asked) or 1)),
        (passage.tone and not is_news(passage), 0.6),
    ):
        score *= factor if applies else 1.0
    return score


def _may_head(passage: Passage, phrases: Phrases) -> bool:
    """Say whether a passage is of the kind that is printed above a story: a whole title, or what a text of news opens with."""
    if passage.clipped or passage.personal or not is_read(passage, phrases):
        return False
    if passage.question and passage.record.kind in PERSONAL:
        return False
    return passage.is_title or (
        passage.order <= _LEAD_SENTENCES and not passage.leaning and is_news(passage) and tells_something(passage)
    )


def is_read(passage: Passage, phrases: Phrases) -> bool:
    """Say whether whoever reads the story reads the passage: one with a Chinese word in it, be it all names else, heads no English story.

    A name's Chinese form in brackets or between marks is a gloss.
    """
    if passage.chinese != phrases.chinese:
        return False
    return phrases.chinese or passage.text.isascii() or not _CJK_CHAR.search(_GLOSS.sub(" ", passage.text))


def _is_printable(passage: Passage, text: str) -> bool:
    """Say whether the text of a passage has the make of a headline: of a length, and nobody's chat."""
    low, high = (_SHORTEST_ZH, _LONGEST_ZH) if passage.chinese else (_SHORTEST, _LONGEST)
    if not low <= len(text) <= high or "\n" in passage.text or text.count('"') % 2:
        return False
    small = text.lower()
    chat = SLANG.search(small.replace("a.i.", "ai")) or _SHORTHAND.search(text) or _SHOUTING.search(text)
    return not (chat or _OF_A_POST.match(small) or _UNNAMED.match(small)) and (
        passage.chinese or len(text.split()) >= _VERBLESS_LEAST
    )


def tells_something(passage: Passage) -> bool:
    """Say whether a sentence of a text has a verb, is no invitation, and tells of what its reader knows."""
    small = passage.text.lower()
    lost = _INVITES.match(small) or _OF_A_POST.match(small) or _UNNAMED.match(small)
    return passage.chinese or (bool(_VERB.search(small)) and not lost)


def is_statement(passage: Passage) -> bool:
    """Say whether a title says something of something, as a paper's or a newsletter's seldom does."""
    tells = passage.chinese or tells_event(passage) or bool(_VERB.search(passage.text.lower()))
    return passage.record.kind != "paper" and tells and _is_printable(passage, _printed(passage.text))


def _printed(text: str) -> str:
    """Return a headline as it is printed: on one line, with a capital first, without a final stop."""
    line = " ".join(text.split())
    line = TRAILING_STOP.sub("", _LOUD.sub("", line))
    return line[0].upper() + line[1:] if line[:1].islower() and " " in line[:12] and line[:2].isalpha() else line
