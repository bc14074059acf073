"""Shares count every quote of sections and answers, and every weight, by who published it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evaluation.shares import Shares, largest, measure_shares
from tests.story.newsdesk import record


def story(
    body: list[str], answers: list[str], so_far: list[str], head: Sequence[int] = ()
) -> tuple[dict[str, Any], list[Any]]:
    """Return a story whose sentences rest each on a record of the author named, its title and dek on those of the numbers in `head`, and the records."""
    names = [*body, *answers, *so_far]
    records = [record(external_id=f"x{n}", author=f"u/{name}") for n, name in enumerate(names)]
    sentences = [{"citations": [n]} for n in range(1, len(names) + 1)]
    answered = sentences[len(body) : len(body) + len(answers)]
    citations = [
        {"number": n, "record_id": each.id, "weight": round(1 / len(records), 4), "quotes": [{"id": f"q{n}"}]}
        for n, each in enumerate(records, 1)
    ]
    return {
        "title_quotes": [f"q{n}" for n in head[:1]],
        "dek_quotes": [f"q{n}" for n in head[1:]],
        "sections": [{"paragraphs": [{"sentences": sentences[: len(body)]}]}],
        "story_so_far": sentences[len(body) + len(answers) :],
        "faq": [{"answer": answered}],
        "citations": citations,
    }, records


def test_answers_count_and_the_story_so_far_does_not() -> None:
    """Of six sentences, three rest on Ada; of the weights, the story so far has its part."""
    assert measure_shares(*story(["ada", "ada", "ben", "cyd"], ["ada", "dov"], ["eve", "eve"])) == Shares(5, 0.5, 0.375)


def test_title_and_dek_count_where_they_make_a_share_larger() -> None:
    """Ada has two of six sentences, and four of eight lines; Ben, who heads another story, has his share of the sentences alone."""
    body = ["ada", "ada", "ben", "cyd", "dov", "eve"]
    assert measure_shares(*story(body, [], [], head=[1, 2])).quotes == 0.5
    assert measure_shares(*story(body, [], [], head=[3, 4])).quotes == 2 / 6


def test_a_share_is_too_large_only_where_there_are_several_publishers() -> None:
    """Of fewer than five one may carry most."""
    shares = [Shares(4, 0.9, 0.8), Shares(5, 0.4, 0.3), Shares(9, 0.2, 0.35)]
    assert largest(shares) == (0.4, 0.35)
    assert largest([]) == (0.0, 0.0)
