"""Other processes that prepare a long body change nothing but the time, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import orjson
import pytest

from app.newsroom import preparers
from app.newsroom.deployment import Deployment
from app.newsroom.prepare_batch import Line, Prepared, prepare_batch
from app.newsroom.preparers import Preparers
from app.newsroom.vocabulary import Vocabulary
from schemas.record import IngestProblem
from tests.store.making import START

BATCHES = 9


def batches() -> list[list[Line]]:
    """Make batches of records in two languages that name things, of bad lines, and of what could not be cut."""
    broken = IngestProblem(
        type="/problems/too-large", title="Too large", detail="The line is over 1 MiB.", pointer=None
    )
    made: list[list[Line]] = []
    for number in range(BATCHES):
        records = [
            {
                "source": "pell-gazette",
                "external_id": f"n{number}-{place}",
                "published_at": "2026-05-04T09:00:00Z",
                "title": f"OpenAI and 阿里云 on open-source licence {place}",
                "text": "模型开源了。" * place,
            }
            for place in range(6)
        ]
        lines: list[Line] = [(place, orjson.dumps(record)) for place, record in enumerate(records, 1)]
        made.append([*lines, (7, b'{"source": 3}'), (8, broken)])
    return made


def expected(vocabulary: Vocabulary) -> list[list[Prepared]]:
    """Return what one process makes of the batches."""
    return [prepare_batch(batch, vocabulary, START) for batch in batches()]


def all_end() -> bool:
    """Wait until no helper is left; the pool waits for them too, and whoever does so first is told of the end."""
    for _ in range(3_000):
        if not multiprocessing.active_children():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def helped() -> Iterator[Preparers]:
    """Give helpers who end with the test."""
    made = Preparers(2, idle_seconds=30)
    yield made
    made.close()
    assert all_end()


@pytest.fixture
def vocabulary(deployment: Deployment) -> Vocabulary:
    """Give the vocabulary of the deployment."""
    with deployment.database.read() as session:
        return deployment.vocabulary.current(session)


def waiting_for_helpers(helped: Preparers) -> Iterator[list[Line]]:
    """Yield the batches, and wait after the first ones until helpers have started, so that they have a part in it."""
    for number, batch in enumerate(batches()):
        if number > preparers._ALONE and helped._crew is not None:
            for starting in helped._crew._starting:
                assert starting is not None
                starting.result(60)
        yield batch


def test_a_short_body_starts_nobody(helped: Preparers, vocabulary: Vocabulary) -> None:
    """A server that gets no long body has no helpers."""
    few = batches()[: preparers._ALONE]
    assert list(helped.prepare(vocabulary, iter(few), lambda: START)) == expected(vocabulary)[: preparers._ALONE]
    assert multiprocessing.active_children() == []


def test_helpers_bring_back_what_would_be_made_here(helped: Preparers, vocabulary: Vocabulary) -> None:
    """Record by record, problem by problem, in order; a second body finds them there."""
    for _ in range(2):
        found = list(helped.prepare(vocabulary, waiting_for_helpers(helped), lambda: START))
        assert found == expected(vocabulary)
    assert len(multiprocessing.active_children()) == 2


def test_helpers_that_are_killed_are_done_without(helped: Preparers, vocabulary: Vocabulary) -> None:
    """What they had in hand is prepared here, and once the loss has been noticed there are others."""
    arriving = helped.prepare(vocabulary, waiting_for_helpers(helped), lambda: START)
    found = [next(arriving) for _ in range(preparers._ALONE + 1)]
    killed = {process.pid for process in multiprocessing.active_children()}
    for pid in killed:
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assert found + list(arriving) == expected(vocabulary)
    for _ in range(3):
        assert list(helped.prepare(vocabulary, waiting_for_helpers(helped), lambda: START)) == expected(vocabulary)
    others = {process.pid for process in multiprocessing.active_children()}
    assert len(others) == 2
    assert killed.isdisjoint(others)


def test_an_edited_vocabulary_has_other_helpers(helped: Preparers, deployment: Deployment) -> None:
    """A body that comes after an edit is prepared by the names as they are then."""
    with deployment.database.read() as session:
        before = deployment.vocabulary.current(session)
    list(helped.prepare(before, waiting_for_helpers(helped), lambda: START))
    first = helped._crew
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
    assert list(helped.prepare(edited, waiting_for_helpers(helped), lambda: START)) == expected(edited)
    assert helped._crew is not first


def test_helpers_without_work_end(vocabulary: Vocabulary) -> None:
    """After the time that was said nobody is left."""
    brief = Preparers(1, idle_seconds=timedelta(milliseconds=1).total_seconds())
    assert list(brief.prepare(vocabulary, waiting_for_helpers(brief), lambda: START)) == expected(vocabulary)
    assert all_end()
    assert brief._crew is None


def test_a_body_that_breaks_off_gives_its_helpers_back(helped: Preparers, vocabulary: Vocabulary) -> None:
    """An ingestion that ends early leaves nothing under way that others would wait for."""
    arriving = helped.prepare(vocabulary, waiting_for_helpers(helped), lambda: START)
    assert [next(arriving) for _ in range(6)] == expected(vocabulary)[:6]
    assert isinstance(arriving, Iterator)
    arriving.close()  # type: ignore[attr-defined]  # a generator
    assert helped._crew is not None
    assert helped._crew.users == 0


def test_where_no_helper_can_be_started_all_is_prepared_here(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A daemonic process may have no children, and a machine without shared memory has no queue between processes."""

    def none(*_: object) -> None:
        raise OSError(38, "Function not implemented")

    with monkeypatch.context() as patched:
        patched.setattr(preparers, "ProcessPoolExecutor", none)
        assert list(Preparers(2).prepare(vocabulary, iter(batches()), lambda: START)) == expected(vocabulary)
    with patch.dict(multiprocessing.current_process()._config, daemon=True):  # type: ignore[attr-defined]  # there is no public way to be a daemon
        assert list(Preparers(2).prepare(vocabulary, iter(batches()), lambda: START)) == expected(vocabulary)
