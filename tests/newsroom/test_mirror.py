"""A mirror ends equal to its original, whatever happens there and whenever it is killed, and takes no quote on trust."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import UnavailableError
from app.newsroom.deployment import Deployment
from app.newsroom.mirror import Step, catch_up, reached
from app.newsroom.original import Original
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import changes, records, stories
from tests.conftest import PUBLIC_URL, Fresh, fixed_deployment
from tests.databases import every_word
from tests.newsroom.desk import REPLY, bring_in, later, naming, publish, short_draft, stock, usual_draft
from tests.newsroom.newsday import happen, revise, shown
from tests.serving import served, started

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."
FOG = "Moth 7 forgets the harbour names after an hour of fog."
PATCH = "Lanternworks says a patch is coming on Friday."
SOONER = "Sailors want it sooner."


@pytest.fixture
def original(settings: Settings, deployment: Deployment) -> Iterator[Original]:
    """Give the deployment as others reach it."""
    with served(settings, deployment) as port, Original(f"http://127.0.0.1:{port}") as made:
        yield made


@pytest.fixture
def mirror_url(fresh: Fresh) -> str:
    """Give the address of an empty database of the mirror's own."""
    return fresh("mirror")


@pytest.fixture
def mirror(settings: Settings, mirror_url: str) -> Iterator[Deployment]:
    """Give an empty deployment of its own."""
    made = fixed_deployment(settings.model_copy(update={"database_url": mirror_url}))
    yield made
    made.database.close()


def in_step(mirror: Deployment, original: Original) -> list[Step]:
    """Bring the mirror in step; return every step."""
    taken: list[Step] = []
    while found := list(catch_up(mirror, original)):
        taken += found
    return taken


def outcomes(steps: list[Step]) -> list[tuple[int, str, str]]:
    """Return number, kind and outcome of each step."""
    return [(each.change.seq, each.change.kind, each.outcome) for each in steps]


def test_stories_are_taken_over_as_they_are(deployment: Deployment, original: Original, mirror: Deployment) -> None:
    """Byte for byte, with the records that they cite, each at the version that is cited; taken once, they are left alone."""
    launch, reply, report = stock(deployment)
    first = publish(deployment, usual_draft([launch, reply, report]), [launch, reply, report])
    (again,) = bring_in(deployment, [{**REPLY, "text": f"{FOG} It is mended now."}])
    assert (again.id, again.version) == (reply.id, 2)
    publish(deployment, short_draft(again, "It is mended now."), [again], name="two")
    assert outcomes(in_step(mirror, original)) == [(1, "publication", "kept"), (2, "publication", "kept")]
    assert shown(mirror) == shown(deployment)
    assert reached(mirror, original) == 2
    with mirror.database.read() as session:
        kept = [records.version(session, reply.id, number) for number in (1, 2)]
        found = stories.find(session, first.slug)
    assert [each and each.text for each in kept] == [reply.text, again.text]
    assert found == first
    assert in_step(mirror, original) == []


def test_what_happens_to_a_story_happens_to_its_copy(
    deployment: Deployment, original: Original, mirror: Deployment
) -> None:
    """It is revised, retracted with the reason, and taken down when it becomes a draft again."""
    launch, reply, report = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch])
    second = publish(deployment, short_draft(reply, FOG), [reply], name="two")
    publish(deployment, short_draft(report, SOONER), [report], name="three")
    in_step(mirror, original)
    revise(deployment, revise(deployment, first))
    retract_story(deployment, second.slug, "It was fog.")
    assert outcomes(in_step(mirror, original)) == [(5, "revision", "kept"), (6, "retraction", "taken_down")]
    assert shown(mirror) == shown(deployment)
    with mirror.database.read() as session:
        gone = stories.find(session, second.slug)
        told = changes.page(session, 0, 99, PUBLIC_URL)
    assert gone is not None
    assert (gone.status, gone.revision, gone.retraction_reason, FOG in gone.document) == (
        "retracted",
        2,
        "It was fog.",
        False,
    )
    assert [(each.seq, each.kind, each.revision) for each in told[3:]] == [(4, "revision", 3), (5, "retraction", 2)]
    hidden = {"revision": 4, "status": "draft", "published_at": None}
    with deployment.database.write() as session:
        kept = stories.find(session, first.slug)
        assert kept is not None
        draft = stories.save(session, kept.story().model_copy(update=hidden), "correction", None)
    assert outcomes(in_step(mirror, original)) == [(7, "unpublication", "taken_down")]
    assert shown(mirror) == shown(deployment)
    back = {"revision": 5, "status": "published", "published_at": later(5)}
    with deployment.database.write() as session:
        stories.save(session, draft.story().model_copy(update=back), "publication", None)
    in_step(mirror, original)
    assert len(shown(mirror)) == 2
    assert shown(mirror) == shown(deployment)


