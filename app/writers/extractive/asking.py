"""What people in the records ask: whether it stands alone, which passages of others answer it, and what nobody answers.

A sentence with a question's words is no answer for that. It must speak of what is asked, not only of the subject, and have
the form of an answer: a reason for why, a day for when, a figure for how many. A non-answer is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.likeness import alike
from app.writers.extractive.news import LINK_SITES
from app.writers.extractive.passages import Passage
from app.writers.extractive.subject import FIELD_WORDS, Subject

_MOST_ANSWERS = 2
# How much of what a question asks for an answer takes up; where its form cannot be told, more.
_ENOUGH, _ENOUGH_OF_ANY = 0.6, 0.75
_ENOUGH_OF_REPLY, _ENOUGH_OF_YES_NO = 0.25, 0.5
# So many words of a question take it up; Chinese is counted by pairs of characters.
LEAST, LEAST_ZH = 2, 4
_ASKS = re.compile(
    r"^(?:who|what|when|where|why|how|which|will|would|is|are|was|were|do|does|did|can|could|should|has|have|if)\b.{12,150}\?$"
    r"|^(?=.*(?:什么|怎么|怎样|为何|如何|谁|哪|多少|几|是否|能否|会不会|有没有|是不是|该不该|要不要|吗|呢))[^?？\n]{6,60}[?？]$",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:I|I'm|my|me|you|your|yours|right|anyone|anybody|y'all|thoughts|guys|this(?! (?:year|week|month|quarter|season|summer|winter|spring|fall|autumn|decade|time)\b)|(?:is|was|does|did|do|would|of|with|for|about|like|on|to) that|these|it|he|she|they|them)\b|你|我(?!们)|大家|谁能|求助|请问",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:you|your|yours)\b|你(?:们)?", re.IGNORECASE)
# Who asks for advice or for an opinion, or asks nothing at all, leaves nothing of the story open.
ADVICE = re.compile(
    r"\b(?:best|favou?rite|recommend\w*|worth|should|how to|vs|versus|better|tips?|good|alternatives?|overrated|really|actually|truly|even|still|keep|people|so|too|such|remember|analog\w+)\b|any reason|\b(?:we|(?-i:us)|our)\b|^(?:what if|if|who needs|who cares|which|how (?:is|are|was|were|good))\b|会不会|吗[?？]$|呢[?？]$|何不|岂|难道|如何|怎么看",
    re.IGNORECASE,
)
# A sentence that itself says that something is not known, or not said. For text in small letters.
_LEAVES_OPEN = re.compile(
    r"\b(?:remains?|is|are|was|were)(?: (?:still|yet))? (?:unclear|unknown|undisclosed|unconfirmed|to be seen|not (?:yet )?(?:clear|known|public))\b"
    r"|\b(?:has|have|had|did|does|do)(?: not|n['’]t)(?: (?:yet|so far))? (?:sa(?:y|id)|disclosed?|announced?|confirm(?:ed)?|reveal(?:ed)?|publish(?:ed)?|respond(?:ed)?|explain(?:ed)?|comment(?:ed)?|mention(?:ed)?)\b"
    r"|\b(?:do|does|did) not say\b|\bsa(?:ys?|id) nothing (?:about|of)\b|\bdeclin(?:ed|es) to (?:say|comment|disclose|publish|confirm|explain|specify)\b|\bno (?:word (?:on|about|yet)|(?:release )?date has|details? (?:on|about|have))\b"
    r"|\b(?:has|have|had) yet to (?:say|announce|confirm|release|publish|explain|decide|respond|comment|disclose|name|set)\b|\byet to be (?:seen|determined|announced|confirmed|decided|released|published)\b"
    r"|\b(?:remains?|is still|are still) an? (?:\w+ )?(?:uncertainty|open question|mystery|unknown)\b|\b(?:is|are|was|were) not (?:yet )?(?:detailed|specified|disclosed|stated)\b"
    r"|\b(?:nobody|no one) (?:knows|answered|has (?:said|explained|seen|reproduced))\b|\bhard to (?:say|tell) whether\b"
    r"|尚未(?:[^，。]{0,10}[作做]出)?(?:公布|披露|确认|回应|说明|确定|公开)|暂无(?:官方|任何|进一步)?(?:回应|消息|定论|时间表)|(?:暂无|没有|尚无)明确(?:的)?(?:时间表|说法|答复)|未[作做]出回应|悬而未决|(?:存在|存有|仍有)(?:较大|很大)?(?:不确定性|变数|悬念)|暂未(?:公布|披露|回应|确认|公开)|(?:没有|未)(?:披露|公布|透露|说明)|尚不(?:清楚|明朗|确定)|仍?不明朗|有待(?:确认|观察)|仍是未知数"
)
# Most texts hold none of these, and need not be searched further.
_MAY_LEAVE_OPEN = re.compile(
    r"unclear|unknown|undisclosed|not (?:yet )?(?:clear|known|public|detailed|specified|disclosed|stated|say)|to be seen|yet to|unconfirmed"
    r"|n[o'’]t (?:yet |so far )?(?:sa|disclos|announc|confirm|reveal|publish|respond|expla|comment|mention)|declin|said nothing|says? nothing"
    r"|no word|date has|no details?|nobody|no one|[Nn]obody|No one|hard to|mystery|uncertainty|open question"
    r"|尚未|暂[未无]|尚[不无]|明朗|有待|未知数|未[作做披公透说]|没有[披公透说明]|悬而|变数|悬念|不确定性"
)
# Here “it” stands for nothing that was said before.
_IT_IS_OPEN = re.compile(
    r"it (?:is|remains|was)(?: \w+)? (?:unclear|unknown|not (?:yet )?(?:clear|known))\b", re.IGNORECASE
)
_BECAUSE = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|reasons?|caused?|so that|comes? from|stems? from|boils? down)\b|因为|由于|原因|所以|是因|导致"
)
_DAY = re.compile(
    r"\b(?:20\d\d|january|february|march|april|may|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|tonight|weeks?|months?|days?|hours?|soon|quarter|q[1-4]|already|never)\b|\d[日月号年]|今天|明天|下周|下月|即将|已经"
)
_FIGURE = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|half|none|twice)\b|[一二三四五六七八九十百千万两]"
)
FORMS = (
    (re.compile(r"^why\b|^how come\b|为什么|为何"), _BECAUSE),
    (re.compile(r"^when\b|什么时候|何时"), _DAY),
    (re.compile(r"^how (?:many|much|fast|long|big|large|often|old|far)\b|多少|几[个天年月]"), _FIGURE),
)
OF_ANY_FORM = re.compile(r"^(?:who|what|where|which|how)\b|什么|谁|哪|怎")
_BARE_WORD = re.compile(r"[^\s?？,.“”\"]+")
_NOT_TELLING = frozenset({"also", "ever", "going", "go", "people", "many", "long"})
YES_NO = re.compile(
    r"(?:yes|no|yep|nope|not)\b|是的|不是|没有|会的|不会|当然|能[，。]|不能|可以[，。]|对[，。]", re.IGNORECASE
)
# What one does, uses or has is told by who begins with himself.
_OF_YOU = re.compile(
    r"\b(?:what|which|how|where)\b[^?]{0,60}\b(?:(?:do|did|are|were|have) you(?! (?:say|think|mean|know)\b)|your)\b|你(?:们)?(?:用|怎么|是怎么)",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"(?:I|We|My|Our)\b(?! (?:think|don['’]t|wonder|guess|agree|hope|wish|love|hate|feel)\b)|我(?:们)?(?:用|是|在)",
    re.IGNORECASE,
)
_STARTS = re.compile(r"(?:it|this|that|they)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be read without its record, and the passages of others that answer it, best first."""

    question: Passage
    answers: tuple[Passage, ...]
    worth: float = 0.0


