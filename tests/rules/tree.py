"""What of the repository the rules look at: the project's own files, and nothing that a tool left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FOLDERS = (
    "app",
    "schemas",
    "storywire",
    "clients/typescript/src",
    "clients/typescript/examples",
    "alembic",
    "tests",
    "benchmarks",
    "evaluation",
    "faults",
    "docs",
    ".ci",
)
# Pictures, which hold no words that a rule could read.
_PICTURES = (".png",)


def files() -> Iterator[Path]:
    """Yield every file of the project that holds text."""
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != ".env")
    for folder in _FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in _PICTURES:
                yield path


def modules() -> Iterator[Path]:
    """Yield every Python file of the project."""
    yield from (path for path in files() if path.suffix == ".py")


def name(path: Path) -> str:
    """Return a file's path as it is written in the repository."""
    return path.relative_to(ROOT).as_posix()
