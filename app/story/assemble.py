"""Make a story of a draft: check every sentence, cut its quotes, number, link and weigh. The same for every writer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.language.tokens import cjk_share
from app.story import method
from app.story.accounting import account_for
from app.story.citing import cite, web_address
from app.story.draft import Draft, DraftSentence, Span
from app.story.evidence import Basis
from app.story.grounds import Grounds, gather
from app.story.known_sources import in_language
from app.story.materials import Byline, Materials
from app.story.numbering import Numbering
from app.story.publishers import independent
from app.story.runs import link
from app.story.tally import story_entities, word_count
from app.story.verification import Judgement, judge, judge_by
from app.story.weights import weigh
from schemas.citation import Citation
from schemas.record import Image
from schemas.story import (
    FaqItem,
    Methodology,
    Paragraph,
    Section,
    Sentence,
    Story,
)

_FEW_QUOTES = 2
_CONTEXT = 2_000


@dataclass(frozen=True, slots=True)
class RefusedSentence:
    """A sentence of a draft that verification refused, and why."""

    text: str
    judgement: Judgement


_SOME_CJK = 0.3
_LONGEST_DEK = 240


class Assembly:
    """The making of one story. `refused` fills with the sentences that verification refused."""

    def __init__(self, draft: Draft, materials: Materials) -> None:
        """Check every sentence of the draft; nothing is numbered yet."""
        self.draft = draft
        self.materials = materials
        self.refused: list[RefusedSentence] = []
        self._sources = {slug: in_language(source, draft.language) for slug, source in materials.sources.items()}
        dropped: list[RefusedSentence] = []
        # An answer's quotes are numbered before its question is judged: where that falls, all are numbered anew without it.
        while fallen := self._make({each.text for each in dropped}):
            dropped += fallen
        self.refused += dropped

    def _make(self, without: AbstractSet[str]) -> list[RefusedSentence]:
        """Check and number every sentence of the draft `without` some questions; return those of the others that cannot be printed."""
        self.refused = []
        self._numbering = Numbering(self.materials.records)
        sections = self._sections()
        self.story_so_far = self._kept(self.draft.story_so_far)
        faq = ((q.question, self._kept(q.answer)) for q in self.draft.faq if q.question not in without)
        self.faq = [FaqItem(question=question, answer=answer) for question, answer in faq if answer]
        self._grounds = Grounds(self._numbering, self._sources, self._counts())
        # What heads sentences is held against every record that they cite.
        self.sections = [s if self._stands(s.heading) else s.model_copy(update={"heading": None}) for s in sections]
        fallen = [item for item in self.faq if not self._stands(item.question)]
        return self.refused[len(self.refused) - len(fallen) :]

    def story(self, byline: Byline, words: tuple[str, str]) -> Story:
        """Return the story, whose slug and address are `words`."""
        slug, url = words
        title, title_quotes = self._headline(self.draft.title, self.draft.title_spans, byline.beat.name)
        dek, dek_quotes = self._headline(self.draft.dek, self.draft.dek_spans, self._first_words())
        citations = self._citations()
        body = [s for section in self.sections for p in section.paragraphs for s in p.sentences]
        everything = [*body, *self.story_so_far, *(s for item in self.faq for s in item.answer)]
        return Story(
            id=byline.story_id,
            slug=slug,
            url=url,
            revision=byline.revision,
            status=byline.status,
            language=self.draft.language,
            title=title,
            dek=dek,
            title_quotes=title_quotes,
            dek_quotes=dek_quotes,
            beat=byline.beat,
            published_at=byline.published_at,
            updated_at=byline.now,
            word_count=word_count([title, dek, *(s.text for s in everything)]),
            entities=story_entities(
                everything, title, self.materials.gazetteer, self.materials.entity_names, self.materials.entity_kinds
            ),
            image=self._image(citations),
            replaced_by=None,
            sections=self.sections,
            story_so_far=self.story_so_far,
            faq=self.faq,
            citations=citations,
            related=[],
            methodology=self._methodology(byline, citations),
        )

    @property
    def is_empty(self) -> bool:
        """Say whether nothing of the body passed."""
        return not self.sections

    def _sections(self) -> list[Section]:
        seen: set[str] = set()
        sections: list[Section] = []
        for drafted in self.draft.sections:
            found = (self._kept(p, seen, whole=drafted.whole) for p in drafted.paragraphs)
            paragraphs = [Paragraph(sentences=kept) for kept in found if kept]
            if paragraphs:
                sections.append(Section(heading=drafted.heading, paragraphs=paragraphs))
        return sections

    def _kept(
        self, drafted: Iterable[DraftSentence], seen: set[str] | None = None, *, whole: bool = False
    ) -> list[Sentence]:
        """Return the sentences that verification accepts, of a `whole` paragraph all or none; one that says again what stands already is left out."""
        judged = [(sentence, self._judge(sentence)) for sentence in drafted]
        refused = [RefusedSentence(each.text, judgement) for each, judgement in judged if judgement.verdict != "found"]
        self.refused += refused
        if whole and refused:
            return []
        kept: list[Sentence] = []
        for sentence, judgement in judged:
            if judgement.verdict == "found" and (seen is None or sentence.text.casefold() not in seen):
                if seen is not None:
                    seen.add(sentence.text.casefold())
                kept.append(self._sentence(sentence))
        return kept

    def _judge(self, sentence: DraftSentence) -> Judgement:
        if sentence.objection:
            return Judgement("not_found", sentence.objection, ("refused_by_writer",))
        try:
            evidence = gather(sentence.spans, self.materials.records, self._sources)
        except (KeyError, ValueError):
            return Judgement("not_found", "It names a span that is not in the records.", ("quote_not_in_record",))
        exempt = [(each.start, each.end) for each in sentence.links]
        return judge(sentence.text, evidence, sentence.support, self.materials.gazetteer, exempt)

    def _sentence(self, drafted: DraftSentence) -> Sentence:
        quotes = [self._numbering.quote(span) for span in drafted.spans]
        self._numbering.sentences += 1
        records = {self._numbering.owners[quote]: None for quote in quotes}
        return Sentence(
            id=f"s{self._numbering.sentences}",
            runs=link(drafted.text, self.materials.gazetteer, drafted.links, self._context(records)),
            support=drafted.support,
            quotes=list(dict.fromkeys(quotes)),
            citations=sorted(self._numbering.number(record) for record in records),
        )

    def _context(self, records: Iterable[str]) -> str:
        """Return the words by which ambiguous names in a sentence are told apart: those of the records it cites."""
        found = (self.materials.records[i] for i in records)
        return "\n".join(f"{r.title or ''} {r.community or ''} {(r.text or '')[:_CONTEXT]}" for r in found)

    def _stands(self, words: str | None) -> bool:
        """Say whether a heading or question may be printed; one that says more than the cited records is refused.

        It is held against the quotes first, which is quick, and only then against all that the writer could have read.
        """
        if words is None or words in self.materials.headings or not self._numbering.quotes:
            return True
        judgement = judge_by(self._grounds.quoted, words, self.materials.gazetteer)
        if judgement.verdict != "found":
            judgement = judge_by(self._grounds.cited, words, self.materials.gazetteer)
        if judgement.verdict == "found":
            return True
        self.refused.append(RefusedSentence(words, judgement))
        return False

    def _headline(self, text: str, spans: Sequence[Span], fallback: str) -> tuple[str, list[str]]:
        """Return a title or dek and the ids of its quotes; one that is not borne out gives way to `fallback`."""
        spans = [span for span in spans if span.record_id in self._numbering.by_record]
        if (own := self._grounds.own(spans)) and self._is_borne_out(text, own):
            return text, list(dict.fromkeys(self._numbering.quote(span) for span in spans))
        first = next(iter(self._numbering.quotes.values()))
        return fallback, [first.id]

    def _is_borne_out(self, headline: str, own: Basis) -> bool:
        """Say whether a title or dek rests on its own quotes, as most do, or else on all that the sentences quote, or on both."""
        gazetteer = self.materials.gazetteer
        grounds = own, self._grounds.quoted
        # What tells of all that the story covers rests on many; what the sentences quote is read already.
        if len(own.evidence) > _FEW_QUOTES:
            grounds = grounds[::-1]
        if any(judge_by(ground, headline, gazetteer).verdict == "found" for ground in grounds):
            return True
        return judge_by(self._grounds.quoted_with(own), headline, gazetteer).verdict == "found"

    def _first_words(self) -> str:
        """Return the first sentence short enough for a dek, of those that are in the story's own language if any is."""
        texts = [s.text for section in self.sections for p in section.paragraphs for s in p.sentences]
        own = [text for text in texts if (cjk_share(text) > _SOME_CJK) == self.draft.language.startswith("zh")]
        return next((text for text in own if len(text) <= _LONGEST_DEK), min(own or texts, key=len))

    def _asked(self) -> list[str]:
        return [r.id for r in self.materials.asked] + [u.record_id for u in self.materials.refused]

    def _counts(self) -> tuple[int, int, int]:
        """Count the records asked for, those of them that are cited, and their publishers; what is behind earlier stories is not of this one."""
        asked = self._asked()
        cited = self._numbering.by_record.keys() & set(asked)
        return len(asked), len(cited), independent(self.materials.records[i] for i in cited)

    def _citations(self) -> list[Citation]:
        records = self.materials.records
        lengths = {quote.id: len(quote.exact) for quote in self._numbering.quotes.values()}
        body = [s for section in self.sections for p in section.paragraphs for s in p.sentences]
        secondary = [*self.story_so_far, *(s for item in self.faq for s in item.answer)]
        weights = weigh(body, secondary, lengths, self._numbering.owners, records, self.draft.relevance)
        return cite(self._numbering, weights, self._sources)

    def _image(self, citations: Sequence[Citation]) -> Image | None:
        """Return the picture of the weightiest cited record that has one."""
        by_weight = sorted(citations, key=lambda c: (-c.weight, c.number))
        images = (self.materials.records[citation.record_id].image for citation in by_weight)
        return next((image for image in images if image and web_address(image.url)), None)

    def _methodology(self, byline: Byline, citations: Sequence[Citation]) -> Methodology:
        asked_ids, (asked, cited, publishers) = self._asked(), self._counts()
        times = sorted(c.published_at for c in citations)
        told = method.statement(
            self.draft.language, byline.provider, byline.model, asked, cited, publishers, len(self.refused)
        )
        return Methodology(
            record_count=asked,
            cited_count=cited,
            unused=account_for(asked_ids, self._numbering.by_record, (*self.draft.unused, *self.materials.refused)),
            provider=byline.provider,
            model=byline.model,
            prompt_version=byline.prompt_version,
            records_digest=method.records_digest(self.materials.asked),
            synthesis_id=byline.synthesis_id,
            usage=byline.usage,
            generated_at=byline.now,
            human_edited=False,
            evidence_from=times[0] if times else None,
            evidence_until=times[-1] if times else None,
            publisher_count=publishers,
            rejected_sentences=len(self.refused),
            digital_source_type=method.digital_source_type(byline.model),
            beat_scores=list(byline.beat_scores),
            statement=method.with_unknown_angle(told, self.draft.language) if self.draft.angle_unknown else told,
        )
