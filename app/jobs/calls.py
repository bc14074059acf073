"""The books of one undertaking's calls to a model: answered once, paid once, and never beyond what may be spent in a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.errors import BudgetSpentError
from app.newsroom.deployment import Deployment
from app.newsroom.undertaking import LeaseLostError, Undertaking
from app.store import jobs, model_calls
from app.store.model_calls import Question
from app.store.session import Session
from app.story.model_call import ModelCall


@dataclass(slots=True)
class Calls:
    """What a writer asks before and tells after each call. Each method raises where the work may not go on."""

    deployment: Deployment
    undertaking: Undertaking
    _has_booked_earlier: bool = field(default=False, init=False)

    def recall(self, purpose: str, question: bytes) -> ModelCall | None:
        """Return the call that has answered a question already, before a process died over it; it is booked as it was."""
        if not self._has_booked_earlier:
            # What was tried before, by whoever had the job then, has cost what it did, answered or not.
            with self.deployment.database.read() as session:
                made = model_calls.of_synthesis(session, self.undertaking.synthesis_id)
            self.undertaking.calls[:0] = [call for _, call in made if call.outcome != model_calls.UNDER_WAY]
            self._has_booked_earlier = True
        return self.answered(purpose, question)

    def answered(self, purpose: str, question: bytes) -> ModelCall | None:
        """Find the call that has answered a question."""
        self.undertaking.check()
        with self.deployment.database.read() as session:
            kept = model_calls.of_synthesis(session, self.undertaking.synthesis_id)
        for digest, call in kept:
            if digest == question and call.purpose == purpose and call.outcome == "answered" and call.answer:
                return call
        return None

    def open(self, purpose: str, question: bytes, model: str, most_usd: Decimal) -> int:
        """Reserve what a call may cost; return its number. Raises BudgetSpentError where that is more than is left today."""
        self.undertaking.check()
        asked = Question(self.undertaking.synthesis_id, self.undertaking.key_id, purpose, question)
        now = self.deployment.clock()
        with self.deployment.database.write("nothing") as session:
            self.check_lease(session)
            self.check_budgets(session, most_usd, now)
            return model_calls.reserve(session, asked, model, most_usd, now)

    def check_lease(self, session: Session) -> None:
        """Raise where somebody else has taken over while this process was frozen: asking now costs less than a call."""
        if not jobs.holds(session, self.undertaking.lease):
            raise LeaseLostError

    def close(self, number: int, call: ModelCall) -> None:
        """Book how a call ended, before anything is made of it."""
        self.undertaking.calls.append(call)
        with self.deployment.database.write("nothing") as session:
            model_calls.settle(session, number, call)

    def check_budgets(self, session: Session, most_usd: Decimal, now: datetime) -> None:
        """Refuse a call that may cost more than is left of the day's budget of its key, or of the deployment."""
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        budgets, key_id = self.deployment.budgets, self.undertaking.key_id
        limits: list[tuple[Decimal | None, str | None, str]] = [(budgets.deployment_usd, None, "this deployment")]
        if key_id is not None:
            limits.append((budgets.key_usd, key_id, "this key"))
        for limit, whose, name in limits:
            if limit is None or (spent := model_calls.spent_since(session, today, whose)) + most_usd <= limit:
                continue
            seconds = int((today + timedelta(days=1) - now).total_seconds()) + 1
            told = (
                f"Of {limit} US dollars a day for {name}, {spent:.4f} are spent; the next call may cost {most_usd:.4f}."
            )
            raise BudgetSpentError(told, headers={"Retry-After": str(seconds)})
