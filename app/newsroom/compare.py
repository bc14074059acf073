"""Have the same records told by several writers, and say how the stories compare. Each is kept as a draft, with what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from time import perf_counter

from app.errors import Fault, InvalidInputError, StorywireError
from app.newsroom.deployment import Deployment
from app.store import syntheses
from app.store.stories import StoredStory
from schemas.story import Story, Usage
from schemas.synthesis import SynthesisRequest

_LOOKED_THROUGH = 20


@dataclass(frozen=True, slots=True)
class Contender:
    """Who is to write: a provider, and one of its models where it is not the provider's own choice."""

    provider: str
    model: str | None = None

    @property
    def name(self) -> str:
        """How it is called: `provider` or `provider:model`."""
        return f"{self.provider}:{self.model}" if self.model else self.provider


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a contender: a story, or the problem in its place; `usage` is of both, `seconds` as the clock went."""

    name: str
    seconds: float
    usage: Usage
    story: Story | None = None
    problem: str | None = None

    @property
    def coverage(self) -> float | None:
        """Which share of the records asked for the story cites."""
        if self.story is None:
            return None
        return self.story.methodology.cited_count / self.story.methodology.record_count

    @property
    def refused(self) -> float | None:
        """Which share of what was written verification refused."""
        if self.story is None:
            return None
        refused = self.story.methodology.rejected_sentences
        return refused / (refused + len(self.story.body()) or 1)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Trials in their order, and for each two that have stories how much of what they quote is the same, by their places."""

    trials: Sequence[Trial]
    overlaps: dict[tuple[int, int], float]


def compare(
    deployment: Deployment,
    request: SynthesisRequest,
    contenders: Sequence[Contender],
    write: Callable[[SynthesisRequest], StoredStory],
) -> Comparison:
    """Have each contender `write` a draft of a request; one that fails is told by its problem, and the others go on.

    Raises InvalidInputError, before anything is written, for a provider that is not here.
    """
    unknown = [each.provider for each in contenders if each.provider not in deployment.writers]
    if unknown:
        known = ", ".join(sorted(deployment.writers))
        faults = [Fault("/provider", f"There is no writer {name} here; there is {known}.") for name in unknown]
        raise InvalidInputError("The provider is not known.", errors=faults)
    trials = [_try(deployment, request, each, write) for each in contenders]
    overlaps = {
        (one, other): overlap(first, second)
        for (one, first), (other, second) in combinations(((i, trial.story) for i, trial in enumerate(trials)), 2)
        if first is not None and second is not None
    }
    return Comparison(trials, overlaps)


def overlap(first: Story, second: Story) -> float:
    """Return which share of the quotes of two stories the other one quotes too, whole or in part."""
    one, other = _quotes(first), _quotes(second)
    shared = sum(_meets(quote, other) for quote in one) + sum(_meets(quote, one) for quote in other)
    return shared / (len(one) + len(other) or 1)


_Quote = tuple[str, str, int, int]


def _quotes(story: Story) -> set[_Quote]:
    return {(each.record_id, quote.field, quote.start, quote.end) for each in story.citations for quote in each.quotes}


def _meets(quote: _Quote, others: set[_Quote]) -> bool:
    record, field, start, end = quote
    return any(record == r and field == f and start < e and s < end for r, f, s, e in others)


def _try(
    deployment: Deployment,
    request: SynthesisRequest,
    contender: Contender,
    write: Callable[[SynthesisRequest], StoredStory],
) -> Trial:
    asked = request.model_copy(
        update={"provider": contender.provider, "model": contender.model, "publish": False, "revises": None}
    )
    start = perf_counter()
    try:
        story = write(asked).story()
    except StorywireError as error:
        told = " ".join([error.detail, *(fault.detail for fault in error.errors[:3])])
        seconds = perf_counter() - start
        return Trial(contender.name, seconds, _usage_of_failure(deployment, asked, error), problem=told)
    return Trial(contender.name, perf_counter() - start, story.methodology.usage, story=story)


def _usage_of_failure(deployment: Deployment, request: SynthesisRequest, error: StorywireError) -> Usage:
    """Return what a synthesis used that has just failed so; nothing where it was not even begun."""
    with deployment.database.read() as session:
        recent, _ = syntheses.page(session, _LOOKED_THROUGH, None)
    for each in recent:
        if each.problem and each.problem.detail == error.detail and each.record_ids == request.record_ids:
            return each.usage
    return Usage(input_tokens=0, output_tokens=0, cost_usd="0")
