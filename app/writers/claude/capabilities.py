"""What an endpoint was seen to do, and is remembered to.

Servers that speak the Messages API differ: some hold an answer to its shape and some take no notice, some count tokens, some stream. What is
kept here only spares calls that would fail. Nothing is taken on trust for it: every answer is read and checked whatever was promised.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from app.writers.base import Memory
from app.writers.claude.reply import Turn


class Capabilities(BaseModel):
    """What the endpoint at an address was seen to do with a model.

    `shape` says what became of the wish for a shape: `enforced`, `ignored`, `refused` (the request fails with it), or `unknown`. `listed` are the models that it
    lists, and `context_tokens` what it says, or let be seen, that the model reads and writes together.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    address: str = ""
    shape: Literal["enforced", "ignored", "refused", "unknown"] = "unknown"
    counts: bool = True
    streams: bool = True
    listed: tuple[str, ...] | None = None
    context_tokens: int | None = None

    def fitting(self, turn: Turn) -> Turn:
        """Return a turn without what the endpoint is known to refuse."""
        asks = turn.asks_for_shape and self.shape != "refused"
        return replace(turn, is_streamed=turn.is_streamed and self.streams, asks_for_shape=asks)


def recall(memory: Memory, name: str, model: str, address: str) -> Capabilities | None:
    """Return what was seen of an endpoint before; None where nothing was, or it has moved since."""
    kept = memory.recall(_key(name, model))
    try:
        seen = Capabilities.model_validate_json(kept or "")
    except ValidationError:
        return None
    return seen if seen.address == address else None


def keep(memory: Memory | None, name: str, model: str, seen: Capabilities | None) -> None:
    """Keep what was seen, or forget it, where there is somewhere to keep it."""
    if memory is not None:
        memory.keep(_key(name, model), seen.model_dump_json() if seen else None)


def _key(name: str, model: str) -> str:
    return f"endpoint {name} {model}"
