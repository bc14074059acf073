"""Stories are kept revision by revision, listed newest first, and found by any slug that they ever had."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import orjson
import pytest

from app.errors import ConflictError, InvalidCursorError
from app.newsroom.deployment import Deployment
from app.store import neighbours, stories
from app.store.stories import StoredStory, StoryFilter
from schemas.record import Record
from schemas.story import Story, StorySummary
from tests.newsroom.desk import START, later, publish, short_draft, stock, usual_draft

FOG = "Moth 7 forgets the harbour names after an hour of fog."
TIDE = "It answers in four seconds flat."


def save(deployment: Deployment, story: Story, **changes: object) -> StoredStory:
    """Store the next revision of a story with some fields changed."""
    with deployment.database.write() as session:
        changed = story.model_copy(update={"revision": story.revision + 1} | changes)
        return stories.save(session, changed, "edit", "Changed.")


def slugs(deployment: Deployment, wanted: StoryFilter) -> list[str]:
    """Return the slugs that a filter lets through, after checking that the count agrees."""
    with deployment.database.read() as session:
        items, cursor = stories.page(session, wanted, 100, None)
        assert (stories.count(session, wanted), cursor) == (len(items), None)
    return [str(item["slug"]) for item in items]


def many(deployment: Deployment, record: Record, number: int, first: int = 0) -> list[str]:
    """Publish stories a day apart, two on each day; return their slugs, newest first."""
    told = [
        publish(deployment, short_draft(record, FOG), [record], name=f"s{n}", at=later(n // 2))
        for n in range(first, first + number)
    ]
    return [story.slug for story in reversed(told)]


def test_a_story_is_found_as_it_was_stored(deployment: Deployment) -> None:
    """The document is the story's JSON, the ETag a digest of it, and reading it gives the same story."""
    given = stock(deployment)
    stored = publish(deployment, usual_draft(given), given)
    with deployment.database.read() as session:
        found = stories.find(session, stored.slug)
        assert stories.find(session, "no-such-story-0000") is None
    assert found == stored
    assert stored.etag == f'"{sha256(stored.document.encode()).hexdigest()[:32]}"'
    assert Story.model_validate_json(stored.document) == stored.story()


def test_a_list_holds_summaries_as_the_story_has_them(deployment: Deployment) -> None:
    """An item has exactly the fields of a summary, with the values of the whole story."""
    given = stock(deployment)
    stored = publish(deployment, usual_draft(given), given)
    whole = orjson.loads(stored.document)
    with deployment.database.read() as session:
        items, _ = stories.page(session, StoryFilter(), 10, None)
    assert items == [{name: whole[name] for name in StorySummary.model_fields}]


def test_pages_go_on_behind_the_last_story_while_others_are_published(deployment: Deployment) -> None:
    """Every story stands on exactly one page, newest first, also those of one moment; a new one disturbs nothing."""
    record = stock(deployment)[1]
    expected = many(deployment, record, 7)
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        with deployment.database.read() as session:
            items, cursor = stories.page(session, StoryFilter(), 2, cursor)
        seen += [str(item["slug"]) for item in items]
        many(deployment, record, 1, first=50 + len(seen))
    assert (seen, cursor) == (expected, None)


def test_a_cursor_is_good_for_its_own_list_alone(deployment: Deployment) -> None:
    """With other filters, or made up, it is refused."""
    many(deployment, stock(deployment)[1], 3)
    with deployment.database.read() as session:
        _, cursor = stories.page(session, StoryFilter(), 1, None)
        for wrong in (cursor, "bm90IG91cnM"):
            with pytest.raises(InvalidCursorError):
                stories.page(session, StoryFilter(language="en"), 1, wrong)


def test_filters_let_through_what_they_name(deployment: Deployment) -> None:
    """Beat, entity, source, language, words, and a time that is after the one and before the other."""
    launch, reply, _ = stock(deployment)
    fog = publish(deployment, short_draft(reply, FOG), [reply], name="fog").slug
    tide = publish(deployment, short_draft(launch, TIDE), [launch], name="t", at=later(1), beat="ai-research").slug
    assert slugs(deployment, StoryFilter()) == [tide, fog]
    assert slugs(deployment, StoryFilter(beat="ai-research")) == [tide]
    assert slugs(deployment, StoryFilter(entity="moth-7")) == [fog]
    assert slugs(deployment, StoryFilter(source="reddit")) == [tide]
    assert slugs(deployment, StoryFilter(language="zh")) == []
    assert slugs(deployment, StoryFilter(q="four seconds")) == [tide]
    assert slugs(deployment, StoryFilter(q="harbour", source="lobsters", beat="open-source-ai")) == [fog]
    assert slugs(deployment, StoryFilter(published_after=START + timedelta(hours=1))) == [tide]
    assert slugs(deployment, StoryFilter(published_before=START + timedelta(hours=1))) == [fog]


