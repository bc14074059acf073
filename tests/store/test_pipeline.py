"""Questions on one connection to PostgreSQL: each gets its own answer, and none waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.errors import UnavailableError
from app.store import pipeline
from app.store.pipeline import PostgresReads
from tests.databases import PostgresDatabases

_STORY = (
    "INSERT INTO story (pk, id, slug, revision, status, language, beat, published_at, updated_at, summary, synthesis_id)"
    " VALUES (%(n)s, %(slug)s, %(slug)s, 2, 'published', 'en', 'general', %(n)s, 0, %(summary)s, 'syn')"
)
_REVISION = (
    "INSERT INTO story_revision (story_pk, revision, document, etag, created_at, cause, title)"
    " VALUES (%(n)s, 2, %(document)s, %(etag)s, 0, 'new', 'Äpfel')"
)
_STORIES = 40


@pytest.fixture
def url(postgres_databases: PostgresDatabases, tmp_path: Path) -> Iterator[str]:
    """Give a database with so many stories, of which some are long."""
    made = postgres_databases.fresh(tmp_path, "pipeline")
    with psycopg.connect(made) as connection:
        for n in range(_STORIES):
            told = {"n": n, "slug": f"s-{n}", "summary": f"Äpfel {n}", "document": document(n), "etag": f'"{n}"'}
            for statement in (_STORY, _REVISION):
                connection.execute(statement, told)
    yield made
    postgres_databases.drop(made)


@pytest.fixture
def reads(url: str) -> PostgresReads:
    """Give the reads of that database."""
    return PostgresReads(url)


def document(number: int) -> str:
    """Return what a story says."""
    return f"Äpfel {number} " * (1 + 2_000 * (number % 3))


async def story(reads: PostgresReads, number: int) -> Any:
    """Return a story, read on the connection that there is."""
    return reads.read_story(await reads.rows_soon(reads.story(f"s-{number}")))


def test_each_gets_its_own_answer(reads: PostgresReads) -> None:
    """However many ask at once, and whatever some of them ask for in between; a page is what it is on the ordinary way."""

    async def ask() -> list[Any]:
        assert (await story(reads, 0)).document == document(0).encode()
        wanted = [n % (_STORIES + 5) for n in range(400)]
        found = await asyncio.gather(*(story(reads, n) for n in wanted))
        page = reads.page("general", 3, None)
        told = reads.read_page(await reads.rows_soon(page), "general", 3)
        assert told.summaries == [f"Äpfel {_STORIES - n}".encode() for n in (1, 2, 3)]
        assert await reads.rows_soon(page) == reads.rows(page)
        behind = await reads.rows_soon(reads.page("general", 3, told.next_cursor))
        assert [row[0] for row in behind] == [_STORIES - n for n in (4, 5, 6, 7)]
        reads.close()
        return list(zip(wanted, found, strict=True))

    for number, found in asyncio.run(ask()):
        if number >= _STORIES:
            assert found is None
        else:
            assert found == (document(number).encode(), f'"{number}"'.encode())


def test_who_no_longer_waits_takes_nobodys_answer(reads: PostgresReads) -> None:
    """A caller who hangs up while the server looks leaves the answers of others as they are."""

    async def ask() -> Any:
        await story(reads, 0)
        leaving = asyncio.create_task(story(reads, 1))
        staying = asyncio.create_task(story(reads, 2))
        await asyncio.sleep(0)
        leaving.cancel()
        found = await staying
        reads.close()
        return found.etag

    assert asyncio.run(ask()) == b'"2"'


def test_a_connection_that_is_cut_is_opened_anew(
    reads: PostgresReads, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waited is told; who comes later reads on another, also in another loop."""
    monkeypatch.setattr(pipeline, "_AGAIN_SECONDS", 0.0)

    async def ask() -> Any:
        await story(reads, 0)
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(UnavailableError):
            await story(reads, 1)
        return (await story(reads, 2)).etag

    assert asyncio.run(ask()) == b'"2"'
    assert asyncio.run(ask()) == b'"2"'
    reads.close()


def test_nobody_waits_for_ever(reads: PostgresReads, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer in time is given up."""
    monkeypatch.setattr(pipeline, "_PATIENCE_SECONDS", 0.2)

    async def ask() -> None:
        await story(reads, 0)
        with psycopg.connect(url) as other:
            other.execute("LOCK TABLE story IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(UnavailableError):
                await story(reads, 1)
        reads.close()

    asyncio.run(ask())


def test_a_server_that_is_away_is_not_waited_for() -> None:
    """The first is told, and whoever comes within a second without trying."""
    reads = PostgresReads("postgresql://desk@/news?host=/nowhere")

    async def ask() -> None:
        for _ in range(2):
            with pytest.raises(UnavailableError):
                await reads.rows_soon(reads.story("s-1"))

    asyncio.run(ask())
