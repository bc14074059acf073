"""The wheel carries what an installed copy needs, and only that."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling import build

from tests.rules.tree import ROOT


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of the files in a wheel built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        wheel = build.build_wheel(str(folder))
    with ZipFile(folder / wheel) as archive:
        return set(archive.namelist())


def _files(folder: str, inside: str) -> set[str]:
    """Return the files of a folder of the tree by the names that they have in the wheel."""
    return {
        (Path(inside) / path.relative_to(ROOT / folder)).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_an_installed_copy_can_migrate(names: set[str]) -> None:
    """The migrations travel inside the package, under app/store/migrations."""
    assert _files("alembic", "app/store/migrations") - names == set()


def test_an_installed_copy_has_its_code_and_data(names: set[str]) -> None:
    """Every file of `app`, `schemas` and `storywire` is there: modules, the default vocabulary, the sample records, the type markers."""
    assert {name for folder in ("app", "schemas", "storywire") for name in _files(folder, folder)} - names == set()


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    """No tests, documents or settings of a developer are shipped."""
    assert {name.split("/")[0] for name in names} == {"app", "schemas", "storywire", "storywire-0.1.0.dist-info"}
