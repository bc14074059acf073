"""Every test that is collected is run: whoever shares them out among processes goes by their ids."""

from __future__ import annotations

from collections import Counter

import pytest


def test_every_test_has_an_id_of_its_own(request: pytest.FixtureRequest) -> None:
    """Of two tests with one id pytest-xdist runs one, and says nothing of the other."""
    times = Counter(item.nodeid for item in request.session.items)
    assert [nodeid for nodeid, count in times.items() if count > 1] == []
