"""Strings are found exactly where they stand as whole words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.language.boundaries import stands_alone
from app.language.whole_words import WholeWords

STRINGS = [
    "open",
    "open model",
    "open-model",
    "u.s.",
    "yahoo",
    "yahoo!",
    ".net",
    "[p]",
    "$",
    "c$",
    "é",
    "né",
    "灯塔",
    "灯塔 x",
    "x灯",
    "ω",
]
FINDER = WholeWords((string, string) for string in STRINGS)
# The pieces of the strings, what may stand beside them, and what the shape of a text cannot tell from a space.
PIECES = [
    "open",
    "model",
    " ",
    "-",
    "u.s",
    ".",
    "yahoo",
    "!",
    "net",
    "[",
    "p",
    "]",
    "$",
    "c",
    "é",
    "n",
    "灯",
    "塔",
    "x",
    "ω",
    "\u0301",
    "\ud800",
    "_",
    "?",
]


def sought_one_by_one(text: str) -> list[tuple[int, int, str]]:
    """Find the strings in the plainest way."""
    return sorted(
        (start + len(string), start, string)
        for string in STRINGS
        for start in range(len(text))
        if text.startswith(string, start) and stands_alone(text, start, start + len(string))
    )


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_is_found_is_what_a_search_for_each_string_finds(text: str) -> None:
    """However strings overlap, and whatever stands beside them, none is missed and none is made up."""
    assert FINDER.find(text) == sought_one_by_one(text)


def test_ends_decide_the_order_and_of_equal_ends_the_longest_is_first() -> None:
    """A string that ends in a sign is found after the one before its sign."""
    assert FINDER.find("open model, yahoo!") == [
        (4, 0, "open"),
        (10, 0, "open model"),
        (17, 12, "yahoo"),
        (18, 12, "yahoo!"),
    ]


def test_nothing_compiled_finds_nothing() -> None:
    """The library has no automaton of no strings."""
    assert WholeWords[str](()).find("open model 灯塔 $") == []
