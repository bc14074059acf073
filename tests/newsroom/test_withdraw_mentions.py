"""What other stories, editors and requests made of a record's words goes with the record."""

from __future__ import annotations

import pytest

from app.newsroom.deployment import Deployment
from app.newsroom.edit_story import edit_story
from app.newsroom.publish_story import publish_story
from app.newsroom.relate import related
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import stories, syntheses
from app.store.stories import StoredStory
from app.store.syntheses import Ending
from schemas.story import Story, StoryEdit, StoryStatus
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW
from tests.databases import every_word
from tests.newsroom.desk import later, naming, publish, short_draft, stock, usual_draft
from tests.store.making import ended

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
FOG = "Moth 7 forgets the harbour names after an hour of fog."
PATCH = "Lanternworks says a patch is coming on Friday."
# An editor's own words for what the reply says: fewer of its words stand in a row than any index would look for.
RETITLED = "Harbour names forgotten by Moth 7 in fog"


def found(deployment: Deployment, slug: str) -> StoredStory:
    """Return the story that a slug leads to."""
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
    assert stored is not None
    return stored


def so_far(deployment: Deployment, slug: str) -> list[str]:
    """Return what a story tells of earlier ones, as it stands now."""
    return [sentence.text for sentence in found(deployment, slug).story().story_so_far]


def test_other_stories_name_it_by_its_new_slug_and_not_by_its_old_title(deployment: Deployment) -> None:
    """A story that tells of an earlier one follows it to its new slug; neutral words take the place of its old title."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, usual_draft(given), given)
    told = [naming(reply, FOG, first, first.story().title), naming(reply, PATCH, first, "an earlier story")]
    second = publish(deployment, short_draft(reply, FOG, so_far=told), [reply], name="two", at=later(1))
    with deployment.database.write() as session:
        known = second.story()
        known = known.model_copy(update={"related": related(session, known), "revision": 2})
        stories.save(session, known, "model", None)
    assert [each.slug for each in known.related] == [first.slug]
    withdraw(deployment, launch.id)
    now, second_now = found(deployment, first.slug).story(), found(deployment, second.slug)
    assert first.slug not in second_now.document
    assert "lighthouse computer" not in second_now.document
    assert so_far(deployment, second.slug) == [
        f"plain_sail wrote for an earlier story: “{FOG}”",
        f"plain_sail wrote for an earlier story: “{PATCH}”",
    ]
    story = second_now.story()
    assert [run.story for each in story.story_so_far for run in each.runs if run.story] == [now.slug, now.slug]
    assert [(each.slug, each.title) for each in story.related] == [(now.slug, now.title)]


@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_title_that_an_editor_made_of_the_record_goes_where_it_is_told(
    deployment: Deployment, settings: Settings, status: StoryStatus
) -> None:
    """An editor's title rests on the record in words of its own; another story, draft or not, prints it no longer."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, usual_draft(given), given)
    edit_story(deployment, first.slug, StoryEdit(note="A better title.", title=RETITLED))
    told = [naming(launch, "It answers in four seconds flat.", first, RETITLED)]
    draft = short_draft(launch, TIDE, so_far=told)
    second = publish(deployment, draft, [launch], name="two", at=later(1), status=status)
    assert RETITLED in so_far(deployment, second.slug)[0]
    withdraw(deployment, reply.id)
    if status == "draft":
        publish_story(deployment, second.slug)
    neutral = "copper_kettle wrote for an earlier story: “It answers in four seconds flat.”"
    assert so_far(deployment, second.slug) == [neutral]
    assert b"names forgotten" not in every_word(settings.database_url)


def test_notes_and_reasons_that_repeat_it_go(deployment: Deployment, settings: Settings) -> None:
    """An editor's note and the reason of a retraction, of whatever story, are erased where they repeat the record."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, usual_draft(given), given)
    second = publish(deployment, short_draft(launch, TIDE), [launch], name="two")
    edit_story(deployment, first.slug, StoryEdit(note="“Forgets the harbour names” is too strong.", title=RETITLED))
    edit_story(deployment, second.slug, StoryEdit(note=f"See {RETITLED}.", dek="A wooden box has the tide table."))
    edit_story(deployment, second.slug, StoryEdit(note="Plainer words.", dek="A wooden box for the tide table."))
    retract_story(deployment, first.slug, "It is untrue that it happens after an hour of fog.")
    withdraw(deployment, reply.id)
    with deployment.database.read() as session:
        notes = [[each.note for each in stories.revisions(session, slug)] for slug in (first.slug, second.slug)]
    erased = "What stood here held words of a record that was withdrawn."
    assert notes == [
        [
            "A record was withdrawn. One sentence that rested on it went. One sentence stayed on what other records say.",
            erased,
            erased,
            None,
        ],
        ["Plainer words.", erased, None],
    ]
    assert found(deployment, first.slug).retraction_reason == erased
    left = every_word(settings.database_url)
    assert [words for words in (b"Forgets the harbour", b"hour of fog", b"names forgotten") if words in left] == []


def test_the_angle_of_a_synthesis_goes_where_it_repeats_it(deployment: Deployment) -> None:
    """What a request wished for in the record's words is erased, also where it does not name the record."""
    launch, reply, _ = stock(deployment)
    angles = {
        "syn_a": "why it forgets the harbour names",
        "syn_b": "the price",
        "syn_c": "fog, and harbour names after an hour of fog",
    }
    with deployment.database.write() as session:
        for name, angle in angles.items():
            record = launch if name == "syn_c" else reply
            ended(session, name, SynthesisRequest(record_ids=[record.id], angle=angle), Ending("failed"), NOW)
    withdraw(deployment, reply.id)
    with deployment.database.read() as session:
        kept = [syntheses.request_of(session, name) for name in angles]
    assert [request.angle for request in kept if request] == [None, "the price", None]


def test_a_story_whose_every_record_is_withdrawn_is_named_no_longer(deployment: Deployment) -> None:
    """Where a withdrawal retracts a story, others go on without what they told of it, in a revision that says so."""
    launch, reply, _ = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    told = [naming(reply, PATCH, first, "an earlier story")]
    second = publish(deployment, short_draft(reply, FOG, so_far=told), [reply], name="two", at=later(1))
    withdraw(deployment, launch.id)
    story: Story = found(deployment, second.slug).story()
    assert (story.revision, story.story_so_far, story.related) == (2, [], [])
    with deployment.database.read() as session:
        newest = stories.revisions(session, second.slug)[0]
    assert (newest.cause, newest.note) == ("correction", "A story that it named was retracted.")


def test_a_record_behind_an_earlier_story_alone_is_not_among_those_asked_for(deployment: Deployment) -> None:
    """What is told of it goes, and it is not accounted for: the story was never asked to be written from it."""
    launch, reply, _ = stock(deployment)
    first = publish(deployment, short_draft(launch, "It answers in four seconds flat."), [launch])
    told = [naming(launch, TIDE, first, "an earlier story")]
    draft = short_draft(reply, FOG, so_far=told)
    second = publish(deployment, draft, [reply], name="two", at=later(1))
    assert second.story().methodology.record_count == 1
    withdraw(deployment, launch.id)
    story = found(deployment, second.slug).story()
    assert (story.story_so_far, [each.record_id for each in story.citations]) == ([], [reply.id])
    assert (story.methodology.record_count, story.methodology.unused) == (1, [])
