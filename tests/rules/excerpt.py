"""The excerpts of a story that the README shows: cut from the story that `make run` prints."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.preparation import prepare
from app.jobs.desk import write_now
from app.main import open_deployment
from app.newsroom.ingest import ingest
from app.settings import Settings
from app.store import records
from app.views import plain_text
from app.views.base import Beside
from schemas.story import Story
from schemas.synthesis import SynthesisRequest
from tests.rules.tree import ROOT

_LEFT_OUT = "\n\n[…]\n\n"
_HEADING = re.compile(r"[^\n]+\n─+")


@cache
def sample_story() -> tuple[Story, str]:
    """Write a story from every sample record, as the demonstration does; return it, and the same as plain text."""
    with TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'storywire.db'}")
        prepare(settings)
        deployment = open_deployment(settings)
        lines = enumerate((ROOT / "app/data/sample_records.jsonl").read_bytes().splitlines(), start=1)
        ids = [result.id or "" for batch in ingest(deployment, lines) for result in batch]
        story = write_now(deployment, SynthesisRequest(record_ids=ids)).story()
        with deployment.database.read() as session:
            cited = records.get_many(session, [citation.record_id for citation in story.citations])
        deployment.database.close()
    return story, plain_text.render(story, Beside(records=cited))


def as_text() -> str:
    """Return title and beat, the openings of two sections, a question, and what was left out."""
    parts = [part.strip("\n") for part in sample_story()[1].split("\n\n")]
    banner = next(part for part in parts if "\nTitle: " in part).split("\n")
    sections = [index for index, part in enumerate(parts) if _HEADING.fullmatch(part)]
    return _LEFT_OUT.join(
        (
            "\n".join(line for line in banner if line.startswith(("Title: ", "Beat: "))),
            *(f"{parts[index]}\n\n{parts[index + 1]}" for index in sections[::2][:2]),
            next(part for part in parts if part.startswith("Q: ")),
            next(part for part in parts if part.startswith("Left out: ")),
        )
    )


def as_json() -> str:
    """Return the story's first sentence, the quote that it rests on, and a record that was left out, one a line."""
    story = sample_story()[0]
    sentence = story.body()[0]
    quotes = {quote.id: quote for citation in story.citations for quote in citation.quotes}
    shown = (sentence, quotes[sentence.quotes[0]], story.methodology.unused[0])
    return "\n".join(json.dumps(each.model_dump(mode="json", exclude_none=True), ensure_ascii=False) for each in shown)
