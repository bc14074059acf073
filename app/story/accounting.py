"""Account for every record that was asked for: what is not cited is told with its reason."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from app.story.draft import DraftUnused
from schemas.story import Unused, UnusedReason


def account_for(asked: Sequence[str], cited: Container[str], told: Iterable[DraftUnused]) -> list[Unused]:
    """Return why each record that is not cited was left out, in the order asked for; what was `told` last of one stands.

    A record of which nothing was told had sentences, and verification refused them all.
    """
    reasons = {each.record_id: (each.reason, each.detail) for each in told}
    refused: tuple[UnusedReason, str | None] = ("no_quotable_text", "verification refused its sentences")
    left_out = {record_id: reasons.get(record_id, refused) for record_id in asked if record_id not in cited}
    return [Unused(record_id=i, reason=reason, detail=detail) for i, (reason, detail) in left_out.items()]
