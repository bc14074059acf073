"""What came of a synthesis: its story, or the error that kept it from being written, for whoever asked and waits."""

from __future__ import annotations

from app.errors import (
    ConflictError,
    Fault,
    GoneError,
    NotFoundError,
    StorywireError,
    SynthesisCancelledError,
    every_problem,
)
from app.newsroom.deployment import Deployment
from app.store import stories, syntheses
from app.store.stories import StoredStory
from schemas.problem import Problem


def outcome(deployment: Deployment, synthesis_id: str) -> StoredStory | None:
    """Return the revision that a synthesis made, None while it is not done; raise the problem that it ended in.

    Raises GoneError where the story has been retracted since, and SynthesisCancelledError where the synthesis was cancelled.
    """
    with deployment.database.read() as session:
        synthesis = syntheses.get(session, synthesis_id)
        if synthesis is None:
            raise NotFoundError("There is no such synthesis.")
        if synthesis.status == "cancelled":
            raise SynthesisCancelledError("The synthesis was cancelled.")
        if synthesis.problem is not None:
            raise _error(synthesis.problem)
        if synthesis.status != "succeeded":
            return None
        stored = stories.made_by(session, synthesis_id)
    if stored is None:
        raise ConflictError("The story of this synthesis is not here any more.")
    if stored.status == "retracted":
        raise GoneError(stored.retraction_reason or "The story was retracted.")
    return stored


def _error(problem: Problem) -> StorywireError:
    """Return the error that a problem document was made of."""
    kind = next((each for each in every_problem() if problem.type.endswith(f"/{each.slug}")), StorywireError)
    faults = [Fault(item.pointer, item.detail) for item in problem.errors or ()]
    headers = {"Retry-After": "30"} if problem.status == 503 else {}  # noqa: PLR2004 - as the contract has it
    return kind(problem.detail or problem.title, errors=faults, headers=headers)
