"""Change a story that is there: sentence by sentence, then number and count everything anew."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.language.gazetteer import Gazetteer
from app.story.evidence import Evidence
from app.story.method import statement, tells_of_unknown_angle, with_unknown_angle
from app.story.publishers import independent
from app.story.tally import story_entities, word_count
from schemas.citation import Citation
from schemas.entity import EntityKind
from schemas.record import Record
from schemas.story import FaqItem, Methodology, Paragraph, Section, Sentence, Story

_PLACES = 4

Change = Callable[[Sentence], Sentence | None]


def rewritten(story: Story, change: Change) -> Story:
    """Return the story with each sentence changed, in reading order, or dropped where `change` gives None.

    Paragraphs, sections and questions that are left without a sentence go with their last one.
    """
    sections = [
        Section(heading=section.heading, paragraphs=paragraphs)
        for section in story.sections
        if (paragraphs := _paragraphs(section.paragraphs, change))
    ]
    so_far = _sentences(story.story_so_far, change)
    faq = [
        FaqItem(question=item.question, answer=answer)
        for item in story.faq
        if (answer := _sentences(item.answer, change))
    ]
    return story.model_copy(update={"sections": sections, "story_so_far": so_far, "faq": faq})


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a story is counted by: the cited records by id, the ids it was asked to be written from, and the names.

    `names` and `kinds` are those of every entity that the story may link, by slug.
    """

    records: Mapping[str, Record]
    asked: Collection[str]
    gazetteer: Gazetteer
    names: Mapping[str, str]
    kinds: Mapping[str, EntityKind]


def renumbered(story: Story, ledger: Ledger) -> Story:
    """Return the story with sentences, quotes and citations numbered by first use, and its figures counted anew.

    What no sentence, title or dek rests on any more leaves the citations, and the weights of the others sum to 1 again.
    """
    order = _in_order_of_use(story)
    citations = _citations(story, order)
    numbers = {citation.record_id: citation.number for citation in citations}
    record_of = {quote.id: citation.record_id for citation in story.citations for quote in citation.quotes}
    serial = iter(range(1, len(story.body()) + 1))

    def number(sentence: Sentence) -> Sentence:
        cited = {numbers[record_of[quote]] for quote in sentence.quotes}
        return sentence.model_copy(
            update={
                "id": f"s{next(serial)}",
                "quotes": [order[quote] for quote in sentence.quotes],
                "citations": sorted(cited),
            }
        )

    numbered = rewritten(story, number)
    body = numbered.body()
    return numbered.model_copy(
        update={
            "title_quotes": [order[quote] for quote in story.title_quotes],
            "dek_quotes": [order[quote] for quote in story.dek_quotes],
            "citations": citations,
            "entities": story_entities(body, story.title, ledger.gazetteer, ledger.names, ledger.kinds),
            "word_count": word_count([story.title, story.dek, *(sentence.text for sentence in body)]),
            "methodology": _counted(story, citations, ledger),
        }
    )


def evidence_by_quote(story: Story, ledger: Ledger) -> dict[str, Evidence]:
    """Return what each quote of a story offers a sentence, by the quote's id; records not in the ledger offer nothing."""
    return {
        quote.id: Evidence(
            record=ledger.records[citation.record_id],
            field=quote.field,
            exact=quote.exact,
            translation=quote.translation,
            source_name=citation.source.name,
            start=quote.start,
        )
        for citation in story.citations
        if citation.record_id in ledger.records
        for quote in citation.quotes
    }


def _paragraphs(paragraphs: Sequence[Paragraph], change: Change) -> list[Paragraph]:
    changed = [_sentences(paragraph.sentences, change) for paragraph in paragraphs]
    return [Paragraph(sentences=sentences) for sentences in changed if sentences]


def _sentences(sentences: Iterable[Sentence], change: Change) -> list[Sentence]:
    return [changed for sentence in sentences if (changed := change(sentence)) is not None]


def _in_order_of_use(story: Story) -> dict[str, str]:
    """Return the new id of each quote that something rests on: sentences first, then what only title or dek use."""
    used = [quote for sentence in story.body() for quote in sentence.quotes]
    distinct = dict.fromkeys([*used, *story.title_quotes, *story.dek_quotes])
    return {quote: f"q{position}" for position, quote in enumerate(distinct, 1)}


def _citations(story: Story, order: Mapping[str, str]) -> list[Citation]:
    """Return the citations that are still used, in the order in which their quotes are."""
    place = {quote: position for position, quote in enumerate(order)}
    used = {
        citation.record_id: sorted((quote for quote in citation.quotes if quote.id in place), key=lambda q: place[q.id])
        for citation in story.citations
    }
    kept = [citation for citation in story.citations if used[citation.record_id]]
    kept.sort(key=lambda citation: place[used[citation.record_id][0].id])
    weights = shares([citation.weight for citation in kept])
    return [
        citation.model_copy(
            update={
                "number": number,
                "weight": weight,
                "quotes": [quote.model_copy(update={"id": order[quote.id]}) for quote in used[citation.record_id]],
            }
        )
        for number, (citation, weight) in enumerate(zip(kept, weights, strict=True), 1)
    ]


def shares(weights: Sequence[float]) -> list[float]:
    """Return weights in proportion, to four places, that sum to 1; what rounding leaves goes to the greatest."""
    total = sum(weights)
    if not weights:
        return []
    parts = [round(weight / total if total else 1 / len(weights), _PLACES) for weight in weights]
    greatest = parts.index(max(parts))
    parts[greatest] = round(parts[greatest] + 1 - sum(parts), _PLACES)
    return parts


def _counted(story: Story, citations: Sequence[Citation], ledger: Ledger) -> Methodology:
    """Return the methodology with what is counted from the citations, and the statement that tells it."""
    before = story.methodology
    times = sorted(citation.published_at for citation in citations)
    of_this_story = [citation.record_id for citation in citations if citation.record_id in ledger.asked]
    cited, publishers = len(of_this_story), independent(ledger.records[record_id] for record_id in of_this_story)
    told = statement(
        story.language,
        before.provider,
        before.model,
        before.record_count,
        cited,
        publishers,
        before.rejected_sentences,
        edited=before.human_edited,
    )
    if tells_of_unknown_angle(before.statement):
        told = with_unknown_angle(told, story.language)
    return before.model_copy(
        update={
            "cited_count": cited,
            "publisher_count": publishers,
            "evidence_from": times[0] if times else None,
            "evidence_until": times[-1] if times else None,
            "statement": told,
        }
    )
