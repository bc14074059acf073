"""Show an editor what verification refused while a story was written."""

from __future__ import annotations

from app.errors import NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.synthesis_ledger import SynthesisLedger
from app.store import syntheses
from schemas.synthesis import RefusedSentence, RefusedSentences


def refused_sentences(deployment: Deployment, synthesis_id: str) -> RefusedSentences:
    """Return the refused sentences of a synthesis; none where it has no story, or a withdrawal erased them. Raises NotFoundError."""
    with deployment.database.read() as session:
        if syntheses.get(session, synthesis_id) is None:
            raise NotFoundError("There is no such synthesis.")
        kept = syntheses.ledger(session, synthesis_id)
    refused = SynthesisLedger.model_validate_json(kept).refused if kept is not None else []
    return RefusedSentences(items=[RefusedSentence(text=each["text"], reason=each["reason"]) for each in refused])
