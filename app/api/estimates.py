"""Estimates: what a story may cost, before it is written."""

from __future__ import annotations

from app.api.access import Here
from app.api.operation import Router
from app.errors import InvalidInputError, NothingQuotableError, UnavailableError, UnknownRecordsError
from app.newsroom.estimate import estimate
from schemas.synthesis import SynthesisEstimate, SynthesisRequest

router = Router("Syntheses")


@router.write(
    "POST",
    "/v1/syntheses/estimate",
    scope="synthesize",
    problems=(InvalidInputError, UnknownRecordsError, NothingQuotableError, UnavailableError),
)
def estimate_synthesis(request: SynthesisRequest, here: Here) -> SynthesisEstimate:
    """Say what a story may cost.

    Takes what a synthesis takes and answers with the tokens and the cost of each stage, at most: answers of their greatest length, and the
    turn that mends what is refused. Nothing is written and nothing is kept.
    """
    return estimate(here, request)
