"""Turn what the model says into sentences of a draft, and judge each before it is handed in.

The model names sentences by id; here they become spans of records. What it sets between quotation marks is cut to the very words
that are quoted; an id between the marks is replaced by the sentence itself. Each sentence is then judged by the house's rules, with
nothing of the records at hand but what the model was shown, and by what is asked of a model beyond them (see `manners`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.language.gazetteer import Gazetteer
from app.language.normalise import clean_text
from app.story.draft import DraftSentence, Span, StoryLink
from app.story.polarity import is_reversed
from app.story.quotes import cut, fold_for_quotation, quoted_passages, stand_in
from app.story.verification import Evidence, Judgement, judge, judge_headline
from app.writers.claude.answer import Said
from app.writers.claude.manners import FIRST_WORD, objection_to, own_words, words_of
from app.writers.claude.notebook import Notebook, Numbered
from app.writers.claude.translations import objection_to_translation
from schemas.base import Support

_SET_IN = re.compile(r"[“\"「]\s*\[?(R\d{1,3}\.S\d{1,3})\]?\s*[”\"」]")
_FINAL_STOP = ".。"
_STOPS = ".!?。！？"
_MOST_CITES = 8
_LONGEST = 900
_LONGEST_LINE = 240
# The share of a title's or dek's telling words that must stand in what the model was shown.
_LINE_FLOOR = 0.5
# So many telling words around a quotation may be the writer's own.
_FREE_AROUND = 3
# The share of a sentence's telling words, quotations left out and each weighed by its rarity, that must stand in what it cites.
_TELLING_FLOOR = 0.5
_TRANSLATED = {"en": (" (translated: “", "”)"), "zh": ("（译文：“", "”）")}
_SAYS_TRANSLATED = re.compile(r"translat|译", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence as it goes into the draft, and what was found of it: no codes where it stands."""

    sentence: DraftSentence
    codes: tuple[str, ...] = ()
    reason: str = ""

    @property
    def stands(self) -> bool:
        """Say whether nothing speaks against it."""
        return not self.codes

    def without(self, code: str, reason: str) -> Checked:
        """Return it refused for a reason that the rules do not know."""
        return Checked(replace(self.sentence, objection=reason), (code,), reason)


