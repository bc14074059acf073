"""A human edit makes a new revision, and its words are checked like a writer's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import ConflictError, Fault, GoneError, InvalidInputError, NotFoundError, PreconditionFailedError
from app.newsroom.deployment import Deployment
from app.newsroom.edit_story import edit_story
from app.newsroom.publish_story import publish_story
from app.newsroom.retract_story import retract_story
from app.store import stories
from app.store.stories import StoredStory, StoryFilter
from app.story.draft import DraftSection, DraftSentence
from schemas.story import SentenceEdit, StoryEdit, Unused
from tests.conftest import NOW
from tests.newsroom.desk import publish, says, short_draft, span, stock, usual_draft

FOG = "Moth 7 forgets the harbour names after an hour of fog."


def usual_story(deployment: Deployment) -> StoredStory:
    """Store the usual story of three records."""
    given = stock(deployment)
    return publish(deployment, usual_draft(given), given)


def refusals(deployment: Deployment, slug: str, edit: StoryEdit) -> list[Fault]:
    """Return what an edit is refused for."""
    with pytest.raises(InvalidInputError) as refused:
        edit_story(deployment, slug, edit)
    return list(refused.value.errors)


def test_an_edit_is_the_next_revision_and_says_so(deployment: Deployment) -> None:
    """The revision bears the editor's note and cause; the method says that a person edited the story."""
    slug = usual_story(deployment).slug
    text = "Moth 7 forgets harbour names in fog, plain_sail wrote."
    edit = StoryEdit(note="Shorter.", cause="correction", sentences=[SentenceEdit(id="s3", text=text)])
    story = edit_story(deployment, slug, edit).story()
    assert (story.revision, story.updated_at, story.slug) == (2, NOW, slug)
    assert story.methodology.human_edited
    assert "A person edited it afterwards, under the same checks." in story.methodology.statement
    with deployment.database.read() as session:
        newest = stories.revisions(session, slug)[0]
    assert (newest.revision, newest.cause, newest.note) == (2, "correction", "Shorter.")


def test_new_words_are_linked_and_rest_on_the_same_quotes(deployment: Deployment) -> None:
    """A sentence in an editor's own words is a paraphrase; names in it are linked anew."""
    slug = usual_story(deployment).slug
    text = "Moth 7 forgets harbour names in fog, plain_sail wrote."
    edited = edit_story(deployment, slug, StoryEdit(note="Shorter.", sentences=[SentenceEdit(id="s3", text=text)]))
    sentence = next(each for each in edited.story().body() if each.id == "s3")
    assert [(run.text, run.entity) for run in sentence.runs] == [
        ("Moth 7", "moth-7"),
        (" forgets harbour names in fog, plain_sail wrote.", None),
    ]
    assert (sentence.support, sentence.quotes, sentence.citations) == ("paraphrase", ["q3"], [3])


def test_words_that_no_quote_bears_out_are_refused_with_the_reason(deployment: Deployment) -> None:
    """An invented number and an invented name are refused where they stand, and nothing is stored."""
    slug = usual_story(deployment).slug
    edit = StoryEdit(
        note="Wrong.",
        title="Bramblegate puts Moth 7 on a lighthouse computer",
        sentences=[
            SentenceEdit(id="s3", text="Moth 7 forgets 48 harbour names after an hour of fog, plain_sail wrote.")
        ],
    )
    faults = refusals(deployment, slug, edit)
    assert [fault.pointer for fault in faults] == ["/sentences/0/text", "/title"]
    assert "“48”" in faults[0].detail
    assert "“Bramblegate”" in faults[1].detail
    with deployment.database.read() as session:
        assert len(stories.revisions(session, slug)) == 1


def test_ids_that_are_not_the_storys_are_refused(deployment: Deployment) -> None:
    """An unknown sentence, an unknown quote and a sentence edited twice are each named."""
    slug = usual_story(deployment).slug
    edit = StoryEdit(
        note="Wrong.",
        sentences=[
            SentenceEdit(id="s99", text=FOG),
            SentenceEdit(id="s1", text=FOG, quotes=["q77"]),
            SentenceEdit(id="s1", text=FOG),
        ],
    )
    assert refusals(deployment, slug, edit) == [
        Fault("/sentences/0/id", "The story has no sentence with this id."),
        Fault("/sentences/1/quotes", "The story has no quote q77."),
        Fault("/sentences/2/id", "The sentence is edited twice."),
    ]


