"""The client against the service itself, over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import anyio
import pytest

from app.newsroom.deployment import Deployment
from app.settings import Settings
from schemas.story import Retraction, SentenceEdit, Story, StoryEdit
from schemas.synthesis import Synthesis, SynthesisRequest
from schemas.verification import SentenceClaim, VerificationRequest
from schemas.webhook import WebhookInput
from storywire.client import AsyncClient, Client
from storywire.client import errors as problems
from tests.api.test_stories import SCRIBE
from tests.conftest import NOW, Keys
from tests.rules.tree import ROOT
from tests.serving import served

_CODE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = _CODE.findall((ROOT / "docs/how-to/python-client.md").read_text(encoding="utf-8"))


@pytest.fixture
def address(settings: Settings, deployment: Deployment) -> Iterator[str]:
    """Serve, and give the address."""
    with served(settings, deployment) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def client(address: str, keys: Keys) -> Iterator[Client]:
    """Return a client that may do everything."""
    with Client(address, key=secret(keys, "admin")) as made:
        yield made


@pytest.fixture
def ids(client: Client) -> list[str]:
    """Send the sample records of one subject; return their ids."""
    report = client.ingest_records(_records())
    assert (report.created, report.rejected) == (len(report.results), 0)
    return [result.id for result in report.results if result.id]


@pytest.fixture
def story(client: Client, ids: list[str]) -> Story:
    """Return a story made from the sample records."""
    return client.create_synthesis(SynthesisRequest(record_ids=ids))


def secret(keys: Keys, scope: str) -> str:
    """Return a key that holds a scope."""
    return keys[scope]["Authorization"].removeprefix("Bearer ")


def _records() -> list[dict[str, object]]:
    import orjson  # noqa: PLC0415 - of the samples alone

    return [orjson.loads(line) for line in SCRIBE.read_bytes().splitlines()]


def test_a_story_is_read_with_all_that_stands_below_it(client: Client, story: Story, ids: list[str]) -> None:
    """Each answer is a whole model of the wire contract, and they say the same of the story."""
    slug = story.slug
    assert client.get_story(slug) == story == client.get_revision(slug, 1)
    assert [revision.revision for revision in client.list_revisions(slug).items] == [1]
    assert client.get_revision_diff(slug, 1).revision == 1
    assert [each.number for each in client.list_citations(slug).items] == [each.number for each in story.citations]
    assert client.get_citation(slug, 1).quotes[0].exact == story.citations[0].quotes[0].exact
    assert client.list_related_stories(slug).items == []
    assert client.verify_story(slug).not_found == 0
    assert story.title in client.get_story_form(slug, "txt")
    assert client.get_story_form(slug, "html").startswith("<!doctype html>")
    claim = SentenceClaim(text="The moon is made of cheese.", record_ids=ids[:1])
    assert client.verify_sentences(VerificationRequest(sentences=[claim])).sentences[0].verdict != "found"


def test_lists_are_read_to_their_end(client: Client, story: Story, ids: list[str]) -> None:
    """Page by page, whatever a page holds, with filters, and counted where that is asked for."""
    assert {record.id for record in client.list_records(limit=5)} == set(ids)
    sizes = [(len(page.items), page.total) for page in client.list_records(limit=5, total=True).pages()]
    assert sizes == [(5, 12), (5, 12), (2, 12)]
    assert [each.slug for each in client.list_stories(published_after=NOW - timedelta(days=1))] == [story.slug]
    assert list(client.list_stories(published_before=NOW - timedelta(days=1))) == []
    found = list(client.search(story.title.split()[0], type="story"))
    assert [each.slug for each in found if each.type == "story"] == [story.slug]
    assert client.get_record(ids[0]) in [client.get_record(record.id) for record in client.list_records()]
    assert {beat.slug for beat in client.list_beats().items} >= {story.beat.slug}
    assert [each.slug for each in client.list_beat_stories(story.beat.slug)] == [story.slug]


def test_a_story_is_watched_while_it_is_written(client: Client, ids: list[str]) -> None:
    """Steps come in order, from the queue to the end, and the story is the one that they lead to."""
    steps: list[Synthesis] = []
    story = client.write_story(SynthesisRequest(record_ids=ids), on_progress=steps.append)
    assert (steps[0].status, steps[-1].status, steps[-1].story) == ("queued", "succeeded", story.slug)
    assert [step.progress for step in steps] == sorted(step.progress for step in steps)
    # Whoever comes back after the end has everything.
    events = list(client.stream_synthesis_events(steps[-1].id, last_event_id=len(steps)))
    assert events == []
    assert client.get_synthesis(steps[-1].id) == steps[-1]
    assert client.replay_synthesis(steps[-1].id).outcome == "same"


def test_the_same_key_is_the_same_story(client: Client, ids: list[str]) -> None:
    """And another request under it is refused."""
    request = SynthesisRequest(record_ids=ids)
    first, second = (client.create_synthesis(request, idempotency_key="mine") for _ in range(2))
    assert first == second
    with pytest.raises(problems.InvalidInputError):
        client.create_synthesis(SynthesisRequest(record_ids=ids[:4]), idempotency_key="mine")


def test_problems_are_raised_by_their_types(client: Client, address: str, keys: Keys, story: Story) -> None:
    """Each with what the service says of it."""
    with pytest.raises(problems.UnknownRecordsError) as raised:
        client.create_synthesis(SynthesisRequest(record_ids=["rec_nothing"]))
    assert [(each.pointer, raised.value.status) for each in raised.value.errors] == [("/record_ids/0", 422)]
    with pytest.raises(problems.UnknownRecordsError):
        client.write_story(SynthesisRequest(record_ids=["rec_nothing"]))
    with pytest.raises(problems.NotFoundError) as missing:
        client.get_story("no-such/story")
    assert missing.value.request_id
    with Client(address, key="swk_wrong") as stranger, pytest.raises(problems.KeyRequiredError):
        list(stranger.list_stories())
    with Client(address, key=secret(keys, "read")) as reader, pytest.raises(problems.ScopeMissingError):
        reader.publish_story(story.slug)
    client.retract_story(story.slug, Retraction(reason="A hoax."))
    with pytest.raises(problems.GoneError, match="A hoax"):
        client.get_story(story.slug)


def test_what_happens_is_followed(client: Client, story: Story, ids: list[str]) -> None:
    """A change is told by the stream, the list and the export; a record that is withdrawn is gone."""
    changes = client.stream_changes()
    assert next(changes).kind == "publication"
    sentence = story.sections[0].paragraphs[0].sentences[0]
    edit = StoryEdit(note="Shorter.", sentences=[SentenceEdit(id=sentence.id, text=None)])
    assert client.edit_story(story.slug, edit).revision == 2
    assert next(changes).kind == "revision"
    with pytest.raises(problems.PreconditionFailedError):
        client.edit_story(story.slug, edit, if_match='"old"')
    assert [change.seq for change in client.list_changes(after=1, wait=1).items] == [2]
    assert [(line.seq, line.story and line.story.revision) for line in client.export_stories()] == [(2, 2)]
    client.withdraw_record(ids[-1])
    with pytest.raises(problems.GoneError):
        client.get_record(ids[-1])


def test_webhooks_are_kept(client: Client) -> None:
    """Made, listed and deleted; an address that leads inside is refused."""
    with pytest.raises(problems.InvalidInputError):
        client.create_webhook(WebhookInput(url="https://127.0.0.1/in"))
    assert client.list_webhooks().items == []


def test_the_client_that_is_awaited_asks_the_same(address: str, keys: Keys, story: Story) -> None:
    """Written, listed and watched, awaited."""

    async def use() -> None:
        async with AsyncClient(address, key=secret(keys, "admin")) as awaited:
            assert [each.slug async for each in awaited.list_stories()] == [story.slug]
            again = await awaited.write_story(SynthesisRequest(record_ids=[each.record_id for each in story.citations]))
            assert await awaited.get_story(again.slug) == again
            assert [line.seq async for line in awaited.export_stories()] == [1, 2]

    anyio.run(use)


def test_the_examples_of_the_book_run(
    address: str, keys: Keys, story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each as it stands, but for the address; together they print the story that was there and the one that they write."""
    names = {"KEY": secret(keys, "admin")}
    for code in _EXAMPLES:
        exec(compile(code.replace("http://127.0.0.1:8000", address), "python-client.md", "exec"), names)  # noqa: S102 - our own
    told = capsys.readouterr().out
    assert len(_EXAMPLES) == 4
    assert {f"1 {story.slug} True", "1 publication " + story.slug, "Not found"} <= set(told.splitlines())
