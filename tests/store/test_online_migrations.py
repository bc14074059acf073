"""On PostgreSQL others read and write while a migration runs: on a real server, which runs where STORYWIRE_POSTGRES_BIN names its programs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.errors import UnavailableError
from app.store.migrate import REVISIONS, is_current, migrate
from app.store.online_indexes import make_online
from app.store.session import Database
from tests.store.cluster import Cluster

_SCRIPTS = str(Path(__file__).parents[2] / "alembic")
# From this one on a migration has to leave others at work; those before came before anything was served at a million records.
_ONLINE_SINCE = "0006"
# The last before one that makes indexes on the tables that grow, and a table of what they hold.
_BEFORE = "0005"
_SOON_SECONDS = 20

_RECORD = (
    "INSERT INTO record (pk, id, status, version, digest, source, external_id, kind, published_at, collected_at, engagement)"
    " SELECT n, n, 'active', 1, '', 's', n, 'post', n, n, '{{}}' FROM generate_series({first}, {last}) AS n"
)
_LINK = "INSERT INTO record_beat SELECT n, 'b' || n % 3, 1, '[]', n FROM generate_series({first}, {last}) AS n"


def _config(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", _SCRIPTS)
    return config


def _store(database: Database, first: int, last: int) -> None:
    """Store records with a beat as the version before did: under the lock of those who write, and counting nothing."""
    with database.write() as session:
        for statement in (_RECORD, _LINK):
            session.connection().execute(text(statement.format(first=first, last=last)))


def _count(database: Database) -> int:
    with database.read() as session:
        return int(session.connection().execute(text("SELECT count(*) FROM record")).scalar_one())


@pytest.fixture
def before(cluster: Cluster) -> Iterator[Database]:
    """Give a database of a revision before the newest, with two thousand records; afterwards nothing of it is left."""
    url = cluster.copy("before")
    command.upgrade(_config(url), _BEFORE)
    database = Database(url)
    _store(database, 1, 2_000)
    yield database
    database.close()
    cluster.sql("DROP DATABASE before WITH (FORCE)")


@contextmanager
def _long_read(url: str) -> Iterator[None]:
    """Read one state of the database without coming to an end: whatever is made beside others has to wait for that."""
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT count(*) FROM record")
        yield


def _making(url: str) -> list[int]:
    """Return the processes of the server that make an index beside others, and wait."""
    asked = (
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'"
    )
    with psycopg.connect(url) as connection:
        return [pid for (pid,) in connection.execute(asked)]


def _until(what: Callable[[], object]) -> None:
    end = time.monotonic() + _SOON_SECONDS
    while not what():
        assert time.monotonic() < end, "it did not come to it in time"
        time.sleep(0.02)


def _url(cluster: Cluster) -> str:
    return cluster.url("before")


def _invalid(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        asked = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"
        return [name for (name,) in connection.execute(asked)]


@contextmanager
def _held_up(url: str) -> Iterator[Future[bool]]:
    """Begin a migration, and give it while it makes an index and waits for somebody who reads; who reads ends with the block."""
    with ThreadPoolExecutor(1) as beside, _long_read(url):
        migration = beside.submit(migrate, url)
        _until(lambda: _making(url))
        yield migration


def test_others_read_and_write_while_a_migration_runs(cluster: Cluster, before: Database) -> None:
    """It is held up halfway, for as long as somebody reads; all others are served, and what they store is counted in the end."""
    url = _url(cluster)
    with _held_up(url) as migration:
        for number in range(2_001, 2_021):
            _store(before, number, number)
            assert _count(before) == number
        assert not migration.done()
        assert not is_current(before)
    assert migration.result(_SOON_SECONDS)
    assert is_current(before)
    assert _invalid(url) == []
    with psycopg.connect(url) as connection:
        counted = "SELECT sum(records) FROM record_volume WHERE hours = 0"
        assert connection.execute(counted).fetchone() == (2_020,)


def test_a_migration_that_is_killed_while_others_write_can_be_run_again(cluster: Cluster, before: Database) -> None:
    """The index that it leaves half made serves nobody; the next run makes it anew."""
    url = _url(cluster)
    with _held_up(url) as migration:
        with psycopg.connect(url, autocommit=True) as other:
            for process in _making(url):
                other.execute("SELECT pg_terminate_backend(%s)", (process,))
        with pytest.raises(UnavailableError):
            migration.result(_SOON_SECONDS)
    assert len(_invalid(url)) == 1
    assert migrate(url)
    assert _invalid(url) == []
    assert is_current(before)


def _kept(connection: psycopg.Connection) -> tuple[dict[str, int], set[str]]:
    """Return the file of each table, which another takes the place of when the table is written anew, and the names of all indexes."""
    tables = connection.execute(
        "SELECT relname, relfilenode FROM pg_class WHERE relkind = 'r' AND relname !~ '^(pg|sql)_'"
    )
    files: dict[str, int] = dict(tables.fetchall())
    indexes = connection.execute("SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'").fetchall()
    return files, {name for name, table in indexes if table in files}


def test_no_migration_holds_others_up_for_as_long_as_a_table_is_large(cluster: Cluster) -> None:
    """None writes a table anew; an index on a table that was there is made before the migration and not within it."""
    url = cluster.copy("rules")
    scripts = ScriptDirectory(_SCRIPTS)
    for revision in REVISIONS:
        if revision < _ONLINE_SINCE:
            command.upgrade(_config(url), revision)
            continue
        database = Database(url)
        with psycopg.connect(url) as connection:
            files, _ = _kept(connection)
        make_online(database, getattr(scripts.get_revision(revision).module, "beforehand", {}))
        database.close()
        with psycopg.connect(url) as connection:
            _, indexes = _kept(connection)
        command.upgrade(_config(url), revision)
        with psycopg.connect(url) as connection:
            later, all_indexes = _kept(connection)
            made = connection.execute(
                "SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'"
            ).fetchall()
        assert {name: later.get(name) for name in files} == files, revision
        assert {name for name, table in made if table in files and name in all_indexes - indexes} == set(), revision
