"""What a sentence tells of a thing that it names, as the question that a reader would ask: how large it is, what it costs, who said what.

A question is asked of the one thing of its kind in the sentence, so that the figure, the day or the terms are that thing's; of two
that are set side by side, how one compares with the other. A sentence that leaves open whose they are answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.language.gazetteer import Gazetteer, Mention
from app.language.pattern import pattern
from app.language.pattern_set import PatternSet, alternatives
from app.story.publishers import PERSONAL
from app.writers.extractive.acts import DID_ZH, act_of, act_zh, is_name_in, said_by_document
from app.writers.extractive.facts import IDENTITY, Fact, fact_in, figure_of, start_of, thing_in
from app.writers.extractive.passages import Passage
from app.writers.extractive.telling import ACTORS, COMPARE, MODELS, OF_FIRST, OF_ONE, THINGS, Particular
from schemas.entity import EntityKind

Telling = Particular | Fact

# Of these the figure may be another's that is named behind, as “models as small as 3 billion parameters” is.
_MEASURES = frozenset({"size", "speed", "context", "price"})
_ANOTHER = pattern(r"\b(?:models?|others?) (?:as|with|of|at|under|below|like)\b|, (?:with|while|whereas)\b")
_TOLD = tuple((name, kinds, pattern(words)) for name, kinds, words in OF_ONE)
_COMPARES = pattern(COMPARE)
_HOPES = pattern(r"\b(?:hopefully|i hope|we hope|wish|would love)\b|希望|但愿")
_TOLD_FIRST = tuple((name, pattern(words)) for name, words in OF_FIRST)
_TELLS = PatternSet(
    part
    for words in (*(words for _, _, words in OF_ONE), *(words for _, words in OF_FIRST), COMPARE)
    for part in alternatives(words)
)
_OFFICE = pattern(
    r",[^,]{0,60}\b(?:chief (?:executive|scientist|technology officer)|c[et]o|founder|co-founder|researcher|senator|minister|president|director|professor|secretary|head|chair\w*|governor|engineer)\b[^,]{0,40},"
)
_IT = pattern(r"(?:It|Its|It['’]s|(?:The|This) (?:new )?model(?:['’]s)?)\b|它|该模型")
_EARLY = 8
_AT_ONCE = 4
# What is named for a comparison is not what is spoken of; and behind these follows what somebody has, heads or stands in a row with.
_BESIDE = pattern(
    r"(?:\b(?:like|than|such as|compared (?:to|with)|catching up (?:to|with)|instead of|replac\w+|including|similar to|good as|against|according to|inches out|beat(?:s|ing)?|outperform\w*|surpass\w*|versus|vs\.?|unlike|as well as)|比|如|类似|相比)[^.,。，]{0,40}$|\b(?:my|our|his|her)(?: \w+)? $"
)
_OWNS = pattern(r"['’]s?\b|,| (?:and|or|CEO|co-?founder|founder|chief|president|vs)\b|的|、|和|与|首席|创始人|董事长")
# What may stand before the name that a sentence begins with, and within how much of what follows it is told of it.
_BEGINS = pattern(r"(?:(?:The|A|An|New|Our|This|最新的?|新版?|全新的?) ?(?:new )?)?")
_NEAR = 60
# Whoever does these, or is available, is named before, and what is named behind is somebody else: “Claude is available in …”.
_OF_WHAT_STANDS_BEFORE = frozenset({"where", "due", "money", "jobs", "licence"})
_NAME_GOES_ON = pattern(r"(?: for)?[ -][A-Z]")
_VARIANT = re.compile(
    r"(?:-(?:[A-Z]|\d)[A-Za-z\d]*(?:\.\d+)*| (?!\d{4})\d+(?:\.\d+)*[A-Za-z]?(?= (?:[A-Z]|(?:is|are|was|has|can|will)\b)|['’,]))+(?: [A-Z][a-z]+(?= (?:is|are|was|has|can|will)\b|['’]s))?"
)
_MARKED = re.compile(r"[\d._+-]|\w[A-Z]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a passage tells: which particular of what, by name, of two where they are compared; and where that is `named`."""

    particular: Telling
    names: tuple[str, ...]
    passage: Passage
    named: Passage


