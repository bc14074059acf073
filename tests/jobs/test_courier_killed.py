"""A courier that is killed at any moment loses no message: whoever comes next goes on, in order."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import replace

from standardwebhooks import Webhook as Verifier

from app.newsroom import keep_webhooks
from app.newsroom.deployment import Deployment, WebhookTerms
from app.newsroom.retract_story import retract_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import changes
from schemas.webhook import WebhookInput
from tests.jobs.test_courier import now, three_stories
from tests.newsroom.newsday import revise
from tests.receiver import Receiver, answering, receiving

_KILLS = 4


def test_workers_that_are_killed_again_and_again_deliver_everything(settings: Settings, deployment: Deployment) -> None:
    """Each event at least once, signed, in the order of its story, to a receiver that fails a third of its answers."""
    accepted: list[int] = []

    def answer(receiver: Receiver) -> None:
        place = len(receiver.server.received) - 1
        time.sleep(0.005)  # so that kills come while messages are under way
        if place % 3:
            accepted.append(place)
        answering(200 if place % 3 else 500)(receiver)

    here = replace(deployment, webhooks=WebhookTerms(anywhere=True))
    shown = three_stories(here)
    environment = os.environ | {
        "STORYWIRE_DATABASE_URL": settings.database_url,
        "STORYWIRE_PUBLIC_URL": settings.public_url,
        "STORYWIRE_WEBHOOKS_ANYWHERE": "true",
        "STORYWIRE_WEBHOOK_RETRY_SECONDS": ",".join(["1"] * 50),
    }
    command = [sys.executable, "-m", "app.cli", "worker"]
    with receiving(answer) as (url, received):
        made = keep_webhooks.add_webhook(here, WebhookInput(url=url, after=0))
        for _ in range(_KILLS):
            with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as worker:
                ends = time.monotonic() + 2.5
                while time.monotonic() < ends:
                    shown = [revise(here, each) for each in shown]
                    time.sleep(0.8)
                worker.send_signal(signal.SIGKILL)
        retract_story(here, shown[0].slug, "It was fog.")
        withdraw(here, shown[1].story().citations[0].record_id)
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as worker:
            ends = time.monotonic() + 60
            while now(here, made.webhook).pending or _is_behind(here, made.webhook.id):
                assert time.monotonic() < ends
                time.sleep(0.1)
            worker.terminate()
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


def _is_behind(here: Deployment, webhook_id: str) -> bool:
    with here.database.read() as session:
        return keep_webhooks.webhook_at_hand(session, webhook_id).after < changes.latest(session)