def find_asked(
    passages: Sequence[Passage], subject: Subject, printed: Collection[int] = (), *, chinese: bool
) -> list[Asked]:
    """Return the questions that passages of the story's language ask, the best answered first and those without answer last.

    `printed` are the identities of what the body prints: of two answers that are as good, the other is taken.
    """
    found: list[Asked] = []
    replied_to = {p.record.parent_external_id for p in passages if p.record.parent_external_id}
    for question in passages:
        if not question.question or question.chinese != chinese:
            continue
        # What one asks another is answered by whoever replies to him.
        to_one = question.record.external_id in replied_to and _is_put_to_one(question)
        if to_one or stands_alone(question):
            answers = _own_answers(question, passages) if to_one else _answers(question, passages, subject, printed)
            if to_one and not answers:
                continue
            worth = answers[0][0] + 0.1 * question.score if answers else 0.0
            found.append(Asked(question, tuple(p for _, p in answers), worth))
    return sorted(found, key=lambda each: (-each.worth, each.question.index))


def says_open(passage: Passage, subject: Subject) -> bool:
    """Say whether a passage says that something of the subject is not known, or not said."""
    if passage.question or not _MAY_LEAVE_OPEN.search(passage.text):
        return False
    leans = passage.leaning and not _IT_IS_OPEN.match(passage.text)
    # What a paper found unclear, it set out to clear up.
    is_told = passage.record.kind != "paper" and not passage.personal
    if passage.clipped or leans or not is_told or not subject.is_told_in(passage.words):
        return False
    found = _LEAVES_OPEN.search(passage.text.lower())
    return found is not None and (passage.chinese or found.start() > 0)


