"""Apply a human edit to a story: what is new is checked like a writer's words, and nothing that is not borne out stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.errors import Fault, InvalidInputError
from app.language.normalise import clean_text
from app.language.tokens import content_words
from app.story.evidence import Basis, Evidence
from app.story.leaning import fallen
from app.story.quotes import fold_for_quotation, quoted_passages
from app.story.rewriting import Ledger, evidence_by_quote, renumbered, rewritten
from app.story.runs import link, links_kept
from app.story.verification import Judgement, judge, judge_headline
from schemas.base import Support
from schemas.beat import BeatRef
from schemas.record import Record
from schemas.story import Sentence, SentenceEdit, Story, StoryEdit, Unused

_EDITED_OUT = "An editor took it out of the story."
_CONTEXT = 2_000
# The share of an edited title's or dek's content words that what the story quotes and cites must hold.
_HEADLINE_FLOOR = 0.8
_MOST_SHOWN = 5
_BREAK = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BROKEN = "It holds a line break or a control character; a title, a dek and a sentence are one line each."


def edited(story: Story, edit: StoryEdit, beat: BeatRef, ledger: Ledger) -> Story:
    """Return the story as edited and filed under the beat, numbered and counted anew; its revision and times are the caller's to set.

    New words are judged against the quotes that they rest on, by the rules that hold for every writer. Raises
    InvalidInputError with a fault for each place that names what is not the story's or is not borne out, and where
    nothing would change.
    """
    desk = _Desk(story, ledger)
    changes = desk.changes(edit.sentences)
    changed = rewritten(story, lambda sentence: changes.get(sentence.id, sentence))
    headline = desk.headline(edit)
    if not changed.sections:
        desk.faults.append(Fault("/sentences", "No sentence of the body would be left; retract the story instead."))
    else:
        desk.faults += _left_leaning(story, changed, edit.sentences)
    if desk.faults:
        raise InvalidInputError("The edit is refused; the story stays as it is.", errors=desk.faults)
    changed = changed.model_copy(update=headline | {"beat": beat})
    if _told(changed) == _told(story):
        message = "The edit changes nothing: every word, quote and beat that it gives is already the story's."
        raise InvalidInputError(message)
    method = story.methodology.model_copy(update={"human_edited": True})
    counted = renumbered(changed.model_copy(update={"methodology": method}), ledger)
    return _accounted(counted, story, ledger)


class _Desk:
    """One edit of one story, with the faults found so far."""

    def __init__(self, story: Story, ledger: Ledger) -> None:
        """Lay out what the story's quotes offer a sentence; quotes of records no longer here offer nothing."""
        self.faults: list[Fault] = []
        self._story, self._ledger = story, ledger
        self._sentences = {sentence.id: sentence for sentence in story.body()}
        self._evidence = evidence_by_quote(story, ledger)

    def changes(self, edits: Sequence[SentenceEdit]) -> dict[str, Sentence | None]:
        """Return the new sentence for each id that is edited; None where it is dropped."""
        found: dict[str, Sentence | None] = {}
        for position, each in enumerate(edits):
            pointer = f"/sentences/{position}"
            if each.id not in self._sentences:
                self.faults.append(Fault(f"{pointer}/id", "The story has no sentence with this id."))
            elif each.id in found:
                self.faults.append(Fault(f"{pointer}/id", "The sentence is edited twice."))
            else:
                found[each.id] = self._sentence(each, pointer)
        return found

    def headline(self, edit: StoryEdit) -> dict[str, object]:
        """Return the new title and dek, borne out by all the evidence of the story, and the quotes each rests on."""
        found: dict[str, object] = {}
        for name, given, before in (
            ("title", edit.title, self._story.title),
            ("dek", edit.dek, self._story.dek),
        ):
            if given is None or self._is_broken(given, f"/{name}"):
                continue
            text = clean_text(given).strip()
            if text == before:
                continue
            method = self._story.methodology
            counts = (method.record_count, method.cited_count, method.publisher_count)
            judgement = judge_headline(text, list(self._evidence.values()), self._ledger.gazetteer, counts)
            self._refuse(judgement, f"/{name}")
            if judgement.verdict == "found":
                self._ask_for_words(text, f"/{name}")
            found |= {name: text, f"{name}_quotes": self._bearing(text)}
        return found

    def _ask_for_words(self, text: str, pointer: str) -> None:
        """Refuse a headline too few of whose content words are the quotes', the cited records' or the entities'."""
        named = {word for entity in self._story.entities for word in content_words(entity.name)}
        words = set(content_words(text))
        lacking = words - named - Basis(list(self._evidence.values())).content
        if not words or len(words - lacking) < _HEADLINE_FLOOR * len(words):
            shown = ", ".join(f"“{word}”" for word in sorted(lacking)[:_MOST_SHOWN])
            reason = f"Too few of its words stand in the quotes and the records of the story; they lack {shown}."
            self.faults.append(Fault(pointer, reason if lacking else "It has no words that could be borne out."))

    def _is_broken(self, text: str, pointer: str) -> bool:
        """Note a line break or a control character as a fault, and say whether there is one."""
        broken = _BREAK.search(text) is not None
        if broken:
            self.faults.append(Fault(pointer, _BROKEN))
        return broken

    def _bearing(self, text: str) -> list[str]:
        """Return the fewest quotes that together hold every word of a headline which any quote holds, greedily."""
        held = {quote: set(content_words(each.exact)) for quote, each in self._evidence.items()}
        wanted = set(content_words(text)).intersection(set().union(*held.values()))
        chosen: list[str] = []
        while wanted:
            best = max(held, key=lambda quote: len(held[quote] & wanted))
            wanted -= held[best]
            chosen.append(best)
        return chosen

    def _sentence(self, edit: SentenceEdit, pointer: str) -> Sentence | None:
        """Return the sentence with its new words, linked anew; faults are noted."""
        before = self._sentences[edit.id]
        if edit.text is None or self._is_broken(edit.text, f"{pointer}/text"):
            return None
        text = " ".join(clean_text(edit.text).split())
        quotes = list(dict.fromkeys(before.quotes if edit.quotes is None else edit.quotes))
        unknown = [quote for quote in quotes if quote not in self._evidence]
        if unknown:
            self.faults.append(Fault(f"{pointer}/quotes", "The story has no quote " + ", ".join(unknown) + "."))
            return None
        if text == before.text and quotes == list(before.quotes):
            return before
        evidence = [self._evidence[quote] for quote in quotes]
        links = links_kept(before, text)
        support = _support(text, before.support, evidence)
        exempt = [(each.start, each.end) for each in links]
        self._refuse(judge(text, evidence, support, self._ledger.gazetteer, exempt), f"{pointer}/text")
        records = {each.record.id: each.record for each in evidence}.values()
        runs = link(text, self._ledger.gazetteer, links, _context(records))
        return before.model_copy(update={"runs": runs, "support": support, "quotes": quotes})

    def _refuse(self, judgement: Judgement, pointer: str) -> None:
        if judgement.verdict != "found":
            self.faults.append(Fault(pointer, judgement.reason))


