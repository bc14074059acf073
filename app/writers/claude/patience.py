"""Ask a model until it answers, within limits of tries, of time and of money, and book every attempt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from app.errors import Fault, InvalidInputError, WriterFailedError, WriterUnavailableError
from app.providers import Terms
from app.story.model_call import ModelCall
from app.writers.base import CallBook, Mailbox
from app.writers.claude.answer import read_answer
from app.writers.claude.capabilities import Capabilities
from app.writers.claude.prices import BATCH_SHARE, Tokens, cost, priced
from app.writers.claude.reply import Outcome, Reply, Turn

if TYPE_CHECKING:
    from app.writers.claude.endpoint import Endpoint

_Shape = TypeVar("_Shape", bound=BaseModel)

# What a busy endpoint is given before it is asked again, where it does not say; each time twice as long.
_FIRST_PAUSE = 1.0
_LATER = 30
# What would come again however often it is asked.
_FOR_GOOD: frozenset[Outcome] = frozenset({"rejected", "declined", "cut_short", "too_long"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a model is asked: tries in all, tries that came to nothing, seconds of a try and of all."""

    tries: int = 4
    broken_tries: int = 2
    seconds: float = 240.0
    all_seconds: float = 420.0
    first_pause: float = _FIRST_PAUSE


@dataclass(frozen=True, slots=True)
class Step:
    """A call that is still to come: what for, how many tokens it reads, and how many it writes at most."""

    purpose: str
    input_tokens: int
    output_tokens: int


class TooLongError(WriterFailedError):
    """A prompt was longer than the model can read.

    It `holds` so many tokens, and `sent` so many were sent, where it was told; we took the prompt for so many as `estimated`.
    """

    def __init__(self, reply: Reply, estimated: int) -> None:
        """Keep what was told."""
        super().__init__(f"The model's endpoint gave no story. {reply.detail}")
        self.holds = reply.holds
        self.sent = reply.sent
        self.estimated = estimated


