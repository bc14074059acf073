"""Every form in which a story leaves is listed once, and under names of its own."""

from __future__ import annotations

from pathlib import Path

from app import views
from app.views import VIEWS


def test_every_view_is_listed() -> None:
    """A file in the room is a view and is listed; what is not listed, nobody can ask for."""
    files = {path.stem for path in Path(views.__path__[0]).glob("*.py")} - {"__init__", "base"}
    assert sorted(view.name for view in VIEWS) == sorted(files)


def test_no_two_views_answer_to_one_name() -> None:
    """A media type and a suffix lead to one form each."""
    assert len({view.media_type for view in VIEWS}) == len({view.suffix for view in VIEWS}) == len(VIEWS)
