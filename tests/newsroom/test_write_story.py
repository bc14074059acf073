"""From record ids to a stored story: what is refused, what is kept, and what happens while a writer writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.errors import (
    ConflictError,
    GoneError,
    InvalidInputError,
    NothingQuotableError,
    UnknownRecordsError,
)
from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.newsroom.edit_story import edit_story
from app.newsroom.read_assignment import read
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.store import keys, records, stories
from app.story.draft import Draft
from app.writers.base import Assignment
from app.writers.extractive import ExtractiveWriter
from schemas.record import Record
from schemas.story import StoryEdit
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW
from tests.newsroom.desk import EVERY, LAUNCH, bring_in, stock, usual_draft
from tests.newsroom.scribe import Scribe, ask, kept, stored, story_of, with_scribe

ANOTHER = LAUNCH | {
    "external_id": "another",
    "author": "night_watch",
    "text": "Lanternworks sent two people to Greyfin Rock, and Moth 7 has named every harbour right since Sunday.",
    "title": "Moth 7 names its harbours again",
    "published_at": "2026-05-06T09:00:00Z",
}


@pytest.fixture
def given(deployment: Deployment) -> list[Record]:
    """Return three records that have been brought in."""
    return stock(deployment)


def test_unknown_ids_are_each_named_and_nothing_is_kept(deployment: Deployment, given: list[Record]) -> None:
    """422 with the place of each unknown id; neither a story nor a synthesis comes of it."""
    request = SynthesisRequest(record_ids=["rec_none", given[0].id, "rec_neither"])
    with pytest.raises(UnknownRecordsError) as refused:
        write_now(deployment, request)
    assert [(fault.pointer, fault.detail) for fault in refused.value.errors] == [
        ("/record_ids/0", "There is no record rec_none."),
        ("/record_ids/2", "There is no record rec_neither."),
    ]
    assert refused.value.status == 422
    assert (kept(deployment), stored(deployment)) == ([], 0)


def test_a_repeated_id_counts_once(deployment: Deployment, given: list[Record]) -> None:
    """Asked twice for the same record, the story accounts for it once."""
    found = story_of(write_now(deployment, ask([*given, *given, given[0]])))
    told = [c.record_id for c in found.citations] + [u.record_id for u in found.methodology.unused]
    assert sorted(told) == sorted(record.id for record in given)
    assert found.methodology.record_count == 3


def test_whoever_takes_over_is_told_of_the_same_earlier_stories(deployment: Deployment, given: list[Record]) -> None:
    """A story that was published after another was asked for is none of its earlier ones, however late it is written."""
    write_now(with_scribe(deployment, Scribe(lambda _: usual_draft(given))), ask(given))
    (another,) = bring_in(deployment, [ANOTHER])
    with deployment.database.read() as session:
        told = [
            [story.title for story in read(deployment, session, ask([another]), asked_at).assignment.earlier]
            for asked_at in (NOW, NOW + timedelta(minutes=1))
        ]
    assert told == [[], [given[0].title]]


def test_a_withdrawn_record_is_accounted_for(deployment: Deployment, given: list[Record]) -> None:
    """A record that was withdrawn before is in `unused` as such, and its words are not written from."""
    withdraw(deployment, given[1].id)
    found = story_of(write_now(deployment, ask(given)))
    assert [(u.record_id, u.reason) for u in found.methodology.unused] == [(given[1].id, "withdrawn")]
    assert found.methodology.record_count == 3


def test_nothing_but_withdrawn_records_makes_no_story(deployment: Deployment, given: list[Record]) -> None:
    """422, each record told as withdrawn, and the failed synthesis is kept with that problem."""
    for record in given[:2]:
        withdraw(deployment, record.id)
    with pytest.raises(NothingQuotableError) as refused:
        write_now(deployment, ask(given[:2]))
    assert [(f.pointer, f.detail) for f in refused.value.errors] == [
        ("/record_ids/0", "withdrawn"),
        ("/record_ids/1", "withdrawn"),
    ]
    [failed] = kept(deployment)
    assert (failed.status, failed.story) == ("failed", None)
    assert failed.problem is not None
    assert (failed.problem.status, failed.problem.detail) == (422, "Every record asked for is withdrawn.")
    assert failed.problem.type == "https://news.example.org/problems/nothing-quotable"
    assert stored(deployment) == 0


def test_a_synthesis_is_kept_with_its_story(deployment: Deployment, given: list[Record]) -> None:
    """It succeeded, names the story, the records and what it used, and says how long each stage took."""
    found = write_now(deployment, ask(given))
    [done] = kept(deployment)
    assert (done.id, done.status, done.story) == (story_of(found).methodology.synthesis_id, "succeeded", found.slug)
    assert done.record_ids == [record.id for record in given]
    assert set(done.timings) == {"read", "write", "verify", "store"}
    assert (done.created_at, done.finished_at, done.problem) == (NOW, NOW, None)


def test_a_draft_is_made_where_publishing_was_not_asked_for(deployment: Deployment, given: list[Record]) -> None:
    """It has no time of publication."""
    found = story_of(write_now(deployment, ask(given, publish=False)))
    assert (found.status, found.published_at) == ("draft", None)


def test_a_story_that_revises_another_is_its_next_revision(deployment: Deployment, given: list[Record]) -> None:
    """The same slug and id, revision 2 for new records, and the first time of publication stands."""
    first = write_now(deployment, ask(given))
    [another] = bring_in(deployment, [ANOTHER])
    second = write_now(deployment, ask([*given, another], revises=first.slug))
    assert (second.slug, second.revision, story_of(second).id) == (first.slug, 2, story_of(first).id)
    assert story_of(second).published_at == story_of(first).published_at
    with deployment.database.read() as session:
        listed = stories.revisions(session, first.slug) or []
    assert [(each.revision, each.cause) for each in listed] == [(2, "new_records"), (1, "first")]


def test_a_revision_from_the_same_records_says_why_there_is_one(deployment: Deployment, given: list[Record]) -> None:
    """Another writer is a cause of its own; the same one again corrects."""
    first = write_now(deployment, ask(given))
    write_now(deployment, ask(given, revises=first.slug))
    scribe = with_scribe(deployment, Scribe(lambda assignment: usual_draft(assignment.records)))
    write_now(scribe, ask(given, revises=first.slug))
    with deployment.database.read() as session:
        listed = stories.revisions(session, first.slug)
    assert [each.cause for each in listed] == ["model", "correction", "first"]


def test_what_cannot_be_revised_is_refused(deployment: Deployment, given: list[Record]) -> None:
    """A slug that is not here is a fault of the request; a story that was retracted is gone."""
    with pytest.raises(InvalidInputError) as unknown:
        write_now(deployment, ask(given, revises="nothing-0000"))
    assert [fault.pointer for fault in unknown.value.errors] == ["/revises"]
    first = write_now(deployment, ask(given))
    retract_story(deployment, first.slug, "It was about another lamp.")
    with pytest.raises(GoneError):
        write_now(deployment, ask(given, revises=first.slug))


def test_the_beat_that_was_asked_for_stands(deployment: Deployment, given: list[Record]) -> None:
    """An editor's beat overrides what the records suggest."""
    assert story_of(write_now(deployment, ask(given, beat="ai-regulation"))).beat.slug == "ai-regulation"


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"beat": "sport"}, "/beat"),
        ({"provider": "nobody"}, "/provider"),
        ({"model": "some-model"}, "/model"),
        ({"language": "de"}, "/language"),
        ({"revises": "nothing-0000"}, "/revises"),
    ],
)
def test_what_is_not_here_is_named_by_its_place(
    deployment: Deployment, given: list[Record], fields: dict[str, Any], pointer: str
) -> None:
    """An unknown beat, writer, model, language or story is 422 with a pointer, and nothing is kept."""
    with pytest.raises(InvalidInputError) as refused:
        write_now(deployment, ask(given, **fields))
    assert [fault.pointer for fault in refused.value.errors] == [pointer]
    assert (kept(deployment), stored(deployment)) == ([], 0)


