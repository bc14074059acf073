"""Every form in which a story leaves is listed once, and under names of its own."""

from __future__ import annotations

from pathlib import Path

from app import views
from app.views import DIRECTORIES, FEEDS, VIEWS


def test_every_view_is_listed() -> None:
    """A file in the room is a view and is listed; what is not listed, nobody can ask for."""
    files = {path.stem for path in Path(views.__path__[0]).glob("*.py")} - {"__init__", "base"}
    listed = [view.name for view in VIEWS] + [feed.name for feed in FEEDS] + [each.name for each in DIRECTORIES]
    assert sorted(listed) == sorted(files)


def test_no_two_views_answer_to_one_name() -> None:
    """A media type and a suffix lead to one form each."""
    for listed in (VIEWS, FEEDS):
        assert len({each.media_type for each in listed}) == len({each.suffix for each in listed}) == len(listed)
