"""Have stories written of records drawn at random: whatever is asked for, a story stands or a reason is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from evaluation.audit import Fault, audit
from evaluation.service import Service
from evaluation.shares import Shares, shares_of

SETS = 50
_FEW = 10
_MOST = 200


@dataclass(frozen=True, slots=True)
class SetOutcome:
    """What became of one set; `problem` is the type of the problem document where no story came of it."""

    size: int
    status: int
    problem: str
    seconds: float
    slug: str | None = None
    faults: tuple[Fault, ...] = ()
    refused: int = 0
    shares: Shares | None = None


def run_random_sets(service: Service, record_ids: Sequence[str], seed: int, sets: int = SETS) -> list[SetOutcome]:
    """Draw sets of 1 to 200 records, half of them of at most ten, and ask for a story of each."""
    return [_run(service, _draw(record_ids, Random(f"{seed}/{number}"))) for number in range(sets)]


def _draw(record_ids: Sequence[str], draw: Random) -> list[str]:
    size = draw.choice((draw.randint(1, _FEW), draw.randint(1, _MOST)))
    return draw.sample(record_ids, min(size, len(record_ids)))


def _run(service: Service, ids: list[str]) -> SetOutcome:
    status, story, seconds = service.synthesize(ids)
    if "methodology" not in story:
        return SetOutcome(len(ids), status, str(story.get("type")).rpartition("/")[2], seconds)
    refused = story["methodology"]["rejected_sentences"]
    faults = tuple(audit(story, service, ids))
    return SetOutcome(len(ids), status, "", seconds, story["slug"], faults, refused, shares_of(story, service))
