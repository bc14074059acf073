"""Say what a story may cost before anything of it is written."""

from __future__ import annotations

from decimal import Decimal

from app.errors import Fault, NothingQuotableError
from app.newsroom.deployment import Deployment
from app.newsroom.read_assignment import read
from app.newsroom.write_story import writer_for
from app.writers.base import Estimate, ModelWriter
from schemas.synthesis import EstimatedStage, SynthesisEstimate, SynthesisRequest

_MOST_TOLD = 500


def estimate(deployment: Deployment, request: SynthesisRequest) -> SynthesisEstimate:
    """Return how many tokens each stage of a synthesis takes and what it costs, at most; a writer without a model costs nothing.

    No model is asked to write: at most an endpoint counts tokens. Raises what a synthesis would raise before it is begun.
    """
    writer = writer_for(deployment, request)
    with deployment.database.read() as session:
        reading = read(deployment, session, request, deployment.clock())
    if not reading.asked:
        faults = [Fault(unused.record_id, unused.reason) for unused in reading.refused[:_MOST_TOLD]]
        raise NothingQuotableError("Every record asked for is withdrawn.", errors=faults)
    told = Estimate(None, ())
    if isinstance(writer, ModelWriter):
        told = writer.estimate(reading.assignment, request.model)
    stages = [
        EstimatedStage(
            stage=each.purpose,
            calls=each.calls,
            input_tokens=each.input_tokens,
            output_tokens=each.output_tokens,
            cost_usd=_dollars(each.cost_usd),
        )
        for each in told.stages
    ]
    return SynthesisEstimate(
        provider=writer.name,
        model=told.model,
        stages=stages,
        input_tokens=sum(each.input_tokens for each in told.stages),
        output_tokens=sum(each.output_tokens for each in told.stages),
        cost_usd=_dollars(sum((each.cost_usd for each in told.stages), Decimal(0))),
    )


def _dollars(cost: Decimal) -> str:
    return f"{cost.normalize():f}"
