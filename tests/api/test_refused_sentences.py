"""What verification refused is shown to editors, with the reason, and to nobody else; a withdrawal erases it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.story.draft import Draft, DraftSection, DraftSentence
from app.views import VIEWS
from app.writers.base import Assignment
from schemas.record import Record
from schemas.story import Story
from tests.api.test_problems import problem
from tests.conftest import Keys
from tests.newsroom.desk import stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, story_of, with_scribe

LIE = "copper_kettle wrote: “It sank 40 ships.”"


def lying(assignment: Assignment) -> Draft:
    """Return the usual draft with a lie at its end."""
    usual = usual_draft(assignment.records)
    lie = DraftSentence(LIE, usual.sections[0].paragraphs[0][0].spans)
    return replace(usual, sections=(*usual.sections, DraftSection("More", ((lie,),))))


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


@pytest.fixture
def story(deployment: Deployment, given: list[Record]) -> Story:
    """Return a story while which was written one sentence was refused."""
    return story_of(write_now(with_scribe(deployment, Scribe(lying)), ask(given)))


def test_editors_are_shown_what_was_refused_and_why(client: TestClient, keys: Keys, story: Story) -> None:
    """Whoever may see drafts, and nobody else; the answer is kept by no cache."""
    path = f"/v1/syntheses/{story.methodology.synthesis_id}/refused"
    for scope in ("edit", "synthesize", "admin"):
        told = client.get(path, headers=keys[scope])
        assert (told.status_code, told.headers["cache-control"]) == (200, "no-store")
        [refused] = told.json()["items"]
        assert refused["text"] == LIE
        assert "“It sank 40 ships.”" in refused["reason"]
    assert [client.get(path, headers=keys[scope]).status_code for scope in ("read", "ingest")] == [403, 403]
    assert client.get(path).status_code == 401
    unknown = client.get("/v1/syntheses/syn_nothing/refused", headers=keys["edit"])
    assert (unknown.status_code, problem(unknown)["title"]) == (404, "Not found")


def test_no_form_of_the_story_holds_it(client: TestClient, keys: Keys, story: Story) -> None:
    """Nor do the synthesis, the feeds, the export and the search."""
    paths = [f"/v1/stories/{story.slug}", f"/v1/syntheses/{story.methodology.synthesis_id}", "/v1/export.ndjson"]
    paths += [f"/v1/stories/{story.slug}.{view.suffix}" for view in VIEWS]
    paths += ["/v1/feed.json", "/v1/feed.atom", "/v1/feed.rss", "/v1/search?q=ships"]
    for path in paths:
        answer = client.get(path, headers=keys["edit"])
        assert (answer.status_code, "40 ships" in answer.text) == (200, False), path


def test_a_withdrawal_erases_it(client: TestClient, keys: Keys, story: Story, given: list[Record]) -> None:
    """The words of a record that was at hand may stand in what was refused."""
    client.delete(f"/v1/records/{given[0].id}", headers=keys["ingest"])
    told = client.get(f"/v1/syntheses/{story.methodology.synthesis_id}/refused", headers=keys["edit"])
    assert (told.status_code, told.json()) == (200, {"items": []})
