"""Ask a model until it answers, within limits of tries, of time and of money, and book every attempt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from app.errors import Fault, InvalidInputError, WriterFailedError, WriterUnavailableError
from app.providers import Terms
from app.writers.base import ModelCall
from app.writers.claude.answer import read_answer
from app.writers.claude.prices import Tokens, cost
from app.writers.claude.reply import Reply, Turn

if TYPE_CHECKING:
    from app.writers.claude.endpoint import Endpoint

_Shape = TypeVar("_Shape", bound=BaseModel)
# What would come again however often it is asked.
_FOR_GOOD = frozenset({"rejected", "declined", "cut_short", "too_long"})

# What a busy endpoint is given before it is asked again, where it does not say; each time twice as long.
_FIRST_PAUSE = 1.0
_LATER = 30
_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a model is asked: tries in all, tries that came to nothing, seconds of a try and of all."""

    tries: int = 4
    broken_tries: int = 2
    seconds: float = 240.0
    all_seconds: float = 420.0
    first_pause: float = _FIRST_PAUSE


@dataclass(slots=True)
class Conversation:
    """The calls of one story: what they may cost, what they did cost, and who keeps the books.

    `places` are the calls that may be open at once to this endpoint, by this process; each attempt takes one.
    """

    endpoint: Endpoint
    model: str
    limits: Limits
    book: Callable[[ModelCall], None]
    most_usd: Decimal | None = None
    terms: Terms | None = None
    places: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    spent: Decimal = field(default_factory=Decimal)
    ends: float = field(default=0.0)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.ends = time.monotonic() + self.limits.all_seconds

    def ask(self, purpose: str, turn: Turn, shape: type[_Shape]) -> tuple[_Shape, str]:
        """Return the answer, read, and its text as it came.

        Raises WriterUnavailableError where the endpoint stays busy or away, WriterFailedError where what it answers is of no
        use, and InvalidInputError, before anything is sent, where the call may cost more than is left of the request's limit.
        """
        self._check_cost(turn)
        broken = 0
        pause = self.limits.first_pause
        for left in reversed(range(self.limits.tries)):
            reply, answer = self._attempt(purpose, turn, shape)
            if answer is not None:
                return answer, reply.text
            broken += reply.outcome == "broken"
            if reply.outcome in _FOR_GOOD or broken == self.limits.broken_tries:
                raise WriterFailedError(f"The model's endpoint gave no story. {reply.detail}")
            wait = pause if reply.retry_after is None else reply.retry_after
            pause *= 2
            if not left or time.monotonic() + wait >= self.ends:
                break
            time.sleep(0 if reply.outcome == "broken" else wait)
        later = max(_LATER, round(reply.retry_after or 0))
        raise WriterUnavailableError(
            f"The model's endpoint is not available. {reply.detail}", headers={"Retry-After": str(later)}
        )

    def _attempt(self, purpose: str, turn: Turn, shape: type[_Shape]) -> tuple[Reply, _Shape | None]:
        """Make one attempt and book it; an answer that cannot be read is a broken one."""
        start = time.monotonic()
        reply = self._reply(turn, start)
        answer: _Shape | None = None
        if reply.outcome == "answered":
            try:
                answer = read_answer(reply.text, shape)
            except ValueError:
                reply.outcome, reply.detail = "broken", "What it answered is not the JSON that was asked for."
        price = cost(reply.model or self.model, reply.tokens, self.terms)
        self.spent += price
        self.book(
            ModelCall(
                purpose=purpose,
                outcome=reply.outcome,
                model=reply.model,
                input_tokens=reply.tokens.input,
                output_tokens=reply.tokens.output,
                cost_usd=price,
                seconds=round(time.monotonic() - start, 3),
                answer=reply.text,
            )
        )
        return reply, answer

    def _reply(self, turn: Turn, start: float) -> Reply:
        """Ask once there is a place; an endpoint whose places are all taken for so long is a busy one."""
        if not self.places.acquire(timeout=max(self.ends - start, 0.001)):
            return Reply("busy", "As many calls to it are open as the deployment allows.")
        try:
            left = max(self.ends - time.monotonic(), 0.001)
            return self.endpoint.ask(turn, self.model, min(self.limits.seconds, left))
        finally:
            self.places.release()

    def _check_cost(self, turn: Turn) -> None:
        """Refuse a call that may cost more than the request allows: all of its input anew and its longest answer."""
        if self.most_usd is None:
            return
        counted = self.endpoint.count(turn, self.model)
        tokens = Tokens(cache_write=counted or turn.characters // _PER_TOKEN, output=turn.max_tokens)
        may_cost = self.spent + cost(self.model, tokens, self.terms)
        if may_cost > self.most_usd:
            fault = Fault("/max_cost_usd", f"Writing this may cost up to {may_cost:.4f} US dollars.")
            raise InvalidInputError("The story may cost more than the request allows.", errors=[fault])
