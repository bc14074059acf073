"""Partners follow a deployment while it and they are killed (F21): mirrors end equal, and webhooks hear of everything in order."""

from __future__ import annotations

import http.client
import json
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from app.newsroom import keep_webhooks
from app.newsroom.deployment import Deployment, WebhookTerms
from app.store import changes
from app.store.session import Database
from faults.account import Result
from faults.plan import Plan
from faults.processes import Process, until
from faults.site import Site
from schemas.change import Change
from schemas.webhook import WebhookInput
from tests.newsroom.newsday import happen, shown
from tests.ports import free_port
from tests.receiver import Receiver, answering, receiving

_WRITERS, _MIRRORS = 4, 2
# How long mirrors and webhook may need for a story once nobody is killed any more, at the worst.
_SECONDS_A_STORY = 0.5


@dataclass(slots=True)
class _Heard:
    """What the webhook's receiver accepted, and how many of the messages that came were not signed."""

    accepted: list[dict[str, Any]] = field(default_factory=list)
    unsigned: int = 0
    secret: str = ""


def followed(plan: Plan) -> Result:
    """F21: two mirrors and a webhook, which fails a third of its answers, follow four writers; server and mirrors are killed."""
    lots, port, heard = plan.often(5_000, 24), free_port(), _Heard()
    patience = 60 + _SECONDS_A_STORY * lots
    with plan.site(1) as site, receiving(lambda receiver: _answer(receiver, heard)) as (url, _):
        site.environment |= {
            "STORYWIRE_WEBHOOKS_ANYWHERE": "true",
            "STORYWIRE_WEBHOOK_RETRY_SECONDS": ",".join(["1"] * 60),
        }
        here = replace(site.deployment, webhooks=WebhookTerms(anywhere=True))
        heard.secret = keep_webhooks.add_webhook(here, WebhookInput(url=url, after=0)).secret
        killed = _kill_while_written(plan, site, port, lots)
        told = _changes(here)
        ends = [_mirror(site, number, port, "--once").wait(patience) for number in range(_MIRRORS)]
        mirrors = [Database(_place(site, number)) for number in range(_MIRRORS)]
        until(lambda: len({each["seq"] for each in heard.accepted}) == len(told), patience, 1)
        original, copies = shown(here), [shown(replace(here, database=each)) for each in mirrors]
        for each in mirrors:
            each.close()
    result = Result("F21", plan.database, f"{killed} kill -9 of server and mirrors")
    result.note = f"{lots} stories, {len(told)} changes, {len(heard.accepted)} messages accepted"
    result.must(be=[each.seq for each in told] == list(range(1, len(told) + 1)), else_say="a gap in the changes")
    result.must(be=not any(ends) and None not in ends, else_say=f"mirrors ended with {ends}")
    result.must(be=all(copy == original for copy in copies), else_say="a mirror differs")
    result.must(be=bool(original), else_say="no story is left")
    _judge(result, told, heard)
    return result


def _kill_while_written(plan: Plan, site: Site, port: int, lots: int) -> int:
    """Have stories written, and kill server and mirrors by chance all along; return how often one was killed."""
    drawn, kills, killed = plan.random(), plan.often(20, 3), 0
    written: list[str] = []
    running: dict[int, Process] = {}
    share = lots // _WRITERS
    writers = [threading.Thread(target=_write, args=(site.deployment, n, share, written)) for n in range(_WRITERS)]

    def start(number: int) -> None:
        running[number] = site.server(port) if number == _MIRRORS else _mirror(site, number, port)

    for number in (_MIRRORS, *range(_MIRRORS)):
        start(number)
    until(lambda: site.is_ready(port), 60)
    for writer in writers:
        writer.start()
    while killed < kills or any(writer.is_alive() for writer in writers):
        until(lambda: False, 1 + drawn.random())
        if killed < kills and len(written) >= lots * killed // kills:
            number = drawn.randrange(_MIRRORS + 1)
            running[number].kill()
            killed += 1
            start(number)
    until(lambda: site.is_ready(port), 60)
    for number in range(_MIRRORS):
        running[number].kill()
    return killed


def _write(here: Deployment, writer: int, lots: int, written: list[str]) -> None:
    drawn, mine = Random(writer), list[str]()
    for number in range(lots):
        happen(here, drawn, f"{writer}-{number}", mine)
        written.append(mine[-1])


def _mirror(site: Site, number: int, port: int, *more: str) -> Process:
    environment = {"STORYWIRE_DATABASE_URL": _place(site, number)}
    return site.forked(["mirror", f"http://127.0.0.1:{port}", *more], environment)


def _place(site: Site, number: int) -> str:
    return f"sqlite:///{site.folder}/mirror{number}.db"


def _changes(here: Deployment) -> list[Change]:
    with here.database.read() as session:
        return changes.page(session, 0, 10**6, here.public_url)


def _answer(receiver: Receiver, heard: _Heard) -> None:
    """Check who signed a message; fail a third of them, and note the others, as they came."""
    _, headers, body = receiver.server.received[receiver.place]
    try:
        Verifier(heard.secret).verify(body, {name.lower(): value for name, value in headers.items()})
    except WebhookVerificationError:
        heard.unsigned += 1
    if receiver.place % 3 == 2:
        answering(http.client.INTERNAL_SERVER_ERROR)(receiver)
    else:
        heard.accepted.append(json.loads(body)["data"])
        answering(http.client.NO_CONTENT)(receiver)


def _judge(result: Result, told: Sequence[Change], heard: _Heard) -> None:
    """Note where a webhook was not told of a change, by nobody known, or of those of a story in another order than theirs."""
    of_story: dict[str, list[int]] = defaultdict(list)
    for each in heard.accepted:
        if each["seq"] not in of_story[each["story_id"]]:
            of_story[each["story_id"]].append(each["seq"])
    missing = {each.seq for each in told} - {seq for each in of_story.values() for seq in each}
    result.must(be=not missing, else_say=f"{len(missing)} changes never told")
    result.must(be=not heard.unsigned, else_say=f"{heard.unsigned} messages not signed")
    disordered = sum(each != sorted(each) for each in of_story.values())
    result.must(be=not disordered, else_say=f"{disordered} stories out of order")
