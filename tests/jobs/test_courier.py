"""Webhooks are told of each change, signed, at least once and in the order of each story, whatever they answer."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from app.errors import NotFoundError
from app.jobs import courier as courier_module
from app.jobs.courier import Courier, outcome_of
from app.newsroom import keep_webhooks
from app.newsroom.deployment import Deployment, WebhookTerms
from app.newsroom.retract_story import retract_story
from app.outbound import Answer
from app.store import changes, deliveries, job_rows, webhooks
from app.store.job_rows import MICROS
from app.store.stories import StoredStory
from schemas.webhook import Delivery, Webhook, WebhookEdit, WebhookInput, WebhookSecret
from tests.conftest import NOW, PUBLIC_URL
from tests.newsroom.desk import publish, short_draft, stock
from tests.newsroom.newsday import revise
from tests.receiver import Received, answering, receiving

WORDS = (
    "The keeper of Greyfin Rock now asks a wooden box for the tide table.",
    "Moth 7 forgets the harbour names after an hour of fog.",
    "Sailors want it sooner.",
)


@pytest.fixture
def here(deployment: Deployment) -> Deployment:
    """Return a deployment that sends anywhere, and again at once, five times."""
    return replace(deployment, webhooks=WebhookTerms((0, 0, 0, 0, 0), anywhere=True), clock=lambda: datetime.now(UTC))


def add(here: Deployment, url: str, **wishes: object) -> WebhookSecret:
    """Add a webhook that is told from the beginning."""
    return keep_webhooks.add_webhook(here, WebhookInput.model_validate({"url": url, "after": 0, **wishes}))


def deliver(here: Deployment) -> int:
    """Deliver what is due until nothing is; return how many messages were sent."""
    sent = 0
    while waiting := _waiting(here):
        sent += sum(Courier(here).deliver(pk) for pk in waiting)
    return sent


def _waiting(here: Deployment) -> Sequence[int]:
    with here.database.read() as session:
        return deliveries.waiting(session, job_rows.now(session))


def three_stories(here: Deployment) -> list[StoredStory]:
    """Publish three stories: the changes 1 to 3."""
    given = stock(here)
    return [
        publish(here, short_draft(record, words), [record], name=f"{number}")
        for number, (record, words) in enumerate(zip(given, WORDS, strict=True), 1)
    ]


def seqs(received: Sequence[Received]) -> list[int]:
    """Return the numbers of the changes that were told."""
    return [json.loads(body)["data"]["seq"] for _, _, body in received]


def log(here: Deployment, webhook: Webhook) -> list[Delivery]:
    """Return every delivery of a webhook, oldest first."""
    with here.database.read() as session:
        return deliveries.page(session, webhook.id, None, 100, None)[0][::-1]


def now(here: Deployment, webhook: Webhook) -> Webhook:
    """Return a webhook as it is now."""
    with here.database.read() as session:
        return keep_webhooks.webhook_at_hand(session, webhook.id)


def test_a_change_arrives_signed_as_the_standards_own_library_wants_it(here: Deployment) -> None:
    """The body is the change as `/v1/changes` tells it; another secret, or another body, is refused."""
    three_stories(here)
    with receiving(answering(204)) as (url, received):
        made = add(here, f"{url}/in")
        assert deliver(here) == 3
    with here.database.read() as session:
        told = changes.page(session, 0, 9, PUBLIC_URL)
    for change, (path, headers, body) in zip(told, received, strict=True):
        payload = Verifier(made.secret).verify(body, headers)
        assert (path, payload["type"], payload["data"]) == ("/in", "story.publication", change.model_dump(mode="json"))
        assert payload["timestamp"] == payload["data"]["at"]
        for secret, words in ((add(here, url).secret, body), (made.secret, body + b" ")):
            with pytest.raises(WebhookVerificationError):
                Verifier(secret).verify(words, headers)
    assert now(here, made.webhook).after == 3
    assert [(each.seq, each.status, len(each.attempts)) for each in log(here, made.webhook)] == [
        (1, "delivered", 1),
        (2, "delivered", 1),
        (3, "delivered", 1),
    ]


def test_each_arrives_in_the_order_of_its_story_although_a_third_of_the_answers_fail(here: Deployment) -> None:
    """A story's next change waits until the one before is through; other stories do not wait for it."""
    shown = three_stories(here)
    for _ in range(6):
        shown = [revise(here, each) for each in shown]
    retract_story(here, shown[0].slug, "It was fog.")
    statuses = [200 if n % 3 else 500 for n in range(200)]
    with receiving(answering(*statuses)) as (url, received):
        made = add(here, url)
        while now(here, made.webhook).pending or now(here, made.webhook).after < 22:
            deliver(here)
    through: dict[str, list[int]] = defaultdict(list)
    tried: dict[str, list[int]] = defaultdict(list)
    for (_, headers, body), status in zip(received, statuses, strict=False):
        data = Verifier(made.secret).verify(body, headers)["data"]
        tried[data["story_id"]].append(data["seq"])
        if status == 200:
            through[data["story_id"]].append(data["seq"])
    assert sorted(seq for each in through.values() for seq in each) == list(range(1, 23))
    assert all(each == sorted(each) for each in (*through.values(), *tried.values()))
    ids = {headers["webhook-id"]: json.loads(body)["data"]["seq"] for _, headers, body in received}
    assert len(ids) == 22, "a message keeps its id however often it is sent"


