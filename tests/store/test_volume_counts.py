"""Whatever happens to records, beats and entities, what is kept of their volume is what a scan of all links would count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import product

from sqlalchemy import text

from app.language.beats import BeatScore
from app.newsroom.deployment import Deployment
from app.store import beats, entities, records, relinking, volume, volume_counts
from app.store.prepared import Links, PreparedRecord
from app.store.session import Session
from app.store.times import micros
from app.store.volume import Interval
from app.store.volume_counts import HOUR, ORIGIN
from schemas.beat import BeatInput, BeatRules
from schemas.entity import EntityInput
from tests.store.making import START, prepared

BEATS = ("crafts", "harbours", "kilns")
ENTITIES = ("pell", "moth-mail", "ash")
SOURCES = ("pell-gazette", "moth-mail")
INTERVALS: dict[Interval, int] = {"hour": HOUR, "day": 24 * HOUR, "week": 7 * 24 * HOUR}
SCANNED = {
    kind: text(
        f"SELECT link.{kind}, link.published_at, record.source FROM record_{kind} AS link JOIN record ON record.pk = link.record_pk"  # noqa: S608 - fixed names
    )
    for kind in ("beat", "entity")
}


def scan(session: Session) -> dict[str, list[tuple[int, str]]]:
    """Return when and from where each beat and entity was linked, by looking at every link."""
    found: dict[str, list[tuple[int, str]]] = {}
    for kind, asked in SCANNED.items():
        for slug, at, source in session.connection().execute(asked):
            found.setdefault(f"{kind}:{slug}", []).append((at, source))
    return found


def kept(session: Session) -> dict[tuple[str, int, int, str], int]:
    """Return every count that is not nothing."""
    rows = session.connection().exec_driver_sql("SELECT subject, hours, bucket, source, records FROM record_volume")
    return {(row[0], row[1], row[2], row[3]): row[4] for row in rows if row[4]}


def counted(session: Session) -> Counter[tuple[str, int, int, str]]:
    """Return what ought to be kept."""
    rows: Counter[tuple[str, int, int, str]] = Counter()
    for of, links in scan(session).items():
        for at, source in links:
            hour = (at - ORIGIN) // HOUR
            rows.update([(of, 0, 0, source), (of, 1, hour, source), (of, 24, hour // 24, source)])
    return rows


def links(draw: random.Random) -> Links:
    """Draw what a record leads to."""
    named = {slug: draw.randrange(1, 4) for slug in ENTITIES if draw.random() < 0.5}
    return Links(named, [BeatScore(slug, 0.5, ("kiln",)) for slug in BEATS if draw.random() < 0.4])


def made(draw: random.Random) -> PreparedRecord:
    """Draw one of forty records: it has been sent before, perhaps in other words."""
    number = draw.randrange(40)
    words = f"Fired {draw.randrange(3)} times."
    record = prepared(f"n{number}", minute=number * 397, source=SOURCES[number % 2], text=words)
    return record._replace(digest=sha256(words.encode()).digest(), links=links(draw))


def send(session: Session, draw: random.Random) -> None:
    """Send some records, new and known, some twice."""
    records.upsert(session, [made(draw) for _ in range(draw.randrange(1, 12))])


def withdraw(session: Session, draw: random.Random) -> None:
    """Withdraw a record, which may be there or not."""
    records.erase(session, made(draw).id)


def relink(session: Session, draw: random.Random) -> None:
    """Link some records anew."""
    some = relinking.after(session, draw.randrange(20), 5)
    relinking.replace_links(session, [(each.key, each.published_at, links(draw)) for each in some])


def merge(session: Session, draw: random.Random) -> None:
    """Merge one entity into another."""
    slug, into = draw.sample(ENTITIES, 2)
    entities.merge(session, slug, into, entity(into))


def remove_entity(session: Session, draw: random.Random) -> None:
    """Delete an entity."""
    entities.remove(session, draw.choice(ENTITIES))


def remove_beat(session: Session, draw: random.Random) -> None:
    """Delete a beat: its records go to others, or to the general one."""
    slug = draw.choice(BEATS)
    beats.put(session, slug, beat(slug))
    beats.remove(session, slug)


def beat(slug: str) -> BeatInput:
    """Write a beat as an editor would."""
    rules = BeatRules(terms={}, entities={}, communities={})
    return BeatInput(name=slug, description="What is made.", names={}, rules=rules)


def entity(slug: str) -> EntityInput:
    """Write an entity as an editor would."""
    return EntityInput.model_validate({"name": slug, "kind": "place", "description": "A place."})


EVENTS: Sequence[Callable[[Session, random.Random], None]] = (
    send,
    send,
    send,
    withdraw,
    relink,
    merge,
    remove_entity,
    remove_beat,
)


def test_counts_are_those_of_a_scan_after_every_event(deployment: Deployment) -> None:
    """Arrivals, new words, withdrawals, new links, mergers and deletions, in any order."""
    draw = random.Random(3)
    with deployment.database.write() as session:
        for slug in ENTITIES:
            entities.put(session, slug, entity(slug))
    for _ in range(200):
        happens = draw.choice(EVENTS)
        with deployment.database.write() as session:
            happens(session, draw)
            assert kept(session) == counted(session), happens.__name__
    with deployment.database.read() as session:
        linked = scan(session)
        totals = volume_counts.totals(session, "beat", (*BEATS, "general"))
        assert {slug: number for slug, number in totals.items() if number} == {
            of.removeprefix("beat:"): len(found) for of, found in linked.items() if of.startswith("beat:")
        }


def test_any_stretch_of_time_is_counted_to_the_microsecond(deployment: Deployment) -> None:
    """Wherever it begins and ends: inside one interval, on the full hour, or at nothing at all."""
    draw = random.Random(7)
    with deployment.database.write() as session:
        records.upsert(session, [made(draw) for _ in range(80)])
    ends = [None, START, START + timedelta(hours=3), *(moment(draw) for _ in range(7))]
    with deployment.database.read() as session:
        found = scan(session)["entity:pell"]
        for after, before, interval in product(ends, ends, INTERVALS):
            width = INTERVALS[interval]
            expected: dict[int, dict[str, int]] = {}
            for at, source in found:
                if (after is None or at >= micros(after)) and (before is None or at < micros(before)):
                    of_interval = expected.setdefault((at - ORIGIN) // width, {})
                    of_interval[source] = of_interval.get(source, 0) + 1
            points = volume.of_entity(session, "pell", interval, after, before, by_source=True).points
            told = {(micros(point.start) - ORIGIN) // width: point.by_source for point in points}
            assert told == expected, (interval, after, before)


def moment(draw: random.Random) -> datetime:
    """Draw a moment, half of them those of records."""
    return START + timedelta(minutes=draw.randrange(40) * 397, microseconds=draw.choice((0, 1, 59_999_999)))
