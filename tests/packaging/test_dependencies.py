"""What is imported is asked for by name, and what is asked for is used."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.rules.tree import ROOT, modules, name

_OURS = {"app", "schemas", "storywire", "tests", "benchmarks", "evaluation"}
# Never imported by name, and why they are asked for all the same.
_UNSEEN = {
    "uvloop": "uvicorn's fast event loop",
}


def _asked(*extras: str) -> set[str]:
    """Return the distributions that pyproject asks for, with the named extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def _imported(*folders: str) -> set[str]:
    """Return the distributions whose modules are imported anywhere in the folders, also inside a function."""
    found = set()
    for path in modules():
        if name(path).split("/")[0] in folders:
            for node in ast.walk(ast.parse(path.read_bytes())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.split(".")[0])
    known = packages_distributions()
    return {
        canonicalize_name(known[module][0]) for module in found - _OURS - sys.stdlib_module_names if module in known
    }


def test_the_service_asks_for_what_it_imports() -> None:
    """No import of the service rests on what another package happens to bring; what only PostgreSQL takes is an extra."""
    assert _imported("app", "schemas", "storywire", "alembic") - _asked("postgres") == set()


def test_the_service_imports_what_it_asks_for() -> None:
    """No dependency stays after its last use, but for those that others import for us."""
    assert _asked("postgres") - _imported("app", "schemas", "storywire", "alembic") == set(_UNSEEN)


def test_tests_and_benchmarks_ask_for_what_they_import() -> None:
    """Whatever tests, benchmarks and evaluation import is asked for by name, to run, to develop, to compare with, to write or to drive a browser."""
    assert (
        _imported("tests", "benchmarks", "evaluation") - _asked("dev", "bench", "model", "browser", "postgres") == set()
    )
