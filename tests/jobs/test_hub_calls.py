"""Hubs are told which feeds changed, once for all that happened meanwhile, whatever they answer; subscribers get the feed."""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest

from app.jobs import hub_calls
from app.jobs.courier import Courier
from app.jobs.hub_calls import call_hub, forget_other_hubs, waiting_hubs
from app.jobs.worker_name import worker_name
from app.newsroom.deployment import Deployment, WebhookTerms, WebSubTerms
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import changes, hubs, job_rows
from app.store.hubs import Hub as Known
from tests.conftest import PUBLIC_URL
from tests.jobs.hub import (
    Handler,
    Hub,
    Mischief,
    a_hub,
    a_subscriber,
    fetch,
    slowly,
    with_nonsense,
    with_nothing,
    without_an_end,
    wrongly,
)
from tests.jobs.test_courier import three_stories
from tests.newsroom.newsday import revise
from tests.serving import served

ALL = [f"{PUBLIC_URL}/v1/feed.{form}" for form in ("json", "atom", "rss")]
FOLLOWED = f"{PUBLIC_URL}/v1/feed.atom"


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Give a hub."""
    with a_hub() as made:
        yield made


@pytest.fixture
def here(deployment: Deployment, hub: Hub) -> Deployment:
    """Return a deployment that knows a hub, which was told of everything so far, lets nothing gather, and tries again at once."""
    made = replace(
        deployment,
        webhooks=WebhookTerms((0,), anywhere=True),
        websub=WebSubTerms((hub.url,), 0),
        clock=lambda: datetime.now(UTC),
    )
    call(made, hub)
    return made


def call(here: Deployment, hub: Hub, name: str = "somebody") -> int:
    """Call a hub once; return how many requests were made."""
    return call_hub(here, hub.url, name)


def tell(here: Deployment, hub: Hub) -> int:
    """Call a hub until there is nothing to be told, at most ten times; return how many requests were made."""
    sent = 0
    for _ in range(10):
        if not waiting_hubs(here):
            break
        sent += call(here, hub)
    return sent


def known(here: Deployment, hub: Hub) -> Known:
    """Return what is remembered of a hub."""
    with here.database.read() as session:
        found = hubs.get(session, hub.url)
    assert found is not None
    return found


def newest(here: Deployment) -> int:
    """Return the number of the newest change."""
    with here.database.read() as session:
        return changes.latest(session)


def test_a_subscriber_receives_what_was_published_from_the_hub(settings: Settings, here: Deployment, hub: Hub) -> None:
    """The hub that a feed names is pinged, fetches the feed over HTTP and distributes it, signed, to who follows it."""
    with_hub = settings.model_copy(update={"websub_hubs": (hub.url,)})
    with served(with_hub, here) as port, a_subscriber() as (callback, subscriber):
        hub.fetch = lambda topic: fetch(topic.replace(PUBLIC_URL, f"http://127.0.0.1:{port}"))
        links = feedparser.parse(hub.fetch(FOLLOWED)[1]).feed.links
        told = {link.rel: link.href for link in links}
        assert (told["hub"], told["self"]) == (hub.url, FOLLOWED)
        hub.subscribe(told["self"], callback, "a secret")
        shown = three_stories(here)
        tell(here, hub)
        retract_story(here, shown[0].slug, "It was fog.")
        tell(here, hub)
        expected = hub.fetch(FOLLOWED)[1]
    entries = [len(feedparser.parse(body).entries) for _, body in subscriber.received]
    assert entries[-1] == 2
    headers, body = subscriber.received[-1]
    assert body == expected
    assert b"It was fog." in body
    assert headers["X-Hub-Signature"] == f"sha256={hmac.new(b'a secret', body, 'sha256').hexdigest()}"


def test_whatever_happened_meanwhile_is_told_at_once(here: Deployment, hub: Hub) -> None:
    """Three stories and five revisions of each are one ping, which names each feed once: those of all, of beats, of entities."""
    shown = three_stories(here)
    for _ in range(5):
        shown = [revise(here, each) for each in shown]
    beats = sorted({each.story().beat.slug for each in shown})
    entities = sorted({entity.slug for each in shown for entity in each.story().entities})
    assert tell(here, hub) == 1
    forms = ("json", "atom", "rss")
    places = [("beats", slug) for slug in beats] + [("entities", slug) for slug in entities]
    assert hub.pings == [
        ALL + [f"{PUBLIC_URL}/v1/{kind}/{slug}/feed.{form}" for kind, slug in places for form in forms]
    ]
    assert known(here, hub).after == newest(here) == 18
    assert tell(here, hub) == 0


def test_each_feed_that_is_told_of_is_one_that_names_the_hub(settings: Settings, here: Deployment, hub: Hub) -> None:
    """What is pinged are the addresses that the feeds give as their own; one with a filter names no hub, for none is told of it."""
    three_stories(here)
    tell(here, hub)
    with_hub = settings.model_copy(update={"websub_hubs": (hub.url,)})
    with served(with_hub, here) as port:

        def told(topic: str) -> dict[str, str]:
            page = fetch(topic.replace(PUBLIC_URL, f"http://127.0.0.1:{port}"))[1]
            return {link.rel: link.href for link in feedparser.parse(page).feed.links}

        for topic in (topic for topic in hub.pings[0] if not topic.endswith("json")):
            assert (told(topic)["hub"], told(topic)["self"]) == (hub.url, topic)
        assert "hub" not in told(f"{FOLLOWED}?q=tide")
    behind_keys = with_hub.model_copy(update={"read_access": "key"})
    assert behind_keys.hubs == ()


def test_changes_gather_for_a_while(here: Deployment, hub: Hub) -> None:
    """The first look notes that something changed; nothing is sent before its time, and then all of it."""
    gathering = replace(here, websub=WebSubTerms((hub.url,), 60))
    shown = three_stories(here)
    assert (call(gathering, hub), call(gathering, hub), hub.pings) == (0, 0, [])
    with here.database.read() as session:
        now = job_rows.now(session)
    assert 50 < (known(here, hub).due_at - now) / job_rows.MICROS <= 60
    assert waiting_hubs(gathering) == []
    revise(here, shown[0])
    with here.database.write() as session:
        hubs._put(session, hub.url, replace(known(here, hub), due_at=1))
    assert (call(gathering, hub), len(hub.pings), known(here, hub).after) == (1, 1, 4)


@pytest.mark.parametrize(
    "mischief",
    [
        wrongly(500),
        wrongly(404),
        wrongly(410),
        wrongly(302, Location="http://127.0.0.1:1/"),
        wrongly(503, Retry_After="0"),
        wrongly(429, Retry_After="soon"),
        with_nonsense,
        with_nothing,
        without_an_end,
    ],
    ids=["500", "404", "410", "redirect", "503", "429", "nonsense", "nothing", "endless"],
)
def test_a_hub_that_fails_is_told_again(
    here: Deployment, hub: Hub, mischief: Mischief, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it answers, it counts as told only once it has taken it, and is then told of what happened meanwhile too."""
    monkeypatch.setattr(hub_calls, "SEND_SECONDS", 0.5)
    shown = three_stories(here)
    hub.mischief = [mischief, mischief]
    # The first look lets changes gather, the two after it fail.
    assert [call(here, hub) for _ in range(3)] == [0, 1, 1]
    assert (hub.pings, known(here, hub).failures, known(here, hub).after) == ([], 2, 0)
    revise(here, shown[0])
    assert tell(here, hub) == 1
    assert (len(hub.pings), known(here, hub).failures, known(here, hub).after) == (1, 0, 4)


