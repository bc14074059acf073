"""What a run makes once, for all tests and all of its processes: folders that take seconds to fill, and compiled vocabularies."""

from __future__ import annotations

import fcntl
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.newsroom import edit_vocabulary, vocabulary
from app.newsroom.vocabulary import Vocabulary
from app.store.session import Session

# More than one test has use for at the same time; each takes some megabytes.
_MOST_VOCABULARIES = 12
_READ = ("SELECT * FROM entity ORDER BY slug", "SELECT * FROM beat ORDER BY slug")


def folder_made_once(folders: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]) -> Path:
    """Return a folder that the first process of a run to ask for it fills; the others wait, and are to change nothing in it."""
    base = folders.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            half = place.with_suffix(".half")
            half.mkdir()
            fill(half)
            half.rename(place)
    return place


@contextmanager
def vocabularies_compiled_once() -> Iterator[None]:
    """Compile what beats and entities say once, however many databases say just that: it takes a quarter of a second.

    What is compiled depends on nothing else and is never changed, so that a test sees no difference but in time.
    """
    kept: OrderedDict[object, Vocabulary] = OrderedDict()
    compile_anew = vocabulary.compile_vocabulary

    def compile_once(session: Session, version: int) -> Vocabulary:
        session.flush()
        connection = session.connection()
        rows = tuple(tuple(map(tuple, connection.exec_driver_sql(statement))) for statement in _READ)
        if rows not in kept:
            kept[rows] = compile_anew(session, version)
        kept.move_to_end(rows)
        if len(kept) > _MOST_VOCABULARIES:
            kept.popitem(last=False)
        return replace(kept[rows], version=version)

    with pytest.MonkeyPatch.context() as patched:
        for module in (vocabulary, edit_vocabulary):
            patched.setattr(module, "compile_vocabulary", compile_once)
        yield
