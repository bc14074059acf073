"""Measure how work grows with its input, as a ratio in one run: no time of any machine is asserted."""

from __future__ import annotations

import gc
import math
from collections.abc import Callable
from time import process_time

# Shorter than this is the clock's own noise.
_LEAST_SECONDS = 0.004
_TURNS, _ROUNDS, _NOISE = 5, 4, 1.5


def growth(work: Callable[[str], object], unit: str, length: int, times: int = 4) -> float:
    """Return how many times the work on `times` as long a text takes, of repetitions of `unit`; the best of five each.

    Linear work gives about `times`, quadratic work its square. Where it is far from `times` it is measured again: noise passes, growth stays.
    """
    short, long = unit * (length // len(unit)), unit * (times * length // len(unit))
    taken = {short: math.inf, long: math.inf}
    # What other tests left in memory is none of this work's: the collector is to look at the work's own objects alone.
    gc.freeze()
    try:
        for _ in range(_ROUNDS):
            # In turn, so that what else the machine does for a while slows both.
            for text in (short, long) * _TURNS:
                taken[text] = min(taken[text], _once(work, text))
            ratio = max(taken[long], _LEAST_SECONDS) / max(taken[short], _LEAST_SECONDS)
            if ratio < times * _NOISE:
                break
    finally:
        gc.unfreeze()
    return ratio


def _once(work: Callable[[str], object], text: str) -> float:
    started = process_time()
    work(text)
    return process_time() - started
