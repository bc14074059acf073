"""Records of our own writing, made ready to be stored, and syntheses that have ended, for the tests of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.language.beats import BeatScore
from app.store import jobs
from app.store.jobs import NewJob
from app.store.prepared import Links, PreparedRecord
from app.store.session import Session
from app.store.syntheses import Ending
from app.store.times import micros
from app.story.record_id import record_id
from schemas.synthesis import SynthesisRequest

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def prepared(name: str, *, minute: int = 0, title: str | None = "A kiln for Pell", **changes: Any) -> PreparedRecord:
    """Make a record called `name`, published so many minutes after START."""
    text = changes.pop("text", "The village of Pell fired its first kiln on Monday.")
    links = Links(changes.pop("entities", {}), [BeatScore(*beat) for beat in changes.pop("beats", [])])
    source = changes.pop("source", "pell-gazette")
    published_at = micros(START + timedelta(minutes=minute))
    record = PreparedRecord(
        id=record_id(source, name),
        source=source,
        community="r/Kilns",
        external_id=name,
        kind="post",
        url=f"https://pell.example/{name}",
        author="ash_carter",
        title=title,
        text=text,
        language="en",
        published_at=published_at,
        collected_at=published_at + 60_000_000,
        parent_external_id=None,
        engagement='{"score":3}',
        image=None,
        raw='{"row":7}',
        digest=sha256(f"{title}\x00{text}".encode()).digest(),
        links=links,
    )
    return record._replace(**changes)


def ended(session: Session, synthesis_id: str, request: SynthesisRequest, ending: Ending, at: datetime) -> None:
    """Take in a synthesis, begin it and end it, all at one moment."""
    new = NewJob(synthesis_id, request, "extractive", None, synthesis_id.encode(), at)
    lease = jobs.add(session, new, "a worker", {})
    assert lease is not None
    assert jobs.finish(session, lease, ending, at) == "done"
