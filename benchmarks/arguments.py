"""The arguments that programs of this folder have in common, and how they say whether a target is reached."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path


def asking(
    about: str | None,
    *,
    stories: int | None = None,
    rounds: int | None = None,
    seconds: float | None = None,
    may_keep: bool = False,
) -> ArgumentParser:
    """Return what reads a program's arguments: what `about`, its own page, says first, and those of the usual ones that it gives a default for."""
    parser = ArgumentParser(description=about.splitlines()[0] if about else None)
    if stories is not None:
        parser.add_argument("--stories", type=int, default=stories)
    if rounds is not None:
        parser.add_argument("--rounds", type=int, default=rounds)
    if seconds is not None:
        parser.add_argument("--seconds", type=float, default=seconds)
    if may_keep:
        parser.add_argument("--keep", type=Path)
    return parser


def verdict(*, is_met: bool) -> str:
    """Return the word for a target that is reached, or is not."""
    return "met" if is_met else "MISSED"
