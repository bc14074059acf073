"""Processes that die at a chosen statement, as a kill would have it."""

from __future__ import annotations

import os

from sqlalchemy import Engine, event

EXIT_CODE = 9


def die_at(statement: int) -> None:
    """End this process before the statement or the commit of a number, counted from 1 over all its databases."""
    seen = 0

    @event.listens_for(Engine, "before_cursor_execute")
    @event.listens_for(Engine, "commit")
    def _count(*_arguments: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            os._exit(EXIT_CODE)
