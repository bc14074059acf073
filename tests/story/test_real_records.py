"""The rules on records as people write them: needs the folder of real records, and is skipped without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from app.language.normalise import clean_text
from app.language.prose import quotable_sentences
from app.story.draft import Span
from app.story.quotes import cut, matches
from app.story.verification import Evidence, judge
from schemas.record import Record
from tests.story.newsdesk import record

EVERY = 10
LEAST_FOUND = 0.999


def records(corpus: Path) -> Iterator[Record]:
    """Yield every tenth record of each file."""
    kept = {"source", "external_id", "community", "author", "title", "url", "published_at", "engagement", "kind"}
    for path in sorted((corpus / "records").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[::EVERY]:
            sent = json.loads(line)
            fields = {name: sent[name] for name in kept & sent.keys() if sent[name] is not None}
            words = {name: clean_text(sent[name]) for name in ("title", "author") if sent.get(name)}
            unknown: dict[str, object] = {"community": None, "author": None, "title": None, "engagement": {}}
            yield record(clean_text(sent.get("text") or ""), **(unknown | fields | words))


def test_what_real_records_say_can_be_quoted(corpus: Path) -> None:
    """Nearly every sentence that the engine would quote passes with its owner, place and day around it, in both languages."""
    judged, refused = 0, []
    for of in records(corpus):
        for found in quotable_sentences(of.text or "")[:3]:
            quote = cut(of, Span(of.id, "text", found.start, found.end), "q1")
            assert matches(of, quote)
            day = of.published_at
            owner, place = of.author or "a reader", of.community or "Tide"
            rests_on = [Evidence(of, "text", quote.exact, None, "Tide")]
            for text in (
                f"On {place}, {owner} wrote on {day.day} {day:%B} {day.year}: “{quote.exact}”",
                f"{of.author or '一位用户'}在{day.year}年{day.month}月{day.day}日写道：“{quote.exact}”",
            ):
                judged += 1
                judgement = judge(text, rests_on, "verbatim")
                if judgement.verdict != "found":
                    refused.append((text, judgement.reason))
    assert judged > 1_000
    assert len(refused) <= (1 - LEAST_FOUND) * judged, refused