def test_what_is_refused_to_the_end_is_given_up_and_holds_up_nothing(here: Deployment) -> None:
    """After the last pause there is no further attempt; the log has each one; the story's next change is told."""
    first, *_ = three_stories(here)
    revise(here, first)
    with receiving(answering(*[500] * 6, 200)) as (url, received):
        made = add(here, url)
        deliver(here)
    assert seqs(received) == [1, 1, 1, 1, 1, 1, 2, 3, 4]
    given_up, *others = log(here, made.webhook)
    assert (given_up.status, given_up.next_attempt_at) == ("failed", None)
    assert [(each.number, each.status_code) for each in given_up.attempts] == [(n, 500) for n in range(1, 7)]
    assert [each.status for each in others] == ["delivered"] * 3


def test_an_attempt_waits_for_its_time(here: Deployment) -> None:
    """The pauses are those of the setting, a little longer by chance, and as long as Retry-After asks for, up to a day."""
    failed = Answer(2.0, status=503)
    pauses = {outcome_of(0, failed, 300).next_at for _ in range(50)}
    assert all(each is not None and 302 * MICROS <= each <= 332 * MICROS for each in pauses)
    assert len(pauses) > 1
    assert outcome_of(0, replace(failed, retry_after=7_200), 5).next_at == 7_202 * MICROS
    assert outcome_of(0, replace(failed, retry_after=10**7), 5).next_at == 86_402 * MICROS
    assert outcome_of(0, failed, None).next_at is None
    slow = replace(here, webhooks=WebhookTerms((60,), anywhere=True))
    three_stories(slow)
    with receiving(answering(500)) as (url, received):
        made = add(slow, url)
        assert (deliver(slow), deliver(slow), len(received)) == (3, 0, 3)
    waits = log(slow, made.webhook)[0].next_attempt_at
    assert waits is not None
    assert timedelta(seconds=50) < waits - datetime.now(UTC) < timedelta(seconds=70)


def test_an_address_that_is_gone_is_left_alone_until_somebody_enables_it(here: Deployment) -> None:
    """After 410 nothing more is sent; enabled again it is told of that change and of all that happened since."""
    first, *_ = three_stories(here)
    with receiving(answering(410, 200)) as (url, received):
        made = add(here, url)
        assert deliver(here) == 1
        told = now(here, made.webhook)
        assert (told.enabled, told.disabled_reason) == (False, "It answered 410.")
        revise(here, first)
        assert deliver(here) == 0
        keep_webhooks.edit_webhook(here, made.webhook.id, WebhookEdit(enabled=True))
        assert deliver(here) == 4
    assert seqs(received) == [1, 1, 2, 3, 4]


def test_only_the_kinds_that_are_wanted_are_told(here: Deployment) -> None:
    """The others are passed over, and do not wait."""
    first, second, _ = three_stories(here)
    revise(here, second)
    retract_story(here, first.slug, "It was fog.")
    with receiving(answering(200)) as (url, received):
        made = add(here, url, kinds=["revision", "retraction"])
        deliver(here)
    assert [json.loads(body)["type"] for _, _, body in received] == ["story.revision", "story.retraction"]
    assert (now(here, made.webhook).after, now(here, made.webhook).pending) == (5, 0)


def test_while_secrets_overlap_both_verify(here: Deployment) -> None:
    """Two signatures while the receiver changes over, then the new one alone."""
    first, *_ = three_stories(here)
    with receiving(answering(200)) as (url, received):
        made = add(here, url)
        turned = keep_webhooks.turn_secret(here, made.webhook.id, 1)
        deliver(here)
        _, headers, body = received[-1]
        for secret in (made.secret, turned.secret):
            Verifier(secret).verify(body, headers)
        assert len(headers["webhook-signature"].split()) == 2
        keep_webhooks.turn_secret(here, made.webhook.id, 0)
        revise(here, first)
        deliver(here)
        _, headers, body = received[-1]
        assert len(headers["webhook-signature"].split()) == 1
        with pytest.raises(WebhookVerificationError):
            Verifier(turned.secret).verify(body, headers)


