"""A writer that lies gets no lie into the store: sentences are refused, told with their reasons, and the rest stands."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from app.errors import SynthesisRefusedError
from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.store import syntheses
from app.story.draft import Draft, DraftSection, DraftSentence
from app.writers.base import Assignment
from schemas.record import Record
from tests.newsroom.desk import stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, kept, stored, story_of, with_scribe


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


def test_a_lying_writers_sentences_are_refused_and_told(deployment: Deployment, given: list[Record]) -> None:
    """What is invented is dropped and counted, the rest stands, and the ledger keeps each refusal with its reason."""
    lie = DraftSentence(
        "copper_kettle wrote: “It sank 40 ships.”", usual_draft(given).sections[0].paragraphs[0][0].spans
    )

    def lying(assignment: Assignment) -> Draft:
        usual = usual_draft(assignment.records)
        return replace(usual, sections=(*usual.sections, DraftSection("More", ((lie,),))))

    found = story_of(write_now(with_scribe(deployment, Scribe(lying)), ask(given)))
    assert found.methodology.rejected_sentences == 1
    assert "40 ships" not in found.model_dump_json()
    with deployment.database.read() as session:
        ledger = syntheses.ledger(session, found.methodology.synthesis_id)
    assert ledger is not None
    [refused] = orjson.loads(ledger)["refused"]
    assert refused["text"] == lie.text
    assert "“It sank 40 ships.”" in refused["reason"]


def test_a_draft_of_nothing_but_lies_is_refused_with_its_reasons(deployment: Deployment, given: list[Record]) -> None:
    """422 with each refused sentence's reason; the failed synthesis is kept, and no story."""

    def lying(assignment: Assignment) -> Draft:
        lie = DraftSentence("Nobody wrote this in 1912.", usual_draft(assignment.records).dek_spans, "paraphrase")
        return replace(usual_draft(assignment.records), sections=(DraftSection("Lies", ((lie, lie),)),), faq=())

    with pytest.raises(SynthesisRefusedError) as refused:
        write_now(with_scribe(deployment, Scribe(lying)), ask(given))
    assert [fault.pointer for fault in refused.value.errors] == ["sentence 1", "sentence 2"]
    assert all("1912" in fault.detail for fault in refused.value.errors)
    [failed] = kept(deployment)
    assert failed.problem is not None
    assert (failed.status, failed.problem.status, len(failed.problem.errors or [])) == ("failed", 422, 2)
    assert stored(deployment) == 0
