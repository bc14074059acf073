"""The words of an address are ASCII, short, and never look like what they are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.slug import slug_words, with_suffix


@pytest.mark.parametrize(
    ("title", "entities", "expected"),
    [
        ("Tern 3 weights are out", [], "tern-3-weights-are-out"),
        ("Harbour's Pledge: What It Is, and What the Readers of It Say", [], "harbours-pledge-readers-say"),
        ("Übermäßig naïve Œuvres, for £5", [], "ubermassig-naive-oeuvres-for-5"),
        ("Ｔｅｒｎ３ is out", [], "tern3-is-out"),
        ("海港实验室公布第三版", ["harbour-labs", "tern"], "harbour-labs-tern"),
        ("海港实验室发布 Tern 3", ["harbour-labs", "tern"], "harbour-labs-tern-3"),
        ("2026 年 4 月", ["harbour-labs"], "harbour-labs-2026-4"),
        ("海港", [], "story"),
        ("", ["harbour-labs"], "harbour-labs"),
        ("Tеrn weights", [], "weights"),
        ("a" * 70, [], "story"),
        (
            "electroencephalographically counterrevolutionaries incomprehensibilities",
            [],
            "electroencephalographically-counterrevolutionaries",
        ),
    ],
)
def test_a_title_becomes_words(title: str, entities: list[str], expected: str) -> None:
    """Accents go, stop words go where there are too many words, and a title in Chinese begins with the entities' slugs."""
    assert slug_words(title, entities) == expected


@given(st.text(), st.lists(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), max_size=4))
def test_any_title_becomes_an_address(title: str, entities: list[str]) -> None:
    """Whatever the title, the words are small ASCII letters and digits joined by hyphens, at most sixty characters."""
    words = slug_words(title, entities)
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", words)
    assert len(words) <= 60


@pytest.mark.parametrize(("digits", "expected"), [(4, "tern-9d2e"), (1, "tern-9d2e"), (6, "tern-9d2e11")])
def test_a_suffix_has_at_least_four_digits(digits: int, expected: str) -> None:
    """The digest's first digits end the address, never fewer than four."""
    assert with_suffix("tern", "9d2e11", digits) == expected


@pytest.mark.parametrize("digest", ["9d2", "", "9D2E", "xyzw"])
def test_a_suffix_is_hexadecimal(digest: str) -> None:
    """A digest that is too short, or of other letters, makes no address."""
    with pytest.raises(ValueError, match="hexadecimal"):
        with_suffix("tern", digest)
