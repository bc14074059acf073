"""A seeded newspaper: as many stories as are wanted, whole and of the usual size, kept by the store as any story is.

A story holds what the readers' measurements touch: about 17 KB of JSON, twenty citations, eight entities, one of forty beats. Its words are drawn
from a small vocabulary, so that it is no news; the same seed and number give the same story on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.store import stories
from app.store.migrate import migrate
from app.store.session import Database
from app.store.story_lists import StoryFilter
from app.story.record_id import record_id
from schemas.base import time_text
from schemas.story import Story

PUBLIC_URL = "http://127.0.0.1:8000"
BEATS = 40
_BATCH = 200
_START = datetime(2026, 1, 1, tzinfo=UTC)
_CITATIONS, _ENTITIES, _SENTENCES = 20, 8, 16
WORDS = [
    "the", "of", "a", "to", "in", "and", "that", "it", "for", "on", "with", "as", "was", "at", "by", "from", "an",
    "its", "which", "but", "not", "after", "more", "than", "over", "before", "people", "council", "harbour",
    "bridge", "kiln", "lantern", "ferry", "orchard", "ledger", "market", "signal", "tower", "river", "winter",
    "summer", "evening", "report", "figure", "price", "engine", "garden", "letter", "meeting", "vote", "model",
    "weight", "licence", "release", "benchmark", "memory", "chip", "reader", "writer", "paper", "record", "source",
    "question", "answer", "village", "town", "county", "region", "window", "says", "said", "found", "asked", "told",
    "wrote", "built", "moved", "opened", "closed", "raised", "cut", "held", "lost", "won", "sold", "bought",
    "tested", "shipped", "delayed", "agreed", "refused",
]  # fmt: skip


def slug_of(number: int) -> str:
    """Return the slug of the story of a number."""
    return f"the-story-of-the-{number}-lanterns-{_digest(number)[:4]}"


def beat_of(number: int) -> str:
    """Return the beat under which the story of a number is filed."""
    return f"beat-{number % BEATS}"


def fill(database: Database, public_url: str, size: int) -> Iterator[int]:
    """Keep the stories 0 to `size`, in batches; yield how many are kept after each."""
    for first in range(0, size, _BATCH):
        with database.write() as session:
            for number in range(first, min(first + _BATCH, size)):
                stories.save(session, story_of(number, public_url), "first", None)
        yield min(first + _BATCH, size)


def kept(file: Path, size: int) -> Path:
    """Return a database of so many stories at a path: the one that is there, or a new one; raise SystemExit where that has another size."""
    kept_at(f"sqlite:///{file.absolute()}", size)
    return file.absolute()


def kept_at(url: str, size: int) -> None:
    """Bring a database to the newest schema, and fill it where it is empty; raise SystemExit where it has another size then."""
    migrate(url)
    database = Database(url)
    with database.read() as session:
        is_new = not stories.count(session, StoryFilter())
    if is_new:
        for _ in fill(database, PUBLIC_URL, size):
            pass
        database.forget()
    with database.read() as session:
        found = stories.count(session, StoryFilter())
    database.close()
    if found != size:
        raise SystemExit(f"{database.url} holds {found} stories, not {size}")


def story_of(number: int, public_url: str) -> Story:
    """Make the story of a number; it is published so many minutes after the beginning of the year."""
    drawn = random.Random(number)
    at = time_text(_START + timedelta(minutes=number))
    beat = {"slug": beat_of(number), "name": f"Beat {number % BEATS}"}
    citations = [_citation(drawn, number, place, at) for place in range(1, _CITATIONS + 1)]
    entities = [_entity(drawn, number + 97 * place) for place in range(_ENTITIES)]
    linked = [*entities, *[None] * (_SENTENCES - _ENTITIES)]
    sentences = [_sentence(drawn, f"s{place}", place % _CITATIONS + 1, entity) for place, entity in enumerate(linked)]
    told: dict[str, Any] = {
        "id": f"sty_{_digest(number)[:26]}",
        "slug": slug_of(number),
        "url": f"{public_url}/stories/{slug_of(number)}",
        "revision": 1,
        "status": "published",
        "language": "en",
        "title": f"The story of the {number} lanterns",
        "dek": _text(drawn, 22),
        "beat": beat,
        "published_at": at,
        "updated_at": at,
        "word_count": 600,
        "entities": entities,
        "image": None,
        "replaced_by": None,
        "title_quotes": ["q1"],
        "dek_quotes": ["q2"],
        "sections": [
            {"heading": None, "paragraphs": _paragraphs(sentences[:6])},
            {"heading": _text(drawn, 6).capitalize(), "paragraphs": _paragraphs(sentences[6:12])},
        ],
        "story_so_far": [],
        "faq": [{"question": f"{_text(drawn, 8).capitalize()}?", "answer": [sentence]} for sentence in sentences[12:]],
        "citations": citations,
        "related": [_related(drawn, number, place, beat) for place in (1, 2, 3) if number >= place],
        "methodology": _methodology(number, at, beat),
    }
    return Story.model_validate(told)


def _digest(number: int) -> str:
    return sha256(f"story {number}".encode()).hexdigest()


def _text(drawn: random.Random, words: int) -> str:
    return " ".join(drawn.choices(WORDS, k=words))


def _sentence(drawn: random.Random, name: str, citation: int, entity: dict[str, Any] | None) -> dict[str, Any]:
    """Make a sentence of one quotation, which links to an entity where it is given one."""
    runs = [{"text": f"{_text(drawn, 9)} “{_text(drawn, 7)}” ".capitalize()}, {"text": f"{_text(drawn, 4)}."}]
    if entity is not None:
        runs.insert(1, {"text": entity["name"], "entity": entity["slug"]})
        runs[2]["text"] = f" {runs[2]['text']}"
    return {
        "id": name,
        "runs": runs,
        "support": "verbatim",
        "quotes": [f"q{citation}"],
        "citations": [citation],
    }


def _paragraphs(sentences: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"sentences": sentences[at : at + 4]} for at in range(0, len(sentences), 4)]


def _citation(drawn: random.Random, number: int, place: int, at: str) -> dict[str, Any]:
    exact = _text(drawn, 9)
    name = f"{number // 5}-{place}"
    return {
        "number": place,
        "record_id": record_id("pell-gazette", name),
        "record_version": 1,
        "source": {"slug": "pell-gazette", "name": "Pell Gazette", "kind": "news"},
        "community": None,
        "title": _text(drawn, 5).capitalize(),
        "author": "ash_carter",
        "url": f"https://pell.example/{name}",
        "published_at": at,
        "language": "en",
        "weight": 0.05,
        "weight_reason": "One of twenty that tell the same.",
        "status": "active",
        "quotes": [
            {
                "id": f"q{place}",
                "field": "text",
                "exact": exact,
                "prefix": _text(drawn, 3),
                "suffix": _text(drawn, 3),
                "start": 40,
                "end": 40 + len(exact),
                "translation": None,
            }
        ],
    }


def _entity(drawn: random.Random, number: int) -> dict[str, Any]:
    named = number % 2_000
    return {
        "slug": f"lantern-{named}",
        "name": f"Lantern {named}",
        "kind": "organization",
        "mentions": drawn.randint(1, 9),
        "salience": 0.125,
    }


def _related(drawn: random.Random, number: int, place: int, beat: dict[str, str]) -> dict[str, Any]:
    return {
        "relation": "earlier",
        "slug": slug_of(number - place),
        "title": f"The story of the {number - place} lanterns",
        "dek": _text(drawn, 16),
        "beat": beat,
        "published_at": time_text(_START + timedelta(minutes=number - place)),
        "score": 0.4,
        "shared_entities": [f"lantern-{number % 2_000}"],
    }


def _methodology(number: int, at: str, beat: dict[str, str]) -> dict[str, Any]:
    return {
        "record_count": _CITATIONS,
        "cited_count": _CITATIONS,
        "unused": [],
        "provider": "extractive",
        "model": None,
        "prompt_version": "made-up",
        "records_digest": f"sha256:{_digest(number)}",
        "synthesis_id": f"syn_{_digest(number)[:26]}",
        "usage": {"input_tokens": 0, "output_tokens": 0, "cost_usd": "0"},
        "generated_at": at,
        "human_edited": False,
        "evidence_from": at,
        "evidence_until": at,
        "publisher_count": 1,
        "rejected_sentences": 0,
        "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
        "beat_scores": [{"slug": beat["slug"], "score": 0.6, "terms": ["lantern"]}],
        "statement": "A machine drew these words from a list, to measure with. Nothing that they say happened.",
    }
