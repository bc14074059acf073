"""A project that has the packed client installed, made once for all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.once import folder_made_once
from tests.typescript.node import project_with_the_package


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where it lies; what was built on the way stands beside it."""
    return folder_made_once(tmp_path_factory, "typescript", project_with_the_package) / "project"
