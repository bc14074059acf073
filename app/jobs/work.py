"""Do the work of one synthesis, and see to it that it ends, whatever comes of it."""

from __future__ import annotations

import logging

from app.errors import (
    InternalError,
    StorageFullError,
    StorywireError,
    SynthesisCancelledError,
    UnavailableError,
    WriterUnavailableError,
)
from app.jobs.calls import Calls
from app.jobs.keeper import Keeper
from app.newsroom.deployment import Deployment
from app.newsroom.undertaking import LeaseLostError, Undertaking
from app.newsroom.write_story import write_story
from app.store import jobs
from app.store.stories import StoredStory
from app.writers.base import AnswerAwaitedError
from schemas.problem import Problem, ProblemItem

logger = logging.getLogger("storywire.jobs")

# Nobody is served by a queue that spins while the disk is full.
_PAUSE_SECONDS = 5.0


def work(deployment: Deployment, keeper: Keeper, undertaking: Undertaking, calls: Calls | None = None) -> StoredStory:
    """Write the story and end the synthesis; return the story. `calls` are the books, where they are not the usual ones.

    Raises what kept a story from being written, after the synthesis has been ended with it; LeaseLostError where somebody else
    has taken over; UnavailableError or StorageFullError where the database is away, after which it is done again; and
    AnswerAwaitedError where it is to be done again once a batch has answered.
    """
    with keeper.holding(undertaking):
        try:
            return write_story(deployment, undertaking, calls or Calls(deployment, undertaking))
        except LeaseLostError:
            raise
        except AnswerAwaitedError:
            with deployment.database.write("nothing") as session:
                jobs.put_back(session, undertaking.lease, got_on=True)
            raise
        except SynthesisCancelledError:
            with deployment.database.write("nothing") as session:
                undertaking.give_up(session, deployment.clock())
            raise
        except (UnavailableError, StorageFullError) as error:
            if isinstance(error, WriterUnavailableError):
                end_with(deployment, undertaking, error)
            else:
                _put_back(deployment, undertaking)
            raise
        except StorywireError as error:
            end_with(deployment, undertaking, error)
            raise
        except Exception as error:
            logger.exception("unforeseen failure", extra={"synthesis_id": undertaking.synthesis_id})
            told = InternalError("The service failed while the story was written; its log holds why.")
            end_with(deployment, undertaking, told)
            raise told from error


def give_up_for_good(deployment: Deployment, undertaking: Undertaking) -> None:
    """End a synthesis at which its process died too often: it would go on taking processes down."""
    told = InternalError("The service went down each time that it tried to write this story.")
    end_with(deployment, undertaking, told)


def problem_of(error: StorywireError, public_url: str) -> Problem:
    """Return the problem document of an error."""
    return Problem(
        type=f"{public_url}/problems/{error.slug}",
        title=error.title,
        status=error.status,
        detail=error.detail,
        errors=[ProblemItem(pointer=fault.pointer, detail=fault.detail) for fault in error.errors],
    )


def end_with(deployment: Deployment, undertaking: Undertaking, error: StorywireError) -> None:
    """End a synthesis with a problem."""
    with deployment.database.write("nothing") as session:
        undertaking.fail(session, problem_of(error, deployment.public_url), deployment.clock())


def _put_back(deployment: Deployment, undertaking: Undertaking) -> None:
    """Let the job wait for better times; where not even that can be written, its lease runs out by itself."""
    try:
        with deployment.database.write("nothing") as session:
            jobs.put_back(session, undertaking.lease, _PAUSE_SECONDS)
    except StorywireError as error:
        logger.warning("a job could not be put back: %s", error.detail)
