"""A story can be written again from what was kept of its synthesis, and comes out the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import ConflictError, NotFoundError
from app.jobs.desk import write_now
from app.jobs.replay import replay
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.withdraw import withdraw
from app.providers import Provider
from app.store import stories
from app.story.draft import DraftSentence
from app.writers.claude import ClaudeWriter
from schemas.record import Record
from schemas.synthesis import Replay, SynthesisRequest
from tests.conftest import SAMPLES
from tests.newsroom.desk import LAUNCH, bring_in, stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, story_of, with_scribe
from tests.writers.claude.acts import Act
from tests.writers.claude.conftest import LIMITS
from tests.writers.claude.messages_server import serving
from tests.writers.claude.models import honest
from tests.writers.claude.test_looking import Memory


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


def replayed(deployment: Deployment, request: SynthesisRequest) -> Replay:
    """Write a story, and write it again."""
    return replay(deployment, story_of(write_now(deployment, request)).methodology.synthesis_id)


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.jsonl")))
def test_the_extractive_writer_says_the_same_twice(deployment: Deployment, sample: str) -> None:
    """Byte for byte, whatever the records are, with earlier stories told of and without."""
    lines = enumerate((SAMPLES / sample).read_bytes().splitlines(), 1)
    ids = [str(result.id) for batch in ingest(deployment, lines) for result in batch]
    first = replayed(deployment, SynthesisRequest(record_ids=ids))
    assert (first.outcome, first.calls, first.difference, first.detail) == ("same", 0, None, None)
    second = replayed(deployment, SynthesisRequest(record_ids=ids, publish=False))
    assert second.outcome == "same"


def test_records_that_changed_since_are_read_as_they_were(deployment: Deployment, given: list[Record]) -> None:
    """A later version of a record changes nothing of what was written from the earlier one."""
    made = story_of(write_now(deployment, ask(given)))
    bring_in(deployment, [LAUNCH | {"text": "Something else altogether stands here now."}])
    assert replay(deployment, made.methodology.synthesis_id).outcome == "same"


def test_a_writer_that_has_changed_is_told_by_what_it_says_now(deployment: Deployment, given: list[Record]) -> None:
    """The difference is that of two revisions; the story itself stays as it is."""
    before = with_scribe(deployment, Scribe(lambda _: usual_draft(given)))
    made = write_now(before, ask(given))

    def other(_: object) -> object:
        draft = usual_draft(given)
        launch = DraftSentence("copper_kettle wrote: “It answers in four seconds flat.”", draft.faq[0].answer[0].spans)
        first, *rest = draft.sections
        return replace(draft, sections=(replace(first, paragraphs=((launch,),)), *rest))

    after = with_scribe(deployment, Scribe(other))  # type: ignore[arg-type]  # a draft, as the scribe wants
    found = replay(after, story_of(made).methodology.synthesis_id)
    assert (found.outcome, found.compared_with) == ("different", 1)
    assert found.difference is not None
    assert found.difference.sentences_added == ["copper_kettle wrote: “It answers in four seconds flat.”"]
    with deployment.database.read() as session:
        assert stories.find(session, made.slug) == made


def test_what_was_erased_cannot_be_replayed(deployment: Deployment, given: list[Record]) -> None:
    """A record that was withdrawn is gone from the ledger too; an unknown synthesis is not found."""
    made = story_of(write_now(deployment, ask(given)))
    withdraw(deployment, given[2].id)
    with pytest.raises(ConflictError):
        replay(deployment, made.methodology.synthesis_id)
    with pytest.raises(NotFoundError):
        replay(deployment, "syn_none")


def test_an_endpoint_that_would_be_looked_at_anew_makes_no_difference(deployment: Deployment) -> None:
    """A story before which its endpoint was not looked at, since it was known, is the same when that has been forgotten; nothing is asked for it."""
    memory = Memory()
    lines = enumerate((SAMPLES / "scribewell.jsonl").read_bytes().splitlines(), 1)
    ids = [str(result.id) for batch in ingest(deployment, lines) for result in batch]
    with serving(Act(answer=honest)) as server:
        house = Provider(name="house", base_url=server.url, model="m")
        writers = {**deployment.writers, "house": ClaudeWriter(house, memory=memory, limits=LIMITS)}
        told = replace(deployment, writers=writers)
        write_now(told, SynthesisRequest(record_ids=ids, provider="house"))
        made = story_of(write_now(told, SynthesisRequest(record_ids=ids[:-1], provider="house")))
        memory.kept.clear()
        found = replay(told, made.methodology.synthesis_id)
        assert (found.outcome, found.detail, found.calls) == ("same", None, 0)
        assert (len(server.looks), len(server.sent)) == (1, 2)