def test_changes_are_told_again_from_any_one_on(here: Deployment) -> None:
    """Under the ids that they had; the log keeps what was tried before; one alone can be sent again too."""
    three_stories(here)
    with receiving(answering(200)) as (url, received):
        made = add(here, url)
        deliver(here)
        keep_webhooks.tell_again(here, made.webhook.id, 1)
        deliver(here)
        again = keep_webhooks.send_again(here, made.webhook.id, log(here, made.webhook)[0].id)
        assert (again.seq, again.status) == (1, "pending")
        deliver(here)
    assert seqs(received) == [1, 2, 3, 2, 3, 1]
    ids = [headers["webhook-id"] for _, headers, _ in received]
    assert ids == [ids[0], ids[1], ids[2], ids[1], ids[2], ids[0]]
    assert [len(each.attempts) for each in log(here, made.webhook)] == [2, 2, 2]
    with pytest.raises(NotFoundError):
        keep_webhooks.send_again(here, made.webhook.id, "msg_nothing")


def test_a_dead_address_is_left_alone_for_a_while(here: Deployment) -> None:
    """After ten failures in a row it rests, however many messages wait."""
    shown = three_stories(here)
    for _ in range(3):
        shown = [revise(here, each) for each in shown]
    with receiving(answering(500)) as (url, received):
        add(here, url)
        deliver(here)
        deliver(here)
    assert len(received) == 10


def test_nothing_leaves_for_a_private_address(deployment: Deployment) -> None:
    """Also where the webhook was added when that was allowed: the address is looked at each time."""
    allowed = replace(deployment, webhooks=WebhookTerms((60,), anywhere=True))
    three_stories(allowed)
    with receiving(answering(200)) as (url, received):
        made = add(allowed, url.replace("http:", "https:"))
        assert deliver(replace(allowed, webhooks=WebhookTerms((60,), anywhere=False))) == 3
        assert received == []
    (attempt,) = log(allowed, made.webhook)[0].attempts
    assert (attempt.status_code, attempt.problem) == (
        None,
        "It leads to an address that is not of the public internet.",
    )


def test_one_process_at_a_time_is_at_a_webhook(here: Deployment) -> None:
    """Whoever comes second takes nothing; who lost the webhook meanwhile notes nothing, and the message is sent again."""
    three_stories(here)
    arrived, goes_on = threading.Event(), threading.Event()

    def slowly(receiver: object) -> None:
        if not arrived.is_set():
            arrived.set()
            goes_on.wait(20)
        answering(200)(receiver)  # type: ignore[arg-type]  # it is a receiver

    with receiving(slowly) as (url, received):
        made = add(here, url)
        (pk,) = _waiting(here)
        frozen = threading.Thread(target=Courier(here).deliver, args=(pk,))
        frozen.start()
        assert arrived.wait(20)
        assert (list(_waiting(here)), Courier(here).deliver(pk)) == ([], 0)
        with here.database.write() as session:
            webhooks.free(session, webhooks.holders(session))
        deliver(here)
        goes_on.set()
        frozen.join()
    assert seqs(received) == [1, 1, 2, 3]
    assert [len(each.attempts) for each in log(here, made.webhook)] == [1, 1, 1]


def test_a_courier_that_was_started_delivers_by_itself_and_ends(
    here: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happens is told soon after, by several threads where there are several webhooks; closed, it begins nothing."""
    monkeypatch.setattr(courier_module, "_LONGEST_PAUSE", 0.05)
    first, *_ = three_stories(here)
    with receiving(answering(200)) as (one, at_one), receiving(answering(200)) as (other, at_other):
        for url in (one, other):
            add(here, url)
        courier = Courier(here, poll_seconds=0.02)
        courier.start()
        ends = time.monotonic() + 20
        while (len(at_one), len(at_other)) != (3, 3):
            assert time.monotonic() < ends
            time.sleep(0.01)
        courier.close(5)
        revise(here, first)
        time.sleep(0.1)
    assert (seqs(at_one), seqs(at_other)) == ([1, 2, 3], [1, 2, 3])


def test_the_log_of_a_month_ago_is_forgotten(here: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its attempts, when the next change is told."""
    first, *_ = three_stories(here)
    with receiving(answering(200)) as (url, _):
        made = add(here, url)
        deliver(here)
        revise(here, first)
        monkeypatch.setattr(deliveries, "_KEPT_FOR", -MICROS)
        deliver(here)
    assert [each.seq for each in log(here, made.webhook)] == [4]
    assert now(here, made.webhook).created_at > NOW
