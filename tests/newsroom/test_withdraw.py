"""Withdrawal erases a record's words everywhere and keeps every story standing on what is left."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.errors import GoneError, NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import model_calls, records, stories, syntheses
from app.store.model_calls import Question
from app.store.records import RecordFilter
from app.store.stories import StoredStory, StoryFilter
from app.store.syntheses import Ending
from app.story.diff import compare
from app.story.draft import DraftSection, DraftSentence, DraftUnused
from app.story.model_call import ModelCall
from schemas.problem import Problem, ProblemItem
from schemas.story import Story, Unused
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW
from tests.databases import every_word
from tests.newsroom.desk import LAUNCH, REPLY, bring_in, publish, short_draft, span, stock, usual_draft
from tests.store.making import ended

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
FOG = "Moth 7 forgets the harbour names after an hour of fog."
LIST = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."


def found(deployment: Deployment, slug: str) -> StoredStory:
    """Return the story that a slug leads to."""
    with deployment.database.read() as session:
        stored = stories.find(session, slug)
    assert stored is not None
    return stored


def usual_story(deployment: Deployment) -> tuple[list[str], str]:
    """Store the usual story; return the ids of its records and its slug."""
    given = stock(deployment)
    return [record.id for record in given], publish(deployment, usual_draft(given), given).slug


def test_sentences_of_the_record_alone_go_and_others_are_verified_again(deployment: Deployment) -> None:
    """What rests on the record alone is dropped, what another quote bears too stays on that, all numbered anew."""
    (_, reply, _), slug = usual_story(deployment)
    withdraw(deployment, reply)
    story = found(deployment, slug).story()
    assert (story.revision, story.status, story.slug) == (2, "published", slug)
    assert [(sentence.id, sentence.quotes, sentence.citations, sentence.text) for sentence in story.body()] == [
        ("s1", ["q1"], [1], f"copper_kettle wrote: “{TIDE}”"),
        ("s2", ["q2"], [2], f"Ines Valdemar wrote: “{LIST}”"),
        ("s3", ["q2"], [2], "Lanternworks has a patch for Moth 7 coming."),
        ("s4", ["q3"], [1], "copper_kettle wrote: “It answers in four seconds flat.”"),
        ("s5", ["q4"], [2], "Ines Valdemar wrote: “Sailors want it sooner.”"),
    ]


def test_the_new_revision_is_counted_anew_and_accounts_for_the_record(deployment: Deployment) -> None:
    """Citations, weights, counts, dek and statement are those of what is left; the record stands in unused."""
    (launch, reply, report), slug = usual_story(deployment)
    withdraw(deployment, reply)
    story = found(deployment, slug).story()
    method = story.methodology
    assert [(each.number, each.record_id) for each in story.citations] == [(1, launch), (2, report)]
    assert sum(each.weight for each in story.citations) == pytest.approx(1)
    assert (method.record_count, method.cited_count, method.publisher_count) == (3, 2, 2)
    assert method.unused == [Unused(record_id=reply, reason="withdrawn", detail=None)]
    assert "It cites 2 of them, by 2 independent publishers" in method.statement
    assert (story.dek, story.dek_quotes) == (f"copper_kettle wrote: “{TIDE}”", ["q1"])
    assert [(each.slug, each.mentions) for each in story.entities] == [
        ("lanternworks", 2),
        ("moth-7", 2),
        ("greyfin-rock", 1),
    ]


def test_the_revision_says_what_it_is_for(deployment: Deployment) -> None:
    """The list of revisions names the cause, and how many sentences went and stayed; the diff names the citation."""
    (_, reply, _), slug = usual_story(deployment)
    withdraw(deployment, reply)
    with deployment.database.read() as session:
        newest = stories.revisions(session, slug)[0]
        before, after = stories.all_revisions(session, slug)
    assert (newest.revision, newest.cause, newest.created_at) == (2, "withdrawal", NOW)
    assert newest.note == (
        "A record was withdrawn. One sentence that rested on it went. One sentence stayed on what other records say."
    )
    assert compare(before, after, newest.cause, newest.note).citations_lost == [reply]


def test_a_title_that_rests_on_the_record_is_replaced_with_the_slug(deployment: Deployment) -> None:
    """A new title comes from what is left; the old address leads to the story, and its words are nowhere."""
    (launch, _, _), old_slug = usual_story(deployment)
    withdraw(deployment, launch)
    stored = found(deployment, old_slug)
    story = stored.story()
    assert (story.title, story.title_quotes) == ("Open Source AI: Moth 7, Lanternworks", [])
    assert stored.slug == story.slug == f"open-source-ai-moth-7-lanternworks-{old_slug[-4:]}"
    assert story.url == f"https://news.example.org/stories/{stored.slug}"
    with deployment.database.read() as session:
        assert [each.title for each in stories.revisions(session, old_slug)] == [story.title, story.title]
        assert [item["slug"] for item in stories.page(session, StoryFilter(), 10, None)[0]] == [stored.slug]


def test_a_quoted_title_of_what_is_left_makes_the_new_title(deployment: Deployment) -> None:
    """Where another record's title is quoted, it becomes the title rather than a list of names."""
    given = stock(deployment)
    launch, _, report = given
    draft = usual_draft(given)
    in_print = DraftSentence(f"Ines Valdemar put it so: “{report.title}”", (span(report, str(report.title), "title"),))
    sections = (*draft.sections, DraftSection("In print", ((in_print,),)))
    slug = publish(deployment, replace(draft, sections=sections), given).slug
    withdraw(deployment, launch.id)
    assert found(deployment, slug).story().title == "A keeper, a box and a patch for Moth 7"


