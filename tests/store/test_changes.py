"""Changes: each thing that happens to a published story is told once, in order, and without a gap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from app.newsroom.deployment import Deployment
from app.newsroom.publish_story import publish_story
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import changes, stories
from app.store.session import Database
from schemas.change import Change
from schemas.story import Story, StoryStatus
from tests.conftest import NOW, PUBLIC_URL
from tests.forking import FORKS
from tests.newsroom.desk import later, naming, publish, short_draft, stock, usual_draft

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
FOG = "Moth 7 forgets the harbour names after an hour of fog."
PATCH = "Lanternworks says a patch is coming on Friday."
_WRITERS, _STORIES = 4, 15

# What the writers are forked from has imported everything.


def told(deployment: Deployment, after: int = 0) -> list[Change]:
    """Return every change after one."""
    with deployment.database.read() as session:
        return changes.page(session, after, 1000, PUBLIC_URL)


def kinds(deployment: Deployment) -> list[tuple[int, str, int]]:
    """Return number, kind and revision of every change."""
    return [(each.seq, each.kind, each.revision) for each in told(deployment)]


def test_publication_revision_and_retraction_are_told_in_order(deployment: Deployment) -> None:
    """Each with the revision that made it, its cause, and what was said of it."""
    given = stock(deployment)
    story = publish(deployment, usual_draft(given), given).story()
    with deployment.database.write() as session:
        edit = {"revision": 2, "dek": "Moth 7 forgets the harbour names.", "updated_at": later(1)}
        stories.save(session, story.model_copy(update=edit), "edit", "Shorter.")
    retract_story(deployment, story.slug, "The box was a hoax.")
    common = {"story_id": story.id, "slug": story.slug, "url": story.url}
    assert [each.model_dump() for each in told(deployment)] == [
        {"seq": 1, "kind": "publication", "revision": 1, "cause": "first", "note": None, "at": later(0), **common},
        {"seq": 2, "kind": "revision", "revision": 2, "cause": "edit", "note": "Shorter.", "at": later(1), **common},
        {
            "seq": 3,
            "kind": "retraction",
            "revision": 3,
            "cause": "retraction",
            "note": "The box was a hoax.",
            "at": NOW,
            **common,
        },
    ]
    assert [each.seq for each in told(deployment, after=1)] == [2, 3]


def test_a_draft_is_told_of_when_it_is_published(deployment: Deployment) -> None:
    """Nobody hears of a draft or of its being taken back; one that becomes a draft again is to be taken down."""
    given = stock(deployment)
    launch, reply, _ = given
    kept = publish(deployment, short_draft(launch, TIDE), [launch], status="draft")
    thrown_away = publish(deployment, short_draft(reply, FOG), [reply], name="two", status="draft")
    retract_story(deployment, thrown_away.slug, "Never mind.")
    withdraw(deployment, reply.id)
    assert told(deployment) == []
    shown = publish_story(deployment, kept.slug).story()
    assert kinds(deployment) == [(1, "publication", 2)]
    hidden = {"revision": 3, "status": "draft", "published_at": None}
    with deployment.database.write() as session:
        stories.save(session, shown.model_copy(update=hidden), "correction", "Not for readers.")
    assert kinds(deployment)[1:] == [(2, "unpublication", 3)]
    assert (told(deployment)[1].cause, told(deployment)[1].note) == (None, None)
    with deployment.database.read() as session:
        assert [(each.change.seq, each.document) for each in changes.export(session, 0, 9, 9, PUBLIC_URL)] == [
            (2, None)
        ]


def test_a_withdrawal_tells_of_every_story_that_it_changed(deployment: Deployment) -> None:
    """What rested on the record has an erasure and a revision; what merely named that story by its title has an erasure."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, usual_draft(given), given)
    so_far = [naming(reply, FOG, first, first.story().title)]
    publish(deployment, short_draft(reply, FOG, so_far=so_far), [reply], name="two", at=later(1))
    publish(deployment, short_draft(reply, PATCH), [reply], name="three", at=later(2))
    withdraw(deployment, launch.id)
    last = told(deployment, after=3)
    assert [(each.seq, each.story_id, each.kind, each.revision, each.cause) for each in last] == [
        (4, "sty_one", "erasure", 1, "withdrawal"),
        (5, "sty_one", "revision", 2, "withdrawal"),
        (6, "sty_two", "erasure", 1, "withdrawal"),
    ]
    assert first.slug not in {each.slug for each in told(deployment)}, "the slug held the record's words"


