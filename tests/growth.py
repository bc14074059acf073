"""Measure how work grows with its input, as a ratio in one run: no time of any machine is asserted."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

# Shorter than this is the clock's own noise.
_LEAST_SECONDS = 0.004


def growth(work: Callable[[str], object], unit: str, length: int, times: int = 4) -> float:
    """Return how many times the work on `times` as long a text takes, of repetitions of `unit`; the best of five each.

    Linear work gives about `times`, quadratic work its square.
    """

    def seconds(text: str) -> float:
        best = min(_once(work, text) for _ in range(5))
        return max(best, _LEAST_SECONDS)

    # What other tests left in memory is none of this work's: the collector is to look at the work's own objects alone.
    gc.freeze()
    try:
        return seconds(unit * (times * length // len(unit))) / seconds(unit * (length // len(unit)))
    finally:
        gc.unfreeze()


def _once(work: Callable[[str], object], text: str) -> float:
    started = process_time()
    work(text)
    return process_time() - started
