"""Who writes. Writers are siblings: each stands alone on `base`, and none knows another.

A new kind of writer is one file, or folder, and one line here; a deployment may have several of a kind, each with its own name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from app.writers.base import Writer

PLACES = {
    "extractive": "app.writers.extractive:ExtractiveWriter",
    "anthropic": "app.writers.claude:ClaudeWriter",
}


class Writers(Mapping[str, Writer]):
    """The writers of a deployment by name, each imported and made when it is first asked for: what it brings along may be heavy."""

    def __init__(self, employed: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Start with nobody made; `employed` holds, by name, of what kind each writer is and with what it is made."""
        self._employed = employed
        self._made: dict[str, Writer] = {}

    def __getitem__(self, name: str) -> Writer:
        """Return a writer; raise KeyError where there is none of the name."""
        if name not in self._made:
            kind, wishes = self._employed[name]
            module, _, maker = PLACES[kind].partition(":")
            self._made[name] = getattr(import_module(module), maker)(**wishes)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._employed)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._employed)