@dataclass(slots=True)
class Conversation:
    """The calls of one story: what they may cost, what they did cost, and who keeps the books.

    `places` are the calls that may be open at once to this endpoint, by this process; each attempt takes one. `seen` is what the endpoint
    is known to do, so that nothing is asked of it that it would refuse.
    """

    endpoint: Endpoint
    model: str
    limits: Limits
    book: CallBook
    most_usd: Decimal | None = None
    terms: Terms = field(default_factory=Terms)
    places: BoundedSemaphore = field(default_factory=BoundedSemaphore)
    seen: Capabilities = field(default_factory=Capabilities)
    spent: Decimal = field(default_factory=Decimal)
    _counted: dict[bytes, int] = field(default_factory=dict)
    ends: float = field(default=0.0)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.ends = time.monotonic() + self.limits.all_seconds

    def ask(self, purpose: str, turn: Turn, shape: type[_Shape], later: Sequence[Step] = ()) -> tuple[_Shape, str]:
        """Return the answer, read, and its text as it came.

        Raises WriterUnavailableError where the endpoint stays busy or away, WriterFailedError where what it answers is of no use (TooLongError
        where it cannot read that much), and InvalidInputError, before anything is sent, where this call and those
        that come `later` may cost more than is left of the request's limit.
        """
        may_cost = self._may_cost(turn, later)
        if self._is_too_dear(may_cost):
            fault = Fault("/max_cost_usd", f"Writing this may cost up to {self.spent + may_cost:.4f} US dollars.")
            raise InvalidInputError("The story may cost more than the request allows.", errors=[fault])
        broken = 0
        pause = self.limits.first_pause
        for left in reversed(range(self.limits.tries)):
            reply = self.attempt(purpose, turn)
            if reply.outcome == "answered":
                return read_answer(reply.text, shape), reply.text
            broken += reply.outcome == "broken"
            if left and reply.is_of_shape and self.seen.fitting(turn).asks_for_shape:
                # It takes shapes, but not this one, which stands in the rules in words.
                self.seen = self.seen.model_copy(update={"shape": "refused"})
                continue
            if reply.outcome == "too_long":
                raise TooLongError(reply, turn.tokens)
            if reply.outcome in _FOR_GOOD or broken == self.limits.broken_tries:
                raise WriterFailedError(f"The model's endpoint gave no story. {reply.detail}")
            wait = pause if reply.retry_after is None else reply.retry_after
            pause *= 2
            if not left or time.monotonic() + wait >= self.ends or self._is_too_dear(may_cost):
                break
            time.sleep(0 if reply.outcome == "broken" else wait)
        later_than = max(_LATER, round(reply.retry_after or 0))
        raise WriterUnavailableError(
            f"The model's endpoint is not available. {reply.detail}", headers={"Retry-After": str(later_than)}
        )

    def attempt(self, purpose: str, turn: Turn, *, reads: bool = True) -> Reply:
        """Make one attempt and book it; where the answer is to be read, one that cannot be is a broken one.

        What has been answered before, for the same synthesis, is taken from the books. Where the books are a mailbox a story's question is posted
        in place of being asked, and AnswerAwaitedError ends the attempt; only what an endpoint can do is asked at once.
        """
        question = turn.digest(self.model)
        if (kept := self.book.recall(purpose, question)) is not None:
            self.spent += kept.cost_usd
            return Reply("answered", "", kept.answer, kept.model, "end_turn", was_streamed=turn.is_streamed)
        worst = self.worst(Step(purpose, turn.tokens, turn.max_tokens))
        if reads and isinstance(self.book, Mailbox):
            request = self.endpoint.request(self.seen.fitting(turn), self.model)
            self.book.post(purpose, question, self.model, worst * BATCH_SHARE, request)
        number = self.book.open(purpose, question, self.model, worst)
        start = time.monotonic()
        reply = self._reply(turn, start)
        if reply.outcome == "answered" and reads:
            try:
                read_answer(reply.text, turn.shape)
            except ValueError:
                reply.outcome, reply.detail = "broken", "What it answered is not the JSON that was asked for."
        tokens = reply.used(turn.tokens)
        price = priced(self.model, reply.model, tokens, self.terms)
        # What was broken off may be billed whole though nobody was told; it counts against the limit, not in the books.
        self.spent += max(price, self._may_cost(turn)) if reply.is_untold and self.most_usd is not None else price
        call = ModelCall(
            purpose=purpose,
            outcome=reply.outcome,
            model=reply.model,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cost_usd=price,
            seconds=round(time.monotonic() - start, 3),
            answer=reply.text,
        )
        self.book.close(number, call)
        return reply

    def can_afford(self, turn: Turn) -> bool:
        """Say whether a call may be made within the request's limit of cost."""
        return not self._is_too_dear(self._may_cost(turn))

    def _reply(self, turn: Turn, start: float) -> Reply:
        """Ask once there is a place; an endpoint whose places are all taken for so long is a busy one."""
        if not self.places.acquire(timeout=max(self.ends - start, 0.001)):
            return Reply("busy", "As many calls to it are open as the deployment allows.")
        try:
            left = max(self.ends - time.monotonic(), 0.001)
            return self.endpoint.ask(self.seen.fitting(turn), self.model, min(self.limits.seconds, left))
        finally:
            self.places.release()

    def _may_cost(self, turn: Turn, later: Sequence[Step] = ()) -> Decimal:
        """Return the most that a call and later ones may cost: all of the input anew and the longest answers."""
        if self.most_usd is None:
            return Decimal(0)
        steps = [Step("", self.count(turn), turn.max_tokens), *later]
        share = BATCH_SHARE if isinstance(self.book, Mailbox) else 1
        return share * sum((self.worst(step) for step in steps), Decimal(0))

    def count(self, turn: Turn) -> int:
        """Return how many tokens a turn's input has: as the endpoint counts, or as it is estimated."""
        if not self.seen.counts:
            return turn.tokens
        question = turn.digest(self.model)
        if question not in self._counted:
            self._counted[question] = self.endpoint.count(turn, self.model) or turn.tokens
        return self._counted[question]

    def expected(self, turn: Turn) -> int:
        """Return how many tokens a turn's input is reckoned at: counted where there is a limit of cost to hold, as an estimate is, else not for that alone."""
        return turn.tokens if self.most_usd is None else self.count(turn)

    def worst(self, step: Step) -> Decimal:
        """Return the most that a call may cost."""
        tokens = Tokens(cache_write=step.input_tokens, output=step.output_tokens)
        return cost(self.model, tokens, self.terms)

    def _is_too_dear(self, may_cost: Decimal) -> bool:
        return self.most_usd is not None and self.spent + may_cost > self.most_usd