def test_an_export_has_each_story_once_at_its_newest_change(deployment: Deployment) -> None:
    """Byte for byte as the story is sent, in order, from any change on; what was retracted is there without its words."""
    given = stock(deployment)
    launch, reply, report = given
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    publish(deployment, short_draft(reply, FOG), [reply], name="two")
    publish(deployment, short_draft(report, "Sailors want it sooner."), [report], name="three")
    retract_story(deployment, told(deployment)[1].slug, "It was fog.")
    with deployment.database.write() as session:
        again = first.story().model_copy(update={"revision": 2, "updated_at": later(3)})
        stored = stories.save(session, again, "correction", None)
    with deployment.database.read() as session:
        whole = changes.export(session, 0, 5, 10, PUBLIC_URL)
        pages = [changes.export(session, after, 5, 1, PUBLIC_URL) for after in (0, 3, 4, 5)]
        assert changes.export(session, 0, 4, 10, PUBLIC_URL) == whole[:2]
    assert [(each.change.seq, each.change.story_id) for each in whole] == [
        (3, "sty_three"),
        (4, "sty_two"),
        (5, "sty_one"),
    ]
    assert [each for page in pages for each in page] == whole
    assert (whole[1].document, whole[2].document) == (None, stored.document)
    line = whole[2].line()
    assert line.endswith(b'"story":' + stored.document.encode() + b"}\n")
    assert json.loads(line)["story"] == json.loads(stored.document)


def _save_and_fail(deployment: Deployment, story: Story) -> None:
    with deployment.database.write() as session:
        stories.save(session, story, "edit", None)
        raise ZeroDivisionError


def test_a_write_that_is_given_up_leaves_no_gap(deployment: Deployment) -> None:
    """A number that was given within a transaction which failed is given again."""
    given = stock(deployment)
    story = publish(deployment, short_draft(given[0], TIDE), given[:1]).story()
    again = story.model_copy(update={"revision": 2})
    with pytest.raises(ZeroDivisionError):
        _save_and_fail(deployment, again)
    with deployment.database.write() as session:
        stories.save(session, again, "edit", None)
    assert kinds(deployment) == [(1, "publication", 1), (2, "revision", 2)]


def _write_many(url: str, document: str, writer: int) -> None:
    """Publish stories and revise each, as one of several processes."""
    database, story = Database(url), Story.model_validate_json(document)
    for number in range(_STORIES):
        named = {"id": f"sty_{writer}_{number}", "slug": f"story-{writer}-{number}"}
        for revision in (1, 2):
            with database.write() as session:
                stories.save(session, story.model_copy(update={**named, "revision": revision}), "edit", None)
    database.close()


def test_no_change_is_skipped_while_several_processes_write(deployment: Deployment) -> None:
    """A follower that reads on and on sees 1, 2, 3 … without a gap, whoever commits meanwhile, and each change once."""
    given = stock(deployment)
    document = publish(deployment, short_draft(given[0], TIDE), given[:1]).document
    url = deployment.database.url
    writers = [FORKS.Process(target=_write_many, args=(url, document, n)) for n in range(_WRITERS)]
    for process in writers:
        process.start()
    seen: list[Change] = []
    while any(process.is_alive() for process in writers) or told(deployment, after=len(seen)):
        seen += told(deployment, after=len(seen))
        assert [each.seq for each in seen] == list(range(1, len(seen) + 1))
    assert [process.exitcode for process in writers] == [0] * _WRITERS
    made = {(f"sty_{w}_{n}", r) for w in range(_WRITERS) for n in range(_STORIES) for r in (1, 2)}
    assert sorted((each.story_id, each.revision) for each in seen[1:]) == sorted(made)


@pytest.mark.parametrize("seen_before", [True, False], ids=["published", "draft"])
def test_stories_of_before_are_told_of_by_the_migration(
    deployment: Deployment, settings: Settings, *, seen_before: bool
) -> None:
    """One change for each that readers see, or saw before it was retracted, in the order of their last change."""
    given = stock(deployment)
    launch, reply, report = given
    status: StoryStatus = "published" if seen_before else "draft"
    publish(deployment, short_draft(launch, TIDE), [launch], at=later(2), status=status)
    gone = publish(deployment, short_draft(reply, FOG), [reply], name="two", status=status)
    retract_story(deployment, gone.slug, "It was fog.")
    publish(deployment, short_draft(report, "Sailors want it sooner."), [report], name="three", at=later(1))
    config = Config(attributes={"url": settings.database_url})
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "alembic"))
    command.downgrade(config, "0002")
    command.upgrade(config, "head")
    found = [(each.seq, each.story_id, each.kind, each.revision) for each in told(deployment)]
    if seen_before:
        assert found == [
            (1, "sty_three", "publication", 1),
            (2, "sty_one", "publication", 1),
            (3, "sty_two", "retraction", 2),
        ]
    else:
        assert found == [(1, "sty_three", "publication", 1)]
