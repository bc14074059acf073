"""Quality counts what a story repeats."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from evaluation.quality import measure


def story(quoted: list[tuple[str, str | None]]) -> dict[str, Any]:
    """Return a story of one section; each sentence quotes some words of an author, or of nobody who is named."""
    citations = [
        {
            "number": number,
            "source": {"slug": "forum"},
            "author": author,
            "community": "r/quills",
            "quotes": [{"id": f"q{number}", "exact": words}],
        }
        for number, (words, author) in enumerate(quoted, 1)
    ]
    sentences = [{"quotes": [f"q{number}"], "citations": [number]} for number in range(1, len(quoted) + 1)]
    return {
        "sections": [{"heading": "What happened", "paragraphs": [{"sentences": sentences}]}],
        "faq": [{"question": "Why?"}],
        "citations": citations,
        "methodology": {"publisher_count": 3},
        "word_count": 42,
    }


def test_a_sentence_that_says_again_what_another_says_is_counted() -> None:
    """Two sentences of the same content words are alike, and the second says the first again."""
    told = story(
        [
            ("The lab opened the weights of its model on Monday.", "Ada"),
            ("On Monday, the lab opened its model's weights!", "ben"),
            ("Nobody was told when the river rose.", "ada"),
        ]
    )
    assert asdict(measure(told)) == pytest.approx(
        {
            "sentences": 3,
            "similarity_mean": 1 / 3,
            "similarity_max": 1.0,
            "said_again": 1 / 3,
            "publishers": 3,
            "sections": 1,
            "questions": 1,
            "words": 42,
        }
    )


def test_chinese_is_compared_by_pairs_of_characters() -> None:
    """Chinese has no spaces, and still a repetition shows."""
    told = story([("实验室周一开放了模型的权重", "甲"), ("周一实验室开放了模型的权重", "乙")])
    assert measure(told).said_again == pytest.approx(0.5)
