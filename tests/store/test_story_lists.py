"""Lists of stories hold what a scan would, page by page, and no page of one is read by scanning or by sorting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from sqlalchemy import insert

from app.newsroom.deployment import Deployment
from app.store import stories
from app.store.session import Session
from app.store.stories import StoryFilter
from app.store.tables import METADATA
from app.store.times import micros
from tests.store.making import START
from tests.store.test_record_pages import asked, is_unwanted, plan

FILTERS: Mapping[str, Any] = {
    "beat": "crafts",
    "entity": "pell",
    "source": "pell-gazette",
    "language": "zh",
    "published_after": START + timedelta(minutes=3),
    "published_before": START + timedelta(minutes=13),
}
CHOICES = [dict(chosen) for size in range(len(FILTERS) + 1) for chosen in combinations(FILTERS.items(), size)]
NUMBERS = range(64)


def is_of(number: int, name: str) -> bool:
    """Say whether a story bears what a filter asks for: by the bits of its number, so that every mixture is there; drafts are told by another."""
    if name == "published_after":
        return minute(number) >= 3
    if name == "published_before":
        return minute(number) < 13
    return bool(number >> list(FILTERS).index(name) & 1)


def minute(number: int) -> int:
    """Return when a story was published; four at a time."""
    return number * 7 % 16


def is_draft(number: int) -> bool:
    """Say whether a story is not to be shown."""
    return number % 9 == 0


@pytest.fixture(autouse=True)
def _shelf(deployment: Deployment) -> None:
    """Store rows of stories, with nothing in them but what lists go by."""
    with deployment.database.write() as session:
        for number in NUMBERS:
            _keep(session, number)


def _keep(session: Session, number: int) -> None:
    connection = session.connection()
    at = micros(START + timedelta(minutes=minute(number)))
    row = {
        "pk": number + 1,
        "id": f"sty_{number}",
        "slug": f"n{number}",
        "revision": 1,
        "status": "draft" if is_draft(number) else "published",
        "language": "zh" if is_of(number, "language") else "en",
        "beat": "crafts" if is_of(number, "beat") else "general",
        "published_at": at,
        "updated_at": at,
        "summary": f'{{"slug":"n{number}"}}',
        "synthesis_id": "syn",
    }
    connection.execute(insert(METADATA.tables["story"]).values(**row))
    link = {"story_pk": number + 1, "published_at": at}
    if is_of(number, "entity"):
        connection.execute(insert(METADATA.tables["story_entity"]).values(**link, entity="pell", salience=0.5))
    if is_of(number, "source"):
        connection.execute(insert(METADATA.tables["story_source"]).values(**link, source="pell-gazette"))


def test_a_list_is_what_a_scan_would_find(deployment: Deployment) -> None:
    """Under every choice of filters, page by page, newest first and of the same time the later one."""
    newest_first = sorted(NUMBERS, key=lambda number: (minute(number), number), reverse=True)
    with deployment.database.read() as session:
        for chosen in CHOICES:
            shown = [number for number in newest_first if not is_draft(number)]
            expected = [f"n{number}" for number in shown if all(is_of(number, name) for name in chosen)]
            seen, cursor = list[str](), None
            while True:
                items, cursor = stories.page(session, StoryFilter(**chosen), 3, cursor)
                seen += [item["slug"] for item in items]
                if cursor is None:
                    break
            assert seen == expected, chosen
            assert stories.count(session, StoryFilter(**chosen)) == len(expected), chosen


@pytest.mark.sqlite
def test_sqlite_reads_every_page_along_an_index(deployment: Deployment) -> None:
    """Whatever is filtered by, nothing is scanned and nothing is sorted."""
    for chosen in CHOICES:
        with asked(deployment) as seen, deployment.database.read() as session:
            _, cursor = stories.page(session, StoryFilter(**chosen), 1, None)
            if cursor:
                stories.page(session, StoryFilter(**chosen), 1, cursor)
        steps = [step for statement, values in seen for step in plan(deployment, statement, values)]
        assert steps
        assert [step for step in steps if is_unwanted(step, sorts=False)] == [], chosen
