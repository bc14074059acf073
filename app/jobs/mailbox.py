"""The books of an undertaking whose questions a batch answers: what has no answer yet is reserved and posted, and the work waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from app.errors import WriterFailedError, WriterUnavailableError
from app.jobs.calls import Calls
from app.store import batches, model_calls
from app.store.model_calls import Question
from app.story.model_call import ModelCall
from app.writers.base import AnswerAwaitedError, Letter

# Of what a batch did not come to, a later one may.
_PASSING = {
    "expired": "The batch expired before it came to this.",
    "cancelled": "The batch was cancelled before it came to this.",
    "missing": "The batch ended without a word on this.",
    "busy": "It failed at this.",
}
_FOR_GOOD = {
    "rejected": "It rejected the request.",
    "too_long": "The prompt is longer than the model can read.",
    "declined": "The model declined to write from these records.",
    "cut_short": "The answer is longer than the model may write.",
}


@dataclass(slots=True)
class BatchMailbox(Calls):
    """What a writer asks before and tells after each call; `letters` are the questions that are to be sent in the next batch.

    A story is begun once more after each batch: all that it has cost before is booked from the start.
    """

    letters: list[Letter] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Book what was made before."""
        with self.deployment.database.read() as session:
            made = model_calls.of_synthesis(session, self.undertaking.synthesis_id)
        self.undertaking.calls.extend(call for _, call in made if call.outcome != batches.BATCHED)

    def recall(self, purpose: str, question: bytes) -> ModelCall | None:
        """Return the call that has answered a question; raise WriterFailedError or WriterUnavailableError where a batch ended without an answer."""
        if (kept := self.answered(purpose, question)) is not None:
            return kept
        with self.deployment.database.read() as session:
            failed = batches.came_to_nothing(session, self._asked(purpose, question))
        if failed is None:
            return None
        if failed.outcome in _PASSING:
            raise WriterUnavailableError(f"The model's endpoint gave no story. {_PASSING[failed.outcome]}")
        detail = _FOR_GOOD.get(failed.outcome, "What it answered is not the JSON that was asked for.")
        raise WriterFailedError(f"The model's endpoint gave no story. {detail}")

    def post(
        self, purpose: str, question: bytes, model: str, most_usd: Decimal, request: Mapping[str, Any]
    ) -> NoReturn:
        """Reserve what a question may cost, and keep it for the next batch. Raises BudgetSpentError, else AnswerAwaitedError."""
        self.undertaking.check()
        now = self.deployment.clock()
        with self.deployment.database.write("nothing") as session:
            self.check_lease(session)
            self.check_budgets(session, most_usd, now)
            number = batches.reserve_question(session, self._asked(purpose, question), model, most_usd, now)
        self.letters.append(Letter(letter_name(self.undertaking.synthesis_id, number), number, request))
        raise AnswerAwaitedError

    def _asked(self, purpose: str, question: bytes) -> Question:
        return Question(self.undertaking.synthesis_id, self.undertaking.key_id, purpose, question)


def letter_name(synthesis_id: str, number: int) -> str:
    """Return the name by which the answer to a question is known: no two questions have the same, in whatever batch they are."""
    return f"{synthesis_id}-{number}"
