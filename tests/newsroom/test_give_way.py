"""A process that gives way leaves its core between two small pieces of work; another does not."""

from __future__ import annotations

import multiprocessing
import os

import pytest

from app.newsroom import give_way

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None


def _asides(*, gives_way: bool) -> int:
    """Return how often the core was left, in a process of its own, since to give way is for good."""
    assert FORK is not None
    receiving, sending = FORK.Pipe(duplex=False)

    def work() -> None:
        times: list[None] = []
        give_way._yield_core = lambda: times.append(None)
        if gives_way:
            give_way.give_way()
        give_way.step_aside()
        sending.send(len(times))

    process = FORK.Process(target=work)
    process.start()
    found: int = receiving.recv()
    process.join()
    return found


@pytest.mark.skipif(
    FORK is None or not hasattr(os, "setpriority"), reason="processes have no priorities here, or cannot be forked"
)
def test_only_a_process_that_gives_way_steps_aside() -> None:
    """The serving process keeps its turn."""
    assert _asides(gives_way=True) == 1
    assert _asides(gives_way=False) == 0