def test_a_fixed_draw_makes_the_same_ids_again(deployment: Deployment, given: list[Record]) -> None:
    """The synthesis's id is the drawn bytes in Base32, and the story's follows from it."""
    fixed = replace(deployment, draw=lambda size: b"\x00" * size)
    found = story_of(write_now(fixed, ask(given)))
    assert found.methodology.synthesis_id == "syn_" + "a" * 26
    assert found.id.startswith("sty_")
    assert len(found.id) == 30


def test_a_record_that_changes_while_it_is_written_about_is_read_again(
    deployment: Deployment, given: list[Record]
) -> None:
    """Withdrawn or updated between reading and storing, the story is written anew from what is there now."""

    def interfere(assignment: Assignment) -> Draft:
        if len(scribe.seen) == 1:
            withdraw(deployment, given[1].id)
        elif len(scribe.seen) == 2:
            bring_in(deployment, [LAUNCH | {"text": "The keeper of Greyfin Rock reads the tide table himself again."}])
        return ExtractiveWriter().write(assignment)

    scribe = Scribe(interfere)
    found = story_of(write_now(with_scribe(deployment, scribe), ask(given)))
    assert scribe.seen == [[r.id for r in given], [given[0].id, given[2].id], [given[0].id, given[2].id]]
    assert [(u.record_id, u.reason) for u in found.methodology.unused] == [(given[1].id, "withdrawn")]
    assert {c.record_id: c.record_version for c in found.citations} == {given[0].id: 2, given[2].id: 1}
    assert "reads the tide table himself again" in found.model_dump_json()
    assert [each.status for each in kept(deployment)] == ["succeeded"]


