"""Plots of what was measured."""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import fromstring

from benchmarks.plot import Axis, lines

_SVG = "{http://www.w3.org/2000/svg}"


def test_equal_ratios_are_equal_ways() -> None:
    """On logarithmic axes what grows tenfold with ten times the records is a straight line, and what does not grow is level."""
    points = {"linear": [(10, 1), (100, 10), (1_000, 100)], "level": [(10, 5), (100, 5), (1_000, 5)]}
    across = Axis.over("records", [10, 1_000], is_logarithmic=True)
    up = Axis.over("ms", [1, 100], is_logarithmic=True)
    drawn = fromstring(lines("growth", across, up, points))
    linear, level = [line.attrib["points"] for line in drawn.iter(f"{_SVG}polyline")]
    assert (linear, level) == ("60,360 315,200 570,40", "60,248 315,248 570,248")


def test_an_axis_holds_all_values() -> None:
    """An axis goes from a power of ten to a power of ten, or from 0, and says where it has come to."""
    logarithmic = Axis.over("ms", [0.35, 27], is_logarithmic=True)
    plain = Axis.over("MB", [90, 180])
    assert (logarithmic.ticks(), plain.ticks()) == ([0.1, 1, 10, 100], [0, 50, 100, 150, 200])


def test_names_do_not_cover_each_other() -> None:
    """Lines that end in one place have their names below one another, and a name may hold any character."""
    drawn = fromstring(
        lines("a & b", Axis("x", 0, 1), Axis("y", 0, 1), {"<one>": [(0, 0.5)], "two": [(0, 0.5)], "three": [(0, 0.49)]})
    )
    names = {each.text: int(each.attrib["y"]) for each in drawn.iter(f"{_SVG}text")}
    heights = sorted(names[name] for name in ("<one>", "two", "three"))
    assert ("a & b" in names, [after - before for before, after in pairwise(heights)]) == (
        True,
        [15, 15],
    )
