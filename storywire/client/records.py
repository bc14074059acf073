"""What can be asked about records and where they come from: one function an operation, under its operationId."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from schemas.record import IngestReport, Record, RecordDetail, RecordInput, RecordKind, RecordPage
from schemas.source import SourceList
from storywire.client.asking import LINES, Ask, Listing, delete, get, lines, path, reader

# A thousand long records may take the service a while.
_INGEST_SECONDS = 600.0


def ingest_records(records: Iterable[RecordInput | Mapping[str, object]]) -> Ask[IngestReport]:
    """Send records (scope `ingest`), some thousands at a time; a bad one is rejected alone, and sending again changes nothing."""
    return Ask(
        "POST",
        "/v1/records",
        reader(IngestReport),
        headers={"Content-Type": LINES},
        body=lines(records),
        seconds=_INGEST_SECONDS,
    )


def list_records(  # noqa: PLR0913 - the operation's own filters
    *,
    source: str | None = None,
    community: str | None = None,
    kind: RecordKind | None = None,
    language: str | None = None,
    beat: str | None = None,
    entity: str | None = None,
    q: str | None = None,
    published_after: datetime | None = None,
    published_before: datetime | None = None,
    limit: int | None = None,
    total: bool | None = None,
) -> Listing[Record]:
    """List records, newest first."""
    ask = get(
        RecordPage,
        "/v1/records",
        source=source,
        community=community,
        kind=kind,
        language=language,
        beat=beat,
        entity=entity,
        q=q,
        published_after=published_after,
        published_before=published_before,
        limit=limit,
        total=total,
    )
    return Listing(ask, lambda page: page.items)


def get_record(record_id: str) -> Ask[RecordDetail]:
    """Read a record; GoneError where it was withdrawn."""
    return get(RecordDetail, path("/v1/records/{record_id}", record_id))


def get_record_version(record_id: str, number: int) -> Ask[Record]:
    """Read a record as it stood in a version."""
    return get(Record, path("/v1/records/{record_id}/versions/{number}", record_id, number))


def withdraw_record(record_id: str) -> Ask[None]:
    """Withdraw a record (scope `ingest`): its words are erased for good, from every story too."""
    return delete(path("/v1/records/{record_id}", record_id))


def list_sources() -> Ask[SourceList]:
    """List where records come from."""
    return get(SourceList, "/v1/sources")
