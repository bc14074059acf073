"""A retracted story is named by no other: each that told of it, or listed it, goes on without."""

from __future__ import annotations

from dataclasses import replace

from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.newsroom.retract_story import retract_story
from app.store import stories
from app.store.stories import StoredStory
from app.story.draft import Draft, DraftSection, DraftSentence, StoryLink
from app.writers.base import Assignment
from schemas.record import Record
from schemas.story import RelatedStory, Story
from tests.newsroom.desk import LAUNCH, bring_in, later, naming, publish, says, short_draft, span, stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, with_scribe

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
FOG = "Moth 7 forgets the harbour names after an hour of fog."
PATCH = "Lanternworks says a patch is coming on Friday."


def now(deployment: Deployment, slug: str) -> Story:
    """Return a story as it stands now."""
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
    assert stored is not None
    return stored.story()


def telling(deployment: Deployment, record: Record, of: StoredStory, **changes: object) -> StoredStory:
    """Store a story that tells of another one in the story so far, and lists it as related."""
    told = [naming(record, PATCH, of, "an earlier story")]
    stored = publish(deployment, short_draft(record, FOG, so_far=told), [record], name="two", at=later(1))
    earlier = of.story()
    listed = RelatedStory(
        relation="earlier",
        slug=of.slug,
        title=earlier.title,
        dek=earlier.dek,
        beat=earlier.beat,
        published_at=earlier.published_at,
        score=0.5,
        shared_entities=[],
    )
    story = stored.story().model_copy(update={"related": [listed], "revision": 2} | changes)
    with deployment.database.write() as session:
        return stories.save(session, story, "model", None)


def test_what_others_told_of_it_goes_in_a_revision_that_says_so(deployment: Deployment) -> None:
    """Neither the story so far nor the related stories lead to it; what rested on that alone is cited no more."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    second = telling(deployment, reply, first)
    retract_story(deployment, first.slug, "The box was a hoax.")
    story = now(deployment, second.slug)
    assert (story.revision, story.status, story.story_so_far, story.related) == (3, "published", [], [])
    assert [quote.exact for citation in story.citations for quote in citation.quotes] == [FOG]
    with deployment.database.read() as session:
        newest = stories.revisions(session, second.slug)[0]
        assert first.slug not in str(stories.find(session, second.slug))
    assert (newest.cause, newest.note) == ("correction", "A story that it named was retracted.")


def test_a_draft_that_told_of_it_goes_on_without_too(deployment: Deployment) -> None:
    """A draft may be published later, and must not lead there then."""
    launch, reply, _ = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    second = telling(deployment, reply, first, status="draft", published_at=None)
    retract_story(deployment, first.slug, "The box was a hoax.")
    story = now(deployment, second.slug)
    assert (story.revision, story.status, story.story_so_far) == (3, "draft", [])


def test_a_sentence_of_the_body_stays_without_the_link_where_it_stands(deployment: Deployment) -> None:
    """Words that the quotes bear out stay as plain words; those that only the link excused go."""
    launch, reply, report = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    listed = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
    draft = short_draft(report, listed)
    borne_out = DraftSentence(
        "Sailors want the patch sooner.",
        (span(report, "Sailors want it sooner."),),
        "paraphrase",
        (StoryLink(0, 7, first.slug),),
    )
    excused = naming(reply, FOG, first, "the Copperhead affair")
    body = DraftSection("What happened", ((says(report, listed), borne_out), (excused,)))
    second = publish(deployment, replace(draft, sections=(body,)), [report, reply], name="two", at=later(1))
    retract_story(deployment, first.slug, "The box was a hoax.")
    story = now(deployment, second.slug)
    assert [sentence.text for sentence in story.body()] == [
        f"Ines Valdemar wrote: “{listed}”",
        "Sailors want the patch sooner.",
    ]
    assert [run.story for sentence in story.body() for run in sentence.runs if run.story] == []


def test_a_story_that_told_of_it_alone_is_retracted_with_it(deployment: Deployment) -> None:
    """Where no sentence is left there is no story, and what told of that one goes on without it as well."""
    launch, reply, report = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    excused = naming(reply, FOG, first, "the Copperhead affair")
    draft = replace(short_draft(reply, FOG), sections=(DraftSection("What happened", ((excused,),)),))
    second = publish(deployment, draft, [reply], name="two", at=later(1))
    told = [naming(report, "Sailors want it sooner.", second, "an earlier story")]
    listed = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
    third = publish(deployment, short_draft(report, listed, so_far=told), [report], name="three", at=later(2))
    retract_story(deployment, first.slug, "The box was a hoax.")
    assert (now(deployment, second.slug).status, now(deployment, third.slug).story_so_far) == ("retracted", [])


def test_a_story_retracted_while_it_is_told_of_is_not_named(deployment: Deployment) -> None:
    """What was written meanwhile is thrown away and written again without it."""
    given = stock(deployment)
    first = publish(deployment, usual_draft(given), given)
    (record,) = bring_in(
        deployment,
        [LAUNCH | {"external_id": "again", "title": "Moth 7 again", "text": f"{TIDE} Lanternworks said so."}],
    )
    seen: list[list[str]] = []

    def drafted(assignment: Assignment) -> Draft:
        seen.append([story.slug for story in assignment.earlier])
        told = [naming(record, "Lanternworks said so.", first, "an earlier story")] if assignment.earlier else []
        if len(seen) == 1:
            retract_story(deployment, first.slug, "The box was a hoax.")
        return short_draft(record, TIDE, so_far=told)

    stored = write_now(with_scribe(deployment, Scribe(drafted)), ask([record]))
    assert (seen, stored.story().story_so_far) == ([[first.slug], []], [])