def test_records_that_never_rest_are_a_conflict(deployment: Deployment, given: list[Record]) -> None:
    """Where a record changes each time, the request is answered 409 in the end, and nothing is stored."""

    def unrest(assignment: Assignment) -> Draft:
        bring_in(deployment, [LAUNCH | {"text": f"The lamp was lit for the {len(scribe.seen)}th time by Moth 7."}])
        return ExtractiveWriter().write(assignment)

    scribe = Scribe(unrest)
    with pytest.raises(ConflictError):
        write_now(with_scribe(deployment, scribe), ask(given))
    assert (len(scribe.seen), stored(deployment)) == (3, 0)


def test_no_session_is_open_while_a_writer_writes(deployment: Deployment, given: list[Record]) -> None:
    """A writer may take minutes; others write to the store meanwhile, as this one does itself."""

    def busy(assignment: Assignment) -> Draft:
        with deployment.database.write() as session:
            keys.create(session, "made meanwhile", ["read"], NOW)
        return usual_draft(assignment.records)

    found = write_now(with_scribe(deployment, Scribe(busy)), ask(given))
    with deployment.database.read() as session:
        assert [key.name for key in keys.every(session)] == ["made meanwhile"]
        assert records.count(session, records.RecordFilter()) == len(EVERY)
    assert story_of(found).methodology.provider == "scribe"


class Meanwhile:
    """A database on which something happens while a story is written: after it was asked for, before it is stored."""

    def __init__(self, database: Any, happens: Callable[[], object]) -> None:
        """Keep the database and what happens."""
        self.database, self.happens = database, happens
        self.read = database.read
        self.writes = 0

    @contextmanager
    def write(self, *changes: Any) -> Iterator[Any]:
        """Let it happen before the second write, then give the session."""
        self.writes += 1
        if self.writes == 2:
            self.happens()
        with self.database.write(*changes) as session:
            yield session


def test_a_related_story_is_named_as_it_stands_when_the_story_is_stored(
    deployment: Deployment, given: list[Record]
) -> None:
    """Edited or retracted after it was looked for, it is looked for again: its words may have been erased."""
    told = write_now(deployment, ask(given))
    assert [each.slug for each in story_of(write_now(deployment, ask(given[:2]))).related] == [told.slug]
    edited: Any = Meanwhile(
        deployment.database,
        lambda: edit_story(deployment, told.slug, StoryEdit(note="Moved.", beat="ai-regulation"), None),
    )
    found = story_of(write_now(replace(deployment, database=edited), ask(given[1:])))
    assert {each.slug: each.beat.slug for each in found.related}[told.slug] == "ai-regulation"
    gone: Any = Meanwhile(deployment.database, lambda: retract_story(deployment, told.slug, "It was another lamp."))
    found = story_of(write_now(replace(deployment, database=gone), ask(given[1:])))
    assert told.slug not in [each.slug for each in found.related]


def test_an_edited_story_may_be_revised_by_a_writer(deployment: Deployment, given: list[Record]) -> None:
    """The revision follows the edit's, and is no longer called edited by a person."""
    first = write_now(deployment, ask(given))
    edited = edit_story(deployment, first.slug, StoryEdit(note="A better beat.", beat="ai-regulation"), first.etag)
    assert story_of(edited).methodology.human_edited
    found = story_of(write_now(deployment, ask(given, revises=first.slug)))
    assert (found.revision, found.methodology.human_edited) == (3, False)
