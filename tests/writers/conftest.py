"""The press on which the writer's tests have their stories made."""

from __future__ import annotations

import pytest

from app.newsroom.vocabulary import Vocabulary
from tests.writers.press import Press


@pytest.fixture(scope="session")
def press(compiled: Vocabulary) -> Press:
    """Return a press with the default vocabulary."""
    return Press(compiled)
