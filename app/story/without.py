"""Take a withdrawn record out of a story, so that no word of it is left and all that stays still stands up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.language.normalise import printable_line
from app.story.leaning import held_up
from app.story.numbers import quantities
from app.story.publishers import independent
from app.story.rewriting import Ledger, evidence_by_quote, renumbered, rewritten
from app.story.runs import story_spans
from app.story.traces import Traces
from app.story.verification import judge, judge_headline
from schemas.citation import Citation
from schemas.record import Record
from schemas.story import Sentence, Story, Unused

RETRACTED_TITLE = "Retracted story"
RETRACTED_DEK = "Every record that it rested on was withdrawn."

_LOST_WITH_IT = "It was quoted only together with a record that was withdrawn."
_LONGEST_TITLE = 140
_NAMES_IN_TITLE = 3
# A sentence of this length serves as a dek: long enough to say something, short enough to stand under a title.
_DEK_LENGTH = range(40, 301)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record that is gone: its id, what to look for of it, and the address of its picture."""

    record_id: str
    traces: Traces
    image: str | None


@dataclass(frozen=True, slots=True)
class Remainder:
    """What a withdrawal leaves of a story, with how many sentences it cost and how many were verified again."""

    story: Story
    dropped: int
    verified_again: int


def without_record(story: Story, gone: Withdrawal, ledger: Ledger) -> Remainder:
    """Return the story without the record; where no sentence is left, the empty shell of it, which is to be retracted.

    Sentences that rest on it alone are dropped. Those that other quotes bear too are judged again on these alone. The
    title and dek are replaced where they rest on it. Nothing stays that holds a telling sequence of its words, unless
    another cited record holds it too. The ledger holds the other cited records, at the cited versions.
    """
    case = _Case(story, gone, ledger)
    cleared = _cleared(held_up(story, rewritten(story, case.keep)), case)
    headed = _headed(cleared, case) if cleared.body() else _emptied(cleared)
    numbered = renumbered(headed, ledger)
    dropped = len(story.body()) - len(numbered.body())
    return Remainder(_accounted(numbered, story, case), dropped, case.verified_again)


def erased(story: Story, gone: Withdrawal, ledger: Ledger) -> Story:
    """Return an earlier revision as it is kept after a withdrawal: its history stays, the record's words do not.

    That the record was cited is still told, by a citation that says no more than that.
    """
    left = without_record(story, gone, ledger).story
    kept = [each for each in story.citations if each.record_id == gone.record_id or each.status == "withdrawn"]
    tombstones = [_tombstone(each, number) for number, each in enumerate(kept, len(left.citations) + 1)]
    unused = [_unspoken(item, gone.traces) for item in story.methodology.unused]
    methodology = left.methodology.model_copy(update={"unused": unused})
    return left.model_copy(update={"citations": [*left.citations, *tombstones], "methodology": methodology})


def _emptied(story: Story) -> Story:
    """Return what is kept of a story that is left without a sentence: that there was one."""
    nothing: dict[str, object] = {"title_quotes": [], "dek_quotes": [], "sections": [], "story_so_far": [], "faq": []}
    house: dict[str, object] = {"title": RETRACTED_TITLE, "dek": RETRACTED_DEK, "related": [], "image": None}
    return story.model_copy(update=nothing | house)


def _tombstone(citation: Citation, number: int) -> Citation:
    """Return a citation of a withdrawn record that tells that it was cited, and none of its words."""
    nothing: dict[str, object] = {"community": None, "title": None, "author": None, "url": None, "quotes": []}
    weightless = {"weight": 0.0, "weight_reason": "The record was withdrawn.", "status": "withdrawn"}
    return citation.model_copy(update=nothing | weightless | {"number": number})


