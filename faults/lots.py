"""Records for the fault plan: each job writes from two of its own, which name its number and share their subjects with all others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from app.story.record_id import record_id

_SOURCE = "brackwater-ledger"
_LOT = re.compile(r"\blot (\d{5})\b")
# Two names that all records share: each story is told of earlier ones, which are more from one minute to the next.
_NAMES = ("Fernhill Cooperative", "Brackwater Market")


def lines(first: int, last: int) -> Iterator[bytes]:
    """Yield the records of some jobs as lines of JSON."""
    for lot in range(first, last):
        yield _line(lot, "sale", f"Fernhill Cooperative sold lot {lot:05d} at Brackwater Market", _sale(lot))
        yield _line(lot, "scale", f"What lot {lot:05d} weighed", _scale(lot))


def record_ids(lot: int) -> list[str]:
    """Return the ids of a job's records."""
    return [record_id(_SOURCE, f"{lot}-{kind}") for kind in ("sale", "scale")]


def lot_of(words: str) -> int | None:
    """Return the number that a text names first; None where it names none."""
    found = _LOT.search(words)
    return int(found[1]) if found else None


def write_entities(file: Path) -> Path:
    """Write the two names as a deployment's own set of entities."""
    slugs = {name.lower().replace(" ", "-"): name for name in _NAMES}
    entities = [{"slug": slug, "name": name, "kind": "organization"} for slug, name in slugs.items()]
    file.write_text(json.dumps({"version": "1", "entities": entities}), encoding="utf-8")
    return file


def _line(lot: int, kind: str, title: str, text: str) -> bytes:
    record = {
        "source": _SOURCE,
        "external_id": f"{lot}-{kind}",
        "kind": "article" if kind == "sale" else "post",
        "url": f"https://brackwater-ledger.example/{lot}/{kind}",
        "author": "Ada Loft" if kind == "sale" else "Ben Marsh",
        "title": title,
        "text": text,
        "language": "en",
        "published_at": f"2026-05-{1 + lot % 28:02d}T09:00:00Z",
    }
    return json.dumps(record).encode() + b"\n"


def _sale(lot: int) -> str:
    return (
        f"Fernhill Cooperative sold lot {lot:05d} of its smoked sprats at Brackwater Market on Monday morning. "
        f"The buyers paid {200 + lot} crowns for the crates of lot {lot:05d}. "
        "Fernhill Cooperative will bring more crates to Brackwater Market next week."
    )


def _scale(lot: int) -> str:
    return (
        f"The scale at Brackwater Market showed {30 + lot} kilos for lot {lot:05d} before noon. "
        f"A keeper of the scale said that lot {lot:05d} from Fernhill Cooperative was dry and well packed."
    )
