"""The locks hold what the project asks for, by hash, and nothing of where it was found."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = (
    "requirements.lock",
    "requirements-image.lock",
    "requirements-bench.lock",
    "requirements-model.lock",
    "requirements-browser.lock",
    "requirements-book.lock",
    "requirements-build.lock",
)
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _pinned(lock: str) -> dict[str, tuple[str, int]]:
    """Return the version of each package in a lock, and how many hashes it is held to."""
    entries = re.split(r"(?m)^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))[1:]
    found: dict[str, tuple[str, int]] = {}
    for entry in entries:
        first = entry.split("\n", 1)[0].rstrip(" \\")
        requirement = Requirement(first)
        found[canonicalize_name(requirement.name)] = (str(requirement.specifier), entry.count("--hash=sha256:"))
    return found


def _asked(*extras: str) -> list[Requirement]:
    """Return what the project asks for, with the named extras."""
    lines = [*_PROJECT["dependencies"]]
    for extra in extras:
        lines += _PROJECT["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ("postgres", "dev")),
        ("requirements-image.lock", ("postgres",)),
        ("requirements-bench.lock", ("bench",)),
        ("requirements-model.lock", ("model",)),
        ("requirements-browser.lock", ("browser",)),
        ("requirements-book.lock", ("book",)),
    ],
)
def test_a_lock_holds_every_dependency(lock: str, extras: tuple[str, ...]) -> None:
    """What pyproject asks for stands in the lock, at a version that pyproject allows."""
    pinned = _pinned(lock)
    missing = [
        str(requirement)
        for requirement in _asked(*extras)
        for version, _ in [pinned.get(canonicalize_name(requirement.name), ("==0", 0))]
        if not requirement.specifier.contains(version.removeprefix("=="), prereleases=True)
    ]
    assert missing == [], "make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_one_version_by_hash(lock: str) -> None:
    """Each package is held to one version and at least one hash."""
    loose = {name: pin for name, pin in _pinned(lock).items() if not pin[0].startswith("==") or not pin[1]}
    assert loose == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    """A lock says what is installed, never where somebody found it."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.search(r"://|index-url|find-links|\s/\w", line)] == []


def test_what_runs_is_what_was_tested() -> None:
    """The image, the benchmarks and the build take the versions that the tests ran with."""
    tested = _pinned("requirements.lock")
    other = {
        (lock, name): (pin[0], tested[name][0])
        for lock in LOCKS[1:]
        for name, pin in _pinned(lock).items()
        if name in tested and tested[name][0] != pin[0]
    }
    assert other == {}
