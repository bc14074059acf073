"""What a model's answer costs: by the terms that a deployment names, else by list prices in US dollars for a million tokens, read in October 2026.

A model that has neither, such as one that a deployment runs itself, is booked at no cost: its tokens are counted all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.providers import Terms

_MILLION = Decimal(1_000_000)
# What is asked by the batch costs half, read from a cache or not.
BATCH_SHARE = Decimal("0.5")
# Writing the stable part of a prompt to the cache costs a quarter more than sending it.
_CACHE_WRITE = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one answer; `cache_write` and `cache_read` are not among `prompt`."""

    prompt: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0

    @property
    def input(self) -> int:
        """Everything that the model read, cached or not."""
        return self.prompt + self.cache_write + self.cache_read


@dataclass(frozen=True, slots=True)
class _Price:
    prompt: Decimal
    output: Decimal
    cache_read: Decimal


# The beginning of a model's name, and its prices.
_PRICES = {
    "claude-haiku-5-5": _Price(Decimal("0.10"), Decimal("0.50"), Decimal("0.01")),
    "claude-sonnet-5-5": _Price(Decimal(2), Decimal(10), Decimal("0.10")),
    "claude-opus-5-5": _Price(Decimal(4), Decimal(20), Decimal("0.20")),
    "claude-fable-5-1": _Price(Decimal(10), Decimal(50), Decimal("0.25")),
}


def cost(model: str, tokens: Tokens, terms: Terms | None = None) -> Decimal:
    """Return what tokens cost in US dollars: by a deployment's own terms, else by list price; nothing where neither says."""
    price = _agreed(terms) or next((price for name, price in _PRICES.items() if model.startswith(name)), None)
    if price is None:
        return Decimal(0)
    prompt = tokens.prompt * price.prompt + tokens.cache_write * price.prompt * _CACHE_WRITE
    return (prompt + tokens.cache_read * price.cache_read + tokens.output * price.output) / _MILLION


def priced(asked: str, answered: str | None, tokens: Tokens, terms: Terms | None = None) -> Decimal:
    """Return what a call costs: by the dearer name, where the endpoint calls the model that was asked by another, which may stand in no list."""
    return max(cost(name, tokens, terms) for name in (asked, answered or asked))


def _agreed(terms: Terms | None) -> _Price | None:
    """Return the price that a deployment names; what was read from a cache costs as much as anything where it does not say."""
    if terms is None or terms.input_usd is None or terms.output_usd is None:
        return None
    cached = terms.input_usd if terms.cached_input_usd is None else terms.cached_input_usd
    return _Price(terms.input_usd, terms.output_usd, cached)
