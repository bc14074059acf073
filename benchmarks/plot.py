"""Draw measured lines as a small SVG, without a library: axes, marks, and the name of each line at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 820, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 250, 40, 40
_LABEL_HEIGHT = 15
_COLOURS = ("#1b6ca8", "#c1440e", "#2e7d32", "#7b3fa0", "#a06a00", "#00838f", "#ad1457", "#555555")

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from its first number to its last; on a logarithmic one equal ways are equal ratios."""

    name: str
    first: float
    last: float
    is_logarithmic: bool = False

    @classmethod
    def over(cls, name: str, values: Sequence[float], *, is_logarithmic: bool = False) -> Axis:
        """Make an axis on which all values have their place: from a power of ten to a power of ten, or from 0."""
        if is_logarithmic:
            return cls(name, 10 ** floor(log10(min(values))), 10 ** ceil(log10(max(values))), is_logarithmic=True)
        step = 10 ** floor(log10(max(values)))
        return cls(name, 0.0, ceil(max(values) / step) * step)

    def share(self, value: float) -> float:
        """Return how far along the axis a value stands, from 0 to 1."""
        if self.is_logarithmic:
            return log10(value / self.first) / log10(self.last / self.first)
        return (value - self.first) / (self.last - self.first)

    def ticks(self) -> list[float]:
        """Return what is written beside the axis: powers of ten, or five numbers."""
        if self.is_logarithmic:
            return [10.0**power for power in range(round(log10(self.first)), round(log10(self.last)) + 1)]
        return [self.first + (self.last - self.first) * part / 4 for part in range(5)]


def lines(title: str, across: Axis, up: Axis, named: Mapping[str, Points]) -> str:
    """Return an SVG of lines by name."""
    drawn = [_text(_LEFT, 18, title, weight="bold"), *_frame(across, up)]
    ends = _apart([(_y(up, points[-1][1]), name) for name, points in named.items()])
    for colour, (name, points) in zip(_COLOURS, named.items(), strict=False):
        places = [(_x(across, x), _y(up, y)) for x, y in points]
        path = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        drawn += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="2.5" fill="{colour}"/>' for x, y in places]
        drawn.append(_text(_WIDTH - _RIGHT + 8, ends[name] + 4, name, colour=colour))
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _frame(across: Axis, up: Axis) -> list[str]:
    """Draw the axes, with a line across at each tick."""
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    drawn = [_text(_LEFT, 34, up.name), _text(right, _HEIGHT - 6, across.name, anchor="end")]
    for tick in up.ticks():
        y = _y(up, tick)
        drawn.append(f'<line x1="{_LEFT}" y1="{y:.0f}" x2="{right}" y2="{y:.0f}" stroke="#dddddd"/>')
        drawn.append(_text(_LEFT - 6, y + 4, f"{tick:,g}", anchor="end"))
    drawn += [_text(_x(across, tick), bottom + 16, f"{tick:,.0f}", anchor="middle") for tick in across.ticks()]
    return drawn


def _apart(ends: Sequence[tuple[float, str]]) -> dict[str, float]:
    """Return where each name stands so that none covers another: at its line's end, or as far below as others push it."""
    found = sorted(ends)
    placed = [found[0][0]]
    for (_, _), (wanted, _) in pairwise(found):
        placed.append(max(wanted, placed[-1] + _LABEL_HEIGHT))
    return {name: y for (_, name), y in zip(found, placed, strict=True)}


def _x(axis: Axis, value: float) -> float:
    return _LEFT + axis.share(value) * (_WIDTH - _LEFT - _RIGHT)


def _y(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - axis.share(value) * (_HEIGHT - _TOP - _BOTTOM)


def _text(x: float, y: float, told: str, *, anchor: str = "start", colour: str = "#222222", weight: str = "") -> str:
    bold = f' font-weight="{weight}"' if weight else ""
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{colour}"{bold}>{escape(told)}</text>'
