"""Every test that is collected is run: whoever shares them out among processes goes by their ids."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.folders import LONGEST
from tests.rules.tree import ROOT


def test_every_test_has_an_id_of_its_own(request: pytest.FixtureRequest) -> None:
    """Of two tests with one id pytest-xdist runs one, and says nothing of the other."""
    times = Counter(item.nodeid for item in request.session.items)
    assert [nodeid for nodeid, count in times.items() if count > 1] == []


def test_the_files_that_are_begun_first_are_there() -> None:
    """A name that is mistyped, or of a file that was moved, would leave the file to the end of a run."""
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []
