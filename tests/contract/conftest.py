"""What the tests of the contract need from the collection of tests."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

_SCHEMATHESIS = "schemathesis.pytest.plugin"


def pytest_configure(config: pytest.Config) -> None:
    """Load Schemathesis where its tests are collected: importing it takes seconds, which no other test needs."""
    if not config.pluginmanager.has_plugin(_SCHEMATHESIS):
        config.pluginmanager.import_plugin(_SCHEMATHESIS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Give each test that Schemathesis makes, one an operation, an id of its own.

    pytest 9.2 makes the id of the function's name alone, so that all had the same, and pytest-xdist, which goes by ids, ran one of them.
    """
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            item._id = item.parent.id.child(item.name)
