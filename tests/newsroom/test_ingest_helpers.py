"""Other processes that take records in for a server change nothing but the time, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import orjson
import pytest
from sqlalchemy import make_url

from app.errors import UnavailableError
from app.newsroom import ingest_helpers
from app.newsroom.deployment import Deployment
from app.newsroom.ingest_helpers import IngestHelpers
from app.newsroom.prepare_batch import Line, prepare_batch
from app.newsroom.store_batch import Settled, store_batch
from app.newsroom.vocabulary import Vocabulary
from app.store.session import Database
from faults.processes import until
from tests.conftest import Fresh
from tests.newsroom.crew import BATCHES, all_end, batches, kept_in, kill, processes
from tests.store.making import START

# Beyond so many sizeable batches helpers are worth starting.
ALONE = ingest_helpers._ALONE
# What became of the batches in one process, and the database that it left.
Expected = tuple[list[list[Settled]], Database]


@pytest.fixture
def vocabulary(deployment: Deployment) -> Vocabulary:
    """Give the vocabulary of the deployment."""
    with deployment.database.read() as session:
        return deployment.vocabulary.current(session)


@pytest.fixture
def database(deployment: Deployment) -> Database:
    """Give the database that helpers store in."""
    return deployment.database


@pytest.fixture
def helpers(database: Database) -> Iterator[IngestHelpers]:
    """Give helpers who end with the test."""
    made = IngestHelpers(database, 2, idle_seconds=30, fewest_lines=1)
    yield made
    made.close()
    assert all_end()


@pytest.fixture
def expected(fresh: Fresh, vocabulary: Vocabulary) -> Iterator[Expected]:
    """Give what becomes of the batches in one process, and the database that it leaves."""
    alone = Database(fresh("alone"))
    yield [store_batch(alone, prepare_batch(batch, vocabulary, START)) for batch in batches()], alone
    alone.close()


def waiting_for_helpers(helpers: IngestHelpers) -> Iterator[list[Line]]:
    """Yield the batches, and wait after the first ones until helpers have started, so that they have a part in it."""
    for number, batch in enumerate(batches()):
        if number > ALONE and helpers._crew is not None:
            for starting in helpers._crew._starting:
                assert starting is not None
                starting.result(60)
        yield batch


def take_in(helpers: IngestHelpers, vocabulary: Vocabulary) -> Iterator[list[Settled]]:
    """Take the batches in."""
    return helpers.take_in(vocabulary, waiting_for_helpers(helpers), lambda: START)


def outcomes(settled: Sequence[list[Settled]]) -> list[str]:
    """Return what became of each line."""
    return [outcome for batch in settled for _, _, outcome, _ in batch]


def test_few_batches_start_nobody(helpers: IngestHelpers, vocabulary: Vocabulary) -> None:
    """A server to which not much is sent has no helpers."""
    few = helpers.take_in(vocabulary, iter(batches()[:ALONE]), lambda: START)
    assert len(list(few)) == ALONE
    assert processes() == set()


def test_short_batches_start_nobody(database: Database, vocabulary: Vocabulary) -> None:
    """To hand a few lines on takes as long as to store them."""
    helpers = IngestHelpers(database, 2, fewest_lines=9)
    assert len(list(take_in(helpers, vocabulary))) == BATCHES
    assert processes() == set()


def test_a_little_at_a_time_starts_nobody(
    helpers: IngestHelpers, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that takes hours needs nobody's help."""
    monkeypatch.setattr(ingest_helpers, "_LATELY_SECONDS", 0.0)
    assert len(list(take_in(helpers, vocabulary))) == BATCHES
    assert processes() == set()


def test_many_bodies_of_one_batch_are_much_too(helpers: IngestHelpers, vocabulary: Vocabulary) -> None:
    """Whether much comes in one body or in several makes no difference to readers."""
    for batch in batches()[: ALONE + 1]:
        list(helpers.take_in(vocabulary, [batch], lambda: START))
    assert len(processes()) == 2


def test_helpers_leave_what_one_process_would(
    helpers: IngestHelpers,
    vocabulary: Vocabulary,
    database: Database,
    expected: Expected,
) -> None:
    """Line by line, problem by problem, row by row, in order; a second body finds them there."""
    settled, alone = expected
    assert list(take_in(helpers, vocabulary)) == settled
    assert kept_in(database) == kept_in(alone)
    first = processes()
    again = outcomes(list(take_in(helpers, vocabulary)))
    assert again == ["updated", *["unchanged"] * 5, "rejected", "rejected"] * BATCHES
    assert len(first) == 2
    assert processes() == first


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system knows no nice")
def test_helpers_give_way(helpers: IngestHelpers, vocabulary: Vocabulary) -> None:
    """Where readers want the machine, they come first."""
    list(take_in(helpers, vocabulary))
    own = os.getpriority(os.PRIO_PROCESS, 0)
    # One that has only just been started has not come to it yet.
    assert until(lambda: {os.getpriority(os.PRIO_PROCESS, pid) for pid in processes()} == {max(10, own)}, 60)


def test_what_helpers_stored_is_known_before_it_is_told(
    helpers: IngestHelpers, vocabulary: Vocabulary, database: Database
) -> None:
    """No answer that was kept before may be given to whoever asks after the ingestion was answered."""
    before = database.editions.records
    for _ in take_in(helpers, vocabulary):
        assert database.editions.records > before
        before = database.editions.records