def test_what_is_withdrawn_is_erased_from_the_mirror_too(
    deployment: Deployment, original: Original, mirror: Deployment, mirror_url: str
) -> None:
    """The record, what stories said of it, in every revision, and what others called them: no byte of it is left."""
    given = stock(deployment)
    launch, reply, _ = given
    first = publish(deployment, usual_draft(given), given)
    so_far = [naming(reply, FOG, first, first.story().title)]
    publish(deployment, short_draft(reply, PATCH, so_far=so_far), [reply], name="two", at=later(1))
    publish(deployment, short_draft(launch, TIDE), [launch], name="three", at=later(1))
    in_step(mirror, original)
    revise(deployment, first)
    in_step(mirror, original)
    words = (b"lighthouse computer", b"wooden box", b"four seconds flat")
    there = every_word(mirror_url)
    assert [word for word in words if word not in there] == []
    withdraw(deployment, launch.id)
    in_step(mirror, original)
    assert (len(shown(mirror)), shown(mirror)) == (2, shown(deployment))
    left = every_word(mirror_url)
    assert [word for word in words if word in left] == []
    with mirror.database.read() as session:
        assert records.states(session, [launch.id])[launch.id][0] == "withdrawn"


def test_what_is_withdrawn_behind_a_story_that_was_taken_down_is_erased_too(
    deployment: Deployment, original: Original, mirror: Deployment
) -> None:
    """A story that became a draft again, or was retracted, still brought its records here."""
    launch, reply, _ = stock(deployment)
    first = publish(deployment, short_draft(launch, TIDE), [launch]).story()
    second = publish(deployment, short_draft(reply, FOG), [reply], name="two")
    in_step(mirror, original)
    with deployment.database.write() as session:
        hidden = {"revision": 2, "status": "draft", "published_at": None}
        stories.save(session, first.model_copy(update=hidden), "correction", None)
    retract_story(deployment, second.slug, "It was fog.")
    in_step(mirror, original)
    for record in (launch, reply):
        withdraw(deployment, record.id)
    in_step(mirror, original)
    with mirror.database.read() as session:
        assert {status for status, _ in records.states(session, [launch.id, reply.id]).values()} == {"withdrawn"}
        kept = [stories.find_by_id(session, story_id) for story_id in (first.id, second.story().id)]
    assert [each and each.status for each in kept] == ["draft", "retracted"]