def test_a_slow_hub_is_waited_for_and_nobody_else_calls_it_meanwhile(here: Deployment, hub: Hub) -> None:
    """While one process is at a hub another leaves it alone; of one that is gone it takes over at once."""
    three_stories(here)
    call(here, hub)
    arrived, goes_on = threading.Event(), threading.Event()

    def linger(_: Handler) -> bool:
        arrived.set()
        goes_on.wait(20)
        return False

    hub.mischief = [linger]
    slow = threading.Thread(target=call, args=(here, hub, worker_name()))
    slow.start()
    assert arrived.wait(20)
    assert call(here, hub, "another") == 0
    with here.database.write() as session:
        gone = known(here, hub).holder or ""
        first, *_, word = gone.split("/")
        held = replace(known(here, hub), holder=f"{first}/999999999/1/{word}")
        hubs._put(session, hub.url, held)
    assert call(here, hub, "another") == 1
    goes_on.set()
    slow.join()
    assert (len(hub.pings), known(here, hub).after, known(here, hub).holder) == (2, 3, None)


def test_pauses_grow_and_a_hub_may_ask_for_more(here: Deployment, hub: Hub) -> None:
    """They are those of webhooks; the last goes on for as long as the hub fails."""
    three_stories(here)
    patient = replace(here, webhooks=WebhookTerms((60, 600), anywhere=True))
    call(patient, hub)
    pauses = []
    hub.mischief = [wrongly(500), wrongly(500), wrongly(500), wrongly(503, Retry_After="7200")]
    for _ in range(4):
        assert call(patient, hub) == 1
        with here.database.write() as session:
            pauses.append((known(here, hub).due_at - job_rows.now(session)) / job_rows.MICROS)
            hubs._put(session, hub.url, replace(known(here, hub), due_at=1))
    assert [round(pause, -1) for pause in pauses] == [60, 600, 600, 7_200]


