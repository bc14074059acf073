"""Cite the records that a story quotes: who, where and when, each with its quotes and what it weighs."""

from __future__ import annotations

from collections.abc import Mapping

from app.story.numbering import Numbering
from app.story.weights import Weight
from schemas.citation import Citation
from schemas.source import SourceRef


def web_address(url: str | None) -> str | None:
    """Return an address that readers may follow, or None: a record's may be of any kind, a story's are of the web."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def cite(numbering: Numbering, weights: Mapping[str, Weight], sources: Mapping[str, SourceRef]) -> list[Citation]:
    """Return the citations in the order of first use; `weights` are by record id, `sources` by slug."""
    records = numbering.records
    return [
        Citation(
            number=number,
            record_id=record_id,
            record_version=records[record_id].version,
            source=sources[records[record_id].source],
            community=records[record_id].community,
            title=records[record_id].title,
            author=records[record_id].author,
            url=web_address(records[record_id].url),
            published_at=records[record_id].published_at,
            language=records[record_id].language,
            weight=weights[record_id].share,
            weight_reason=weights[record_id].reason,
            status="active",
            quotes=quotes,
        )
        for number, (record_id, quotes) in enumerate(numbering.by_record.items(), 1)
    ]