def test_drafts_are_listed_for_those_who_ask(deployment: Deployment) -> None:
    """Only published stories are in lists, unless other states are asked for."""
    record = stock(deployment)[1]
    draft = publish(deployment, short_draft(record, FOG), [record], status="draft").slug
    assert slugs(deployment, StoryFilter()) == []
    assert slugs(deployment, StoryFilter(statuses=("draft", "published"))) == [draft]


def test_each_change_is_a_revision_that_stays_readable(deployment: Deployment) -> None:
    """Revisions are listed newest first with cause and note, and each is found by its number."""
    given = stock(deployment)
    first = publish(deployment, usual_draft(given), given)
    second = save(deployment, first.story(), title="Another title", updated_at=later(1))
    with deployment.database.read() as session:
        listed = stories.revisions(session, first.slug)
        read = [stories.revision(session, first.slug, number) for number in (1, 2, 3)]
        assert stories.all_revisions(session, first.slug) == [first.story(), second.story()]
        assert stories.revisions(session, "no-such-story-0000") == []
    assert [each.document if each else None for each in read] == [first.document, second.document, None]
    assert [(each.revision, each.created_at, each.cause, each.note, each.title) for each in listed] == [
        (2, later(1), "edit", "Changed.", "Another title"),
        (1, START, "first", None, first.story().title),
    ]


def test_a_revision_on_the_ground_of_an_old_one_is_a_conflict(deployment: Deployment) -> None:
    """Of two who change the same revision, the second is told that someone was faster."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given).story()
    save(deployment, story, title="The first")
    with pytest.raises(ConflictError):
        save(deployment, story, title="The second")


def test_lists_and_search_follow_the_newest_revision(deployment: Deployment) -> None:
    """Words, entities and sources that a revision no longer has are found no longer."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given).story()
    save(deployment, story, title="Xylophone", sections=[], citations=story.citations[:1], entities=story.entities[:1])
    assert slugs(deployment, StoryFilter(q="xylophone")) == [story.slug]
    assert slugs(deployment, StoryFilter(q="lighthouse")) == []
    assert slugs(deployment, StoryFilter(source="lobsters")) == []
    assert slugs(deployment, StoryFilter(entity=story.entities[1].slug)) == []


def test_records_of_every_revision_know_the_story(deployment: Deployment) -> None:
    """A record that only an earlier revision cites still leads to the story."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given).story()
    save(deployment, story, citations=[])
    with deployment.database.read() as session:
        assert [stories.citing(session, record.id) for record in given] == [[story.slug]] * 3


def test_a_former_slug_leads_to_the_story(deployment: Deployment) -> None:
    """A story is found by the slug that it had before, for good, and no other story gets that slug."""
    record = stock(deployment)[1]
    story = publish(deployment, short_draft(record, FOG), [record]).story()
    moved = save(deployment, story, slug="moved-elsewhere-0a1b")
    with deployment.database.read() as session:
        found = stories.find(session, story.slug)
        assert stories.settle_slug(session, story.title, story.id) == story.slug
    assert found == moved


def test_a_slug_is_the_titles_words_and_as_many_digits_as_it_takes(deployment: Deployment) -> None:
    """Four digits of the id's digest do, unless another story has or had that slug; then there is one more."""
    record = stock(deployment)[1]
    story = publish(deployment, short_draft(record, FOG), [record]).story()
    digest = sha256(b"sty_new").hexdigest()
    with deployment.database.read() as session:
        assert stories.settle_slug(session, "Fog at sea", "sty_new") == f"fog-at-sea-{digest[:4]}"
    save(deployment, story, slug=f"fog-at-sea-{digest[:4]}")
    with deployment.database.read() as session:
        assert stories.settle_slug(session, "Fog at sea", "sty_new") == f"fog-at-sea-{digest[:5]}"
        assert stories.settle_slug(session, "海上大雾", "sty_new", ("moth-7",)) == f"moth-7-{digest[:4]}"


def test_candidates_share_most_first_and_then_come_from_the_beat(deployment: Deployment) -> None:
    """Stories that link more of the entities stand first; of the beat, the newest follow; nothing from after `before`."""
    launch, reply, report = stock(deployment)
    one = publish(deployment, short_draft(launch, str(launch.text).split(". ")[0] + "."), [launch], name="a")
    two = publish(deployment, short_draft(reply, str(reply.text)), [reply], name="b", at=later(1), beat="ai-research")
    none = publish(deployment, short_draft(launch, TIDE), [launch], name="c", at=later(2))
    publish(deployment, short_draft(report, "Sailors want it sooner."), [report], name="d", at=later(5))
    entities = ["lanternworks", "moth-7", "greyfin-rock"]
    with deployment.database.read() as session:
        found = neighbours.candidates(session, entities, "open-source-ai", later(4), 10)
        assert [each.slug for each in found] == [two.slug, one.slug, none.slug]
        assert [each.slug for each in neighbours.candidates(session, entities, None, None, 1)] == [two.slug]
        assert neighbours.entity_frequencies(session, entities) == {"greyfin-rock": 1, "lanternworks": 1, "moth-7": 1}