def test_a_record_that_nothing_rests_on_any_more_is_accounted_for(deployment: Deployment) -> None:
    """When the last words on a record go, so does its citation; the others are numbered and weighed anew."""
    given = stock(deployment)
    launch, reply, report = given
    slug = publish(deployment, usual_draft(given), given).slug
    edit = StoryEdit(
        note="Cut.",
        dek="Lanternworks adds a list of 212 harbours.",
        sentences=[SentenceEdit(id="s3"), SentenceEdit(id="s4")],
    )
    story = edit_story(deployment, slug, edit).story()
    assert [(each.number, each.record_id) for each in story.citations] == [(1, launch.id), (2, report.id)]
    assert sum(each.weight for each in story.citations) == pytest.approx(1)
    assert story.methodology.unused == [
        Unused(record_id=reply.id, reason="off_topic", detail="An editor took it out of the story.")
    ]
    assert story.methodology.cited_count == 2


def test_a_new_headline_names_the_quotes_that_bear_it(deployment: Deployment) -> None:
    """A title in an editor's words rests on the fewest quotes that hold its words."""
    slug = usual_story(deployment).slug
    story = edit_story(deployment, slug, StoryEdit(note="Clearer.", title="Moth 7 gets 212 harbours")).story()
    quotes = {quote.id: quote.exact for citation in story.citations for quote in citation.quotes}
    assert [quotes[quote] for quote in story.title_quotes] == [
        "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
    ]
    assert story.slug == slug


def test_taking_every_sentence_of_the_body_is_refused(deployment: Deployment) -> None:
    """A story that only answers questions is no story: it is to be retracted instead."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given).slug
    edit = StoryEdit(note="All out.", sentences=[SentenceEdit(id=f"s{n}") for n in range(1, 5)])
    assert refusals(deployment, slug, edit) == [
        Fault("/sentences", "No sentence of the body would be left; retract the story instead.")
    ]


def test_a_sentence_that_goes_on_is_not_left_behind_another_record(deployment: Deployment) -> None:
    """“The same article says” may not come to stand behind a forum post; what has to go with it is named."""
    launch, _, report = stock(deployment)
    listed = "Lanternworks confirmed that the patch for Moth 7 adds a list of 212 harbours."
    goes_on = DraftSentence(
        "The same article says: “Sailors want it sooner.”", (span(report, "Sailors want it sooner."),)
    )
    body = DraftSection(None, ((says(launch, "It answers in four seconds flat."), says(report, listed), goes_on),))
    draft = replace(short_draft(report, listed), sections=(body,))
    slug = publish(deployment, draft, [launch, report]).slug
    edit = StoryEdit(note="Shorter.", sentences=[SentenceEdit(id="s2")])
    assert refusals(deployment, slug, edit) == [
        Fault(
            "/sentences/0",
            "s3 would follow another record's words, and begins as if it went on: drop it too, or reword it.",
        )
    ]
    both = StoryEdit(note="Shorter.", sentences=[SentenceEdit(id="s2"), SentenceEdit(id="s3")])
    assert len(edit_story(deployment, slug, both).story().body()) == 1


def test_an_edit_can_file_the_story_under_another_beat(deployment: Deployment) -> None:
    """The story moves to the beat that is named; a beat that is not here is refused."""
    slug = usual_story(deployment).slug
    story = edit_story(deployment, slug, StoryEdit(note="Moved.", beat="ai-research")).story()
    assert (story.beat.slug, story.beat.name) == ("ai-research", "AI Research")
    with deployment.database.read() as session:
        assert stories.count(session, StoryFilter(beat="ai-research")) == 1
        assert stories.count(session, StoryFilter(beat="open-source-ai")) == 0
    assert refusals(deployment, slug, StoryEdit(note="Lost.", beat="ai-gardening")) == [
        Fault("/beat", "There is no such beat.")
    ]


@pytest.mark.parametrize("form", ["{}", "*", '"other", {}'])
def test_if_match_lets_through_the_revision_that_was_read(deployment: Deployment, form: str) -> None:
    """The ETag of the current revision, alone or in a list, and the star, let an edit through."""
    stored = usual_story(deployment)
    edited = edit_story(deployment, stored.slug, StoryEdit(note="Moved.", beat="ai-research"), form.format(stored.etag))
    assert edited.revision == 2


def test_if_match_stops_an_edit_of_what_has_changed(deployment: Deployment) -> None:
    """An edit on the ground of an earlier revision is refused, and changes nothing."""
    stored = usual_story(deployment)
    edit_story(deployment, stored.slug, StoryEdit(note="Moved.", beat="ai-research"))
    with pytest.raises(PreconditionFailedError):
        edit_story(deployment, stored.slug, StoryEdit(note="Late.", beat="ai-regulation"), stored.etag)


def test_a_retracted_story_tells_the_reason_and_is_edited_no_more(deployment: Deployment) -> None:
    """Retraction keeps the reason, takes the story out of lists, and ends editing, retracting and publishing."""
    slug = usual_story(deployment).slug
    stored = retract_story(deployment, slug, "The box was a hoax.")
    assert (stored.status, stored.revision, stored.retraction_reason) == ("retracted", 2, "The box was a hoax.")
    assert stored.story().status == "retracted"
    with deployment.database.read() as session:
        assert stories.page(session, StoryFilter(), 10, None) == ([], None)
        newest = stories.revisions(session, slug)[0]
    assert (newest.cause, newest.note) == ("retraction", "The box was a hoax.")
    acts: list[Callable[[], StoredStory]] = [
        lambda: retract_story(deployment, slug, "Again."),
        lambda: publish_story(deployment, slug),
        lambda: edit_story(deployment, slug, StoryEdit(note="Late.")),
    ]
    for act in acts:
        with pytest.raises(GoneError, match="hoax"):
            act()


def test_a_draft_is_published_once(deployment: Deployment) -> None:
    """Publishing dates the story and brings it into lists; a second time is a conflict."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given, status="draft").slug
    with deployment.database.read() as session:
        assert stories.count(session, StoryFilter()) == 0
    story = publish_story(deployment, slug).story()
    assert (story.status, story.published_at, story.revision) == ("published", NOW, 2)
    with deployment.database.read() as session:
        assert [item["slug"] for item in stories.page(session, StoryFilter(), 10, None)[0]] == [slug]
    with pytest.raises(ConflictError):
        publish_story(deployment, slug)


