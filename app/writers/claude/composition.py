"""A story on its way from the model's answer to the draft: every sentence checked, headings and questions too, records accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from app.errors import Fault, SynthesisRefusedError
from app.language.normalise import clean_text
from app.story.draft import Draft, DraftQuestion, DraftSection, DraftSentence, DraftUnused, Span
from app.story.publishers import independent
from app.story.verification import Evidence
from app.writers.base import Assignment
from app.writers.claude.answer import Answer, Asked, Said, Translated
from app.writers.claude.briefing import name_of
from app.writers.claude.checks import Checked, Desk
from app.writers.claude.notebook import Notebook

_MOST_SECTIONS = 5
_MOST_QUESTIONS = 5
# How many of a model's questions are looked at.
_MOST_ASKED = 12
_LEAST_SENTENCES = 3
_MOST_TOLD = 50
_ANALYSIS_SHARE = 4
# Headings and questions open what is told below them, in words of their own.
_OPEN_FLOOR = 0.3
_DISPUTED = {"en": "Where accounts differ", "zh": "各方说法不一"}
_NOT_KNOWN = {"en": "What is not known", "zh": "尚不清楚的是"}


class Composition:
    """The story as it stands. It is checked anew whenever something of it was mended."""

    def __init__(self, assignment: Assignment, book: Notebook, language: str, answer: Answer) -> None:
        """Check every sentence of the answer."""
        self.assignment = assignment
        self.book = book
        self.language = language
        self.answer = answer.model_copy(update={"faq": answer.faq[:_MOST_ASKED]})
        self.translations: dict[str, str] = {}
        self.translate(answer.translations)
        self.check()

    def translate(self, given: Sequence[Translated]) -> None:
        """Take translations of sentences that were shown; a later one takes the place of an earlier."""
        for each in given:
            if each.id in self.book.sentences:
                self.translations[each.id] = clean_text(" ".join(each.text.split()))

    def check(self) -> None:
        """Check every sentence; title and dek are held against all that stands."""
        sources = {slug: source.name for slug, source in self.assignment.sources.items()}
        self._desk = Desk(self.book, sources, self.language, self.assignment.gazetteer, self.translations)
        self._found: dict[int, Checked] = {}
        for said in self._sentences():
            self._found[id(said)] = self._desk.check(said)
        for each in self.answer.story_so_far:
            self._found[id(each.sentence)] = self._look_back(each.story, each.sentence)
        self._hold_analysis()
        self._evidence = [
            item for found in self._found.values() if found.stands for item in self._desk.evidence(found.sentence)
        ]
        for line in (self.answer.title, self.answer.dek):
            self._found[id(line)] = self._desk.check_line(line, self._evidence_for(line), self._counts())

    def checked(self) -> list[Checked]:
        """Return title, dek and every sentence as checked, in the order of `Answer.everything`."""
        return [self._found[id(said)] for said in self.answer.everything()]

    def refused(self) -> list[int]:
        """Return the places, in that order, of what does not stand."""
        return [place for place, each in enumerate(self.checked()) if not each.stands]

    def draft(self) -> Draft:
        """Return the draft; raise SynthesisRefusedError, with each reason, where too little of its body stands."""
        standing = [said for said in self.answer.body() if self._found[id(said)].stands]
        shown = sum(len(notes.sentences) for notes in self.book.asked())
        if len(standing) < min(_LEAST_SENTENCES, shown):
            reasons = [f"{each.reason} ({each.sentence.text[:120]})" for each in self.checked() if not each.stands]
            faults = [Fault(f"sentence {number}", reason) for number, reason in enumerate(reasons[:_MOST_TOLD], 1)]
            raise SynthesisRefusedError(
                "Too little of what the model wrote is borne out by the records.", errors=faults
            )
        title, dek = self._title(), self._found[id(self.answer.dek)]
        return Draft(
            language=self.language,
            title=title.text,
            title_spans=title.spans,
            dek=dek.sentence.text if dek.stands else "",
            dek_spans=dek.sentence.spans if dek.stands else (),
            sections=tuple(self._sections()),
            story_so_far=tuple(self._draft(each.sentence) for each in self.answer.story_so_far),
            faq=tuple(
                DraftQuestion(
                    clean_text(" ".join(item.question.split())), tuple(self._draft(said) for said in item.answer)
                )
                for item in self._asked()
            ),
            unused=tuple(self._unused()),
            relevance=self._relevance(),
        )

    def _sentences(self) -> Iterator[Said]:
        """Yield the sentences that may cite the records asked for, and no others."""
        yield from self.answer.body()
        for item in self.answer.faq:
            yield from item.answer

    def _look_back(self, label: str, said: Said) -> Checked:
        story = self.book.earlier.get(label)
        name = name_of(story, self.language) if story else None
        if name is None:
            refused = Checked(DraftSentence(said.text, ()))
            return refused.without("unknown_id", f"There is no earlier story {label[:24]}.")
        return self._desk.check(said, label, name)

    def _hold_analysis(self) -> None:
        """Refuse the last readings where more than a quarter of the body are readings."""
        standing = [said for said in self.answer.body() if self._found[id(said)].stands]
        readings = [said for said in standing if said.support == "analysis"]
        while readings and len(readings) * _ANALYSIS_SHARE > len(standing):
            said = readings.pop()
            standing.remove(said)
            reason = "More than a quarter of the story is analysis; tell what the records say instead."
            self._found[id(said)] = self._found[id(said)].without("too_much_analysis", reason)

    def _evidence_for(self, line: Said) -> list[Evidence]:
        cited = [self.book.sentences[each] for each in line.cites if each in self.book.sentences]
        return [*self._evidence, *map(self._desk.own_evidence, cited)]

    def _counts(self) -> tuple[int, ...]:
        """Return the numbers that a title may state: how many records there are, how many are cited, by how many publishers."""
        cited = {item.record.id: item.record for item in self._evidence}
        return len(self.assignment.records), len(cited), independent(cited.values())

    def _title(self) -> DraftSentence:
        """Return the title, or in its place the shown title of a cited record, the most cited first; translated where none is in the story's language."""
        title = self._found[id(self.answer.title)]
        if title.stands:
            return title.sentence
        cited = Counter(span.record_id for said in self.answer.body() for span in self._spans(said))
        shown = {each.record.id: each.sentences for each in self.book.notes}
        titles = [each for i, _ in cited.most_common() for each in shown[i] if each.span.field == "title"]
        for each in titles:
            if each.language == self.language.partition("-")[0].lower():
                return DraftSentence(each.text, (each.span,))
        translated = (self._desk.translated(each) for each in titles)
        return next((each for each in translated if each is not None), DraftSentence("", ()))

    def _spans(self, said: Said) -> tuple[Span, ...]:
        """Return what a sentence rests on, nothing where it does not stand."""
        found = self._found[id(said)]
        return found.sentence.spans if found.stands else ()

    def _draft(self, said: Said) -> DraftSentence:
        return self._found[id(said)].sentence

    def _sections(self) -> Iterator[DraftSection]:
        """Yield the sections, at most five; what is over joins the last that the model wrote."""
        tag = self.language.partition("-")[0].lower()
        extra = [
            DraftSection(headings.get(tag), (tuple(self._draft(said) for said in sentences),))
            for headings, sentences in ((_DISPUTED, self.answer.disagreements), (_NOT_KNOWN, self.answer.not_known))
            if sentences
        ]
        written: list[DraftSection] = []
        for section in self.answer.sections:
            paragraphs = tuple(tuple(self._draft(said) for said in p.sentences) for p in section.paragraphs)
            if len(written) + len(extra) < _MOST_SECTIONS:
                written.append(DraftSection(self._heading(section.heading, paragraphs), paragraphs))
            else:
                last = written.pop()
                written.append(DraftSection(last.heading, last.paragraphs + paragraphs))
        yield from written
        yield from extra

    def _heading(self, words: str, paragraphs: Sequence[Sequence[DraftSentence]]) -> str | None:
        """Return a heading that what stands under it bears out, or none."""
        under = [item for p in paragraphs for each in p if each.objection is None for item in self._desk.evidence(each)]
        if not under:
            return None
        checked = self._desk.check_words(words, under, floor=_OPEN_FLOOR)
        return checked.sentence.text if checked.stands else None

    def _asked(self) -> list[Asked]:
        """Return the questions that what stands bears out, five at most."""
        told = self._evidence
        return [
            item for item in self.answer.faq if self._desk.check_words(item.question, told, floor=_OPEN_FLOOR).stands
        ][:_MOST_QUESTIONS]

    def _relevance(self) -> dict[str, float]:
        """Return how near each record is to the subject: how often it is cited, against the one most cited."""
        cited = Counter(span.record_id for said in self._sentences() for span in self._spans(said))
        most = max(cited.values(), default=1)
        return {each.record.id: round(cited[each.record.id] / most, 4) for each in self.book.asked()}

    def _unused(self) -> Iterator[DraftUnused]:
        """Account for each record that no sentence cites; the model may say why, in one of a few words."""
        yield from self.book.unused
        answers = [said for item in self._asked() for said in item.answer]
        tried = {cite.partition(".")[0] for said in (*self.answer.body(), *answers) for cite in said.cites}
        said = {each.record: each.reason for each in self.answer.unused}
        for notes in self.book.asked():
            if notes.label not in tried:
                reason = said.get(notes.label, "over_budget")
                yield DraftUnused(notes.record.id, reason, "the writer left it out")
