"""What a citation's weight says: how much is quoted of a record, how near it is, and why it is held back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.weights import Weight, weigh
from schemas.record import Record
from tests.story.newsdesk import record, sentence


def records(count: int, **changes: Any) -> dict[str, Record]:
    """Return posts by authors of their own, by their names a, b, c …, which stand for their ids."""
    return {chr(97 + n): record(external_id=str(n), author=f"u/{chr(97 + n)}", **changes) for n in range(count)}


def test_a_record_weighs_by_the_root_of_what_is_quoted() -> None:
    """Four times the words weigh twice as much, and an answer half of a sentence in a section."""
    body = [sentence(1, "one", ["q1"], [1]), sentence(2, "two", ["q2"], [2])]
    answers = [sentence(3, "three", ["q3"], [3])]
    shares = weigh(body, answers, {"q1": 400, "q2": 100, "q3": 100}, {"q1": "a", "q2": "b", "q3": "c"}, records(3), {})
    assert shares == {
        "a": Weight(0.5714, "quoted in 1 sentence"),
        "b": Weight(0.2857, "quoted in 1 sentence"),
        "c": Weight(0.1429, "quoted in 1 sentence"),
    }


def test_nearness_to_the_subject_adds_to_the_weight() -> None:
    """The nearest record weighs 30 % more than one that is as far as can be, and the reason says how near it is."""
    body = [sentence(1, "one", ["q1"], [1]), sentence(2, "two", ["q2"], [2])]
    owners = {"q1": "a", "q2": "b"}
    shares = weigh(body, [], {"q1": 100, "q2": 100}, owners, records(2), {"a": 1.0, "b": 0.0})
    assert shares == {
        "a": Weight(0.5652, "quoted in 1 sentence; 100% as near to the subject as the nearest record"),
        "b": Weight(0.4348, "quoted in 1 sentence; 0% as near to the subject as the nearest record"),
    }


def test_a_record_that_is_held_back_says_why() -> None:
    """Of five publishers one that is quoted in most sentences is cut to 40 %, in its reason too."""
    body = [sentence(n, "one", ["q1"], [1]) for n in range(9)]
    body += [sentence(9 + n, "more", [f"q{n}"], [n]) for n in range(2, 6)]
    owners = {f"q{n}": chr(96 + n) for n in range(1, 6)}
    shares = weigh(body, [], dict.fromkeys(owners, 100), owners, records(5), {})
    assert shares["a"] == Weight(
        0.4, "quoted in 9 sentences; held back so that its publisher carries no more than 40 % of the story"
    )
    assert {name: each.share for name, each in shares.items()} == {"a": 0.4, "b": 0.15, "c": 0.15, "d": 0.15, "e": 0.15}


@pytest.mark.parametrize("count", [1, 3, 6, 7, 11, 40])
def test_rounded_weights_still_sum_to_one(count: int) -> None:
    """Four decimals of equal shares do not add up by themselves; those that lose most take what rounding leaves."""
    body = [sentence(n + 1, "one", [f"q{n}"], [n + 1]) for n in range(count)]
    names = [f"r{n}" for n in range(count)]
    owners = {f"q{n}": names[n] for n in range(count)}
    found = {name: record(external_id=name, author=name) for name in names}
    shares = weigh(body, [], dict.fromkeys(owners, 50), owners, found, {})
    assert sum(each.share for each in shares.values()) == pytest.approx(1, abs=1e-9)
    assert all(each.share == round(each.share, 4) for each in shares.values())


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 900)), min_size=1, max_size=40))
def test_rounding_lifts_no_publisher_over_its_share(quotes: list[tuple[int, int]]) -> None:
    """However many records it wrote; and the weights sum to 1."""
    body = [sentence(n + 1, "one", [f"q{n}"], [n + 1]) for n in range(len(quotes))]
    names = [f"r{n}" for n in range(len(quotes))]
    found = {name: record(external_id=name, author=f"u/{who}") for name, (who, _) in zip(names, quotes, strict=True)}
    owners = {f"q{n}": name for n, name in enumerate(names)}
    lengths = {f"q{n}": length for n, (_, length) in enumerate(quotes)}
    parts = Counter[int]()
    for name, each in weigh(body, [], lengths, owners, found, {}).items():
        parts[quotes[names.index(name)][0]] += round(each.share * 10_000)
    assert parts.total() == 10_000
    assert len(parts) < 5 or max(parts.values()) <= 4_000


def test_nothing_quoted_weighs_nothing() -> None:
    """A story without sentences has no weights to give."""
    assert weigh([], [], {}, {}, {}, {}) == {}
