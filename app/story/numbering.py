"""Number quotes, citations and sentences in the order of their first use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.story.draft import Span
from app.story.quotes import cut
from schemas.citation import Quote
from schemas.record import Record


@dataclass(slots=True)
class Numbering:
    """Numbers quotes, citations and sentences; `owners` holds the record id of each quote by its id."""

    records: Mapping[str, Record]
    quotes: dict[Span, Quote] = field(default_factory=dict)
    by_record: dict[str, list[Quote]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    sentences: int = 0

    def quote(self, span: Span) -> str:
        """Return the id of the quote that a span is, cutting it on its first use."""
        if span not in self.quotes:
            quote = cut(self.records[span.record_id], span, f"q{len(self.quotes) + 1}")
            self.quotes[span] = quote
            self.by_record.setdefault(span.record_id, []).append(quote)
            self.owners[quote.id] = span.record_id
        return self.quotes[span].id

    def number(self, record_id: str) -> int:
        """Return the number of a cited record, from 1."""
        return list(self.by_record).index(record_id) + 1
