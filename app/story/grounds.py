"""What the parts of a story may rest on: the quotes of a sentence, and, for what heads them, all that the story cites."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from app.story.draft import Span
from app.story.evidence import Basis, Evidence
from app.story.numbering import Numbering
from app.story.quotes import exact_words
from schemas.citation import QuoteField
from schemas.record import Record
from schemas.source import SourceRef

_READ = 8_000
_FIELDS: tuple[QuoteField, ...] = ("title", "text")


def gather(spans: Iterable[Span], records: Mapping[str, Record], sources: Mapping[str, SourceRef]) -> list[Evidence]:
    """Cut the words that spans mark out of their records; raise KeyError or ValueError where a span marks none."""
    return [
        Evidence(
            record := records[span.record_id],
            span.field,
            exact_words(record, span),
            span.translation,
            sources[record.source].name,
            span.start,
        )
        for span in spans
    ]


class Grounds:
    """What titles, deks, headings and questions are held against, each ground read once for all of them."""

    def __init__(self, numbering: Numbering, sources: Mapping[str, SourceRef], counts: Iterable[int]) -> None:
        """Begin when every sentence is numbered; `counts` are the story's own numbers, which any of them may state."""
        self._numbering = numbering
        self._sources = sources
        self._counts = tuple(counts)

    @cached_property
    def quoted(self) -> Basis:
        """Every quote of the sentences."""
        return self._basis(self._numbering.quotes)

    @cached_property
    def cited(self) -> Basis:
        """The titles of the cited records, and of each text what a writer reads."""
        return self._basis(
            Span(record_id, name, 0, len(words))
            for record_id in self._numbering.by_record
            for name in _FIELDS
            if (words := (getattr(self._numbering.records[record_id], name) or "")[:_READ]).strip()
        )

    def own(self, spans: Iterable[Span]) -> Basis | None:
        """Return the spans that a title or dek names, or None where one of them marks no words, or there is none."""
        try:
            basis = self._basis(spans)
        except ValueError:
            return None
        return basis if basis.evidence else None

    def quoted_with(self, own: Basis) -> Basis:
        """Return every quote of the sentences together with a title's or dek's own."""
        return Basis([*self.quoted.evidence, *own.evidence], self._counts)

    def _basis(self, spans: Iterable[Span]) -> Basis:
        evidence = gather(spans, self._numbering.records, self._sources)
        return Basis(evidence, self._counts)
