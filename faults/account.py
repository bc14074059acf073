"""What came of a run, counted from the database and by the model, and how it is told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from app.store.session import Database
from faults.lots import record_ids
from faults.model import Model, Stage

_UNFINISHED = "SELECT COUNT(*) FROM synthesis WHERE status IN ('queued', 'running')"
_SYNTHESES = "SELECT id, status, request, problem FROM synthesis"
_DOCUMENTS = "SELECT document FROM story_revision"


@dataclass(frozen=True, slots=True)
class Account:
    """Jobs asked for, stories stored, jobs without a story, stories too many; calls begun again, and those begun after the answer was saved."""

    jobs: int = 0
    stories: int = 0
    missing: int = 0
    doubled: int = 0
    repeated: int = 0
    after_saved: int = 0
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Result:
    """A row of the table: what was done to which database how often, what came of it, and what does not hold.

    `bound` is how many calls may have been repeated, None where no call may be counted against it; times are in seconds.
    """

    row: str
    database: str
    injected: str
    account: Account = field(default_factory=Account)
    bound: int | None = None
    ready: float | None = None
    first_job: float | None = None
    note: str = ""
    wrong: list[str] = field(default_factory=list)
    skipped: bool = False

    def hold(self, *, none_after_saved: bool = True) -> Result:
        """Note what does not hold of what always must: nothing missing, nothing doubled, few calls repeated."""
        found = self.account
        counts = {"missing": found.missing, "doubled": found.doubled}
        if none_after_saved:
            counts["called after saved"] = found.after_saved
        self.wrong += [f"{number} {name}" for name, number in counts.items() if number]
        if self.bound is not None and found.repeated > self.bound:
            self.wrong.append(f"{found.repeated} calls repeated")
        self.wrong += found.problems[:3]
        return self

    def must(self, *, be: bool, else_say: str) -> None:
        """Note something that does not hold."""
        if not be:
            self.wrong.append(else_say)

    def cells(self) -> list[str]:
        """Return the row as it is printed."""
        found, counts = self.account, not self.skipped and self.account.jobs
        bound = "" if self.bound is None else f"/{self.bound}"
        return [
            self.row,
            self.database,
            self.injected,
            *(str(n) if counts else "" for n in (found.jobs, found.stories, found.missing, found.doubled)),
            f"{found.repeated}{bound}" if counts else "",
            str(found.after_saved) if counts else "",
            *("" if seconds is None else f"{seconds:.1f}" for seconds in (self.ready, self.first_job)),
            "skipped" if self.skipped else "FAILED: " + "; ".join(self.wrong) if self.wrong else "holds",
            self.note,
        ]


HEADINGS = ["row", "database", "injected", "jobs", "stories", "missing", "doubled", "repeated/bound"]
HEADINGS += ["after saved", "ready s", "first job s", "", ""]


def unfinished(database: Database) -> int:
    """Return how many jobs are not done."""
    with database.read() as session:
        return int(session.connection().execute(text(_UNFINISHED)).scalar_one())


def take_account(database: Database, asked: AbstractSet[int], model: Model, notes: Path) -> Account:
    """Count what came of the jobs that were asked for."""
    with database.read() as session:
        connection = session.connection()
        syntheses = [tuple(row) for row in connection.execute(text(_SYNTHESES))]
        made = Counter(
            json.loads(document)["methodology"]["synthesis_id"] for (document,) in connection.execute(text(_DOCUMENTS))
        )
    lots = {frozenset(record_ids(lot)): lot for lot in asked}
    lot_of = {i: lots.get(frozenset(json.loads(request)["record_ids"])) for i, _, request, _ in syntheses}
    done: Counter[int] = Counter()
    for synthesis, lot in lot_of.items():
        if lot is not None:
            done[lot] += made[synthesis]
    return Account(
        jobs=len(asked),
        stories=made.total(),
        missing=sum(done[lot] == 0 for lot in asked),
        doubled=sum(max(number - 1, 0) for number in done.values()) + sum(made[i] for i in made.keys() - lot_of.keys()),
        repeated=model.repeated(),
        after_saved=model.begun_after(_saved(notes, lot_of)),
        problems=tuple(
            f"{i} {status}: {_detail(problem)}" for i, status, _, problem in syntheses if status != "succeeded"
        ),
    )


def _detail(problem: str | None) -> str:
    return str(json.loads(problem)["detail"]) if problem else ""


def _saved(notes: Path, lot_of: dict[str, int | None]) -> dict[Stage, float]:
    """Return when the answer to each stage was first saved, as the processes noted it."""
    found: dict[Stage, float] = {}
    for line in notes.read_text("ascii").splitlines() if notes.exists() else ():
        synthesis, purpose, moment = line.split()
        lot = lot_of.get(synthesis)
        if lot is not None:
            stage = lot, purpose
            found[stage] = min(float(moment), found.get(stage, float(moment)))
    return found