def test_helpers_that_are_killed_are_done_without(
    helpers: IngestHelpers,
    vocabulary: Vocabulary,
    database: Database,
    expected: Expected,
) -> None:
    """What they had in hand is done here, and once the loss has been noticed there are others."""
    arriving = take_in(helpers, vocabulary)
    found = [next(arriving) for _ in range(ALONE + 1)]
    killed = processes()
    kill(killed)
    found += list(arriving)
    settled, alone = expected
    assert [[line[:2] for line in batch] for batch in found] == [[line[:2] for line in batch] for batch in settled]
    assert kept_in(database)["record"] == kept_in(alone)["record"]
    for _ in range(3):
        assert len(list(take_in(helpers, vocabulary))) == BATCHES
    others = processes()
    assert len(others) == 2
    assert killed.isdisjoint(others)


@pytest.mark.sqlite
def test_a_batch_whose_helper_is_killed_while_it_stores_is_stored_all_the_same(
    helpers: IngestHelpers,
    vocabulary: Vocabulary,
    database: Database,
    expected: Expected,
) -> None:
    """A helper that waits for its turn to write is lost: nothing is missing, nothing doubled."""
    list(take_in(helpers, vocabulary))  # so that they are there
    more: list[list[Line]] = [[(1, orjson.dumps(_record(f"m{number}")))] for number in range(3)]
    file = make_url(database._opened_by[0]).database
    with closing(sqlite3.connect(str(file), isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")

        def lose() -> None:
            kill(processes())
            other.execute("ROLLBACK")

        losing = threading.Timer(1, lose)
        losing.start()
        with patch.object(ingest_helpers, "prepare_batch", side_effect=AssertionError("was prepared before the loss")):
            found = list(helpers.take_in(vocabulary, iter(more[:1]), lambda: START))
        losing.join()
    found += list(helpers.take_in(vocabulary, iter(more[1:]), lambda: START))
    assert outcomes(found) == ["created"] * 3
    ids = [row[1] for row in kept_in(database)["record"]]
    assert ids[-3:] == [settled[0][1] for settled in found]
    assert len(ids) == len(set(ids)) == len(kept_in(expected[1])["record"]) + 3


def _record(name: str) -> dict[str, str]:
    return {"source": "pell-gazette", "external_id": name, "published_at": "2026-05-04T09:00:00Z", "title": "A kiln"}


@pytest.mark.sqlite
def test_what_keeps_a_helper_from_storing_is_told_as_here(
    helpers: IngestHelpers, vocabulary: Vocabulary, database: Database
) -> None:
    """A database that is away ends the ingestion with the same error, its header too, whoever found out."""
    list(take_in(helpers, vocabulary))
    with patch.object(ingest_helpers, "store_batch", side_effect=AssertionError("stored here")):
        crew = helpers._crew
        assert crew is not None
        file = Path(str(make_url(database._opened_by[0]).database))
        helpers.close()
        assert all_end()
        file.rename(file.with_suffix(".gone"))
        file.mkdir()
        crew = helpers._crew = ingest_helpers._Crew(vocabulary, database, 1)
        for starting in crew._starting:
            assert starting is not None
            starting.result(60)
        with pytest.raises(UnavailableError) as raised:
            list(take_in(helpers, vocabulary))
    assert raised.value.headers == {"Retry-After": "5"}


def test_an_edited_vocabulary_has_other_helpers(helpers: IngestHelpers, deployment: Deployment) -> None:
    """A body that comes after an edit is read by the names as they are then."""
    with deployment.database.read() as session:
        before = deployment.vocabulary.current(session)
    list(take_in(helpers, before))
    first = helpers._crew
    assert first is not None
    edited = Vocabulary(
        version=before.version + 1,
        gazetteer=type(before.gazetteer)(()),
        classifier=type(before.classifier)(()),
        entity_names={},
        entity_kinds={},
        beat_names={},
        beat_translations={},
    )
    list(helpers.take_in(edited, ([(1, orjson.dumps(_record(f"e{number}")))] for number in range(9)), lambda: START))
    assert helpers._crew is not first


def test_helpers_without_work_end(database: Database, vocabulary: Vocabulary) -> None:
    """After the time that was said nobody is left."""
    brief = IngestHelpers(database, 1, idle_seconds=timedelta(milliseconds=1).total_seconds(), fewest_lines=1)
    assert len(list(take_in(brief, vocabulary))) == BATCHES
    assert all_end()
    assert brief._crew is None


def test_a_body_that_breaks_off_gives_its_helpers_back(helpers: IngestHelpers, vocabulary: Vocabulary) -> None:
    """An ingestion that ends early leaves nothing under way that others would wait for."""
    arriving = take_in(helpers, vocabulary)
    assert len([next(arriving) for _ in range(6)]) == 6
    arriving.close()  # type: ignore[attr-defined]  # a generator
    assert helpers._crew is not None
    assert helpers._crew.users == 0


def test_where_no_helper_can_be_started_all_is_done_here(
    database: Database,
    vocabulary: Vocabulary,
    expected: Expected,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A daemonic process may have no children, and a machine without shared memory has no queue between processes."""

    def none(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    settled, _ = expected
    with monkeypatch.context() as patched:
        patched.setattr(ingest_helpers, "ProcessPoolExecutor", none)
        lost = IngestHelpers(database, 2, fewest_lines=1)
        assert list(lost.take_in(vocabulary, iter(batches()), lambda: START)) == settled
    with patch.dict(multiprocessing.current_process()._config, daemon=True):  # type: ignore[attr-defined]  # there is no public way to be a daemon
        daemon = IngestHelpers(database, 2, fewest_lines=1)
        assert len(list(daemon.take_in(vocabulary, iter(batches()), lambda: START))) == BATCHES