def test_a_dek_that_counts_what_is_no_longer_so_is_replaced(deployment: Deployment) -> None:
    """A dek that told how many records are cited would be wrong afterwards, so the leading sentence takes its place."""
    given = stock(deployment)
    dek = "Moth 7 at Greyfin Rock, in 3 records by 3 publishers."
    left_out = [DraftUnused("rec_" + "b" * 26, "withdrawn")]
    slug = publish(deployment, replace(usual_draft(given), dek=dek), given, refused=left_out).slug
    assert found(deployment, slug).story().dek == dek
    withdraw(deployment, given[2].id)
    assert found(deployment, slug).story().dek == f"copper_kettle wrote: “{TIDE}”"


def test_a_story_without_a_sentence_is_retracted(deployment: Deployment) -> None:
    """A story that rests on the record alone is taken back, with a reason, and holds none of its words."""
    launch, _, _ = stock(deployment)
    slug = publish(deployment, short_draft(launch, TIDE), [launch]).slug
    withdraw(deployment, launch.id)
    stored = found(deployment, slug)
    story = stored.story()
    assert (stored.status, stored.retraction_reason) == (
        "retracted",
        "Every record that the story rested on was withdrawn.",
    )
    assert (story.title, story.body(), story.citations) == ("Retracted story", [], [])
    assert story.methodology.unused == [Unused(record_id=launch.id, reason="withdrawn", detail=None)]
    with deployment.database.read() as session:
        assert stories.page(session, StoryFilter(), 10, None) == ([], None)


def test_a_story_that_only_accounts_for_the_record_says_that_it_was_withdrawn(deployment: Deployment) -> None:
    """The reason for which the record was left out gives way to the withdrawal; no sentence changes."""
    launch, reply, _ = stock(deployment)
    left_out = [DraftUnused(reply.id, "off_topic")]
    slug = publish(deployment, short_draft(launch, TIDE), [launch], refused=left_out).slug
    before = found(deployment, slug).story()
    withdraw(deployment, reply.id)
    after = found(deployment, slug).story()
    assert after.body() == before.body()
    assert after.methodology.unused == [Unused(record_id=reply.id, reason="withdrawn", detail=None)]


def test_earlier_revisions_keep_that_it_was_cited_and_none_of_its_words(deployment: Deployment) -> None:
    """The first revision ends in a citation that tells the record's id and its withdrawal, and quotes nothing."""
    (_, reply, _), slug = usual_story(deployment)
    withdraw(deployment, reply)
    with deployment.database.read() as session:
        first = stories.revision(session, slug, 1)
    assert first is not None
    last = first.story().citations[-1]
    assert (last.number, last.record_id, last.status, last.author, last.title, last.quotes) == (
        3,
        reply,
        "withdrawn",
        None,
        None,
        [],
    )
    assert "forgets" not in first.document
    assert "plain_sail" not in first.document


