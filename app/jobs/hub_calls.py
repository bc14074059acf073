"""Tell WebSub hubs which feeds changed, so that they fetch them and send them on to whoever subscribed.

How a publisher tells a hub is not in WebSub itself; this is the form of PubSubHubbub 0.3 and of the public hubs:
`hub.mode=publish` and a `hub.url` for each feed. What is to be told follows from the table of changes, so that a process which
dies loses nothing, and a hub that was away is told once of all that happened meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlencode, urlsplit

from app.jobs.worker_name import gone_among
from app.newsroom.changed_feeds import changed_feeds
from app.newsroom.deployment import Deployment
from app.outbound import LONGEST_PAUSE, Answer, post
from app.store import hubs, job_rows
from app.store.hubs import Hub
from app.store.job_rows import MICROS

logger = logging.getLogger("storywire.websub")

SEND_SECONDS = 15.0
_TOPICS_AT_ONCE = 50
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "storywire-websub"}


def waiting_hubs(deployment: Deployment) -> Sequence[str]:
    """Return the hubs for which there may be something to do."""
    with deployment.database.read() as session:
        return hubs.waiting(session, deployment.websub.hubs, job_rows.now(session))


def forget_other_hubs(deployment: Deployment) -> None:
    """Forget how far hubs were told that the settings name no longer."""
    with deployment.database.write("nothing") as session:
        hubs.forget_others(session, deployment.websub.hubs)


def call_hub(deployment: Deployment, url: str, name: str, is_closing: Callable[[], bool] = lambda: False) -> int:
    """Tell a hub of the feeds that changed, if its time has come and nobody else is at it; return how many requests were made."""
    held = _take(deployment, url, name)
    if held is None:
        return 0
    with deployment.database.read() as session:
        touched = hubs.touched(session, held.after)
    sent, answer = 0, Answer(0.0)
    feeds = changed_feeds(touched, deployment.public_url)
    for start in range(0, len(feeds), _TOPICS_AT_ONCE):
        with deployment.database.write("nothing") as session:
            if is_closing() or not hubs.renew(session, url, held, job_rows.now(session)):
                return sent
        sent, answer = sent + 1, _send(deployment, url, feeds[start : start + _TOPICS_AT_ONCE])
        if not answer.is_success:
            break
    _settle(deployment, url, held, answer, touched.until)
    return sent


def _take(deployment: Deployment, url: str, name: str) -> Hub | None:
    with deployment.database.write("nothing") as session:
        known = hubs.get(session, url)
        gone = gone_among([known.holder], name) if known is not None and known.holder is not None else ()
        gathering = deployment.websub.gathering_seconds
        return hubs.take(session, url, name, job_rows.now(session), gathering, gone)


def _send(deployment: Deployment, url: str, topics: Sequence[str]) -> Answer:
    body = urlencode([("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]).encode()
    return post(url, body, _HEADERS, seconds=SEND_SECONDS, anywhere=deployment.webhooks.anywhere)


def _settle(deployment: Deployment, url: str, held: Hub, answer: Answer, until: int) -> None:
    """Note how far the hub was told, or when to try again: after the pauses of webhooks, the last of them again and again."""
    pauses = deployment.webhooks.retry_seconds or (LONGEST_PAUSE,)
    pause = max(pauses[min(held.failures, len(pauses) - 1)], answer.asked_pause)
    if not answer.is_success:
        logger.warning("the hub at %s did not take it: %s", urlsplit(url).hostname, answer.problem or answer.status)
    with deployment.database.write("nothing") as session:
        due_at = 0 if answer.is_success else job_rows.now(session) + pause * MICROS
        hubs.settle(session, url, held, until if answer.is_success else None, due_at)
