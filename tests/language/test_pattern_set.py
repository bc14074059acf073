"""Patterns that are tried only where their own words stand answer as if each had been tried."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.normalise import fold
from app.language.orders import TO_MODEL
from app.language.pattern_set import PatternSet, alternatives, needs_of
from tests.language.matches import draw_match


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        ("forget (?:the|all) rules?", [{"forget the rule", "forget all rule", "forget the rules", "forget all rules"}]),
        (r"\bsay\b.{0,9}\bzebra", [{"zebra"}, {"say"}]),
        (r"(?:ab|c\d+d)x", [{"x"}, {"ab", "c"}]),
        (r"(?:red )*fox[es]?(?! hunt)\s", [{"fox", "foxe", "foxs"}]),
        (r"(?:no|never)+ more", [{" more"}, {"no", "never"}]),
    ],
)
def test_what_a_match_cannot_be_without_is_read_from_the_pattern(source: str, needs: list[set[str]]) -> None:
    """What stands side by side is one string, each branch adds its own, and what may be left out is not needed."""
    assert [set(need) for need in needs_of(source)] == needs


@pytest.mark.parametrize("source", [r"\w+", "a?", "(?:never|.)*", r"^\s*$"])
def test_a_pattern_that_needs_nothing_is_refused(source: str) -> None:
    """It would have to be tried on every text."""
    with pytest.raises(ValueError, match="needs no string"):
        needs_of(source)


def test_whatever_a_pattern_of_the_service_matches_is_found() -> None:
    """Of texts drawn from each pattern those that it matches hold what it needs, and the set finds them."""
    chance = Random(7)
    for source in TO_MODEL._sources:
        alone, tried = re.compile(source), 0
        for _ in range(150):
            text = fold(f"{draw_match(source, chance)}{chance.choice(('', ' it'))}")
            if alone.search(text):
                tried += 1
                assert all(any(string in text for string in need) for need in needs_of(source)), (source, text)
                assert TO_MODEL.may_match(text), (source, text)
                assert TO_MODEL.search(text), (source, text)
        assert tried, source


@given(st.lists(st.sampled_from(["say", "zebra", " ", "red", "fox", "\n", "no", "more", "0"]), max_size=9).map("".join))
def test_the_set_answers_as_its_patterns_do(text: str) -> None:
    """It finds what one of them finds, and nothing else."""
    sources = [r"\bsay\b.{0,9}zebra", "red+ fox", "^no more$"]
    assert PatternSet(sources).search(text) is any(re.search(source, text) for source in sources)


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("one", ["one"]),
        (r"a[|)]|b\|c|(d|e(f|g))|h", ["a[|)]", r"b\|c", "(d|e(f|g))", "h"]),
        (r"[]|]a|[^]|]b|\[c|d", ["[]|]a", "[^]|]b", r"\[c", "d"]),
        ("|a|", ["", "a", ""]),
    ],
)
def test_a_pattern_is_taken_apart_at_its_own_bars_alone(source: str, parts: list[str]) -> None:
    """A bar in a group, in a set or behind a backslash parts nothing, and the parts put together are the pattern."""
    assert alternatives(source) == parts
    assert "|".join(parts) == source