class _Case:
    """One withdrawal from one story: what is gone, what is left to rest on, and what was judged again."""

    def __init__(self, story: Story, gone: Withdrawal, ledger: Ledger) -> None:
        """Find what the story may go on resting on."""
        self.gone, self.ledger = gone, ledger
        self.other = [each for each in story.citations if each.record_id in ledger.records and each.status == "active"]
        self.traces = gone.traces.except_for(_words_of(self.other, ledger.records))
        self.verified_again = 0
        self._evidence = evidence_by_quote(story, ledger)

    def stays(self, quotes: Sequence[str], text: str) -> bool:
        """Say whether words that rest on these quotes may stay as they are."""
        return all(quote in self._evidence for quote in quotes) and not self.traces.are_in(text)

    def keep(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence resting on what is left, or None where that does not bear it."""
        if self.stays(sentence.quotes, sentence.text):
            return sentence
        left = [quote for quote in sentence.quotes if quote in self._evidence]
        if not left or self.traces.are_in(sentence.text):
            return None
        evidence = [self._evidence[quote] for quote in left]
        verdict = judge(sentence.text, evidence, sentence.support, self.ledger.gazetteer, story_spans(sentence)).verdict
        if verdict != "found":
            return None
        self.verified_again += 1
        return sentence.model_copy(update={"quotes": left})

    def records_behind(self, quotes: Iterable[str]) -> list[Record]:
        """Return the records that these quotes are of, each once."""
        found = (self._evidence[quote].record for quote in quotes if quote in self._evidence)
        return list({record.id: record for record in found}.values())

    def bears_headline(self, text: str, quotes: Iterable[str], counts: Iterable[int] = ()) -> bool:
        """Say whether quotes, and what the story counts, bear out a title or dek that has nothing of the record in it."""
        evidence = [self._evidence[quote] for quote in quotes if quote in self._evidence]
        verdict = judge_headline(text, evidence, self.ledger.gazetteer, counts).verdict
        return verdict == "found" and not self.traces.are_in(text)


def _words_of(citations: Sequence[Citation], records: Mapping[str, Record]) -> list[str]:
    """Return everything that the other cited records say, and what the story quotes of them in its own language."""
    found: list[str | None] = []
    for citation in citations:
        record = records[citation.record_id]
        found += [record.title, record.text, record.author]
        found += [quote.translation for quote in citation.quotes]
    return [text for text in found if text]


def _cleared(story: Story, case: _Case) -> Story:
    """Replace or drop what is not a sentence and yet holds words of the record: title, dek, questions, headings."""
    traces = case.traces
    update: dict[str, object] = {
        "citations": case.other,
        "faq": [item for item in story.faq if not traces.are_in(item.question)],
        "sections": [
            section.model_copy(update={"heading": None}) if traces.are_in(section.heading) else section
            for section in story.sections
        ],
        "related": [each for each in story.related if not (traces.are_in(each.title) or traces.are_in(each.dek))],
    }
    if story.image and story.image.url == case.gone.image:
        update["image"] = None
    return story.model_copy(update=update)


def _headed(story: Story, case: _Case) -> Story:
    """Replace the title and dek where they rest on the record, or state what no longer counts so."""
    if not case.stays(story.title_quotes, story.title) or not _still_counts(story, story.title, case):
        title, quotes = _new_title(story, case)
        story = story.model_copy(update={"title": title, "title_quotes": quotes})
    if not case.stays(story.dek_quotes, story.dek) or not _still_counts(story, story.dek, case):
        sentence = _leading_sentence(story)
        story = story.model_copy(update={"dek": sentence.text, "dek_quotes": sentence.quotes})
    return story


def _still_counts(story: Story, text: str, case: _Case) -> bool:
    """Say whether the numbers of a title or dek are still those of the story; one without any is not asked again."""
    if not quantities(text):
        return True
    body = [quote for sentence in story.body() for quote in sentence.quotes]
    used = [*body, *story.title_quotes, *story.dek_quotes]
    records = [record for record in case.records_behind(used) if record.id in case.ledger.asked]
    counts = (story.methodology.record_count, len(records), independent(records))
    return case.bears_headline(text, used, counts)


def _new_title(story: Story, case: _Case) -> tuple[str, list[str]]:
    """Return a title from the title of the weightiest record whose title is quoted, or else what the story is about."""
    for citation in sorted(case.other, key=lambda each: (-each.weight, each.number)):
        for quote in citation.quotes:
            words = quote.exact if _same_language(citation.language, story.language) else quote.translation
            title = printable_line(words or "")
            if quote.field == "title" and 0 < len(title) <= _LONGEST_TITLE and case.bears_headline(title, [quote.id]):
                return title, [quote.id]
    linked = dict.fromkeys(run.entity for sentence in story.body() for run in sentence.runs if run.entity)
    known = [entity.name for entity in story.entities if entity.slug in linked][:_NAMES_IN_TITLE]
    if not known:
        return story.beat.name, []
    in_chinese = _same_language(story.language, "zh")
    return f"{story.beat.name}{'：' if in_chinese else ': '}{('、' if in_chinese else ', ').join(known)}", []


def _leading_sentence(story: Story) -> Sentence:
    """Return the first sentence that can stand as a dek, or else the very first."""
    body = story.body()
    return next((sentence for sentence in body if len(sentence.text) in _DEK_LENGTH), body[0])


def _same_language(one: str | None, other: str) -> bool:
    return (one or "").split("-")[0].lower() == other.split("-", maxsplit=1)[0].lower()


def _accounted(story: Story, before: Story, case: _Case) -> Story:
    """Account for the record, and for others that were quoted only together with it."""
    cited = {citation.record_id for citation in story.citations}
    lost = [citation.record_id for citation in before.citations if citation.record_id not in cited]
    asked, gone = case.ledger.asked, case.gone.record_id
    unused = [_unspoken(item, case.traces) for item in before.methodology.unused if item.record_id != gone]
    unused += [
        Unused(record_id=record_id, reason="no_quotable_text", detail=_LOST_WITH_IT)
        for record_id in lost
        if record_id != gone and record_id in asked
    ]
    if gone in asked:
        unused.append(Unused(record_id=gone, reason="withdrawn", detail=None))
    return story.model_copy(update={"methodology": story.methodology.model_copy(update={"unused": unused})})


def _unspoken(item: Unused, traces: Traces) -> Unused:
    """Return why a record was left out, without a detail that holds words which are to be erased."""
    return item.model_copy(update={"detail": None}) if traces.are_in(item.detail) else item
