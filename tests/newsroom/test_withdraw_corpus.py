"""On real records, too, a withdrawal leaves no words behind and every story standing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.jobs.desk import write_now
from app.newsroom.deployment import Deployment
from app.newsroom.ingest import ingest
from app.newsroom.verify import verify_story
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import records, stories
from schemas.record import Record
from schemas.synthesis import SynthesisRequest
from tests.conftest import NOW
from tests.databases import every_word

_IN_A_ROW = 8
_CHARACTERS_IN_A_ROW = 24


def passages(record: Record) -> list[str]:
    """Return stretches of a record's text: eight words each, or two dozen characters where there are no spaces."""
    text = record.text or record.title or ""
    words = text.split()
    found = [" ".join(words[place : place + _IN_A_ROW]) for place in range(0, len(words) - _IN_A_ROW, 4)]
    if not text.isascii():
        starts = range(0, len(text) - _CHARACTERS_IN_A_ROW, _CHARACTERS_IN_A_ROW)
        found += [text[start : start + _CHARACTERS_IN_A_ROW] for start in starts]
    return found


@pytest.mark.parametrize("name", ["a01-alibaba-open-weights-pledge", "a05-ai-layoffs-or-alibi"])
def test_withdrawing_what_a_story_rests_on_most_erases_it_everywhere(
    corpus: Path, deployment: Deployment, settings: Settings, name: str
) -> None:
    """The three weightiest records go one by one: nothing of them is in the file, and every sentence left verifies."""
    lines = enumerate((corpus / "assignments" / f"{name}.jsonl").read_bytes().splitlines(), 1)
    ids = [str(result.id) for batch in ingest(deployment, lines) for result in batch]
    slug = write_now(deployment, SynthesisRequest(record_ids=ids)).slug
    for _ in range(3):
        with deployment.database.read() as session:
            stored = stories.find(session, slug)
            assert stored is not None
            weightiest = max(stored.story().citations, key=lambda citation: citation.weight)
            kept = records.get_many(session, ids)
        gone = kept.pop(weightiest.record_id)
        others = "\n".join(f"{each.title} {each.text} {each.url}" for each in kept.values())
        withdraw(deployment, gone.id)
        left = every_word(settings.database_url)
        assert [words for words in passages(gone) if words.encode() in left and words not in others] == []
        checked = verify_story(deployment, slug, NOW)
        assert checked.sentences
        assert (checked.not_found, checked.not_checkable) == (0, 0)