@dataclass(slots=True)
class Naming:
    """What the things that passages name are called, and what kind each is; nobody asks a story about the `papers` that tell it.

    `asked` are the names of what few records hold, which a reader may ask about.
    """

    gazetteer: Gazetteer | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, EntityKind] = field(default_factory=dict)
    papers: Collection[str] = ()
    asked: Sequence[str] = ()
    _known: dict[int, list[Mention]] = field(default_factory=dict, init=False)

    def mentions(self, passage: Passage) -> list[Mention]:
        """Return where a passage names something that has a name in print and is no paper that tells the story."""
        if self.gazetteer is None:
            return []
        if (known := self._known.get(id(passage))) is None:
            found = self.gazetteer.find(passage.text, passage.record.title or "")
            known = [
                m
                for m in found
                if self.names.get(m.slug, "") not in ("", *self.papers) and not self._is_a_word(m, passage)
            ]
            self._known[id(passage)] = known
        return known

    def _is_a_word(self, mention: Mention, passage: Passage) -> bool:
        """Say whether what bears a name's letters is a word like any other: a paper's “minimax objective” is not MiniMax."""
        written = passage.text[mention.start : mention.end]
        return passage.record.kind not in PERSONAL and written.islower() and not self.names[mention.slug].islower()

    def chief_of(self, passage: Passage, entities: Collection[str]) -> str:
        """Return the name of that of some entities which a passage names first, "" where it names none; nobody speaks of a place."""
        fit = (m for m in self.mentions(passage) if m.slug in entities and self.kinds.get(m.slug) != "place")
        found = next(fit, None)
        return self._called(found, passage) if found else ""

    def subject_of(self, passage: Passage) -> str:
        """Return the name of what a passage speaks of: the one model or product that it names, else the one organisation, else what it begins with; "" where there is no such."""
        mentions = self.mentions(passage)
        for kinds in (THINGS, frozenset({"organization"})):
            if found := [m for m in mentions if self.kinds.get(m.slug) in kinds]:
                if len({m.slug for m in found}) == 1 and not _BESIDE.search(passage.text[: found[0].start]):
                    return self._called(found[0], passage)
                break
        # Of several it is about the one that it begins with, unless that only owns or leads what it is about.
        first = mentions[0] if mentions else None
        if (
            first
            and first.start <= (0 if passage.chinese else _AT_ONCE)
            and self.kinds.get(first.slug) in THINGS | ACTORS
        ):
            return "" if _OWNS.match(passage.text, first.end) else self._called(first, passage)
        return ""

    def told_in(self, passages: Iterable[Passage], before: Mapping[str, Passage]) -> Iterator[Told]:
        """Yield what each passage tells of what it names, in their order, one particular of each.

        `before` holds the sentence, or else the title, that stands before a passage in its record, by `place_of`: “it” is what that names.
        """
        for passage in passages:
            named = passage
            # Who asks it and tells his guess has not told it.
            if "?" in passage.text or "？" in passage.text:
                continue
            if passage.leaning:
                found = before.get(place_of(passage, -1)) or before.get(place_of(passage, -passage.order))
                if found is None or found.leaning or not _IT.match(passage.text):
                    continue
                named = found
            if (told := self._told(passage, named)) is not None:
                yield told

    def _told(self, passage: Passage, named: Passage) -> Told | None:
        small = passage.text.lower()
        identity = None if passage.leaning else IDENTITY.match(passage.text)
        tells = identity or _TELLS.may_match(small) or (DID_ZH if passage.chinese else _OFFICE).search(small)
        mentions = self.mentions(passage) if tells else []
        if identity and (name := _named(identity, mentions)):
            return Told("identity", (name,), passage, named)
        if not passage.leaning and (fact := self._fact(passage)):
            return fact
        # “It” may stand for what the sentence before names, where this one tells something.
        before = self.mentions(named) if passage.leaning and tells else []
        if (mentions or before) and (told := self._of_one(passage, named, small, before, mentions)):
            return told
        return None if passage.leaning else self._of_actor(passage, small, mentions[:1])

    def _fact(self, passage: Passage) -> Told | None:
        """Return the plain fact that a sentence tells of what it begins with, where that is known by a name."""
        if passage.chinese:
            first = next(iter(self.mentions(passage)), None)
            if first and first.start <= _EARLY and (figure := figure_of(passage.text, first.end)):
                fact, *words = figure
                return Told(fact, (passage.text[first.start : first.end], *words), passage, passage)
            return None
        if name := thing_in(passage.text):
            return Told("identity", (name,), passage, passage)
        found = None if _tells_no_deed(passage) else fact_in(passage.text)
        if found is None:
            return None
        who = found.words[0]
        is_known = self.gazetteer is not None and any(
            found.start <= m.start < found.start + len(who)
            for m in self.gazetteer.find(passage.text, passage.record.title or "")
        )
        return Told(found.fact, found.words, passage, passage) if is_known or _MARKED.search(who) else None

    def _of_one(
        self, passage: Passage, named: Passage, small: str, before: list[Mention], own: list[Mention]
    ) -> Told | None:
        """Return what is told of the one thing of its kind, of those named `before` too, or how two compare."""
        mentions = [*before, *own]
        for particular, kinds, words in _TOLD:
            fit = [m for m in mentions if self.kinds.get(m.slug) in kinds]
            if fit and len({m.slug for m in fit}) == 1 and (said := words.search(small)):
                is_other = (particular in _OF_WHAT_STANDS_BEFORE and said.start() < fit[0].start) or bool(
                    particular in _MEASURES and _ANOTHER.search(small, fit[0].end, max(fit[0].end, said.start()))
                )
                if not before and (is_other or _BESIDE.search(passage.text[: fit[0].start])):
                    continue
                return Told(particular, (self._called(fit[0], named if before else passage),), passage, named)
        # A headline's “support” is a thing that is added, and no verb.
        if (begun := self._begins_with(passage, own)) and not (passage.is_title and passage.record.kind in PERSONAL):
            name, end = begun
            for particular, words in _TOLD_FIRST:
                if words.search(small, end, end + _NEAR):
                    return Told(particular, (name,), passage, named)
        things = list(dict.fromkeys(m.slug for m in mentions if self.kinds.get(m.slug) in MODELS))
        two = len(things) == 2 and not any(one.startswith(other) for one in things for other in things if one != other)  # noqa: PLR2004 - one thing and another, not a family and one of it
        if two and _COMPARES.search(small) and not _HOPES.search(small):
            return Told("compare", tuple(self.names[slug] for slug in things), passage, named)
        return None

    def _begins_with(self, passage: Passage, own: list[Mention]) -> tuple[str, int] | None:
        """Return the product or model that a sentence begins with, and where its name ends."""
        first = next((m for m in own if self.kinds.get(m.slug) in THINGS), None)
        if first is None or passage.leaning or not _BEGINS.fullmatch(passage.text, 0, first.start):
            return None
        return None if _NAME_GOES_ON.match(passage.text, first.end) else (self._called(first, passage), first.end)

    def _called(self, mention: Mention, passage: Passage) -> str:
        """Return what a mention is called: as a Chinese passage has it, else as newspapers print it."""
        # MiMo-V2.5-ASR is not MiMo.
        variant = _VARIANT.match(passage.text, mention.end)
        name, written = self.names[mention.slug], passage.text[mention.start : mention.end]
        # What is linked to its family has its own name all the same: Nemotron 3 Super.
        own = self.kinds.get(mention.slug) in MODELS and written.startswith((f"{name} ", f"{name}-"))
        if passage.chinese or variant or own:
            return passage.text[mention.start : variant.end() if variant else mention.end]
        return name

    def _of_actor(self, passage: Passage, small: str, first: list[Mention]) -> Told | None:
        """Return what whoever begins the sentence did, or who that is."""
        if first and self.kinds.get(first[0].slug) == "person" and _OFFICE.match(small, first[0].end):
            return Told("person", (self.names[first[0].slug],), passage, passage)
        if not passage.chinese:
            if passage.record.kind not in PERSONAL | {"paper"} and (said := said_by_document(passage.text)):
                return Told("says" if said[2] else "did", said[:2], passage, passage)
            act = None if _tells_no_deed(passage) else act_of(passage.text, start_of(passage.text))
            return Told("did", act[:2], passage, passage) if act and self._is_named(act.who, passage, first) else None
        if first and first[0].start <= _EARLY and self.kinds.get(first[0].slug) in ACTORS:
            done = act_zh(passage.text, first[0].end)
            return Told("did", (passage.text[first[0].start : first[0].end], done), passage, passage) if done else None
        return None

    @staticmethod
    def _is_named(who: str, passage: Passage, first: list[Mention]) -> bool:
        """Say whether whoever begins a sentence is known by a name: “Judge” in a headline is not, nor what only its capitals make one."""
        if who.startswith(("the ", "a ", "an ")) or (first and first[0].start < len(who) + _AT_ONCE):
            return True
        if " " not in who:
            return bool(_MARKED.search(who)) or (
                not passage.is_title and is_name_in(who, passage.text, passage.record.text or "")
            )
        behind = [word for word in passage.text[len(who) :].split() if word[0].isalpha()]
        return not passage.is_title or 2 * sum(word[0].islower() for word in behind) > len(behind)


def place_of(passage: Passage, further: int = 0) -> str:
    """Return where a passage stands, or so many sentences further on in its record; the title is the first."""
    return f"{passage.record.id}/{passage.order + further}"


def _tells_no_deed(passage: Passage) -> bool:
    """Say whether a passage asks, or is a paper's title, which is set in capitals."""
    return passage.question or (passage.is_title and passage.record.kind == "paper")


def _named(identity: re.Match[str], mentions: list[Mention]) -> str:
    """Return the name in an identity, "" where it may be a word like any other with which a sentence begins."""
    name = identity["name"] or identity["named"] or ""
    place = identity.start("name" if identity["name"] else "named")
    is_known = any(m.start == place and m.end == place + len(name) for m in mentions)
    return name if is_known or _MARKED.search(name) or " " in name else ""
