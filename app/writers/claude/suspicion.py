"""Tell which records speak to whoever writes and not to people, and which names are names."""

from __future__ import annotations

import re

from app.language.injection import is_instruction, speaks_to_model
from app.language.normalise import printable_line
from app.writers.base import Assignment
from app.writers.claude.orders import gives_orders, is_message, is_order
from schemas.record import Record

# How much of a text is read.
READ = 12_000
_LONGEST_LABEL = 200
_ATTACKS = re.compile(r"prompt injection|jailbreak|system prompt|提示词?注入|越狱", re.IGNORECASE)
_TALKED_ABOUT = 0.3
_NO_NAME = re.compile(r"\*\*|`|\]\(|[<>{}|\\]|https?:|www\.", re.IGNORECASE)


def suspected_records(assignment: Assignment) -> frozenset[str]:
    """Return the records that speak to a model, unless such attacks are what the others talk about."""
    suspected = assignment.suspected | {r.id for r in assignment.records if _bears_orders(r)}
    others = [r for r in assignment.records if r.id not in suspected]
    talk = sum(bool(_ATTACKS.search(f"{r.title or ''} {(r.text or '')[:2000]}")) for r in others)
    return frozenset() if others and talk >= _TALKED_ABOUT * len(others) else suspected


def is_label(name: str) -> bool:
    """Say whether an author's or a community's name looks like one, and not like a message."""
    line = printable_line(name)
    return (
        len(line) <= _LONGEST_LABEL
        and line == name
        and not is_instruction(name)
        and not is_order(name)
        and not _NO_NAME.search(name)
    )


def _bears_orders(record: Record) -> bool:
    """Say whether a record's title, author or community is an order, which citing it would print, or its text gives some."""
    title = record.title or ""
    names = [name for name in (record.author, record.community) if name]
    return (
        "\n" in title
        or speaks_to_model(title)
        or any("\n" in name or _NO_NAME.search(name) or is_instruction(name) or is_message(name) for name in names)
        or any(map(is_order, (title, *names)))
        or gives_orders((record.text or "")[:READ])
    )
