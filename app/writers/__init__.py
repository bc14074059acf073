"""Who writes. Writers are siblings: each stands alone on `base`, and none knows another.

A new writer is one file, or folder, and one line here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from app.writers.base import Writer

PLACES = {"extractive": "app.writers.extractive:ExtractiveWriter"}


class Writers(Mapping[str, Writer]):
    """Every writer by name, each imported and made when it is first asked for: what it brings along may be heavy."""

    def __init__(self) -> None:
        """Start with nobody made."""
        self._made: dict[str, Writer] = {}

    def __getitem__(self, name: str) -> Writer:
        """Return a writer; raise KeyError where there is none of the name."""
        if name not in self._made:
            module, _, kind = PLACES[name].partition(":")
            self._made[name] = getattr(import_module(module), kind)()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(PLACES)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(PLACES)
