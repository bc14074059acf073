"""Syntheses are kept from the asking to the end, with what a replay needs."""

from __future__ import annotations

from datetime import timedelta

from app.newsroom.deployment import Deployment
from app.store import stories, syntheses
from app.store.syntheses import Ending
from schemas.problem import Problem
from schemas.story import Usage
from schemas.synthesis import Synthesis, SynthesisRequest
from tests.conftest import NOW
from tests.newsroom.desk import publish, short_draft, stock
from tests.store.making import ended

REQUEST = SynthesisRequest(record_ids=["rec_" + "a" * 26])
NOTHING = Usage(input_tokens=0, output_tokens=0, cost_usd="0")


def test_a_synthesis_is_read_as_it_was_kept(deployment: Deployment) -> None:
    """What was asked for, how it ended, what it used and how long it took; an unknown one is not there."""
    with deployment.database.write() as session:
        ended(session, "syn_a", REQUEST, Ending("succeeded", timings={"read": 0.5}), NOW)
    with deployment.database.read() as session:
        assert syntheses.get(session, "syn_b") is None
        found = syntheses.get(session, "syn_a")
    assert found == Synthesis(
        id="syn_a",
        status="succeeded",
        stage="done",
        progress=1.0,
        created_at=NOW,
        finished_at=NOW,
        record_ids=REQUEST.record_ids,
        usage=NOTHING,
        timings={"read": 0.5},
        story=None,
        problem=None,
    )


def test_one_that_succeeded_names_its_story_by_the_slug_it_has_now(deployment: Deployment) -> None:
    """When a story moves to another slug, the synthesis follows it."""
    record = stock(deployment)[1]
    story = publish(
        deployment, short_draft(record, "Moth 7 forgets the harbour names after an hour of fog."), [record]
    ).story()
    used = Usage(input_tokens=7, output_tokens=3, cost_usd="0.01")
    with deployment.database.write() as session:
        ending = Ending("succeeded", story_id=story.id, usage=used, timings={"write": 0.25}, ledger='{"answer": 1}')
        ended(session, "syn_a", REQUEST, ending, NOW + timedelta(seconds=2))
        stories.save(session, story.model_copy(update={"revision": 2, "slug": "moved-0a1b"}), "edit", None)
    with deployment.database.read() as session:
        found = syntheses.get(session, "syn_a")
        assert syntheses.ledger(session, "syn_a") == '{"answer": 1}'
    assert found is not None
    assert (found.status, found.stage, found.progress, found.story) == ("succeeded", "done", 1.0, "moved-0a1b")
    assert (found.finished_at, found.usage, found.timings) == (NOW + timedelta(seconds=2), used, {"write": 0.25})


def test_one_that_failed_says_why(deployment: Deployment) -> None:
    """The problem is kept as it was answered, and the stage is the one at which it ended."""
    problem = Problem(type="/problems/nothing-quotable", title="Nothing", status=422, detail="Nothing can be quoted.")
    with deployment.database.write() as session:
        ended(session, "syn_a", REQUEST, Ending("failed", problem=problem), NOW)
    with deployment.database.read() as session:
        found = syntheses.get(session, "syn_a")
    assert found is not None
    assert (found.status, found.stage, found.story, found.problem) == ("failed", "reading", None, problem)


def test_syntheses_are_listed_newest_first_page_by_page(deployment: Deployment) -> None:
    """Each stands on one page, also while others are added."""
    with deployment.database.write() as session:
        for number in range(5):
            ended(session, f"syn_{number}", REQUEST, Ending("succeeded"), NOW)
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        with deployment.database.write() as session:
            items, cursor = syntheses.page(session, 2, cursor)
            ended(session, f"syn_more{len(seen)}", REQUEST, Ending("succeeded"), NOW)
        seen += [item.id for item in items]
    assert (seen, cursor) == (["syn_4", "syn_3", "syn_2", "syn_1", "syn_0"], None)
