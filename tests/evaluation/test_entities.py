"""The measure of linking counts what people marked and what the vocabulary links."""

import json
from pathlib import Path

from evaluation.entities import measure

ENTITIES = [
    {
        "slug": "acme",
        "name": "Acme",
        "kind": "organization",
        "aliases": {"en": ["Acme Labs"]},
        "same_as": ["https://en.wikipedia.org/wiki/Acme_(company)"],
        "exact_case": ["Acme"],
    },
    {
        "slug": "ada-stone",
        "name": "Ada Stone",
        "kind": "person",
        "aliases": {},
        "same_as": [],
        "ambiguous": {"Ada Stone": {"needs": ["Acme"], "never": ["novel"]}},
    },
]
MARKED = [
    ("Ada Stone left Acme Labs in Rome today", "B-person I-person O B-corporation I-corporation O B-location O"),
    ("the Acme of taste , wrote Ada Stone in her novel", "O O O O O O B-person I-person O O B-creative-work"),
]
LINKED = {
    "text": "Acme sued Acme Labs of Rome",
    "raw": {
        "entities": [
            {"text": "Acme", "wikipedia": "https://en.wikipedia.org/wiki/Acme_%28company%29"},
            {"text": "Acme Labs", "wikipedia": "https://en.wikipedia.org/wiki/Acme_Laboratories"},
            {"text": "Rome", "wikipedia": "https://en.wikipedia.org/wiki/Rome"},
        ],
    },
}


def test_shares_are_counted_over_marks_and_over_links(tmp_path: Path) -> None:
    """A mention is right if its whole span is marked with a type of its kind, or links to an article about it."""
    gold = tmp_path / "gold"
    gold.mkdir()
    marked = [{"raw": {"tokens": text.split(), "tags": tags.split()}} for text, tags in MARKED]
    (gold / "gold_ner_wnut17.jsonl").write_text("\n".join(map(json.dumps, marked)), encoding="utf-8")
    (gold / "gold_current_events.jsonl").write_text(json.dumps(LINKED), encoding="utf-8")
    vocabulary = tmp_path / "entities.json"
    vocabulary.write_text(json.dumps({"entities": ENTITIES}), encoding="utf-8")
    # Linked are Ada Stone, Acme Labs and the Acme of taste, which nobody marked; the novel blocks the second Ada Stone.
    assert measure(tmp_path, vocabulary) == {
        "wnut17_marked": 4,
        "wnut17_marked_and_known": 3,
        "wnut17_linked": 3,
        "wnut17_precision": 0.6667,
        "wnut17_precision_of_span": 0.6667,
        "wnut17_recall": 0.5,
        "wnut17_recall_of_known": 0.6667,
        "current_events_linked": 2,
        "current_events_overlapping": 2,
        "current_events_precision": 0.5,
        "current_events_same_words": 2,
        "current_events_precision_of_same_words": 0.5,
    }
