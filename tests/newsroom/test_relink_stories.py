"""Stories follow what editors do to entities: each link's words are a name of what it leads to, which is there."""

from __future__ import annotations

import pytest

from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.newsroom.edit_vocabulary import delete_entity, merge_entities, put_entity
from app.store import stories
from app.story.draft import Draft
from app.writers.base import Assignment
from schemas.entity import EntityInput
from schemas.story import RevisionSummary, Story
from tests.newsroom.desk import MOTH, publish, short_draft, stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, with_scribe

FOG = "Moth 7 forgets the harbour names after an hour of fog."
ENGINE = EntityInput(name="Moth Engine", kind="product")


@pytest.fixture
def slug(deployment: Deployment) -> str:
    """Return the slug of the usual story, which links Moth 7 in four of its sentences."""
    given = stock(deployment)
    return publish(deployment, usual_draft(given), given).slug


def now(deployment: Deployment, slug: str) -> tuple[Story, RevisionSummary]:
    """Return a story as it stands now, and what is known of its newest revision."""
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
        newest = stories.revisions(session, slug)[0]
    assert stored is not None
    return stored.story(), newest


def links(story: Story) -> set[tuple[str, str]]:
    """Return each linked word with what it leads to."""
    return {(run.text, run.entity) for sentence in story.body() for run in sentence.runs if run.entity}


def test_a_merger_leads_the_links_of_stories_to_the_other(deployment: Deployment, slug: str) -> None:
    """The story names one entity where it named two, and no link is left when that one is deleted later."""
    put_entity(deployment, "moth-engine", ENGINE)
    merge_entities(deployment, "moth-7", "moth-engine")
    story, newest = now(deployment, slug)
    assert links(story) == {
        ("Moth 7", "moth-engine"),
        ("Lanternworks", "lanternworks"),
        ("Greyfin Rock", "greyfin-rock"),
    }
    assert [(each.slug, each.name, each.mentions) for each in story.entities] == [
        ("moth-engine", "Moth Engine", 3),
        ("lanternworks", "Lanternworks", 2),
        ("greyfin-rock", "Greyfin Rock", 1),
    ]
    assert (newest.cause, newest.note) == ("edit", "An entity that it linked was merged into another.")
    delete_entity(deployment, "moth-engine")
    assert links(now(deployment, slug)[0]) == {("Lanternworks", "lanternworks"), ("Greyfin Rock", "greyfin-rock")}


def test_words_that_are_no_name_any_more_link_no_longer(deployment: Deployment, slug: str) -> None:
    """An entity that loses the name which a story links is linked there no more."""
    put_entity(deployment, "moth-7", ENGINE)
    story, newest = now(deployment, slug)
    assert links(story) == {("Lanternworks", "lanternworks"), ("Greyfin Rock", "greyfin-rock")}
    assert [each.slug for each in story.entities] == ["lanternworks", "greyfin-rock"]
    assert (newest.revision, newest.note) == (2, "An entity that it linked has other names now.")


def test_an_entity_that_is_called_otherwise_is_named_so(deployment: Deployment, slug: str) -> None:
    """Words that are still an alias stay linked; the list of entities bears the new name and kind."""
    put_entity(deployment, "moth-7", ENGINE.model_copy(update={"aliases": {"en": ["Moth 7"]}}))
    story, _ = now(deployment, slug)
    assert ("Moth 7", "moth-7") in links(story)
    assert ("Moth Engine", "product") in [(each.name, each.kind) for each in story.entities]


def test_a_further_name_makes_no_revision(deployment: Deployment, slug: str) -> None:
    """What a story says of an entity is not touched by another alias, nor by a description."""
    put_entity(deployment, "moth-7", MOTH.model_copy(update={"aliases": {"en": ["The Moth"]}, "description": "A box."}))
    assert now(deployment, slug)[1].revision == 1


def test_a_story_written_while_an_entity_is_deleted_does_not_link_it(deployment: Deployment) -> None:
    """What is stored links what is there when it is stored."""
    _, reply, _ = stock(deployment)

    def drafted(assignment: Assignment) -> Draft:
        delete_entity(deployment, "moth-7")
        return short_draft(assignment.records[0], FOG)

    story = write_now(with_scribe(deployment, Scribe(drafted)), ask([reply])).story()
    assert (links(story), story.entities) == (set(), [])