def test_a_quote_that_does_not_stand_is_refused(
    deployment: Deployment, original: Original, mirror: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The story is named with the reason, nothing of it is kept, and the mirror goes on; so is one that rests on nothing."""
    launch, reply, report = stock(deployment)
    lying = publish(deployment, short_draft(launch, TIDE), [launch]).story()
    groundless = publish(deployment, short_draft(reply, FOG), [reply], name="two").story()
    publish(deployment, short_draft(report, SOONER), [report], name="three")
    (citation,) = lying.citations
    quote = citation.quotes[0].model_copy(update={"exact": TIDE.replace("wooden", "golden")})
    section = groundless.sections[0]
    sentence = section.paragraphs[0].sentences[0].model_copy(update={"quotes": []})
    paragraph = section.paragraphs[0].model_copy(update={"sentences": [sentence]})
    falsified = {
        lying.slug: lying.model_copy(update={"citations": [citation.model_copy(update={"quotes": [quote]})]}),
        groundless.slug: groundless.model_copy(
            update={"sections": [section.model_copy(update={"paragraphs": [paragraph]})]}
        ),
    }
    honest = original.story
    monkeypatch.setattr(original, "story", lambda slug: falsified.get(slug) or honest(slug))
    steps = in_step(mirror, original)
    assert [(each.outcome, each.reason) for each in steps] == [
        ("refused", f"q1 does not stand in {launch.id}."),
        ("refused", "s1 rests on no quote of the story."),
        ("kept", None),
    ]
    assert list(shown(mirror)) == ["sty_three"]
    with mirror.database.read() as session:
        assert list(records.states(session, [launch.id, reply.id, report.id])) == [report.id]


def test_a_story_that_moved_on_meanwhile_waits_for_the_change_that_says_so(
    deployment: Deployment, original: Original, mirror: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is retracted between the change and the fetch: nothing is kept, nothing fails."""
    launch, *_ = stock(deployment)
    publish(deployment, short_draft(launch, TIDE), [launch])
    ask = original.story

    def too_late(slug: str) -> object:
        retract_story(deployment, slug, "Never mind.")
        return ask(slug)

    with monkeypatch.context() as patched:
        patched.setattr(original, "story", too_late)
        assert outcomes(list(catch_up(mirror, original))) == [(1, "publication", "moved_on")]
    assert outcomes(in_step(mirror, original)) == [(2, "retraction", "taken_down")]
    assert shown(mirror) == {}


def test_a_story_that_a_cache_has_kept_is_not_taken_for_the_one_told_of(
    deployment: Deployment, original: Original, mirror: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds what was erased since: nothing of it is taken, and the change waits until the story itself arrives."""
    given = stock(deployment)
    slug = publish(deployment, usual_draft(given), given).slug
    in_step(mirror, original)
    kept = original.story(slug)
    withdraw(deployment, given[0].id)
    with monkeypatch.context() as patched:
        patched.setattr(original, "story", lambda _: kept)
        with pytest.raises(UnavailableError, match="earlier revision"):
            in_step(mirror, original)
    assert reached(mirror, original) == 1
    assert outcomes(in_step(mirror, original)) == [(3, "revision", "kept")]
    assert shown(mirror) == shown(deployment)


def test_an_original_that_is_away_or_was_set_back_is_told_of(deployment: Deployment, mirror: Deployment) -> None:
    """Nobody listens on port 1."""
    with Original("http://127.0.0.1:1") as away, pytest.raises(UnavailableError, match="cannot be reached"):
        next(catch_up(mirror, away))
    assert shown(deployment) == {}


def test_a_mirror_that_is_killed_again_and_again_ends_equal(
    settings: Settings, deployment: Deployment, mirror: Deployment, tmp_path: Path
) -> None:
    """Stories are published, revised, retracted and withdrawn while it follows; nothing is skipped and nothing doubled."""
    drawn, mine = random.Random(7), list[str]()
    terms = {"database_url": mirror.database.url, "public_url": PUBLIC_URL}
    stock(deployment)
    with served(settings, deployment) as port, Original(f"http://127.0.0.1:{port}") as original:
        command = ("mirror", f"http://127.0.0.1:{port}")
        for turn in range(4):
            process, before = started(tmp_path, *command, **terms), reached(mirror, original)
            ends = time.monotonic() + drawn.random()
            while len(mine) < 12 * (turn + 1) or time.monotonic() < ends or reached(mirror, original) <= before:
                happen(deployment, drawn, f"{turn}-{len(mine)}", mine)
            process.kill()
        environment = os.environ | {f"STORYWIRE_{name.upper()}": value for name, value in terms.items()}
        last = [sys.executable, "-m", "app.cli", *command, "--once"]
        done = subprocess.run(last, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    theirs = shown(deployment)
    assert len(theirs) > 5
    assert shown(mirror) == theirs
    with deployment.database.read() as session:
        kinds = {each.kind for each in changes.page(session, 0, 10_000, PUBLIC_URL)}
    assert kinds == {"publication", "revision", "retraction", "erasure"}
