"""The writer with a model: Claude, or any model behind an endpoint that speaks the Messages API.

A provider's writer knows its endpoint (`endpoint`), what it was seen to do (`looking`, `capabilities`) and how much its model reads (`room`). A story is
one `sitting`: it takes notes of what may be shown of the records (`notebook`), lets the model choose among them where there are too many
(`gathering`), briefs it (`briefing`), asks it (`patience`) for one JSON object (`answer`), turns ids into quotes and judges every sentence
(`checks`, with `manners` and `translations`), sends back once what was refused (`mending`), and hands in what it has (`composition`). The
model never prints a quote, an id or a number that was not looked up: it points, and the words are set in here. Where a story may wait, its
questions are answered by the batch (`batches`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from app.errors import Fault, InvalidInputError, WriterFailedError
from app.providers import Provider
from app.story.draft import Draft
from app.writers.base import AnswerNotKeptError, Assignment, Batches, Estimate, Finding, Memory, Notepad, StageEstimate
from app.writers.claude.batches import ClaudeBatches
from app.writers.claude.briefing import PROMPT_VERSION
from app.writers.claude.capabilities import Capabilities, keep, recall
from app.writers.claude.looking import findings, look, question
from app.writers.claude.patience import Conversation, Limits, Step, TooLongError
from app.writers.claude.room import Measure
from app.writers.claude.sitting import Sitting

if TYPE_CHECKING:
    from app.writers.claude.endpoint import Endpoint

CLAUDE = Provider(name="anthropic", model="claude-sonnet-5-5")
# How often a story is tried anew with less where a prompt was too long for the model.
_FITTINGS = 4


class ClaudeWriter:
    """Writes stories with a model, under the house's rules and some of its own."""

    prompt_version = PROMPT_VERSION

    def __init__(
        self,
        provider: Provider = CLAUDE,
        key: str | None = None,
        memory: Memory | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Write for a provider, with the key of its endpoint where it has one; nothing is imported or reached yet.

        What the endpoint was seen to do is kept in `memory`; without one, it is not looked at before it is asked to write.
        """
        self.name = provider.name
        self.model: str | None = provider.model
        self._provider = provider
        self._key = key
        self._memory = memory
        self._limits = limits or Limits()
        self._places = BoundedSemaphore(provider.concurrency)

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language: a model has, in all of them."""
        return bool(language)

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft.

        Raises NothingQuotableError where the records hold nothing to quote, SynthesisRefusedError where too little stands of
        what the model wrote, WriterFailedError or WriterUnavailableError where the model gave nothing, and InvalidInputError
        for a model that is not allowed or a limit of cost that is too low.
        """
        with self._endpoint() as endpoint:
            conversation = self._conversation(endpoint, assignment)
            self._recall(conversation)
            recalled = conversation.seen
            measure = Measure.of(conversation.terms, conversation.seen)
            for _ in range(_FITTINGS):
                try:
                    draft = Sitting(assignment, measure.room()).write(conversation)
                except TooLongError as error:
                    measure, last = measure.learning(error), error
                    if error.holds:
                        # Kept whole, so that a story that is begun again asks what it asked before.
                        learned = {"context_tokens": measure.context, "ratio": measure.ratio}
                        conversation.seen = conversation.seen.model_copy(update=learned)
                        keep(self._memory, self.name, conversation.model, conversation.seen)
                except WriterFailedError:
                    # Perhaps the endpoint is not any more what it was: it is looked at again before the next story.
                    keep(self._memory, self.name, conversation.model, None)
                    raise
                else:
                    if conversation.seen is not recalled:
                        keep(self._memory, self.name, conversation.model, conversation.seen)
                    return draft
            raise last

    def examine(self) -> Iterator[Finding]:
        """Look at the endpoint with each model, keep what is seen, and say it."""
        with self._endpoint() as endpoint:
            for model in self._provider.models:
                conversation = self._conversation(endpoint, model=model)
                seen, reply = look(conversation)
                keep(self._memory, self.name, model, seen)
                yield from findings(self.name, model, endpoint.address, seen, reply)

    def estimate(self, assignment: Assignment, model: str | None) -> Estimate:
        """Say what writing may cost at most; the endpoint is not looked at for it, and at most counts tokens."""
        with self._endpoint() as endpoint:
            conversation = self._conversation(endpoint, assignment, model)
            looks: list[Step] = []
            if self._memory is not None:
                seen = recall(self._memory, self.name, conversation.model, endpoint.address)
                conversation.seen = seen or conversation.seen
                if seen is None:
                    asked = question()
                    looks = [Step("look", conversation.count(asked), asked.max_tokens)]
            measure = Measure.of(conversation.terms, conversation.seen)
            steps = [*looks, *Sitting(assignment, measure.room()).steps(conversation.count)]
        purposes = dict.fromkeys(step.purpose for step in steps)
        stages = [[step for step in steps if step.purpose == purpose] for purpose in purposes]
        return Estimate(conversation.model, [_summed(stage, conversation) for stage in stages])

    @contextmanager
    def batches(self) -> Iterator[Batches]:
        """Give the batches of the endpoint."""
        with self._endpoint() as endpoint:
            yield ClaudeBatches(endpoint, self._provider)

    def _recall(self, conversation: Conversation) -> None:
        """Recall what the endpoint was seen to do, or look at it now, unless there is nowhere to keep it."""
        if self._memory is None:
            return
        address = conversation.endpoint.address
        seen = recall(self._memory, self.name, conversation.model, address)
        if seen is None:
            # A story that is written again may be one before which the endpoint was not looked at.
            with suppress(AnswerNotKeptError):
                seen, _ = look(conversation)
                keep(self._memory, self.name, conversation.model, seen)
        conversation.seen = seen or Capabilities(address=address)

    def _endpoint(self) -> Endpoint:
        from app.writers.claude.endpoint import Endpoint  # noqa: PLC0415 - it takes seconds to import, and only who writes with a model needs it

        return Endpoint(self._provider.base_url, self._key)

    def _conversation(
        self, endpoint: Endpoint, assignment: Assignment | None = None, model: str | None = None
    ) -> Conversation:
        model = model or (assignment and assignment.model) or self._provider.model
        if model not in self._provider.models:
            fault = Fault("/model", f"{self.name} does not write with this model; it allows {self._provider.allows}.")
            raise InvalidInputError("The model is not allowed.", errors=[fault])
        limit = None
        if assignment and assignment.max_cost_usd is not None:
            limit = Decimal(str(assignment.max_cost_usd))
        return Conversation(
            endpoint,
            model,
            self._limits,
            assignment.book if assignment else Notepad(),
            limit,
            self._provider.models[model],
            self._places,
        )


def _summed(steps: list[Step], conversation: Conversation) -> StageEstimate:
    """Return what the calls of one stage take together."""
    return StageEstimate(
        purpose=steps[0].purpose,
        calls=len(steps),
        input_tokens=sum(step.input_tokens for step in steps),
        output_tokens=sum(step.output_tokens for step in steps),
        cost_usd=sum((conversation.worst(step) for step in steps), Decimal(0)),
    )
