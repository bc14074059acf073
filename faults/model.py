"""The model of the fault plan: a server that speaks the Messages API, takes its time, answers well and counts every call.

It is the server of the tests, with a model of straw behind it; whose call one is, is told by the records in it.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from faults.lots import lot_of
from tests.writers.claude.acts import Act, Sent
from tests.writers.claude.messages_server import MessagesServer
from tests.writers.claude.models import honest, is_mending, lines_of

Stage = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the model saw it begin, by the clock that only goes forward."""

    stage: Stage
    began: float


class Model:
    """Answers after `seconds`; `calls` are all that were begun, `answered` those that it came to the end of."""

    def __init__(self, seconds: float) -> None:
        """Serve from now on."""
        self.seconds = seconds
        self.calls: list[Call] = []
        self.answered: Counter[Stage] = Counter()
        self._lock = threading.Lock()
        self._server = MessagesServer([Act(answer=self._answer)])
        self._server.start()

    @property
    def url(self) -> str:
        """Where it is."""
        return self._server.url

    def close(self) -> None:
        """Stop."""
        self._server.close()

    def in_flight(self) -> int:
        """Return how many calls have begun and not come to an end, those of the dead among them until they would have."""
        return len(self.calls) - self.answered.total()

    def repeated(self) -> int:
        """Return how many calls were begun for a stage of a job that one had been begun for before."""
        return len(self.calls) - len({call.stage for call in self.calls})

    def begun_after(self, saved: Mapping[Stage, float]) -> int:
        """Return how many calls were begun for a stage after its answer had been saved."""
        return sum(call.began > saved.get(call.stage, call.began) for call in self.calls)

    def _answer(self, sent: Sent) -> dict[str, Any]:
        own = " ".join(line.words for line in lines_of(sent) if line.earlier is None)
        stage = lot_of(own) or 0, "mend" if is_mending(sent) else "write"
        with self._lock:
            self.calls.append(Call(stage, time.monotonic()))
        time.sleep(self.seconds)
        with self._lock:
            self.answered[stage] += 1
        return {"sentences": []} if is_mending(sent) else honest(sent)