@pytest.mark.parametrize("position", [0, 1, 2])
def test_no_word_sequence_of_the_record_is_left_in_the_database(
    deployment: Deployment, settings: Settings, position: int
) -> None:
    """Three words in a row of title or text, the author and the address are nowhere in the file, nor in its log."""
    given = stock(deployment)
    old_slug = publish(deployment, usual_draft(given), given).slug
    publish(
        deployment, short_draft(given[position], str(given[position].text).split(". ")[0]), [given[position]], name="b"
    )
    gone = given[position]
    kept = " ".join(f"{record.title} {record.text}" for record in given if record.id != gone.id)
    words = f"{gone.title or ''} {gone.text}".split()
    in_a_row = [" ".join(words[place : place + 3]) for place in range(len(words) - 2)]
    slugs = [old_slug] if position == 0 else []
    telling = [each for each in (*in_a_row, str(gone.author), str(gone.url), *slugs) if each not in kept]
    assert any(each.encode() in every_word(settings.database_url) for each in telling)
    withdraw(deployment, gone.id)
    left = every_word(settings.database_url)
    assert [each for each in telling if each.encode() in left] == []


def test_earlier_versions_of_the_record_are_erased_too(deployment: Deployment, settings: Settings) -> None:
    """A story that quotes words which the record had before an update loses them as well."""
    launch, _, _ = stock(deployment)
    slug = publish(deployment, usual_draft(stock(deployment)), stock(deployment)).slug
    bring_in(deployment, [LAUNCH | {"title": "Moth 7 at sea", "text": "The post was shortened by whoever wrote it."}])
    withdraw(deployment, launch.id)
    assert "wooden box" not in found(deployment, slug).document
    left = every_word(settings.database_url)
    assert [words for words in (b"wooden box", b"lighthouse computer", b"was shortened by") if words in left] == []


def test_syntheses_forget_what_they_kept_of_the_record(deployment: Deployment) -> None:
    """Ledgers, models' answers and refused sentences go, whether the record was asked for or stood behind an earlier story."""
    launch, reply, _ = stock(deployment)
    kept = {"syn_asked": (launch, TIDE), "syn_other": (reply, FOG), "syn_behind": (reply, TIDE)}
    told = Problem(type="/problems/synthesis-refused", title="Refused", status=422, detail="Refused.", errors=[])
    with deployment.database.write() as session:
        for name, (record, words) in kept.items():
            problem = told.model_copy(
                update={"errors": [ProblemItem(pointer="sentence 1", detail=f"It says “{words}”")]}
            )
            ledger = f"{words} {launch.id if words == TIDE else reply.id}"
            ended(
                session,
                name,
                SynthesisRequest(record_ids=[record.id]),
                Ending("failed", problem=problem, ledger=ledger),
                NOW,
            )
            number = model_calls.reserve(session, Question(name, None, "write", b"q"), "m", Decimal(1), NOW)
            model_calls.settle(session, number, ModelCall("write", "answered", "m", 7, 3, Decimal(1), 0.5, words))
    withdraw(deployment, launch.id)
    with deployment.database.read() as session:
        ledgers = [syntheses.ledger(session, name) for name in kept]
        answers = [call.answer for name in kept for _, call in model_calls.of_synthesis(session, name)]
        problems = [syntheses.get(session, name) for name in kept]
    assert ledgers == [None, f"{FOG} {reply.id}", None]
    assert answers == ["", FOG, ""]
    assert [bool(each.problem and each.problem.errors) for each in problems if each] == [False, True, False]


def test_neither_index_finds_its_words(deployment: Deployment) -> None:
    """A search for the record's words finds neither the record nor a story."""
    (launch, _, _), _ = usual_story(deployment)
    with deployment.database.read() as session:
        assert stories.count(session, StoryFilter(q="wooden box")) == 1
        assert records.count(session, RecordFilter(q="wooden box")) == 1
    withdraw(deployment, launch)
    with deployment.database.read() as session:
        assert stories.count(session, StoryFilter(q="wooden box")) == 0
        assert records.count(session, RecordFilter(q="wooden box")) == 0


def test_a_record_is_withdrawn_once(deployment: Deployment) -> None:
    """Withdrawing an unknown record is not found; withdrawing one again tells that it is gone."""
    launch, _, _ = stock(deployment)
    withdraw(deployment, launch.id)
    with pytest.raises(GoneError):
        withdraw(deployment, launch.id)
    with pytest.raises(NotFoundError):
        withdraw(deployment, "rec_" + "a" * 26)


def test_two_withdrawals_leave_a_story_on_the_third_record(deployment: Deployment) -> None:
    """Each withdrawal makes a revision of its own, and the last sentences stand alone."""
    (launch, reply, report), slug = usual_story(deployment)
    withdraw(deployment, launch)
    withdraw(deployment, reply)
    story: Story = found(deployment, slug).story()
    assert story.revision == 3
    assert [each.record_id for each in story.citations] == [report]
    assert [each.record_id for each in story.methodology.unused] == [launch, reply]
    assert REPLY["author"] not in found(deployment, slug).document
