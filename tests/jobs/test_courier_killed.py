"""A courier that is killed at any moment loses no message: whoever comes next goes on, in order."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import replace
from functools import partial
from pathlib import Path

from standardwebhooks import Webhook as Verifier

from app.newsroom import keep_webhooks
from app.newsroom.deployment import Deployment, WebhookTerms
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import changes
from faults.processes import until
from schemas.webhook import WebhookInput
from tests.jobs.test_courier import now, three_stories
from tests.newsroom.newsday import revise
from tests.receiver import Receiver, answering, receiving
from tests.serving import started

_KILLS = 4
# Each message that fails is sent again after a second, and others may keep the machine busy.
_PATIENCE_SECONDS = 120


def test_workers_that_are_killed_again_and_again_deliver_everything(
    settings: Settings, deployment: Deployment, tmp_path: Path
) -> None:
    """Each event at least once, signed, in the order of its story, to a receiver that fails a third of its answers."""
    accepted: list[int] = []

    def answer(receiver: Receiver) -> None:
        time.sleep(0.02)  # so that whoever sent the message is killed while it waits
        if receiver.place % 3:
            accepted.append(receiver.place)
        answering(200 if receiver.place % 3 else 500)(receiver)

    here = replace(deployment, webhooks=WebhookTerms(anywhere=True))
    shown = three_stories(here)
    worker = partial(
        started,
        tmp_path,
        "worker",
        database_url=settings.database_url,
        public_url=settings.public_url,
        webhooks_anywhere="true",
        webhook_retry_seconds=",".join(["1"] * 50),
    )
    with receiving(answer) as (url, received):
        made = keep_webhooks.add_webhook(here, WebhookInput(url=url, after=0))
        for turn in range(_KILLS):
            doomed, before = worker(), len(received)
            shown = [revise(here, each) for each in shown]
            assert until(lambda come=before + turn: len(received) > come, _PATIENCE_SECONDS, 0.001)  # type: ignore[misc]  # bound for this turn
            doomed.kill()
        retract_story(here, shown[0].slug, "It was fog.")
        withdraw(here, shown[1].story().citations[0].record_id)
        last = worker()
        assert until(lambda: _is_all_told(here, made.webhook.id), _PATIENCE_SECONDS, 0.1)
        last.kill()
    told: dict[str, list[int]] = defaultdict(list)
    for place in accepted:
        _, headers, body = received[place]
        data = Verifier(made.secret).verify(body, headers)["data"]
        if data["seq"] not in told[data["story_id"]]:
            told[data["story_id"]].append(data["seq"])
    newest = now(here, made.webhook).after
    assert sorted(seq for each in told.values() for seq in each) == list(range(1, newest + 1))
    assert all(each == sorted(each) for each in told.values())
    kinds = {json.loads(body)["type"] for _, _, body in received}
    assert kinds == {"story.publication", "story.revision", "story.retraction", "story.erasure"}


def _is_all_told(here: Deployment, webhook_id: str) -> bool:
    with here.database.read() as session:
        hook = keep_webhooks.webhook_at_hand(session, webhook_id)
        return not hook.pending and hook.after >= changes.latest(session)
