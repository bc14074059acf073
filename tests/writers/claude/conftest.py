"""A writer with a model for tests: its endpoint is a server of straw on the loopback, its records are the repository's samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.story.assemble import Assembly
from app.story.draft import Draft
from app.story.model_call import ModelCall
from app.writers.base import Assignment, Notepad
from app.writers.claude import ClaudeWriter
from app.writers.claude.patience import Limits
from tests.conftest import SAMPLES
from tests.writers.claude.acts import Act
from tests.writers.claude.messages_server import MessagesServer, serving
from tests.writers.press import Given, Press, sample

LIMITS = Limits(seconds=30.0, all_seconds=90.0, first_pause=0.01)
# For an endpoint that says nothing, or too slowly: each try costs the test its whole time.
HASTY = Limits(tries=2, seconds=1.0, all_seconds=60.0, first_pause=0.01)
SCRIBEWELL = SAMPLES / "scribewell.jsonl"

Serve = Callable[..., MessagesServer]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Return what serves a script, to which the SDK is led by its own variables."""
    for name in ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:

        def served(*script: Act) -> MessagesServer:
            server = stack.enter_context(serving(*script))
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "key-of-a-test")
            return server

        yield served


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an assignment: the draft, the story as assembled, and the calls that were booked."""

    assignment: Assignment
    draft: Draft
    assembly: Assembly
    calls: list[ModelCall]

    @property
    def refused(self) -> list[str]:
        """The texts of the sentences that did not stand."""
        return [each.text for each in self.assembly.refused]

    @property
    def texts(self) -> list[str]:
        """The texts of the sentences that stand in the body."""
        return [s.text for section in self.assembly.sections for p in section.paragraphs for s in p.sentences]


class Bureau:
    """Has the writer with a model write from records."""

    def __init__(self, press: Press) -> None:
        """Work with a press."""
        self.press = press
        self.book = Notepad()

    @property
    def calls(self) -> list[ModelCall]:
        """The calls that were booked."""
        return self.book.calls

    def assign(self, given: tuple[Given, ...] | list[Given], **changes: Any) -> Assignment:
        """Return the assignment, whose calls are booked here."""
        own = {"gazetteer": self.press.vocabulary.gazetteer, "book": self.book}
        return self.press.assign(given, **(own | changes))

    def write(
        self, given: tuple[Given, ...] | list[Given] | Path = SCRIBEWELL, limits: Limits = LIMITS, **changes: Any
    ) -> Written:
        """Have a story written and assembled."""
        assignment = self.assign(sample(given) if isinstance(given, Path) else given, **changes)
        draft = ClaudeWriter(limits=limits).write(assignment)
        return Written(assignment, draft, self.press.check(assignment, draft), self.calls)


@pytest.fixture
def bureau(press: Press) -> Bureau:
    """Return a bureau with empty books."""
    return Bureau(press)
