"""What a text counts is compared by its worth: scales, currencies' places and rounding make no difference, another number does."""

from __future__ import annotations

import pytest

from app.writers.extractive.amounts import Amount, amounts


def only(text: str) -> Amount:
    """Return the one amount of a text."""
    (amount,) = amounts(text)
    return amount


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$3bn", "3 billion dollars"),
        ("1,200 people", "1200 people"),
        ("34%", "34 percent"),
        ("70亿美元", "$7 billion"),
        ("2.8 trillion parameters", "2.8万亿参数"),
        ("$1.97bn", "about $2 billion"),
        ("209.7亿元", "约210亿元"),
        ("up 5.14%", "跌超 5%"),
    ],
)
def test_one_number_is_told_by_another_form_of_it(one: str, other: str) -> None:
    """In either order, be it rounded."""
    assert only(one).is_told_by(only(other))
    assert only(other).is_told_by(only(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("$3bn", "$4bn"),
        ("$1.97bn", "$1.98bn"),  # both are fine, and differ
        ("$3bn", "3%"),
        ("$2.4bn", "$2bn"),  # too far for a rounding
        ("120 jobs", "300 jobs"),
        ("34%", "34 million"),
    ],
)
def test_another_number_is_not(one: str, other: str) -> None:
    """Neither a number as fine that differs, nor one that lies too far, nor one of another kind."""
    assert not only(one).is_told_by(only(other))
    assert not only(other).is_told_by(only(one))


@pytest.mark.parametrize(
    "text", ["8,000 layoffs", "$7B+", "超70亿美元", "裁减 103 个岗位", "21.99万起", "120 jobs", "3 %"]
)
def test_what_counts_something_is_known(text: str) -> None:
    """Sums, shares, what a scale stands with, and many of something."""
    assert only(text).counts


@pytest.mark.parametrize("text", ["Qwen3.6 27B", "RTX 3090", "llama.cpp #23545", "at 18 of them", "GPT 5.5"])
def test_what_may_be_a_name_is_not_taken_for_a_count(text: str) -> None:
    """Sizes of models, numbers of things, versions and small numbers."""
    assert not any(amount.counts for amount in amounts(text))


def test_a_year_is_no_amount() -> None:
    """What happened in 2026 did not happen 2026 times."""
    assert amounts("In 2026, as in 1999, nobody counted.") == ()
