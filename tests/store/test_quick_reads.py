"""The reads that come by the thousand go along one index, and read nothing that they do not give."""

from __future__ import annotations

import sqlite3

import pytest

from app.newsroom.deployment import Deployment

pytestmark = pytest.mark.sqlite


def plans(deployment: Deployment) -> list[list[str]]:
    """Have a story, and pages of every kind, read; return the steps by which SQLite does it."""
    quick, path = deployment.database.quick, deployment.database.url.removeprefix("sqlite:///")
    asked = [quick.story("one"), *(quick.page(beat, 20, None) for beat in ("open-source-ai", None))]
    connection = sqlite3.connect(path)
    found = [[row[-1] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}", values)] for text, values in asked]
    connection.close()
    return found


def test_each_goes_along_one_index(deployment: Deployment) -> None:
    """A story without its row, which fills a page of the file; a page without sorting."""
    assert plans(deployment) == [
        [
            "SEARCH story USING COVERING INDEX story_by_slug (slug=?)",
            "SEARCH revision USING INDEX sqlite_autoindex_story_revision_1 (story_pk=? AND revision=?)",
        ],
        ["SEARCH story USING INDEX story_by_beat (status=? AND beat=?)"],
        ["SEARCH story USING INDEX story_by_time (status=?)"],
    ]
