"""Check citations: each quote stands in its record character for character, and the numbers, fields and weights hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from evaluation.audit.dossier import Dossier, Fault

_CONTEXT = 64
_MOST_OF_ONE = 0.6
_ENOUGH_TO_BALANCE = 4
_ROUNDING = 0.005


def check_citations(dossier: Dossier) -> Iterator[Fault]:
    """Check every citation and the order, the weights and the balance of all."""
    yield from _check_order(dossier)
    used = {i for sentence in dossier.sentences for i in sentence.given.get("quotes") or []}
    used |= {i for key in ("title_quotes", "dek_quotes") for i in dossier.story.get(key) or []}
    ids = [quote["id"] for citation in dossier.citations for quote in citation.get("quotes") or []]
    for quote_id, times in Counter(ids).items():
        if times > 1:
            yield Fault("citation", f"quote {quote_id}", "has an id that is another's")
        if quote_id not in used:
            yield Fault("citation", f"quote {quote_id}", "bears no sentence")
    for citation in dossier.citations:
        yield from _check_citation(citation, dossier.records.get(citation["record_id"]))
    yield from _check_weights(dossier)


def _check_order(dossier: Dossier) -> Iterator[Fault]:
    """Check that citations are numbered from 1, each record once, in the order in which the sentences use them."""
    numbers = [citation.get("number") for citation in dossier.citations]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Fault("citation", "citations", f"are numbered {numbers}")
    ids = Counter(citation["record_id"] for citation in dossier.citations)
    if twice := [record_id for record_id, times in ids.items() if times > 1]:
        yield Fault("citation", "citations", f"hold a record twice: {twice}")
    first_use = list(dict.fromkeys(n for s in dossier.sentences for n in s.given.get("citations") or []))
    if first_use != sorted(first_use):
        yield Fault("citation", "citations", "are not numbered in the order of first use")


def _check_citation(citation: dict[str, Any], record: dict[str, Any] | None) -> Iterator[Fault]:
    where = f"citation {citation['number']}"
    if not citation.get("quotes"):
        yield Fault("citation", where, "has no quote")
    if citation.get("status") == "withdrawn":
        return
    if record is None:
        yield Fault("citation", where, f"cites {citation['record_id']}, which cannot be read")
        return
    for key in ("community", "title", "author", "url", "published_at", "language"):
        if citation.get(key) != record.get(key):
            yield Fault("citation", where, f"has the {key} {citation.get(key)!r}, its record {record.get(key)!r}")
    if citation["source"]["slug"] != record.get("source"):
        yield Fault("citation", where, "names another source than its record")
    for quote in citation.get("quotes") or []:
        yield from _check_quote(f"{where}, quote {quote['id']}", quote, record)


def _check_quote(where: str, quote: dict[str, Any], record: dict[str, Any]) -> Iterator[Fault]:
    """Check that a quote is one contiguous span of its record, with what stands beside it."""
    if quote.get("field") not in {"text", "title"}:
        yield Fault("quote", where, f"is on the field {quote.get('field')!r}")
        return
    text, start, end = record.get(quote["field"]) or "", quote["start"], quote["end"]
    if not quote["exact"].strip() or not 0 <= start < end <= len(text) or text[start:end] != quote["exact"]:
        yield Fault("quote", where, f"is not what its record says at {start}:{end}: {quote['exact'][:60]!r}")
        return
    prefix, suffix = quote.get("prefix"), quote.get("suffix")
    if prefix is None or suffix is None or max(len(prefix), len(suffix)) > _CONTEXT:
        yield Fault("quote", where, "has no prefix and suffix of a few words")
    elif not (text[:start].endswith(prefix) and text[end:].startswith(suffix)):
        yield Fault("quote", where, "has a prefix or suffix that does not stand beside it")
    elif (start and not prefix) or (end < len(text) and not suffix):
        yield Fault("quote", where, "has an empty prefix or suffix where its record goes on")


def _check_weights(dossier: Dossier) -> Iterator[Fault]:
    weights = [citation.get("weight") or 0.0 for citation in dossier.citations]
    if min(weights, default=0.0) < 0 or abs(sum(weights) - 1) > _ROUNDING:
        yield Fault("weight", "citations", f"have weights that sum to {sum(weights):.4f}")
    uses = Counter(n for sentence in dossier.sentences for n in set(sentence.given.get("citations") or []))
    most = max(uses.values(), default=0)
    if len(weights) >= _ENOUGH_TO_BALANCE and most > _MOST_OF_ONE * uses.total():
        yield Fault("balance", "citations", f"one record bears {most} of {uses.total()} uses")
