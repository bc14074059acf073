"""Words that count without a figure are borne out by words of their sort, and by nothing else."""

from __future__ import annotations

import pytest

from app.story.rough_numbers import RoughNumber, rough_numbers
from app.story.verification import FOUND, judge, judge_headline
from tests.story.newsdesk import evidence, record


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        ("A dozen boats and dozens of crews", ["dozen", "dozens"]),
        ("Half of the crews, half the boats", ["half", "half"]),
        ("Hundreds, thousands, a million, billions", ["hundreds", "thousands", "millions", "billions"]),
        ("A third of it, two thirds, a quarter of it", ["third", "third", "quarter"]),
        ("Twice the price, double the speed", ["double", "double"]),
        ("一半、数百、上千、数千、成千上万、数百万", ["half", "hundreds", "thousands", "thousands", "thousands", "thousands", "millions"]),
        ("A third version, the first quarter, 百度, 函数十分", []),
    ],
)  # fmt: skip
def test_a_quantity_without_a_figure_is_found(text: str, sorts: list[str]) -> None:
    """English and Chinese words that count are found by their sort; an ordinal, a name and a part of a word are not."""
    assert [each.sort for each in rough_numbers(text)] == sorts


def test_a_quantity_keeps_its_words() -> None:
    """What is refused can be shown as it was written."""
    assert rough_numbers("Dozens of boats") == [RoughNumber("dozens", "Dozens")]


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("A dozen boats wait in the harbour.", "There are 12 boats that wait in the harbour."),
        ("A dozen boats wait in the harbour.", "Dozens of boats wait in the harbour."),
        ("Half of the boats wait.", "About half the boats wait."),
        ("Boats cost twice the price.", "The price of boats has doubled."),
        ("Hundreds of boats wait.", "Several hundred boats wait."),
        ("Millions of boats wait.", "Some 3 million boats wait."),
        ("港口有数百艘船。", "港口有几百艘船。"),
        ("一半的船在港口。", "半数的船在港口。"),
    ],
)
def test_a_quantity_in_any_of_its_forms_is_borne_out(told: str, quoted: str) -> None:
    """The evidence need not use the same word, only one of the same sort."""
    assert judge(told, [evidence(quoted, record(quoted))], "paraphrase") == FOUND


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("A dozen boats wait in the harbour.", "Boats wait in the harbour."),
        ("Dozens of boats wait in the harbour.", "There are 12 boats that wait in the harbour."),
        ("Half of the boats wait.", "The boats wait."),
        ("Half the boats wait.", "The boats wait."),
        ("A third of the boats wait.", "A third boat waits for the other boats."),
        ("A quarter of the boats wait.", "The boats wait."),
        ("Boats cost double the price.", "The price of boats has risen."),
        ("Boats cost twice the price.", "The price of boats has risen."),
        ("Hundreds of boats wait.", "There are 340 boats that wait."),
        ("Thousands of boats wait.", "Hundreds of boats wait."),
        ("Millions of boats wait.", "The boats wait."),
        ("港口有数百艘船。", "港口有船。"),
        ("港口有数千艘船。", "港口有船。"),
        ("港口有上千艘船。", "港口有船。"),
        ("港口有成千上万艘船。", "港口有船。"),
        ("一半的船在港口。", "船在港口。"),
    ],
)
def test_a_quantity_that_the_evidence_lacks_is_refused(told: str, quoted: str) -> None:
    """A sentence and a headline may not count for their evidence, nor make more of what it counts."""
    rests_on = [evidence(quoted, record(quoted))]
    assert "number_not_borne_out" in judge(told, rests_on, "paraphrase").codes
    assert judge_headline(told, rests_on).codes == ("number_not_borne_out",)


def test_a_quantity_inside_a_quotation_is_the_quotations() -> None:
    """Words between quotation marks are compared as they stand."""
    words = "Half of the boats wait."
    assert judge(f"u/marlow_tk wrote: “{words}”", [evidence(words, record(words))], "verbatim") == FOUND
