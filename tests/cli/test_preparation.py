"""A command that runs on for good waits for a database that is away, for a while."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cli import preparation
from app.cli.preparation import patiently
from app.errors import SettingsError, UnavailableError


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "_PAUSE_SECONDS", 0.0)


def test_a_database_that_comes_back_is_waited_for() -> None:
    """A worker that is started while its database recovers from a crash goes on when it has."""
    times: Iterator[bool] = iter([True, True, False])

    def ask() -> str:
        if next(times):
            raise UnavailableError("The database is busy or away.")
        return "there"

    assert patiently(ask) == "there"


def test_one_that_does_not_come_back_is_told_of_in_the_end() -> None:
    """Whoever wrote the wrong address learns of it."""
    asked = []

    def ask() -> None:
        asked.append(True)
        raise UnavailableError("The database is busy or away.")

    with pytest.raises(UnavailableError):
        patiently(ask, patience=0.05)
    assert len(asked) > 1


def test_what_waiting_does_not_mend_is_told_at_once() -> None:
    """An old schema stays old."""
    asked = []

    def ask() -> None:
        asked.append(True)
        raise SettingsError("The database has not the schema of this version.")

    with pytest.raises(SettingsError):
        patiently(ask)
    assert len(asked) == 1