def test_a_story_that_never_was_is_not_found(deployment: Deployment) -> None:
    """Each verb says so."""
    acts: list[Callable[[], StoredStory]] = [
        lambda: retract_story(deployment, "no-such-story-0000", "Why not."),
        lambda: publish_story(deployment, "no-such-story-0000"),
        lambda: edit_story(deployment, "no-such-story-0000", StoryEdit(note="Late.")),
    ]
    for act in acts:
        with pytest.raises(NotFoundError):
            act()


@pytest.mark.parametrize("field", ["title", "dek"])
@pytest.mark.parametrize("text", ["Lanternworks bankrupt", "Moth 7 poisons keepers at Greyfin Rock and robs sailors"])
def test_a_headline_of_the_editors_own_words_is_refused(deployment: Deployment, field: str, text: str) -> None:
    """Names that the story holds do not bear out what an editor says of them: a grave word needs a quote that says it."""
    slug = usual_story(deployment).slug
    faults = refusals(deployment, slug, StoryEdit.model_validate({"note": "Louder.", field: text}))
    assert [fault.pointer for fault in faults] == [f"/{field}"]
    assert "None of its quotes says" in faults[0].detail


@pytest.mark.parametrize("mark", ["\n", "\r", "\t", "\x00", "\x1b", "\x85", "\u2028"])
def test_a_line_break_or_a_control_character_is_refused(deployment: Deployment, mark: str) -> None:
    """A title, a dek and a sentence are one line each; each place is named, and nothing is mended in silence."""
    slug = usual_story(deployment).slug
    text = f"Moth 7 forgets{mark}the harbour names"
    edit = StoryEdit(note="Split.", title=text, dek=text, sentences=[SentenceEdit(id="s3", text=text)])
    detail = "It holds a line break or a control character; a title, a dek and a sentence are one line each."
    assert refusals(deployment, slug, edit) == [
        Fault(pointer, detail) for pointer in ("/sentences/0/text", "/title", "/dek")
    ]


def test_an_edit_that_changes_nothing_is_refused(deployment: Deployment) -> None:
    """A note alone, or the words that are there already, make no revision."""
    stored = usual_story(deployment)
    story = stored.story()
    same = StoryEdit(
        note="The same.",
        title=story.title,
        dek=story.dek,
        beat=story.beat.slug,
        sentences=[SentenceEdit(id=each.id, text=each.text, quotes=each.quotes) for each in story.body()],
    )
    for edit in (StoryEdit(note="A note alone."), same):
        with pytest.raises(InvalidInputError, match="The edit changes nothing"):
            edit_story(deployment, stored.slug, edit)
    with deployment.database.read() as session:
        assert len(stories.revisions(session, stored.slug)) == 1
