"""Stories are related by what they are about, and the story so far is found by it."""

from __future__ import annotations

from app.newsroom.deployment import Deployment
from app.newsroom.relate import earlier_stories, related
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.store.stories import StoredStory
from schemas.record import Record
from schemas.story import RelatedStory
from tests.newsroom.desk import REPLY, bring_in, later, publish, short_draft, stock

FOG = "Moth 7 forgets the harbour names after an hour of fog. Lanternworks says a patch is coming on Friday."
LIST = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."


def relations(deployment: Deployment, story: StoredStory) -> list[RelatedStory]:
    """Return what a story is related to."""
    with deployment.database.read() as session:
        return related(session, story.story())


def three_stories(deployment: Deployment) -> tuple[list[Record], list[StoredStory]]:
    """Store two stories on one matter, a day apart, and one of the same beat on another."""
    given = stock(deployment)
    launch, reply, report = given
    return given, [
        publish(deployment, short_draft(reply, FOG), [reply], name="fog", at=later(0)),
        publish(deployment, short_draft(report, LIST), [report], name="list", at=later(1)),
        publish(deployment, short_draft(launch, TIDE), [launch], name="tide", at=later(2)),
    ]


def test_stories_on_one_matter_are_earlier_and_later(deployment: Deployment) -> None:
    """Two shared foremost entities make one matter; the time of publication tells which came first."""
    _, (fog, listed, _) = three_stories(deployment)
    first = relations(deployment, fog)[0]
    second = relations(deployment, listed)[0]
    assert (first.relation, first.slug, first.shared_entities) == ("later", listed.slug, ["lanternworks", "moth-7"])
    assert (second.relation, second.slug, second.shared_entities) == ("earlier", fog.slug, ["lanternworks", "moth-7"])
    assert first.score == second.score
    assert 0.6 < first.score <= 1


def test_a_story_of_the_beat_that_shares_nothing_is_similar_and_last(deployment: Deployment) -> None:
    """The same beat alone makes the weakest relation, and no story is related to itself."""
    _, (fog, listed, tide) = three_stories(deployment)
    found = relations(deployment, fog)
    assert [(each.slug, each.relation) for each in found] == [(listed.slug, "later"), (tide.slug, "similar")]
    assert (found[1].score, found[1].shared_entities) == (0.1, [])


def test_only_published_stories_are_related(deployment: Deployment) -> None:
    """A draft and a retracted story are left out."""
    given, (fog, listed, tide) = three_stories(deployment)
    publish(deployment, short_draft(given[1], FOG), [given[1]], name="draft", status="draft")
    retract_story(deployment, listed.slug, "It was a hoax.")
    assert [each.slug for each in relations(deployment, fog)] == [tide.slug]


def test_at_most_six_are_given(deployment: Deployment) -> None:
    """The strongest six of many."""
    _, reply, _ = stock(deployment)
    told = [publish(deployment, short_draft(reply, FOG), [reply], name=f"n{n}", at=later(n)) for n in range(9)]
    assert len(relations(deployment, told[0])) == 6


def test_the_story_so_far_is_what_was_published_before_on_the_same_matter(deployment: Deployment) -> None:
    """Stories that share two of the entities come nearest first, with the records that they rest on."""
    given, (fog, listed, _) = three_stories(deployment)
    with deployment.database.read() as session:
        found = earlier_stories(session, ["lanternworks", "moth-7"], later(3), 5)
        before_second = earlier_stories(session, ["lanternworks", "moth-7"], later(1), 5)
        on_one = earlier_stories(session, ["lanternworks"], later(3), 5)
        on_another = earlier_stories(session, ["greyfin-rock", "moth-7"], later(3), 5)
    assert {each.slug: each.records for each in found} == {fog.slug: (given[1],), listed.slug: (given[2],)}
    assert [each.slug for each in before_second] == [fog.slug]
    assert {each.slug for each in on_one} == {fog.slug, listed.slug}
    assert [each.records for each in on_another] == [(given[0],)]


def test_an_earlier_story_comes_without_records_that_were_withdrawn(deployment: Deployment) -> None:
    """What is gone is not offered to a writer; a story with nothing left is not offered at all."""
    given, (fog, listed, _) = three_stories(deployment)
    withdraw(deployment, given[1].id)
    with deployment.database.read() as session:
        found = earlier_stories(session, ["lanternworks", "moth-7"], later(3), 5)
    assert [each.slug for each in found] == [listed.slug]
    assert fog.slug != listed.slug


def test_an_earlier_story_comes_with_its_records_as_they_are_now(deployment: Deployment) -> None:
    """A record that was updated is offered in its newest words, for these are what may be quoted."""
    three_stories(deployment)
    bring_in(deployment, [REPLY | {"text": "Moth 7 is fine now. Lanternworks mended it."}])
    with deployment.database.read() as session:
        found = earlier_stories(session, ["moth-7", "lanternworks"], later(1), 5)
    assert [[record.text for record in each.records] for each in found] == [
        ["Moth 7 is fine now. Lanternworks mended it."]
    ]
