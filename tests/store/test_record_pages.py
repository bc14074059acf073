"""Lists of records hold what a scan of all of them would, and no page of one is read by scanning or by sorting."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import event

from app.newsroom.deployment import Deployment
from app.store import record_pages, records
from app.store.prepared import PreparedRecord
from app.store.records import RecordFilter
from app.store.session import Session
from tests.store.making import START, prepared

FILTERS: Mapping[str, Any] = {
    "source": "pell-gazette",
    "community": "r/Kilns",
    "kind": "post",
    "language": "zh",
    "beat": "crafts",
    "entity": "pell",
    "q": "ash",
    "published_after": START + timedelta(minutes=9),
    "published_before": START + timedelta(minutes=31),
}
CHOICES = [dict(chosen) for size in range(4) for chosen in combinations(FILTERS.items(), size)] + [dict(FILTERS)]


def made(number: int, draw: random.Random) -> PreparedRecord:
    """Make a record of which each filter lets through one in two."""
    return prepared(
        f"n{number}",
        minute=draw.randrange(40),
        source=draw.choice(("pell-gazette", "moth-mail")),
        community=draw.choice(("r/Kilns", None)),
        kind=draw.choice(("post", "paper")),
        language=draw.choice(("zh", "zh-Hant", "zh-Hans", "zha", "en", None)),
        text=draw.choice(("The kiln is cold.", "Nothing is left but ash.")),
        entities=draw.choice(({"pell": 1}, {})),
        beats=draw.choice(([("crafts", 0.6, ("kiln",))], [])),
    )


def lets_through(chosen: Mapping[str, Any], record: PreparedRecord) -> bool:
    """Say, by the plain words of the contract, whether a filter lets a record through."""
    at = START + timedelta(microseconds=record.published_at - prepared("x").published_at)
    is_so = {
        "source": record.source == chosen.get("source"),
        "community": record.community == chosen.get("community"),
        "kind": record.kind == chosen.get("kind"),
        "language": record.language == "zh" or (record.language or "").startswith("zh-"),
        "beat": "crafts" in [beat.slug for beat in record.links.beats],
        "entity": "pell" in record.links.entities,
        "q": "ash" in (record.text or ""),
        "published_after": at >= FILTERS["published_after"],
        "published_before": at < FILTERS["published_before"],
    }
    return all(is_so[name] for name in chosen)


def test_a_list_is_what_a_scan_would_find(deployment: Deployment) -> None:
    """Under every choice of filters, page by page, along whichever index, be the words rare or common; withdrawn ones left out."""
    draw = random.Random(11)
    shelf = [made(number, draw) for number in range(90)]
    with deployment.database.write() as session:
        records.upsert(session, shelf)
        for record in shelf[::7]:
            records.erase(session, record.id)
    left = [(record.published_at, key, record) for key, record in enumerate(shelf) if key % 7]
    newest_first = [record for _, _, record in sorted(left, reverse=True, key=lambda row: row[:2])]
    for few in (0, 2_000):
        with pytest.MonkeyPatch.context() as patch, deployment.database.read() as session:
            patch.setattr(record_pages, "_FEW", few)
            patch.setattr(record_pages, "_LOOKED_AHEAD", 3)
            patch.setattr(record_pages, "_FIRST_STRETCH", 2)
            for chosen in CHOICES:
                expected = [record.external_id for record in newest_first if lets_through(chosen, record)]
                assert listed(session, RecordFilter(**chosen)) == expected, (few, chosen)
                assert records.count(session, RecordFilter(**chosen)) == len(expected), (few, chosen)


def listed(session: Session, wanted: RecordFilter) -> list[str]:
    """Return the names of what is listed, page by page."""
    seen, cursor = list[str](), None
    while True:
        found, cursor = records.page(session, wanted, 4, cursor)
        seen += [record.external_id for record in found]
        if cursor is None:
            return seen


@contextmanager
def asked(deployment: Deployment) -> Iterator[list[tuple[str, Any]]]:
    """Give the list of what the database is asked from here on."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        seen.append((statement, values))

    with deployment.database.read() as session:
        engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.sqlite
@pytest.mark.parametrize("few", [0, 2_000])
def test_sqlite_reads_every_page_along_an_index(deployment: Deployment, few: int) -> None:
    """PRAGMA-free plans of SQLite's own: no table is scanned, and nothing is sorted but the few records that hold rare words; the list of all goes along its index."""
    draw = random.Random(5)
    with deployment.database.write() as session:
        records.upsert(session, [made(number, draw) for number in range(60)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_pages, "_FEW", few)
        for chosen in CHOICES:
            with asked(deployment) as seen, deployment.database.read() as session:
                _, cursor = records.page(session, RecordFilter(**chosen), 1)
                if cursor:
                    records.page(session, RecordFilter(**chosen), 1, cursor)
            steps = [step for statement, values in seen for step in plan(deployment, statement, values)]
            assert steps
            unwanted = [step for step in steps if is_unwanted(step, sorts="q" in chosen and few > 0)]
            assert unwanted == [], chosen


def plan(deployment: Deployment, statement: str, values: Any) -> list[str]:
    """Return the steps by which SQLite answers."""
    if not statement.lstrip().startswith(("SELECT", "WITH")):
        return []
    with deployment.database.read() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [str(row[-1]) for row in rows]


def is_unwanted(step: str, *, sorts: bool) -> bool:
    """Say whether a step's cost grows with the records. The index of words is gone along up to a bound, and so are lists that we give."""
    if "TEMP B-TREE" in step:
        return not sorts
    if not step.startswith("SCAN"):
        return False
    bounded = (
        "SCAN record_search VIRTUAL TABLE INDEX",
        "SCAN json_each",
        "SCAN found",
        "SCAN region",
        "SCAN CONSTANT ROW",
    )
    in_order = ("SCAN record USING COVERING INDEX record_by_time", "SCAN record USING INDEX record_by_time")
    return not step.startswith((*bounded, *in_order))
