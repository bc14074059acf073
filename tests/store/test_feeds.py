"""What feeds and sitemaps are made of: whole stories page by page, what was taken back, and every address once."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from app.errors import InvalidCursorError
from app.newsroom.deployment import Deployment
from app.newsroom.retract_story import retract_story
from app.store import feeds, stories
from app.store.feeds import TakenBack
from app.store.stories import StoryFilter
from tests.newsroom.desk import START, later, publish, short_draft, stock, usual_draft
from tests.store.test_stories import FOG, many, save


def test_a_page_holds_what_its_stories_say_now(deployment: Deployment) -> None:
    """Each story stands there whole, as its last revision and under its tag."""
    given = stock(deployment)
    stored = publish(deployment, usual_draft(given), given)
    revised = save(deployment, stored.story(), dek="Another dek.")
    with deployment.database.read() as session:
        placed, cursor = feeds.page(session, StoryFilter(), 10, None)
        assert [(each.slug, each.revision, each.etag) for each in placed] == [(revised.slug, 2, revised.etag)]
        assert ([*feeds.whole(session, placed)], cursor) == ([revised.story()], None)
        assert feeds.page(session, StoryFilter(beat="nothing"), 10, None) == ([], None)


def test_pages_of_whole_stories_are_the_pages_of_the_list(deployment: Deployment) -> None:
    """Both hold the same stories in the same order, and the cursor of one serves the other; of another filter it is refused."""
    expected = many(deployment, stock(deployment)[1], 7)
    with deployment.database.read() as session:
        first, cursor = feeds.page(session, StoryFilter(), 3, None)
        assert cursor == stories.page(session, StoryFilter(), 3, None)[1]
        second, cursor = feeds.page(session, StoryFilter(), 3, cursor)
        third, end = feeds.page(session, StoryFilter(), 3, cursor)
        assert ([each.slug for each in (*first, *second, *third)], end) == (expected, None)
        whole, _ = feeds.page(session, StoryFilter(), 9, None)
        assert [story.slug for story in feeds.whole(session, whole)] == expected
        with pytest.raises(InvalidCursorError):
            feeds.page(session, StoryFilter(language="en"), 2, cursor)


def test_a_page_is_read_a_few_stories_at_a_time(deployment: Deployment) -> None:
    """Fifty whole stories at once would take ten megabytes for each caller; those that nobody has come to yet are not read."""
    many(deployment, stock(deployment)[1], 7)
    with deployment.database.read() as session:
        placed, _ = feeds.page(session, StoryFilter(), 9, None)
        asked = feeds._DOCUMENTS.rows
        with patch.object(feeds._DOCUMENTS, "rows", side_effect=asked) as read:
            following = feeds.whole(session, placed)
            assert read.call_count == 0
            assert next(following).slug == placed[0].slug
            assert [len(call.kwargs["keys"]) for call in read.call_args_list] == [5]
            assert len(list(following)) == 6
            assert read.call_count == 2


def test_what_was_taken_back_is_told_with_its_reason(deployment: Deployment) -> None:
    """The last first, since a moment; a draft that was retracted had never been there."""
    record = stock(deployment)[1]
    gone = publish(deployment, short_draft(record, FOG), [record], name="gone")
    drafted = publish(deployment, short_draft(record, FOG), [record], name="draft")
    save(deployment, drafted.story(), status="draft", published_at=None)
    for slug in (gone.slug, drafted.slug):
        retract_story(deployment, slug, "It was a hoax.")
    now = deployment.clock()
    with deployment.database.read() as session:
        assert feeds.taken_back(session, now, 10) == [TakenBack(gone.story().id, gone.slug, now, "It was a hoax.")]
        assert feeds.taken_back(session, later(10_000), 10) == []


def test_addresses_are_listed_oldest_first_and_the_fresh_ones_newest_first(deployment: Deployment) -> None:
    """A part of a sitemap keeps its stories while others are published; drafts and retracted stories stand in none."""
    newest_first = many(deployment, stock(deployment)[1], 5)
    with deployment.database.read() as session:
        found = [feeds.listed(session, offset, 2) for offset in (0, 2, 4, 6)]
        assert [[each.slug for each in part] for part in found] == [
            newest_first[:-3:-1],
            newest_first[2:0:-1],
            newest_first[:1],
            [],
        ]
        assert stories.count(session, StoryFilter()) == 5
        fresh = feeds.listed_since(session, later(1), 10)
        assert [each.slug for each in fresh] == newest_first[:3]
        assert [each.slug for each in feeds.listed_since(session, START, 2)] == newest_first[:2]
        assert fresh[0].published_at == later(2)
