"""Have a story written of each assignment through the HTTP API, audit it, and measure it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.audit import Fault, audit
from evaluation.corpus import Assignment
from evaluation.quality import Quality, measure
from evaluation.service import Service
from evaluation.shares import Shares, shares_of

CREATED = 201


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one assignment; `slug`, `quality` and `shares` are None where no story came of it.

    `verified` is the share of sentences that GET …/verification finds; `near_misses` are how many of how many came out
    off topic, `wrongly_off_topic` counts others that did.
    """

    name: str
    status: int
    problem: str
    seconds: float
    records: int
    slug: str | None = None
    faults: tuple[Fault, ...] = ()
    verified: float = 0.0
    cited: int = 0
    near_misses: tuple[int, int] = (0, 0)
    wrongly_off_topic: int = 0
    beat: str = ""
    expected_beat: str | None = None
    quality: Quality | None = None
    shares: Shares | None = None


def run_assignments(service: Service, assignments: Iterable[Assignment]) -> list[Outcome]:
    """Send each assignment's records, near misses and all, and ask for its story."""
    return [_run(service, assignment) for assignment in assignments]


def _run(service: Service, assignment: Assignment) -> Outcome:
    ids = service.send(assignment.records)
    status, story, seconds = service.synthesize(ids)
    if status != CREATED:
        return Outcome(assignment.name, status, str(story.get("detail")), seconds, len(ids))
    misses = {ids[place] for place in assignment.near_misses}
    method = story["methodology"]
    off_topic = {each["record_id"] for each in method["unused"] if each["reason"] == "off_topic"}
    verification = service.get(f"/stories/{story['slug']}/verification") or {}
    judged = verification.get("sentences") or []
    return Outcome(
        name=assignment.name,
        status=status,
        problem="",
        seconds=seconds,
        records=len(set(ids)),
        slug=story["slug"],
        faults=tuple(audit(story, service, ids)),
        verified=sum(each["verdict"] == "found" for each in judged) / max(1, len(judged)),
        cited=method["cited_count"],
        near_misses=(len(misses & off_topic), len(misses)),
        wrongly_off_topic=len(off_topic - misses),
        beat=story["beat"]["name"],
        expected_beat=assignment.beat,
        quality=measure(story),
        shares=shares_of(story, service),
    )
