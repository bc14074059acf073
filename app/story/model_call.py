"""A call to a model, as the books have it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One attempt to have a model answer, booked whether it did or not.

    `model` is the model that says it answered, `answer` its text as it came, `outcome` a word: answered, busy, broken,
    cut_short, declined or rejected. `input_tokens` counts cached ones too.
    """

    purpose: str
    outcome: str
    model: str | None
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal
    seconds: float
    answer: str