def test_no_private_address_is_called_unless_it_may_be(here: Deployment, hub: Hub) -> None:
    """A hub on the own network, or over plain HTTP, hears nothing."""
    three_stories(here)
    guarded = replace(here, webhooks=WebhookTerms((0,), anywhere=False))
    call(guarded, hub)
    assert call(guarded, hub) == 1
    assert (hub.pings, hub.refused, known(here, hub).failures) == ([], 0, 1)


def test_many_feeds_are_told_of_in_several_requests(
    here: Deployment, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where one of them fails all are made again, and none is left out."""
    monkeypatch.setattr(hub_calls, "_TOPICS_AT_ONCE", 2)
    three_stories(here)
    hub.mischief = [slowly(0), wrongly(500)]
    tell(here, hub)
    first, *again = hub.pings
    topics = [topic for ping in again for topic in ping]
    assert (first, again[0]) == (ALL[:2], ALL[:2])
    assert topics[:3] == ALL
    assert len(topics) == len(set(topics)) > 3


def test_a_hub_that_is_named_later_is_told_of_what_happens_from_then_on(here: Deployment, hub: Hub) -> None:
    """Named no longer it is forgotten, so that it is not told of years when it is named again."""
    shown = three_stories(here)
    tell(here, hub)
    forget_other_hubs(replace(here, websub=WebSubTerms(("https://other.example/",))))
    with here.database.read() as session:
        assert hubs.get(session, hub.url) is None
    assert (tell(here, hub), len(hub.pings)) == (0, 1)
    revise(here, shown[0])
    assert (tell(here, hub), len(hub.pings)) == (1, 2)


def test_the_feeds_that_a_story_left_are_told_of_too(here: Deployment, hub: Hub) -> None:
    """A withdrawn record takes a story down: the beat that it stood under has changed."""
    stored = three_stories(here)[0]
    tell(here, hub)
    withdraw(here, stored.story().citations[0].record_id)
    tell(here, hub)
    assert f"{PUBLIC_URL}/v1/beats/{stored.story().beat.slug}/feed.json" in hub.pings[-1]


def test_a_courier_calls_hubs_by_itself(here: Deployment, hub: Hub) -> None:
    """Beside webhooks, soon after something happened."""
    courier = Courier(here, poll_seconds=0.02)
    courier.start()
    three_stories(here)
    ends = time.monotonic() + 20
    while known(here, hub).after < 3 or known(here, hub).holder:
        assert time.monotonic() < ends
        time.sleep(0.01)
    courier.close(5)
    assert hub.pings[-1][:3] == ALL
