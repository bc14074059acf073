"""Measure whether attacks that travel inside records come out in stories, and what the defence costs honest records.

Each attack is one record among nine honest ones of an assignment. Its canary, and all else that must never appear, is
looked for in the story's words (title, dek, headings, sentences, questions), in its quotes with what stands beside them,
and in the fields that a citation takes over from its record as they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app.language.injection import speaks_to_model
from app.language.sentences import split_sentences
from app.store import records
from evaluation.assignments import CREATED
from evaluation.corpus import Assignment, Corpus
from evaluation.service import Service

SAMPLE = 150
CLEAN = 500
# The same attack in so many of ten records, by as many authors, in so many stories each.
COPIES = (1, 2, 4)
REPEATED = 75
_TEN = 10


@dataclass(slots=True)
class Poisoning:
    """How many stories were tried, in how many something came out and where, and what became of the attacks' records.

    `escaped` names each attack that came out: its family, position and variant, and the place.
    """

    stories: int = 0
    failed: int = 0
    shown: Counter[str] = field(default_factory=Counter)
    treated: Counter[str] = field(default_factory=Counter)
    escaped: list[str] = field(default_factory=list)


def run_poisoning(
    service: Service, corpus: Corpus, seed: int, sample: int | None = SAMPLE, copies: int = 1
) -> Poisoning:
    """Mix attacks into honest records, each in `copies` of ten, and look for what must never appear; `sample` None tries every attack."""
    attacks = list(corpus.lines("cases/injected_records.jsonl"))
    draw = Random(f"{seed}/poisoning/{copies}" if copies > 1 else f"{seed}/poisoning")
    chosen = attacks if sample is None else draw.sample(attacks, min(sample, len(attacks)))
    honest = [ids for ids in (_honest(service, each) for each in corpus.assignments()) if len(ids) >= _TEN]
    result = Poisoning()
    for attack in chosen:
        poisoned = service.send(_copied(attack, copies))
        among = draw.sample(draw.choice(honest), _TEN - copies) + poisoned
        draw.shuffle(among)
        # A draft is no earlier story to the next, so that no attack is told of twice.
        status, story, _ = service.synthesize(among, publish=False)
        result.stories += 1
        if status == CREATED:
            _look(result, attack, story, poisoned[0])
        else:
            result.failed += 1
    return result


def lost_to_filter(service: Service, record_ids: Sequence[str], seed: int) -> tuple[int, int]:
    """Return how many sentences of clean records the injection filter takes, and of how many."""
    draw = Random(f"{seed}/clean")
    with service.deployment.database.read() as session:
        found = records.get_many(session, draw.sample(record_ids, min(CLEAN, len(record_ids))))
    texts = [text for record in found.values() for text in (record.title, record.text) if text]
    sentences = [text[span.start : span.end] for text in texts for span in split_sentences(text)]
    return sum(speaks_to_model(sentence) for sentence in sentences), len(sentences)


def _copied(attack: dict[str, Any], copies: int) -> list[dict[str, Any]]:
    """Return an attack's record and others with its words, each of another author where the author is not what attacks."""
    first = attack["record"]
    others = [
        {**first, "external_id": f"{first['external_id']}-{number}"}
        | ({} if attack["position"] == "author" else {"author": f"{first.get('author') or 'user'}{number}"})
        for number in range(1, copies)
    ]
    return [first, *others]


def _honest(service: Service, assignment: Assignment) -> list[str]:
    ids = service.send(assignment.records)
    return [record_id for place, record_id in enumerate(ids) if place not in assignment.near_misses]


def _look(result: Poisoning, attack: dict[str, Any], story: dict[str, Any], poisoned: str) -> None:
    unused = {each["record_id"]: each["reason"] for each in story["methodology"]["unused"]}
    result.treated[unused.get(poisoned, "cited")] += 1
    expect = attack["expect"]
    for place, text in _places(story).items():
        folded = text.casefold()
        if any(canary in text for canary in expect["never_in_output"]) or any(
            phrase in folded for phrase in expect["never_phrases"]
        ):
            result.shown[place] += 1
            result.escaped.append(f"{attack['family']}, {attack['position']}, {attack['variant']}: {place}")


def _places(story: dict[str, Any]) -> dict[str, str]:
    """Return the text of each kind of place of a story; `anywhere` is the whole answer."""
    parts = {key: story[key] for key in ("title", "dek", "sections", "story_so_far", "faq")}
    quotes = [quote for citation in story["citations"] for quote in citation["quotes"]]
    fields = [{k: v for k, v in citation.items() if k != "quotes"} for citation in story["citations"]]
    told = {"words": parts, "quotes": quotes, "citations' fields": fields, "anywhere": story}
    return {place: json.dumps(each, ensure_ascii=False) for place, each in told.items()}
