"""Fetch what a story that is to be changed is counted by: its records as cited, what it was asked for, the names."""

from __future__ import annotations

from app.newsroom.vocabulary import Vocabulary
from app.store import records, syntheses
from app.store.session import Session
from app.story.rewriting import Ledger
from schemas.record import Record
from schemas.story import Story


def ledger_of(session: Session, story: Story, vocabulary: Vocabulary) -> Ledger:
    """Return the ledger of a story as it stands; records that were withdrawn are left out.

    Names of entities that are no longer in the vocabulary, such as merged ones, are those that the story gives them.
    """
    return Ledger(
        records=_cited_records(session, story),
        asked=_asked(session, story),
        gazetteer=vocabulary.gazetteer,
        names={entity.slug: entity.name for entity in story.entities} | dict(vocabulary.entity_names),
        kinds={entity.slug: entity.kind for entity in story.entities} | dict(vocabulary.entity_kinds),
    )


def _cited_records(session: Session, story: Story) -> dict[str, Record]:
    """Return the cited records that are active, by id, each at the version that is cited."""
    current = records.get_many(session, [citation.record_id for citation in story.citations])
    found: dict[str, Record] = {}
    for citation in story.citations:
        record = current.get(citation.record_id)
        if record is not None and record.status == "active" and record.version != citation.record_version:
            record = records.version(session, citation.record_id, citation.record_version)
        if record is not None and record.status == "active":
            found[citation.record_id] = record
    return found


def _asked(session: Session, story: Story) -> frozenset[str]:
    """Return the ids that a story was asked to be written from; where that is not known, all but its earlier ones."""
    synthesis = syntheses.get(session, story.methodology.synthesis_id)
    if synthesis is not None:
        return frozenset(synthesis.record_ids)
    so_far = {quote for sentence in story.story_so_far for quote in sentence.quotes}
    cited = (each.record_id for each in story.citations if any(quote.id not in so_far for quote in each.quotes))
    return frozenset([*cited, *(item.record_id for item in story.methodology.unused)])