def _left_leaning(story: Story, changed: Story, edits: Sequence[SentenceEdit]) -> list[Fault]:
    """Return a fault for each sentence that pointed to the one before, where that is gone or rests on another record now.

    It stands where that one, or else the sentence itself, is edited.
    """
    places = {each.id: position for position, each in reversed(list(enumerate(edits)))}
    return [
        Fault(
            f"/sentences/{places.get(leant_on or sentence.id, places.get(sentence.id, 0))}",
            f"{sentence.id} would follow another record's words, and begins as if it went on: drop it too, or reword it.",
        )
        for sentence, leant_on in fallen(story, changed)
    ]


def _told(story: Story) -> tuple[object, ...]:
    """Return what an edit can change: title, dek, beat, and the words and quotes of each sentence."""
    return story.title, story.dek, story.beat.slug, [(each.text, each.quotes) for each in story.body()]


def _support(text: str, before: Support, evidence: Sequence[Evidence]) -> Support:
    """Return how new words rest on their quotes: verbatim where a quote stands whole between marks, else in own words."""
    folded = [fold_for_quotation(each.exact) for each in evidence]
    passages = [fold_for_quotation(text[start:end]) for start, end in quoted_passages(text, folded)]
    if any(exact in passage for exact in folded for passage in passages):
        return "verbatim"
    return "paraphrase" if before == "verbatim" else before


def _context(records: Iterable[Record]) -> str:
    """Return the words by which ambiguous names are told apart: those of the records that the sentence cites."""
    return "\n".join(f"{each.title or ''} {each.community or ''} {(each.text or '')[:_CONTEXT]}" for each in records)


def _accounted(story: Story, before: Story, ledger: Ledger) -> Story:
    """Account for records that were asked for and that nothing in the story rests on any more."""
    cited = {citation.record_id for citation in story.citations}
    lost = [
        each.record_id for each in before.citations if each.record_id not in cited and each.record_id in ledger.asked
    ]
    out = [Unused(record_id=record_id, reason="off_topic", detail=_EDITED_OUT) for record_id in lost]
    unused = [*story.methodology.unused, *out]
    return story.model_copy(update={"methodology": story.methodology.model_copy(update={"unused": unused})})
