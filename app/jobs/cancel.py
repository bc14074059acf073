"""Cancel a synthesis, and start again one that came to nothing."""

from __future__ import annotations

from app.errors import ConflictError, NotFoundError
from app.jobs.submit import same_as
from app.newsroom.deployment import Deployment
from app.store import job_control, syntheses


def cancel(deployment: Deployment, synthesis_id: str) -> None:
    """Cancel a synthesis: at once where it waits, else whoever works on it is told; one that is done stays as it is.

    Raises NotFoundError where there is no such synthesis.
    """
    with deployment.database.write("nothing") as session:
        if job_control.cancel(session, synthesis_id, deployment.clock()) is None:
            raise NotFoundError("There is no such synthesis.")


def try_again(deployment: Deployment, synthesis_id: str) -> None:
    """Queue a synthesis anew, under its id. Raises NotFoundError, and ConflictError where it has not failed."""
    with deployment.database.write("nothing") as session:
        request = syntheses.request_of(session, synthesis_id)
        if request is None:
            raise NotFoundError("There is no such synthesis.")
        if not job_control.try_again(session, synthesis_id, same_as(deployment, request)):
            raise ConflictError("Only a synthesis that failed or was cancelled can be tried again.")
