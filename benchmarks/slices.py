"""Slices of load: each contender's turn stands between two of the limit's, and is told as a ratio to their mean.

So a machine that slows down slows both sides of a ratio; what is told is the median over the rounds, with the middle half. A ratio by the servers'
processor time stands beside it. Where others are at work it is the one that counts: a core that is shared goes to whoever has more threads, so that a
slow server with many of them loses less of it than the limit does.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

from benchmarks.arguments import verdict
from benchmarks.load import Load
from benchmarks.serving import LOAD_CORE, Server, others_are_at_work

# A slow server is given so many requests, for so long at most: few would come in lumps, as many as there are connections.
_REQUESTS, _LONGEST_SECONDS = 160, 8.0
# Each slice begins elsewhere in the list of targets, the limit's too, or it would find what the last one left.
_STRIDE = 17_000


@dataclass(frozen=True, slots=True)
class Spread:
    """Ratios of several rounds."""

    ratios: Sequence[float]

    @property
    def median(self) -> float:
        """Return the ratio in the middle."""
        return median(self.ratios)

    def over(self, other: Spread) -> Spread:
        """Return these over those of another contender in the same rounds."""
        return Spread([own / its for own, its in zip(self.ratios, other.ratios, strict=True)])

    def __str__(self) -> str:
        """Tell the median and the middle half."""
        inner = sorted(self.ratios)
        edge = len(inner) // 4
        return f"{_told(self.median)} [{_told(inner[edge])}, {_told(inner[-1 - edge])}]"


@dataclass(frozen=True, slots=True)
class Slice:
    """What came of a slice: requests answered each second, and the server's processor seconds for each."""

    rate: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Turns:
    """The slices of one contender over those of the limit, round by round: by rate, and by processor time."""

    by_rate: Spread
    by_time: Spread
    is_alone: bool = True

    @property
    def counts(self) -> Spread:
        """Return what targets are held against: the rates, or the processor times where others were at work."""
        return self.by_rate if self.is_alone else self.by_time

    def verdict(self, target: float, other: Turns | None = None) -> str:
        """Say whether at least a target is reached, of the limit or of another contender."""
        reached = self.counts.over(other.counts) if other else self.counts
        by = "" if self.is_alone else " by processor time, others being at work"
        return f"{target:g}: {verdict(is_met=reached.median >= target)}{by}"


def take_turns(
    contenders: Mapping[str, tuple[Server, Load]], limit: tuple[Server, Load], rounds: int, seconds: float
) -> dict[str, Turns]:
    """Measure all contenders in every round, in an order that is drawn anew, with slices of so many seconds or more."""
    is_alone = not others_are_at_work()
    drawn = random.Random(rounds)
    lengths = {name: _length(load.rate(server.port, seconds, 0, LOAD_CORE), seconds) for name, (server, load) in contenders.items()}  # fmt: skip
    rates: dict[str, list[float]] = {name: [] for name in contenders}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    places = count(_STRIDE, _STRIDE)
    take(*limit, seconds, next(places))
    before = take(*limit, seconds, next(places))
    for number in range(1, rounds + 1):
        for name in drawn.sample(list(contenders), len(contenders)):
            its = take(*contenders[name], lengths[name], number * _STRIDE)
            after = take(*limit, seconds, next(places))
            rates[name].append(its.rate / (before.rate + after.rate) * 2)
            times[name].append((before.seconds + after.seconds) / 2 / its.seconds)
            before = after
    return {name: Turns(Spread(rates[name]), Spread(times[name]), is_alone) for name in contenders}


def take(server: Server, load: Load, seconds: float, start: int = 0) -> Slice:
    """Load a server for a while, beginning at a place in the list of targets."""
    before = server.processor_seconds()
    rate = load.rate(server.port, seconds, start, LOAD_CORE)
    if not rate:
        raise SystemExit("nothing was answered within a slice: this machine is too busy to measure on")
    return Slice(rate, (server.processor_seconds() - before) / (rate * seconds))


def _length(rate: float, seconds: float) -> float:
    return float(round(max(seconds, min(_LONGEST_SECONDS, _REQUESTS / max(rate, 0.1)))))


def _told(ratio: float) -> str:
    """Write a ratio with two figures after the point, or three that count."""
    return f"{ratio:.2f}" if 0.1 <= ratio < 10 else f"{ratio:.3g}"  # noqa: PLR2004 - where three figures begin to be more
