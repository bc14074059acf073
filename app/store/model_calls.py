"""Calls to models: what each may cost is reserved before it is made, what it cost and what was answered kept at once after.

So a budget holds although many are at work, a call that its process did not live to see answered counts as what it might have
cost, and an answer that was paid for is not paid for again by whoever takes the job over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import RowMapping, func, insert, select, update
from sqlmodel import Session

from app.store.synthesis_tables import METADATA
from app.store.times import micros
from app.story.model_call import ModelCall

_CALL = METADATA.tables["model_call"]
_SYNTHESIS = METADATA.tables["synthesis"]
_MICRODOLLARS = 1_000_000
UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked, for a synthesis and on a key's account: `digest` tells one question from another."""

    synthesis_id: str
    key_id: str | None
    purpose: str
    digest: bytes


def reserve(
    session: Session, question: Question, model: str, most_usd: Decimal, now: datetime, outcome: str = UNDER_WAY
) -> int:
    """Note that a call is about to be made, at what it may cost; return its number."""
    row = {
        "synthesis_id": question.synthesis_id,
        "key_id": question.key_id,
        "made_at": micros(now),
        "purpose": question.purpose,
        "question": question.digest,
        "outcome": outcome,
        "model": model,
        "input_tokens": 0,
        "output_tokens": 0,
        "cost_micros": _micros(most_usd),
        "seconds": 0.0,
    }
    return int(session.connection().execute(insert(_CALL).returning(_CALL.c.pk), row).scalar_one())


def settle(session: Session, number: int, call: ModelCall) -> None:
    """Note how a call ended: what it cost and, where it was answered, what was answered."""
    session.connection().execute(update(_CALL).where(_CALL.c.pk == number).values(ending(call)))


def ending(call: ModelCall) -> dict[str, object]:
    """Return what is noted of a call once it has ended."""
    return {
        "outcome": call.outcome,
        "model": call.model,
        "input_tokens": call.input_tokens,
        "output_tokens": call.output_tokens,
        "cost_micros": _micros(call.cost_usd),
        "seconds": call.seconds,
        "answer": call.answer,
    }


def of_synthesis(session: Session, synthesis_id: str) -> list[tuple[bytes, ModelCall]]:
    """Return the calls of a synthesis in the order in which they were made, each after the digest of its question."""
    found = select(_CALL).where(_CALL.c.synthesis_id == synthesis_id).order_by(_CALL.c.pk)
    return [(row["question"], call_of(row)) for row in session.connection().execute(found).mappings()]


def call_of(row: RowMapping) -> ModelCall:
    """Return the call that a row tells of."""
    return ModelCall(
        purpose=row["purpose"],
        outcome=row["outcome"],
        model=row["model"],
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        cost_usd=Decimal(row["cost_micros"]) / _MICRODOLLARS,
        seconds=row["seconds"],
        answer=row["answer"] or "",
    )


def spent_since(session: Session, since: datetime, key_id: str | None = None) -> Decimal:
    """Return what has been spent or reserved since a moment, in US dollars; on one key's account where one is named."""
    total = select(func.coalesce(func.sum(_CALL.c.cost_micros), 0)).where(_CALL.c.made_at >= micros(since))
    if key_id is not None:
        total = total.where(_CALL.c.key_id == key_id)
    return Decimal(session.connection().execute(total).scalar_one()) / _MICRODOLLARS


def erase_answers(session: Session, synthesis_ids: Sequence[str]) -> None:
    """Erase what models answered in some syntheses: words of a record that was withdrawn may stand in it."""
    concerned = update(_CALL).where(_CALL.c.synthesis_id.in_(synthesis_ids))
    session.connection().execute(concerned.values(answer=None, question=b""))


def answers_without_story(session: Session) -> Iterator[tuple[str, str]]:
    """Yield what models answered in syntheses that made no story, each after the synthesis's id."""
    made_none = select(_SYNTHESIS.c.id).where(_SYNTHESIS.c.story_id.is_(None))
    kept = select(_CALL.c.synthesis_id, _CALL.c.answer).where(_CALL.c.answer.is_not(None))
    for row in session.connection().execute(kept.where(_CALL.c.synthesis_id.in_(made_none))):
        yield row.synthesis_id, row.answer


def _micros(usd: Decimal) -> int:
    """Return dollars as whole millionths, rounded up: what is spent is never told too low."""
    return int((usd * _MICRODOLLARS).to_integral_value(ROUND_CEILING))
