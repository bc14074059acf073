"""A project that has the packed client installed, made once for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.typescript.node import project_with_the_package


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where it lies."""
    return project_with_the_package(tmp_path_factory.mktemp("typescript"))