def leaves_open(passage: Passage, asked: Sequence[Asked], subject: Subject) -> bool:
    """Say whether a passage leaves something of the subject open: it says so, or asks what nobody answers."""
    if not passage.question:
        return says_open(passage, subject)
    if passage.clipped or passage.leaning or not subject.is_told_in(passage.words):
        return False
    is_headline = passage.is_title and (passage.record.kind not in PERSONAL or passage.record.source in LINK_SITES)
    unanswered = any(each.question is passage and not each.answers for each in asked)
    return unanswered and not is_headline and not ADVICE.search(passage.text)


def stands_alone(passage: Passage) -> bool:
    """Say whether a question can be read without its record."""
    return (
        passage.question
        and not (passage.leaning or passage.clipped)
        and bool(_ASKS.match(passage.text))
        and not _PRIVATE.search(passage.text)
    )


def _is_put_to_one(passage: Passage) -> bool:
    """Say whether a question is put to whoever wrote what it replies to, and can be read without that: it names what it asks of."""
    if passage.leaning or passage.clipped or passage.is_title or not _ASKS.match(passage.text):
        return False
    return _YOU.search(passage.text) is not None and not _PRIVATE.search(_YOU.sub(" ", passage.text))


def _own_answers(question: Passage, passages: Sequence[Passage]) -> list[tuple[float, Passage]]:
    """Return how those begin who reply to what they are asked of themselves: with yes or no, or with what they do or have."""
    is_whether = not OF_ANY_FORM.search(question.text.lower())
    begins = YES_NO if is_whether else _SELF if _OF_YOU.search(question.text) else None
    if begins is None:
        return []
    return [
        (p.score, p)
        for p in passages
        if p.order == 1 and _replies(p, question) and _may_answer(p, question) and begins.match(p.text)
    ][:_MOST_ANSWERS]


def _answers(
    question: Passage, passages: Sequence[Passage], subject: Subject, printed: Collection[int]
) -> list[tuple[float, Passage]]:
    """Return the passages of other records that answer a question, best first."""
    wanted = _Wanted(question, subject)
    scored: list[tuple[float, Passage]] = []
    for at, passage in enumerate(passages):
        if wanted.telling.isdisjoint(passage.words) or not _may_answer(passage, question):
            continue
        following = following_of(passages, at)
        share = wanted.share_in(passage, following)
        if share:
            worth = share + _replies(passage, question) + 0.1 * passage.score - 0.2 * (id(passage) in printed)
            scored.append((worth, passage))
            if following and wanted.particular & following.words - passage.words:
                scored.append((worth - 0.01, following))
    scored.sort(key=lambda item: (-item[0], item[1].index, item[1].order))
    kept: list[tuple[float, Passage]] = []
    for score, passage in scored:
        if all(alike(passage, other) < 0.6 for _, other in kept):  # noqa: PLR2004 - beyond that both say the same
            kept.append((score, passage))
        if len(kept) >= _MOST_ANSWERS:
            break
    return kept


