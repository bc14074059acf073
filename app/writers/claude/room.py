"""How much fits into one call: tokens of records, and tokens of the answer, by what is known of the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.errors import WriterFailedError
from app.providers import Terms
from app.writers.claude.briefing import rules
from app.writers.claude.patience import TooLongError

_MOST_ANSWER = 20_000
_MOST_RECORDS = 60_000
_LEAST_RECORDS = 300
_PER_TOKEN = 4
# The task, the fences and what servers set around a prompt.
_AROUND = 250
# Tokenizers differ: what is estimated at so much may be more where a model must not be sent too much.
_CAUTION = 1.2
_TO_SPARE = 1.05


@dataclass(frozen=True, slots=True)
class Room:
    """What fits into one call of a model: so many estimated tokens of records, and an answer of so many tokens."""

    records: int
    answer: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What is known, or has to be supposed, of how much a model reads: `context` in its own tokens, each estimated one being `ratio` of them."""

    context: int | None = None
    ratio: float = _CAUTION

    def room(self, terms: Terms) -> Room:
        """Return what fits into one call; raise WriterFailedError where too little does for a story."""
        answer = min(_MOST_ANSWER, terms.output_tokens or _MOST_ANSWER)
        records = _MOST_RECORDS
        if self.context is not None:
            # A story is shorter than what it is written from; a quarter is for the answer, the rest for rules and records.
            answer = min(answer, self.context // 4)
            records = min(records, int((self.context - answer) / self.ratio) - own_tokens("write"))
        if records < _LEAST_RECORDS:
            holds = f"It holds at most {self.context} tokens" if self.context else "It reads too few tokens"
            raise WriterFailedError(
                f"The records do not fit the model. {holds}, too few for the rules and a story's records."
            )
        return Room(records, answer)

    def learning(self, error: TooLongError) -> Measure:
        """Return what is known after a prompt was too long."""
        known = replace(self, context=least(error.holds, self.context))
        if error.sent:
            known = replace(known, ratio=max(self.ratio, _TO_SPARE * error.sent / max(error.estimated, 1)))
        # Where nothing is told, it holds less than it was sent; supposing that much leaves room for an answer, and so for less to be sent.
        return known if known != self else replace(known, context=least(self.context, error.estimated))


def own_tokens(name: str) -> int:
    """Return how many tokens a turn's rules and task take, beside the records."""
    return len(rules(name)) // _PER_TOKEN + _AROUND


def least(*known: int | None) -> int | None:
    """Return the least of what is known; None where nothing is."""
    return min((each for each in known if each is not None), default=None)
