"""Syntheses: what was asked for, how it went, and the ledger that lets it be done again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import tuple_, update
from sqlmodel import Session, col, select

from app.store import cursor as cursors
from app.store.model_calls import answers_without_story, erase_answers
from app.store.synthesis_tables import SynthesisEventRow, SynthesisRow
from app.store.tables import StoryRow
from app.store.times import moment
from app.story.traces import Traces
from schemas.problem import Problem
from schemas.story import Usage
from schemas.synthesis import Synthesis, SynthesisRequest, SynthesisStatus

_NOTHING_USED = Usage(input_tokens=0, output_tokens=0, cost_usd="0")


@dataclass(frozen=True, slots=True)
class Ending:
    """How a synthesis ended: with a story where it succeeded, with a problem where it failed.

    `timings` are seconds by stage; `ledger` is JSON of what a replay needs.
    """

    status: SynthesisStatus
    story_id: str | None = None
    problem: Problem | None = None
    usage: Usage = _NOTHING_USED
    timings: Mapping[str, float] = field(default_factory=dict)
    ledger: str | None = None


def get(session: Session, synthesis_id: str) -> Synthesis | None:
    """Return a synthesis as it stands, its story by the slug that the story has now."""
    found = session.exec(_with_slugs().where(col(SynthesisRow.id) == synthesis_id)).first()
    return _synthesis(*found) if found else None


def page(session: Session, limit: int, cursor: str | None) -> tuple[list[Synthesis], str | None]:
    """Return one page of syntheses, newest first, and the cursor of the next page (None after the last)."""
    statement = _with_slugs().order_by(col(SynthesisRow.pk).desc()).limit(limit + 1)
    if cursor is not None:
        statement = statement.where(tuple_(col(SynthesisRow.pk)) < tuple_(*cursors.decode(cursor, {}, (int,))))
    rows: Sequence[tuple[SynthesisRow, str | None]] = session.exec(statement).all()
    shown = [_synthesis(row, slug) for row, slug in rows[:limit]]
    return shown, cursors.encode([rows[limit - 1][0].pk or 0], {}) if len(rows) > limit else None


def ledger(session: Session, synthesis_id: str) -> str | None:
    """Return the JSON that a replay needs; None where there is none, or where a withdrawal erased it."""
    return session.exec(select(SynthesisRow.ledger).where(col(SynthesisRow.id) == synthesis_id)).first()


def erase(session: Session, record_id: str, story_ids: Sequence[str], words: Traces) -> None:
    """Erase what syntheses keep of a record's words: ledgers, models' answers, angles, and problems that quote refused sentences.

    Concerned are those that were asked to write from the record or had it at hand, and those that wrote one of the stories; of
    those without a story, what holds its `words`: they may have had it at hand too.
    """
    names_it = col(SynthesisRow.request).contains(record_id, autoescape=True)
    names_it |= col(SynthesisRow.ledger).contains(record_id, autoescape=True)
    concerned = names_it | col(SynthesisRow.story_id).in_(story_ids)
    ids = set(session.exec(select(SynthesisRow.id).where(concerned)))
    told = {synthesis_id for synthesis_id, answer in answers_without_story(session) if words.are_in(answer)}
    erase_answers(session, sorted(ids | told))
    session.exec(update(SynthesisRow).where(concerned).values(ledger=None))
    for row in session.exec(select(SynthesisRow).where(col(SynthesisRow.problem).contains('"errors":['))):
        problem: dict[str, Any] = orjson.loads(row.problem or "{}")
        if row.id in ids or words.are_in(" ".join(str(each["detail"]) for each in problem["errors"])):
            row.problem = orjson.dumps(problem | {"errors": None}).decode()
    for row in session.exec(select(SynthesisRow).where(col(SynthesisRow.request).contains('"angle":"'))):
        request: dict[str, Any] = orjson.loads(row.request)
        if words.are_in_remark(request["angle"]):
            row.request = orjson.dumps(request | {"angle": None}).decode()
    session.flush()


def request_of(session: Session, synthesis_id: str) -> SynthesisRequest | None:
    """Return what was asked for, or None where there is no such synthesis."""
    kept = session.exec(select(SynthesisRow.request).where(col(SynthesisRow.id) == synthesis_id)).first()
    return SynthesisRequest.model_validate_json(kept) if kept else None


def events(session: Session, synthesis_id: str, after: int) -> list[tuple[int, Synthesis]]:
    """Return what happened to a synthesis after the event of some number, in order, each as the synthesis stood then.

    Usage, timings, story and problem are those of the end, and so told with the last event alone. A synthesis of before
    events were kept has one.
    """
    found = session.exec(_with_slugs().where(col(SynthesisRow.id) == synthesis_id)).first()
    if found is None:
        return []
    last = _synthesis(*found)
    asked = select(SynthesisEventRow).where(
        col(SynthesisEventRow.synthesis_pk) == found[0].pk, col(SynthesisEventRow.number) > after
    )
    rows = session.exec(asked.order_by(col(SynthesisEventRow.number))).all()
    if not rows and after == 0:
        return [(1, last)]
    return [(row.number, _as_of(last, orjson.loads(row.data))) for row in rows]


def _as_of(last: Synthesis, then: dict[str, Any]) -> Synthesis:
    """Return a synthesis as it stood at an event; what has ended since had not yet."""
    if last.status == then["status"]:
        return last.model_copy(update=then)
    undone: dict[str, Any] = {
        "finished_at": None,
        "usage": _NOTHING_USED,
        "timings": {},
        "story": None,
        "problem": None,
    }
    return last.model_copy(update=then | undone)


def _with_slugs() -> Any:  # noqa: ANN401 - the type of a joined select says less than this name does
    """Return the query for syntheses with the slug that each one's story has now."""
    return select(SynthesisRow, StoryRow.slug).join(
        StoryRow, col(StoryRow.id) == col(SynthesisRow.story_id), isouter=True
    )


def _synthesis(row: SynthesisRow, slug: str | None) -> Synthesis:
    return Synthesis.model_validate(
        {
            "id": row.id,
            "status": row.status,
            "stage": row.stage,
            "progress": row.progress,
            "created_at": moment(row.created_at),
            "finished_at": None if row.finished_at is None else moment(row.finished_at),
            "record_ids": orjson.loads(row.request)["record_ids"],
            "usage": orjson.loads(row.usage),
            "timings": orjson.loads(row.timings),
            "story": slug,
            "problem": None if row.problem is None else orjson.loads(row.problem),
        }
    )