@dataclass(frozen=True)
class Desk:
    """What sentences are checked with: the notebook, the names of sources, the story's language, and translations by id."""

    book: Notebook
    sources: Mapping[str, str]
    language: str
    gazetteer: Gazetteer | None
    translations: Mapping[str, str]

    def check(self, said: Said, earlier: str | None = None, name: str | None = None) -> Checked:
        """Check a sentence; one of the story so far must cite records behind the story labelled `earlier` and print its `name`."""
        text = clean_text(" ".join(said.text.split()))
        cites = list(dict.fromkeys([*said.cites, *_SET_IN.findall(text)]))
        if unknown := [each for each in cites if each not in self.book.sentences]:
            shown = ", ".join(each[:24] for each in unknown[:3])
            return _refused(said, "unknown_id", f"It cites {shown}, of which nothing was shown.")
        if any(self.book.of_earlier(each) != earlier for each in cites):
            return _refused(said, "wrong_part", "It cites records that belong to another part of the story.")
        if not cites or len(cites) > _MOST_CITES:
            return _refused(said, "no_quotes", f"It must cite one to {_MOST_CITES} sentences.")
        numbered = [self.book.sentences[each] for each in cites]
        text = self._set_in(text)
        links = _links(text, name, self.book.earlier[earlier].slug) if earlier and name else ()
        if earlier and not links:
            return _refused(said, "story_not_named", "It does not hold the earlier story's name as it was given.")
        if early := self._objection(text, numbered):
            return _refused(said, *early)
        return self._judged(DraftSentence(text, (), said.support, links), numbered)

    def check_line(self, said: Said, evidence: Sequence[Evidence], counts: Sequence[int]) -> Checked:
        """Check a title or dek against the evidence of the whole story; `counts` are numbers that it may state."""
        found = self.check_words(said.text, evidence, counts)
        if unknown := [each for each in said.cites if each not in self.book.sentences or self.book.of_earlier(each)]:
            return found.without("unknown_id", f"It cites {', '.join(unknown)[:80]}, which is not of this story.")
        numbered = [self.book.sentences[each] for each in said.cites]
        if wrong := next(filter(None, map(self.objection_to_translation, numbered)), None):
            return found.without(*wrong)
        spans = tuple(map(self._span, numbered))
        if found.stands and not spans:
            return found.without("no_quotes", "It cites nothing.")
        return replace(found, sentence=replace(found.sentence, spans=spans))

    def check_words(
        self, words: str, evidence: Sequence[Evidence], counts: Sequence[int] = (), floor: float = _LINE_FLOOR
    ) -> Checked:
        """Check a line that cites nothing, such as a heading, against evidence: names, numbers, quotations and manners.

        At least the share `floor` of its telling words must stand in what the model was shown.
        """
        text = clean_text(" ".join(words.split()))
        line = Checked(DraftSentence(text, ()))
        if not text or len(text) > _LONGEST_LINE:
            return line.without("length", f"It has no words, or more than {_LONGEST_LINE} characters.")
        if early := objection_to(text, self.book, self.language):
            return line.without(*early)
        judgement = judge_headline(text, evidence, self.gazetteer, counts)
        if judgement.verdict != "found":
            return Checked(line.sentence, judgement.codes, judgement.reason)
        known = self.book.words.keys() | {
            w for each in evidence if each.translation for w in words_of(each.translation)
        }
        telling = words_of(text)
        if telling and len(telling & known) < floor * len(telling):
            return line.without("too_little_in_common", "Too few of its words stand in the records.")
        return line

    def own_evidence(self, numbered: Numbered) -> Evidence:
        """Return what a title or dek rests on that cites a sentence: its words, and a translation of them that nothing speaks against."""
        is_sound = self.objection_to_translation(numbered) is None
        return self._evidence(self._span(numbered) if is_sound else numbered.span)

    def objection_to_translation(self, numbered: Numbered) -> tuple[str, str] | None:
        """Return what is wrong with the translation of a sentence in another language, its lack too; None where nothing is."""
        if not self._is_foreign(numbered):
            return None
        if (words := self.translations.get(numbered.id)) is None:
            return "no_translation", f"{numbered.id} is in another language and has no translation."
        return objection_to_translation(numbered, words, self.book, self.language, self.gazetteer)

    def translated(self, numbered: Numbered) -> DraftSentence | None:
        """Return a sentence in another language as its translation has it; None where it has no sound one."""
        if not self._is_foreign(numbered) or self.objection_to_translation(numbered):
            return None
        return DraftSentence(self.translations[numbered.id], (self._span(numbered),))

    def _is_foreign(self, numbered: Numbered) -> bool:
        return numbered.language != self.language.partition("-")[0].lower()

    def evidence(self, sentence: DraftSentence) -> list[Evidence]:
        """Return what a sentence rests on, as the model was shown it."""
        return [self._evidence(span) for span in sentence.spans]

    def _judged(self, sentence: DraftSentence, numbered: Sequence[Numbered]) -> Checked:
        """Judge it as a quotation where its quotations stand in what it cites, else as what it says it is."""
        narrow = self._narrowed(sentence.text, numbered)
        refused: Checked | None = None
        if narrow is not None and sentence.support != "analysis":
            tried = self._judge(replace(sentence, spans=narrow, support="verbatim"))
            if tried.stands and not self._is_turned(sentence.text, numbered):
                return tried
            refused = tried if sentence.support == "verbatim" and not tried.stands else None
        whole = tuple(self._span(each) for each in numbered)
        support: Support = "analysis" if sentence.support == "analysis" else "paraphrase"
        tried = self._judge(replace(sentence, spans=whole, support=support))
        return refused if refused and not tried.stands else tried

    def _is_turned(self, text: str, numbered: Sequence[Numbered]) -> bool:
        """Say whether a sentence that quotes a few words of those it cites denies what they affirm around these, or the reverse."""
        if any(map(self._is_foreign, numbered)):
            return False
        folded = fold_for_quotation(text)
        told = [each.text for each in numbered if fold_for_quotation(each.text).rstrip(_STOPS) not in folded]
        return bool(told) and is_reversed(text, told, closest=True)

    def _judge(self, sentence: DraftSentence) -> Checked:
        evidence = self.evidence(sentence)
        exempt = [(each.start, each.end) for each in sentence.links]
        judgement = judge(sentence.text, evidence, sentence.support, self.gazetteer, exempt)
        if judgement.verdict == "found":
            judgement = self._beyond(sentence, evidence, exempt) or judgement
        if judgement.verdict == "found":
            return Checked(sentence)
        # What the house's rules refuse as well needs no word of the writer's; the rest would pass them.
        return Checked(replace(sentence, objection=judgement.reason), judgement.codes, judgement.reason)

    def _beyond(
        self, sentence: DraftSentence, evidence: Sequence[Evidence], exempt: Sequence[tuple[int, int]]
    ) -> Judgement | None:
        """Ask more of a model's own words than of a program's fixed phrases."""
        text = sentence.text
        for start, end in exempt:
            text = text[:start] + " " * (end - start) + text[end:]
        texts = [words for each in evidence for words in (each.exact, each.translation, *_fields(each)) if words]
        known = {word for each in texts for word in words_of(each)}
        telling = words_of(own_words(text))
        if (first := FIRST_WORD.match(text)) and not self._was_shown(first[1]):
            reason = f"It begins with {first[1]}, a word that stands in no record: a name, for all that can be seen."
            return Judgement("not_found", reason, ("name_not_borne_out",))
        lacking = sorted(telling - known)
        shown = ", ".join(lacking[:5])
        if sentence.support == "verbatim" and len(lacking) > _FREE_AROUND:
            reason = f"The words around the quotation say more than it bears out: {shown}."
            return Judgement("not_found", reason, ("too_little_in_common",))
        if sentence.support != "verbatim" and self.book.share(known, telling) < _TELLING_FLOOR:
            reason = f"It must use more of its quotes' words; they lack {shown}."
            return Judgement("not_found", reason, ("too_little_in_common",))
        return None

    def _was_shown(self, word: str) -> bool:
        """Say whether a word that begins a sentence is an ordinary one: shown to the model, of the trade, or of grammar alone."""
        told = words_of(word)
        return all(each in self.book.words or each in self._translated for each in told)

    @cached_property
    def _translated(self) -> set[str]:
        return {word for text in self.translations.values() for word in words_of(text)}

    def _objection(self, text: str, numbered: Sequence[Numbered]) -> tuple[str, str] | None:
        """Return what speaks against the sentence before it is held against its quotes."""
        if len(text) > _LONGEST:
            return "length", f"It has more than {_LONGEST} characters."
        if early := objection_to(text, self.book, self.language):
            return early
        if wrong := next(filter(None, map(self.objection_to_translation, numbered)), None):
            return wrong
        if any(map(self._is_foreign, numbered)) and self._is_silent_on_translation(text, numbered):
            return (
                "translation_not_told",
                "It quotes a translation as if it were the original: say that it is translated.",
            )
        return None

    def _is_silent_on_translation(self, text: str, numbered: Sequence[Numbered]) -> bool:
        """Say whether a passage between quotation marks stands only in a translation, and the sentence does not say so."""
        if _SAYS_TRANSLATED.search(text) or self.language.partition("-")[0].lower() not in _TRANSLATED:
            return False
        originals = [fold_for_quotation(each.text) for each in numbered]
        return any(not stand_in(text[start:end], originals) for start, end in quoted_passages(text, originals))

    def _set_in(self, text: str) -> str:
        """Replace each id between quotation marks by the sentence's own words, and its translation where there is one."""

        def words(match: re.Match[str]) -> str:
            each = self.book.sentences[match[1]]
            is_last = not text[match.end() :].strip(" .。")
            said = each.text if is_last else each.text.rstrip(_FINAL_STOP)
            translation = self.translations.get(each.id)
            if translation is None or not self._is_foreign(each):
                return f"“{said}”"
            before, after = _TRANSLATED.get(self.language.partition("-")[0].lower(), (" (“", "”)"))
            return f"“{said}”{before}{translation}{after}"

        replaced = _SET_IN.sub(words, text)
        return re.sub(r"([.!?。！？…]”)[.。]$", r"\1", replaced)

    def _narrowed(self, text: str, numbered: Sequence[Numbered]) -> tuple[Span, ...] | None:
        """Return a span for the very words of each quotation, and one for each cited sentence that is not quoted.

        None where the text quotes nothing, or something that no cited sentence holds.
        """
        folded = [fold_for_quotation(each.text) for each in numbered]
        found: dict[str, list[Span]] = {each.id: [] for each in numbered}
        for start, end in quoted_passages(text, folded):
            words = text[start:end]
            if (owner := next((each for each in numbered if each.place_of(words)), None)) is None:
                if any(words in self.translations.get(each.id, "") for each in numbered):
                    continue
                return None
            found[owner.id].append(self._span(owner, owner.place_of(words)))
        if not any(found.values()):
            return None
        return tuple(span for each in numbered for span in (found[each.id] or [self._span(each)]))

    def _span(self, numbered: Numbered, place: tuple[int, int] | None = None) -> Span:
        start, end = place or (numbered.span.start, numbered.span.end)
        translation = self.translations.get(numbered.id) if self._is_foreign(numbered) else None
        return replace(numbered.span, start=start, end=end, translation=translation)

    def _evidence(self, span: Span) -> Evidence:
        record = self.book.shown[span.record_id]
        quote = cut(record, span, "q")
        source = self.sources.get(record.source, record.source)
        return Evidence(record, quote.field, quote.exact, quote.translation, source, quote.start)


def _refused(said: Said, code: str, reason: str) -> Checked:
    return Checked(DraftSentence(said.text, (), said.support), ()).without(code, reason)


def _links(text: str, name: str, slug: str) -> tuple[StoryLink, ...]:
    """Return the link on the first place where an earlier story's name stands."""
    start = text.find(name)
    return (StoryLink(start, start + len(name), slug),) if start >= 0 else ()


def _fields(evidence: Evidence) -> tuple[str | None, ...]:
    record = evidence.record
    return (record.title, record.community, record.author, evidence.source_name, record.source)
