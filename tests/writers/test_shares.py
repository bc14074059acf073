"""No record and no publisher carries more than its part of a story, the answers to its questions included."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.story.draft import Draft
from app.story.publishers import publishers
from app.writers.base import Assignment
from app.writers.extractive.headline import Line
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.shares import Uses, cited_above, cited_in, over_share
from tests.story.newsdesk import record
from tests.writers.press import SETS, Given, Press, drafted, post, sample


def told(press: Press, number: int, **fields: Any) -> Passage:
    """Return a sentence of a record of its own."""
    assignment = press.assign([post(number, f"The lamp of Moth {number} stands on a rock of its own.", **fields)])
    return passages_of(assignment.records[0], 0, 9)[0]


def test_a_publisher_carries_two_fifths_where_there_are_five(press: Press) -> None:
    """One more of the ten quotes is allowed to who has three, and not to who has four already, unless the body gives way; to anybody where there are only four."""
    papers = ["harbour-post", "coast-daily", "lamp-times", "rock-news"]
    others = [
        told(press, n, source=paper, kind="article", community=None, author=None) for n, paper in enumerate(papers)
    ]
    mine = [told(press, 20 + n, author="pell") for n in range(5)]
    assert Uses([*others, *others[:2], *mine[:3]]).allow(mine[3])
    assert not Uses([*others, others[0], *mine[:4]]).allow(mine[4])
    assert Uses([*others, others[0], *mine[:4]]).allow(mine[4], body_gives_way=True)
    assert Uses([*others[:3], *mine[:4]]).allow(mine[4])


def test_a_record_carries_half_where_there_are_three(press: Press) -> None:
    """Of two records either may be quoted again."""
    first, second, third = (told(press, n) for n in range(3))
    assert not Uses([first, first, second, third]).allow(first)
    assert Uses([first, first, second]).allow(first)


def largest_share(assignment: Assignment, draft: Draft) -> float:
    """Return the share of the sentences of sections and answers that rests on one publisher, with title and dek or without, 0 where fewer than five are quoted."""
    quoted = cited_in([*drafted(draft), *(s for item in draft.faq for s in item.answer)])
    publisher_of = publishers(r for r in assignment.records if r.id in quoted)
    found = 0.0
    above = cited_above(Line("", draft.title_spans), Line("", draft.dek_spans))
    for counted in (quoted, quoted + Counter({i: count for i, count in above.items() if i in quoted})):
        carried = Counter[str]()
        for record_id, count in counted.items():
            carried[publisher_of[record_id]] += count
        found = max(found, max(carried.values()) / carried.total() if len(carried) >= 5 else 0.0)
    return found


def crowd(draw: Random) -> list[Given]:
    """Return records of one subject by a few publishers, of whom one has far more than the others, some with questions and answers."""
    things = [
        "oil",
        "glass",
        "a keeper",
        "new ropes",
        "a bell",
        "better charts",
        "a boat",
        "more light",
        "two pilots",
        "a roof",
    ]
    acts = [
        "needs",
        "was given",
        "has lost",
        "will have",
        "asks for",
        "costs more than",
        "is told to buy",
        "may not have",
    ]
    papers = [f"paper-{name}" for name in "abcdefgh"[: draw.randint(4, 8)]]
    found = []
    for number in range(draw.randint(8, 30)):
        paper = papers[0] if draw.random() < 0.6 else draw.choice(papers)
        texts = [
            f"The lamp Moth 7 of Greyfin Rock {draw.choice(acts)} {draw.choice(things)} worth ${draw.randint(2, 900)} million, {draw.choice(things)} and {draw.choice(things)}."
            for _ in range(draw.randint(1, 4))
        ]
        asked = [f"Why does Moth 7 of Greyfin Rock need {draw.choice(things)}?"] if draw.random() < 0.2 else []
        fields: dict[str, Any] = {"source": paper, "kind": "article", "community": None, "author": None}
        if draw.random() < 0.3:
            fields = {"author": draw.choice(["pell", "orrin", "tam"]), "kind": draw.choice(["post", "comment"])}
        found.append(post(number, " ".join([*asked, *texts]), **fields))
    return found


@pytest.mark.parametrize("seed", range(40))
def test_no_publisher_carries_more_than_two_fifths_of_a_story(press: Press, seed: int) -> None:
    """Of all that sections, answers, title and dek quote, in sets of which one publisher wrote most."""
    assert largest_share(*press.write(crowd(Random(seed)))) <= 0.4


def test_two_questions_stay_where_the_body_can_give_way(press: Press) -> None:
    """A sentence of the body goes before the second question does, though its record is not quoted then."""
    assignment, draft = press.write(crowd(Random(121)))
    assert len(draft.faq) == 2
    assert largest_share(assignment, draft) <= 0.4


@pytest.mark.parametrize("seed", range(20))
def test_no_publisher_carries_more_of_mixed_samples(press: Press, seed: int) -> None:
    """Nor in sets drawn from all samples."""
    every = [each for path in SETS for each in sample(path)]
    draw = Random(seed)
    assert largest_share(*press.write(draw.sample(every, draw.randint(5, 40)))) <= 0.4


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9))
@settings(max_examples=200)
def test_what_is_too_much_is_neither_more_nor_less(counts: list[int]) -> None:
    """Without so many of the largest publisher's sentences the share holds, and with one of them more it would not."""
    records = {f"r{n}": record(external_id=f"r{n}", author=f"u/{n}") for n in range(len(counts))}
    records = {each.id: each for each in records.values()}
    quoted = dict(zip(records, counts, strict=True))
    heavy, too_many, _ = over_share(quoted, records)
    total, largest = sum(counts), max(counts)
    if len(counts) < 5:
        assert too_many == 0
        return
    assert largest - too_many <= 0.4 * (total - too_many) + 1e-9
    assert not too_many or largest - too_many + 1 > 0.4 * (total - too_many + 1) + 1e-9
    assert not too_many or sum(quoted[i] for i in heavy) == largest
