"""What is kept of a synthesis so that it can be done again: which versions of what were read, who wrote, and what was refused.

It names records and stories and holds none of their words: those stay where a withdrawal finds them.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class KeptStory(_Kept):
    """An earlier story that the writer was told of: its revision then, and the versions of its records, by their ids."""

    slug: str
    revision: int
    records: dict[str, int]


class SynthesisLedger(_Kept):
    """The ledger of a synthesis. `asked` are the active records in the order asked for, each at its version.

    `calls` are those to a model, without their answers, which the books of calls hold; `refused` are the sentences that verification
    refused, with the reason of each.
    """

    records_digest: str
    asked: dict[str, int] = {}
    withdrawn: list[str] = []
    earlier: list[KeptStory] = []
    prompt_version: str
    provider: str
    model: str | None
    rules_version: str
    parameters: dict[str, Any] = {}
    calls: list[dict[str, Any]] = []
    refused: list[dict[str, str]] = []
