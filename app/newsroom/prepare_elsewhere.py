"""Prepare batches of records in other processes, for a bulk load by a process that does nothing else.

Reading and linking a record takes several times as long as storing it, and Python runs it on one core alone. The helpers
are forked, so that they have the compiled vocabulary at once; they never touch the database.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime

from app.newsroom.deployment import Deployment
from app.newsroom.give_way import give_way
from app.newsroom.prepare_batch import Line, Prepared, prepare_batch
from app.newsroom.vocabulary import Vocabulary

# How many batches may be under way for each helper: one in hand and one to go on with.
_AHEAD = 2

# What a helper works with, set once when it starts.
_inherited: list[Vocabulary] = []


def most_helpers() -> int:
    """Return how many helpers this process can use: one for each core it may run on, none where that is one, or no fork."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if cores > 1 and "fork" in multiprocessing.get_all_start_methods() else 0


def prepare_elsewhere(deployment: Deployment, batches: Iterable[list[Line]], helpers: int) -> Iterator[list[Prepared]]:
    """Yield each batch prepared, in order, by the vocabulary as it is at the start."""
    with deployment.database.read() as session:
        vocabulary = deployment.vocabulary.current(session)
    # A connection must not be open in two processes; this one opens its own anew when it stores.
    deployment.database.close()
    # What is here stays to the end, so neither this process nor its helpers need to look for garbage in it.
    gc.freeze()
    under_way: deque[Future[list[Prepared]]] = deque()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(helpers, context, _start, (vocabulary,)) as pool:
        for batch in batches:
            under_way.append(pool.submit(_prepare, batch, deployment.clock()))
            if len(under_way) > _AHEAD * helpers:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _start(vocabulary: Vocabulary) -> None:
    """Make a helper ready; an interrupt from the keyboard, which reaches it too, is left to the process that it helps."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    give_way()
    gc.disable()
    _inherited.append(vocabulary)


def _prepare(batch: list[Line], now: datetime) -> list[Prepared]:
    """Prepare a batch, in a helper, which looks for garbage between batches alone."""
    gc.collect()
    return prepare_batch(batch, _inherited[0], now)
