"""A file of sets: read line by line, written by the batch, and told line by line as each ends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from app.errors import Fault, InvalidInputError, StorywireError
from app.jobs.batch import BatchRun
from app.jobs.post_office import Pace
from app.jobs.work import problem_of
from app.newsroom.deployment import Deployment
from app.store import syntheses
from app.store.batches import BatchSet
from schemas import strict_json
from schemas.problem import Problem
from schemas.synthesis import SynthesisRequest

_MOST_NAMED = 3


class BatchFile:
    """The file, and what is told of it on standard output; what is only news goes to standard error."""

    def __init__(self, file: Path, wishes: Mapping[str, Any], *, as_json: bool) -> None:
        """Read the file; `wishes` hold for each set that does not say otherwise, and make it another batch."""
        self._wishes = {name: value for name, value in wishes.items() if value is not None}
        self._as_json = as_json
        content = file.read_bytes()
        self._lines = content.splitlines()
        self._name = sha256(content + json.dumps(self._wishes, sort_keys=True).encode()).hexdigest()
        self.stories = 0
        self.problems = 0

    def write(self, deployment: Deployment, *, every: float, fall_back: bool, retry: bool, cancel: bool) -> None:
        """Have each set written, and tell what came of it; raise where an endpoint needs somebody to see to it."""
        run = BatchRun(deployment, self._name, _news, Pace(pause=every), falls_back=fall_back)
        for number, line in enumerate(self._lines, 1):
            if line.strip():
                try:
                    run.take_in(number, self._request(line))
                except StorywireError as error:
                    self._tell(number, None, None, problem_of(error, deployment.public_url))
        if retry:
            run.retry()
        if cancel:
            run.cancel()
        for each in run.ends():
            self._told(deployment, each)
        _news(f"{self.stories} stories, {self.problems} problems")

    def _request(self, line: bytes) -> SynthesisRequest:
        try:
            given = strict_json.loads(line)
            return SynthesisRequest.model_validate({**self._wishes, **given})
        except ValidationError as error:
            faults = [Fault("".join(f"/{part}" for part in each["loc"]), each["msg"]) for each in error.errors()]
            raise InvalidInputError("The line is not a request for a synthesis.", errors=faults) from error
        except (ValueError, TypeError) as error:
            raise InvalidInputError("The line is not a JSON object.") from error

    def _told(self, deployment: Deployment, ended: BatchSet) -> None:
        with deployment.database.read() as session:
            synthesis = syntheses.get(session, ended.synthesis_id)
        if synthesis is None:
            return
        problem = synthesis.problem
        if synthesis.status == "cancelled":
            problem = Problem(
                type=f"{deployment.public_url}/problems/synthesis-cancelled",
                title="The synthesis was cancelled",
                status=409,
                detail="Somebody cancelled it.",
            )
        self._tell(ended.line, ended.synthesis_id, synthesis.story, problem)

    def _tell(self, line: int, synthesis_id: str | None, story: str | None, problem: Problem | None) -> None:
        if problem is None:
            self.stories += 1
        else:
            self.problems += 1
        if self._as_json:
            told = {
                "line": line,
                "synthesis_id": synthesis_id,
                "story": story,
                "problem": problem and problem.model_dump(mode="json", exclude_none=True),
            }
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"line {line}: {story if problem is None else _in_words(problem)}")


def _in_words(problem: Problem) -> str:
    named = [f"{item.pointer}: {item.detail}" for item in (problem.errors or ())[:_MOST_NAMED]]
    return " ".join([f"{problem.title}.", problem.detail or "", *named]).strip()


def _news(sentence: str) -> None:
    click.echo(sentence, err=True)
