"""The courier of one process: it tells webhooks and hubs of changes, each by a thread of its own, webhooks in the order of each story.

Deliveries follow from the table of changes, so that a process which dies loses none: whoever takes the webhook next goes on, and a
message that was under way is sent again under the same id. One process at a time is at a webhook, by a lease with a fence, as
for syntheses (ADR 0009).
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from app.errors import StorywireError
from app.jobs.hub_calls import call_hub, forget_other_hubs, waiting_hubs
from app.jobs.worker_name import gone_among, worker_name
from app.newsroom.deployment import Deployment
from app.newsroom.webhook_message import headers_of, message_of
from app.outbound import Answer, post
from app.store import deliveries, job_rows, webhooks
from app.store.deliveries import Due, Outcome
from app.store.job_rows import MICROS
from app.store.webhooks import Held

logger = logging.getLogger("storywire.webhooks")

POLL_SECONDS = 1.0
SEND_SECONDS = 15.0
_LONGEST_PAUSE = 30.0
_MOST_THREADS = 8
# An address that answers nothing is left alone for a minute, so that those that wait for it do not all wait for it in turn.
_MOST_FAILURES_IN_A_ROW = 10
_REST_SECONDS = 60
_GONE = 410


class Courier:
    """Delivers to every webhook, and every hub, that has something to be told and at which nobody else is."""

    def __init__(self, deployment: Deployment, poll_seconds: float = POLL_SECONDS) -> None:
        """Begin with nothing under way."""
        self._deployment = deployment
        self._poll_seconds = poll_seconds
        self._name = worker_name()
        self._closing = threading.Event()
        self._poller: threading.Thread | None = None
        self._busy: set[int | str] = set()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start to look for what is to be delivered."""
        self._poller = threading.Thread(target=self._poll, name="storywire-courier", daemon=True)
        self._poller.start()

    def close(self, seconds: float = 0.0) -> None:
        """Begin nothing more, and give what is being sent some time; what takes longer is sent again by whoever takes over."""
        self._closing.set()
        ends = time.monotonic() + seconds
        while self._busy and time.monotonic() < ends:
            time.sleep(0.02)
        if self._poller is not None:
            # It may be asking the database, which whoever calls this closes next.
            self._poller.join(max(0.0, ends - time.monotonic()))

    def deliver(self, pk: int) -> int:
        """Deliver what is due to a webhook, in this thread; return how many messages were sent, received or not."""
        outcome: Outcome | None = None
        held, due, sent, failures = self._take(pk), None, 0, 0
        while held is not None:
            held, due = self._turn(held, due, outcome, failures)
            if held is None or due is None:
                break
            outcome = self._send(held, due)
            sent, failures = sent + 1, 0 if outcome.is_delivered else failures + 1
            if outcome.status_code == _GONE:
                self._disable(held, due, outcome)
                break
        return sent

    def _poll(self) -> None:
        pause, is_tidy = self._poll_seconds, False
        while not self._closing.wait(pause):
            try:
                if not is_tidy:
                    forget_other_hubs(self._deployment)
                    is_tidy = True
                for pk in self._waiting():
                    self._begin(pk, partial(self.deliver, pk))
                for hub in waiting_hubs(self._deployment):
                    self._begin(hub, partial(call_hub, self._deployment, hub, self._name, self._closing.is_set))
                pause = self._poll_seconds
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not be the end of all deliveries
                pause = min(2 * pause, _LONGEST_PAUSE)
                logger.warning("webhooks and hubs could not be looked at: %s", error)

    def _waiting(self) -> Sequence[int]:
        """Return the webhooks at which nobody is, after freeing those of processes of this machine that died."""
        database = self._deployment.database
        with database.read() as session:
            gone = gone_among(webhooks.holders(session), self._name)
            if not gone:
                return deliveries.waiting(session, job_rows.now(session))
        with database.write("nothing") as session:
            webhooks.free(session, gone)
            return deliveries.waiting(session, job_rows.now(session))

    def _begin(self, who: int | str, deliver: Callable[[], int]) -> None:
        with self._lock:
            if who in self._busy or len(self._busy) >= _MOST_THREADS:
                return
            self._busy.add(who)
        threading.Thread(target=self._do, args=(who, deliver), name=f"storywire-courier-{who}", daemon=True).start()

    def _do(self, who: int | str, deliver: Callable[[], int]) -> None:
        try:
            deliver()
        except StorywireError as error:
            logger.warning("deliveries to a webhook or hub broke off: %s", error.detail)
        except Exception:
            logger.exception("deliveries to a webhook or hub broke off")
        finally:
            with self._lock:
                self._busy.discard(who)

    def _take(self, pk: int) -> Held | None:
        with self._deployment.database.write("nothing") as session:
            return webhooks.take(session, pk, self._name, job_rows.now(session))

    def _turn(
        self, held: Held, done: Due | None, outcome: Outcome | None, failures: int
    ) -> tuple[Held | None, Due | None]:
        """Note how the last attempt went and find the next one, in one write; the webhook is given back where there is none.

        Whoever has lost the webhook notes nothing: another has sent that message, or will.
        """
        with self._deployment.database.write("nothing") as session:
            now = job_rows.now(session)
            still = webhooks.renew(session, held, now)
            if still is None:
                return None, None
            if done is not None and outcome is not None:
                deliveries.settle(session, done, outcome)
            if self._closing.is_set() or failures >= _MOST_FAILURES_IN_A_ROW:
                webhooks.let_go(session, still, 0 if self._closing.is_set() else now + _REST_SECONDS * MICROS)
                return None, None
            still = deliveries.make(session, still, now)
            due = deliveries.next_due(session, still, now, self._deployment.public_url)
            if due is None:
                webhooks.let_go(session, still)
            return still, due

    def _send(self, held: Held, due: Due) -> Outcome:
        body = message_of(due.change)
        at, answer = send(self._deployment, held, due.id, body)
        retries = self._deployment.webhooks.retry_seconds
        pause = retries[due.failures] if due.failures < len(retries) else None
        return outcome_of(at, answer, pause)

    def _disable(self, held: Held, due: Due, outcome: Outcome) -> None:
        """Send nothing more to who says that the address is gone for good; what it was not told of waits until it is enabled."""
        with self._deployment.database.write("nothing") as session:
            if (still := webhooks.renew(session, held, job_rows.now(session))) is not None:
                deliveries.settle(session, due, outcome)
                webhooks.disable(session, still, "It answered 410.")
                webhooks.let_go(session, still)


def send(deployment: Deployment, held: Held, message_id: str, body: bytes) -> tuple[int, Answer]:
    """Sign a message as of now and send it; return when that was, in microseconds since 1970, and how it went."""
    with deployment.database.read() as session:
        at = job_rows.now(session)
    headers = headers_of(message_id, at // MICROS, body, held.keys)
    return at, post(held.url, body, headers, seconds=SEND_SECONDS, anywhere=deployment.webhooks.anywhere)


def outcome_of(at: int, answer: Answer, pause: int | None) -> Outcome:
    """Say what comes of an answer: 2xx is received, all else failed, to be tried after a pause if there is one.

    The pause is up to a tenth longer, by chance, so that many messages do not come back all at once; Retry-After may lengthen it.
    """
    next_at = None
    if not answer.is_success and pause is not None:
        seconds = max(pause * random.uniform(1.0, 1.1), answer.asked_pause)  # noqa: S311 - no secret
        next_at = at + int((answer.seconds + seconds) * MICROS)
    return Outcome(at, answer.seconds, answer.status, answer.problem, answer.is_success, next_at)
