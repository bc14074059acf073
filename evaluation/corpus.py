"""Where records to evaluate on come from: the folder that STORYWIRE_CORPUS names, or our own samples alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent.parent
_SAMPLES = ("app/data/sample_records.jsonl", "tests/samples/*.jsonl")


@dataclass(frozen=True, slots=True)
class Assignment:
    """Records that make one story, in the form in which they are sent; `near_misses` are the places of those that do not belong.

    `beat` is the name of the beat that an editor would file it under, or None where nobody said.
    """

    name: str
    beat: str | None
    records: tuple[dict[str, Any], ...]
    near_misses: frozenset[int]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A folder of real records: `records/`, `assignments/`, `gold/` and `cases/`, all JSON lines."""

    folder: Path

    def record_lines(self) -> list[bytes]:
        """Return every line of every file of records, in the files' order."""
        files = sorted((self.folder / "records").glob("*.jsonl"))
        return [line for file in files for line in file.read_bytes().splitlines() if line.strip()]

    def lines(self, path: str) -> Iterator[dict[str, Any]]:
        """Read a file of JSON lines."""
        return _lines(self.folder / path)

    def assignments(self) -> list[Assignment]:
        """Return the assignments by name."""
        found = []
        for file in sorted((self.folder / "assignments").glob("*.jsonl")):
            about = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
            records = tuple(_lines(file))
            misses = {(miss["source"], miss["external_id"]) for miss in about["near_misses"]}
            places = frozenset(i for i, r in enumerate(records) if (r["source"], r["external_id"]) in misses)
            found.append(Assignment(file.stem, about["beat"], records, places))
        return found


def named_corpus() -> Corpus | None:
    """Return the corpus that the environment names, or None where it names none."""
    folder = os.environ.get("STORYWIRE_CORPUS")
    return Corpus(Path(folder)) if folder else None


def samples() -> list[Assignment]:
    """Return the records that travel with the repository, each file as one assignment."""
    files = [file for pattern in _SAMPLES for file in sorted(_HERE.glob(pattern))]
    return [Assignment(file.stem, None, tuple(_lines(file)), frozenset()) for file in files]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
