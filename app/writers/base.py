"""What the newsroom hands to a writer, and what it expects back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NoReturn, Protocol, runtime_checkable

from app.language.gazetteer import Gazetteer
from app.story.draft import Draft
from app.story.model_call import ModelCall
from schemas.entity import EntityKind
from schemas.record import Record
from schemas.source import SourceRef


@dataclass(frozen=True, slots=True)
class EarlierStory:
    """A published story that shares entities with the records, and records that it quotes, at the revision it then had."""

    slug: str
    title: str
    published_at: datetime
    entities: tuple[str, ...]
    records: tuple[Record, ...]
    revision: int = 1


class CallBook(Protocol):
    """The books of the calls to a model that a story takes. Each method raises where the work may not go on."""

    def recall(self, purpose: str, question: bytes) -> ModelCall | None:
        """Return the call that answered a question already, where there is one; it is not to be paid for again."""
        ...

    def open(self, purpose: str, question: bytes, model: str, most_usd: Decimal) -> int:
        """Reserve what a call may cost at most, right before it is made; return the number under which it is closed."""
        ...

    def close(self, number: int, call: ModelCall) -> None:
        """Book how a call ended, before anything is made of its answer."""
        ...


class AnswerNotKeptError(Exception):
    """A question was not asked when the story was written that is written again, and is not to be asked now."""


class AnswerAwaitedError(Exception):
    """A question waits for the answer of a batch: the work ends here, and is done again once that has come."""


@runtime_checkable
class Mailbox(CallBook, Protocol):
    """Books of a story whose questions are answered by batches, hours later: what has no answer yet is posted, not asked."""

    def post(
        self, purpose: str, question: bytes, model: str, most_usd: Decimal, request: Mapping[str, Any]
    ) -> NoReturn:
        """Put a question, as its endpoint takes it, into the next batch, reserve what it may cost, and raise AnswerAwaitedError."""
        ...


class Notepad:
    """Books that end with the story: calls as they were made, for a writer that works for nobody in particular."""

    def __init__(self) -> None:
        """Begin an empty page."""
        self.calls: list[ModelCall] = []

    def recall(self, purpose: str, question: bytes) -> ModelCall | None:
        """Remember nothing: each question is asked."""
        del purpose, question
        return None

    def open(self, purpose: str, question: bytes, model: str, most_usd: Decimal) -> int:
        """Reserve nothing."""
        del purpose, question, model, most_usd
        return len(self.calls)

    def close(self, number: int, call: ModelCall) -> None:
        """Note the call."""
        del number
        self.calls.append(call)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Everything that a writer may use: it reads nothing else and decides nothing about storage.

    `records` are active, in the order asked for, without repeats. `entities` holds, for each record id,
    how often each entity is named in it; `entity_names` says how a newspaper prints each entity and
    `entity_kinds` what it is, by slug.
    `beats` holds, for each record id, the beats it fits, best first, `beat_names` each beat's name by
    language tag. `sources` names each source. `suspected` are records that speak to a model.

    `gazetteer` knows the names by which verification will judge. For a writer with a model: `model` is the one asked
    for, `max_cost_usd` what the writing may cost, `book` keeps the books of its calls, so that each is paid for in them once, whatever
    comes of it, and `seed` is a word that no record knows, the same whenever the same synthesis is written again.
    """

    records: Sequence[Record]
    sources: Mapping[str, SourceRef]
    entities: Mapping[str, Mapping[str, int]]
    entity_names: Mapping[str, str]
    entity_kinds: Mapping[str, EntityKind]
    beats: Mapping[str, Sequence[str]]
    beat_names: Mapping[str, Mapping[str, str]]
    language: str | None = None
    angle: str | None = None
    suspected: frozenset[str] = field(default_factory=frozenset)
    earlier: Sequence[EarlierStory] = ()
    gazetteer: Gazetteer | None = None
    model: str | None = None
    max_cost_usd: float | None = None
    book: CallBook = field(default_factory=Notepad)
    seed: str = ""


Finding = tuple[bool, str]


class Memory(Protocol):
    """What a writer may keep between stories, by a name of its own choosing: a few words of text for each."""

    def recall(self, name: str) -> str | None:
        """Return what was kept; None where nothing was."""
        ...

    def keep(self, name: str, value: str | None) -> None:
        """Keep a value in the place of the one before, or forget it; what cannot be kept now is let go."""
        ...


class Writer(Protocol):
    """Someone who writes stories."""

    name: str
    model: str | None
    prompt_version: str

    def writes(self, language: str) -> bool:
        """Say whether the writer has words of its own in a language, given as a BCP 47 tag."""
        ...

    def write(self, assignment: Assignment) -> Draft:
        """Write a draft; raise NothingQuotableError where the records hold nothing to quote."""
        ...


@dataclass(frozen=True, slots=True)
class StageEstimate:
    """What a stage of writing takes at most: `calls` to a model, and their tokens and cost together."""

    purpose: str
    calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a story takes at most, stage by stage, of a model; None where there is none."""

    model: str | None
    stages: Sequence[StageEstimate]


@runtime_checkable
class ModelWriter(Writer, Protocol):
    """A writer that depends on something outside, which can be looked at."""

    def examine(self) -> Iterator[Finding]:
        """Look at what it depends on, and say of each thing whether it is as it should be, in a sentence."""
        ...

    def estimate(self, assignment: Assignment, model: str | None) -> Estimate:
        """Say what writing may cost with a model, or the writer's own choice; raises what writing would raise before it begins."""
        ...


# What may be wrong with an endpoint's batches.
Trouble = Literal["away", "unclear", "key", "refused", "none"]


class BatchError(Exception):
    """A batch could not be sent, seen or read.

    `trouble` says what that means: the endpoint is `away`, and did nothing; it is `unclear` what it did, or what it said; it does not take the `key`; it
    `refused` what was asked, and would again; or it knows of `none`, neither of this batch nor, perhaps, of batches at all.
    """

    def __init__(self, trouble: Trouble, detail: str) -> None:
        """Keep what is told, as a sentence."""
        super().__init__(detail)
        self.trouble: Trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Letter:
    """A question on its way into a batch: the name by which its answer is known, the number of its call, and the request as the endpoint takes it."""

    name: str
    number: int
    request: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A batch as its endpoint shows it."""

    id: str
    has_ended: bool
    size: int
    created_at: datetime


class Batches(Protocol):
    """The batches of an endpoint. Each method raises BatchError."""

    @property
    def address(self) -> str:
        """Where they are sent to."""
        ...

    def send(self, letters: Sequence[Letter]) -> str:
        """Send a batch; return the id by which the endpoint knows it."""
        ...

    def see(self, batch_id: str) -> Seen:
        """Return how a batch stands."""
        ...

    def made_since(self, moment: datetime) -> Iterator[Seen]:
        """Yield the batches that were made since a moment, newest first."""
        ...

    def cancel(self, batch_id: str) -> None:
        """Have a batch stopped; what is answered by then stays answered."""
        ...

    def results(self, batch_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what came of each question of a batch that has ended, after its name, in any order; what cannot be read is left out."""
        ...

    def judge(self, purpose: str, model: str, result: Mapping[str, Any]) -> ModelCall:
        """Return a result as the call that it was, at what a batch costs; never raises for what the endpoint sent."""
        ...


@runtime_checkable
class BatchingWriter(Writer, Protocol):
    """A writer whose questions can be sent by the batch."""

    def batches(self) -> AbstractContextManager[Batches]:
        """Give the batches of its endpoint; nothing is reached before one of them is asked for."""
        ...
