"""A synthesis that is being worked on, as whoever does the work sees it: it may be told to stop at any step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from time import perf_counter

from app.errors import SynthesisCancelledError
from app.store import jobs
from app.store.job_rows import Lease
from app.store.session import Session
from app.store.syntheses import Ending
from app.story.model_call import ModelCall
from schemas.problem import Problem
from schemas.story import Usage
from schemas.synthesis import SynthesisRequest, SynthesisStatus

# How far a synthesis is when a stage begins, 0 to 1.
STAGES: Mapping[str, float] = {"read": 0.05, "write": 0.15, "verify": 0.8, "store": 0.9}


class LeaseLostError(Exception):
    """The work was taken over by somebody else: nothing of it may be kept, and nothing be said of it."""


@dataclass(slots=True)
class Undertaking:
    """One synthesis on its way, the lease under which it is worked on, and what has gone into it so far.

    `asked_at` is when somebody asked for it. `calls` are those to a model, booked as they are made; `timings` are seconds by stage. `is_lost` and `is_cancelled` are
    set by whoever renews the lease; the work looks at them before each step.
    """

    lease: Lease
    request: SynthesisRequest
    writer: str
    asked_at: datetime
    key_id: str | None = None
    stage_now: str = "read"
    timings: dict[str, float] = field(default_factory=dict)
    calls: list[ModelCall] = field(default_factory=list)
    is_lost: bool = False
    is_cancelled: bool = False
    _began: float = field(default_factory=perf_counter)

    @property
    def synthesis_id(self) -> str:
        """The synthesis's id, from which the story's is made."""
        return self.lease.synthesis_id

    @property
    def model(self) -> str | None:
        """The model that last answered, by its own name, if any has."""
        return next((call.model for call in reversed(self.calls) if call.outcome == "answered" and call.model), None)

    @property
    def usage(self) -> Usage:
        """What all calls used, those that came to nothing among them."""
        cost = sum((call.cost_usd for call in self.calls), Decimal(0))
        return Usage(
            input_tokens=sum(call.input_tokens for call in self.calls),
            output_tokens=sum(call.output_tokens for call in self.calls),
            cost_usd=f"{cost.normalize():f}",
        )

    def check(self) -> None:
        """Raise where the work may not go on: LeaseLostError, or SynthesisCancelledError where somebody asked for that."""
        if self.is_lost:
            raise LeaseLostError
        if self.is_cancelled:
            raise SynthesisCancelledError("The synthesis was cancelled.")

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Go into one of STAGES and time it; one that is gone into again is added up."""
        self.check()
        self.stage_now, self._began = name, perf_counter()
        yield
        self._book_time()

    def _book_time(self) -> None:
        """Add the time since the stage began, or since it was last booked."""
        now = perf_counter()
        self.timings[self.stage_now] = round(self.timings.get(self.stage_now, 0.0) + now - self._began, 6)
        self._began = now

    def succeed(self, session: Session, story_id: str, ledger: str, now: datetime) -> None:
        """End well, in the very transaction that stores the story; raise where somebody else has taken over or cancelled."""
        self._end(session, "succeeded", now, story_id=story_id, ledger=ledger)

    def fail(self, session: Session, problem: Problem, now: datetime) -> None:
        """End without a story, for a reason."""
        self._end(session, "failed", now, problem=problem)

    def give_up(self, session: Session, now: datetime) -> None:
        """End as cancelled."""
        self._end(session, "cancelled", now)

    def _end(
        self,
        session: Session,
        status: SynthesisStatus,
        now: datetime,
        *,
        story_id: str | None = None,
        problem: Problem | None = None,
        ledger: str | None = None,
    ) -> None:
        self._book_time()
        ending = Ending(status, story_id, problem, self.usage, self.timings, ledger)
        outcome = jobs.finish(session, self.lease, ending, now)
        self.is_lost = outcome == "lost"
        self.is_cancelled = outcome == "cancelled"
        self.check()