class _Wanted:
    """What an answer to a question must hold: the words that tell what is asked, and a form."""

    def __init__(self, question: Passage, subject: Subject) -> None:
        """Read a question on a subject."""
        small = question.text.lower()
        self.question = question
        self.telling = telling_of(question)
        self.particular = self.telling - subject.anchors
        self._named = question.words - self.telling
        versions = {w for w in question.words if not w.isdecimal() and any(c.isdigit() for c in w)}
        self._versions = versions - subject.anchors
        self._form = next((answer for asks, answer in FORMS if asks.search(small)), None)
        numbers = "|".join(re.escape(w) for w in sorted(question.words) if any(c.isdigit() for c in w))
        self._numbers = re.compile(rf"\b(?:{numbers})\b") if numbers else None
        of_any_form = self._form is None and OF_ANY_FORM.search(small) is not None
        self._is_open = of_any_form or self._form is not None
        self._enough = _ENOUGH_OF_ANY if of_any_form else _ENOUGH
        self._least = 1 if self._form else LEAST_ZH if question.chinese else LEAST

    def share_in(self, passage: Passage, following: Passage | None) -> float:
        """Return how much of what is asked a passage, with what follows it, takes up; 0 where it is no answer."""
        words = passage.words | (following.words if following else frozenset())
        if not self._has_form(passage) or not self._versions <= words:
            return 0.0
        share = len(self.particular & words) / (len(self.particular) or 1)
        if _replies(passage, self.question):
            # Who is asked whether something is so says yes or no, or takes up what he is asked.
            least = _ENOUGH_OF_REPLY if self._is_open or YES_NO.match(passage.text) else _ENOUGH_OF_YES_NO
            taken_up = len(self.telling & passage.words)
            return max(share, 0.01) if taken_up >= max(1, least * len(self.telling)) else 0.0
        takes_up = bool(self.particular & passage.words) and len(self.particular & words) >= self._least
        # What is asked of is named in an answer that stands elsewhere.
        names = self.question.chinese or bool(self._named & words)
        return share if takes_up and names and share >= self._enough else 0.0

    def _has_form(self, passage: Passage) -> bool:
        """Say whether a passage has the form of an answer; the numbers in the name of what is asked of are no figure."""
        if self._form is None:
            return True
        return bool(
            self._form.search(self._numbers.sub(" ", passage.text.lower()) if self._numbers else passage.text.lower())
        )


def telling_of(question: Passage) -> frozenset[str]:
    """Return the words of a question that say what is asked: no names, no numbers, and none that the whole field uses."""
    if question.chinese:
        return question.words - FIELD_WORDS
    bare = [word for word in _BARE_WORD.findall(question.text)[1:] if word[0].islower()]
    return (
        frozenset(word for word in content_words(" ".join(bare)) if not word.isdecimal()) - FIELD_WORDS - _NOT_TELLING
    )


def _may_answer(passage: Passage, question: Passage) -> bool:
    """Say whether a passage can be an answer at all: another's whole sentence, and no talk from before it was asked."""
    if passage.question or passage.clipped or passage.record.id == question.record.id:
        return False
    # The first words of a reply lean on the question, which is printed above them.
    if passage.leaning and not (_replies(passage, question) and passage.order == 1 and _STARTS.match(passage.text)):
        return False
    return passage.record.kind not in PERSONAL or passage.record.published_at >= question.record.published_at


def _replies(passage: Passage, question: Passage) -> bool:
    parent = passage.record.parent_external_id
    return parent is not None and parent == question.record.external_id


def following_of(passages: Sequence[Passage], at: int) -> Passage | None:
    """Return the next sentence of the same record, where it can be quoted: an answer may take two."""
    here, following = passages[at], passages[at + 1] if at + 1 < len(passages) else None
    goes_on = following and following.record.id == here.record.id and following.order == here.order + 1 and here.order
    return following if following and goes_on and not (following.question or following.clipped) else None
