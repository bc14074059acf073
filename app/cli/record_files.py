"""Read record ids from files that people have at hand: one id a line, or records as they were ingested."""

from __future__ import annotations

from pathlib import Path

from app.errors import InvalidInputError
from app.story.record_id import record_id
from schemas import strict_json


def ids_in(file: Path) -> list[str]:
    """Read ids, one a line; where a line is a record, its id is derived from its source and its own id."""
    found = []
    for number, line in enumerate(file.read_bytes().splitlines(), 1):
        if line.startswith(b"{"):
            found.append(_id_of(file, number, line))
        elif line.strip():
            found.append(line.strip().decode("utf-8", "replace"))
    return found


def _id_of(file: Path, number: int, line: bytes) -> str:
    try:
        record = strict_json.loads(line, repair_strings=True)
        return record_id(record["source"], record["external_id"])
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(f"{file}:{number} is neither an id nor a record.") from error
