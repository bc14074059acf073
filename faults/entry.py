"""What a process of the fault plan runs: the service's own command, in a process that notes what it saves and dies where it is told to.

The product knows nothing of this. What is watched is wrapped here, from outside: the books of calls, the end of a job.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import anthropic  # noqa: F401 - imported for the processes that are forked from one that has it

import app.cli.serve
import app.cli.worker
import app.writers.claude.endpoint
import app.writers.extractive
from app import cli
from app.errors import StorywireError
from app.jobs import work, worker_name
from app.jobs.calls import Calls
from app.newsroom.deployment import Deployment
from app.newsroom.undertaking import Undertaking
from app.newsroom.write_story import write_story
from app.store.deployment import put_setting
from app.store.session import Database, Session
from app.store.stories import StoredStory
from app.story.model_call import ModelCall
from app.writers.base import CallBook

# Where a process can be told to die, in the order in which a job comes past.
MOMENTS = ("before_call", "before_saved", "after_saved", "before_commit", "after_commit")


@dataclass(frozen=True, slots=True)
class Watch:
    """How a process is watched: the file in which it notes what it saved, where it dies, and what it takes itself for.

    It dies at `moment` of the first job that nobody has begun before. `node` is the machine it says it is; `version` the version of the prompts.
    """

    notes: str
    log: str
    moment: str = ""
    node: str = ""
    version: str = ""


def run(arguments: Sequence[str], environment: Mapping[str, str], watch: Watch) -> None:
    """Be a process of the service; never returns."""
    for name in [name for name in os.environ if name.startswith("STORYWIRE_")]:
        del os.environ[name]
    os.environ.update(environment)
    _into(watch.log)
    _watch(watch)
    sys.argv = ["storywire", *arguments]
    cli.main()


def command(arguments: Sequence[str], watch: Watch) -> list[str]:
    """Return the command that runs this in a process of its own, not forked from any other."""
    return [sys.executable, "-m", "faults.entry", json.dumps([list(arguments), asdict(watch)])]


def storm(url: str, seconds: float, tally: str) -> None:
    """Write to a database without a pause; leave a tally of commits, refusals and the longest wait."""
    database, told = Database(url), {"commits": 0, "refused": 0, "worst": 0.0}
    file = Path(tally)
    with database.write() as session:  # the first time, everything is made ready for the others
        put_setting(session, "storm", str(os.getpid()))
    file.touch()
    ends = time.monotonic() + seconds
    while (began := time.monotonic()) < ends:
        try:
            with database.write() as session:
                put_setting(session, "storm", str(os.getpid()))
            told["commits"] += 1
        except StorywireError:
            told["refused"] += 1
        told["worst"] = max(told["worst"], time.monotonic() - began)
    file.write_text(json.dumps(told), encoding="ascii")


def _into(log: str) -> None:
    """Let what the process says go into a file."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    os.close(file)


def _watch(watch: Watch) -> None:
    """Put the wrappers in the place of what they wrap."""
    notes = os.open(watch.notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def passes(moment: str, undertaking: Undertaking) -> None:
        if moment == "after_saved":
            line = f"{undertaking.synthesis_id} {undertaking.calls[-1].purpose} {time.monotonic()}\n"
            os.write(notes, line.encode())
        if moment == watch.moment and undertaking.lease.fence == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch_work(passes)
    if watch.node:
        patch.object(worker_name, "_node", return_value=watch.node).start()
    if watch.version:
        patch.object(app.writers.claude.ClaudeWriter, "prompt_version", watch.version).start()


def _watch_work(passes: Callable[[str, Undertaking], None]) -> None:
    class Watched(Calls):
        """The books, watched."""

        def open(self, purpose: str, question: bytes, model: str, most_usd: Decimal) -> int:
            number = super().open(purpose, question, model, most_usd)
            if purpose != "look":
                passes("before_call", self.undertaking)
            return number

        def close(self, number: int, call: ModelCall) -> None:
            if call.purpose != "look":
                passes("before_saved", self.undertaking)
            super().close(number, call)
            if call.purpose != "look":
                passes("after_saved", self.undertaking)

    succeed = Undertaking.succeed

    def ending(undertaking: Undertaking, session: Session, story_id: str, ledger: str, now: datetime) -> None:
        succeed(undertaking, session, story_id, ledger, now)
        passes("before_commit", undertaking)

    def writing(deployment: Deployment, undertaking: Undertaking, book: CallBook) -> StoredStory:
        stored = write_story(deployment, undertaking, book)
        passes("after_commit", undertaking)
        return stored

    patch.object(work, "Calls", Watched).start()
    patch.object(Undertaking, "succeed", ending).start()
    patch.object(work, "write_story", writing).start()


if __name__ == "__main__":
    _arguments, _watched = json.loads(sys.argv[1])
    run(_arguments, {n: v for n, v in os.environ.items() if n.startswith("STORYWIRE_")}, Watch(**_watched))
