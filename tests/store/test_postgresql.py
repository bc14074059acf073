"""What the store promises of PostgreSQL alone: plans, locks, crashes. All else is proved by the rest of the suite, run with `--on postgresql`.

Runs where STORYWIRE_POSTGRES_BIN names the folder of PostgreSQL's programs (`pg_config --bindir`), and is skipped elsewhere.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.errors import UnavailableError
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import Vocabulary
from app.settings import Settings
from app.store import record_pages, search_results
from app.store.migrate import is_current, migrate
from app.store.records import RecordFilter
from app.store.session import Database
from tests.conftest import fixed_deployment
from tests.databases import PostgresDatabases
from tests.newsroom import test_ingest
from tests.store import test_record_pages
from tests.store.cluster import Cluster

_ROOT = Path(__file__).parents[2]


@pytest.fixture
def on_postgresql(
    postgres_databases: PostgresDatabases, settings: Settings, compiled: Vocabulary, tmp_path: Path
) -> Iterator[Deployment]:
    """Give a deployment on a database of the test's own, whatever the rest of this run is on."""
    url = postgres_databases.fresh(tmp_path, "own")
    made = fixed_deployment(settings.model_copy(update={"database_url": url}), compiled)
    yield made
    made.database.close()
    postgres_databases.drop(url)


_NUMBERS = "FROM generate_series(1, 20000) AS n"
_TWENTY_THOUSAND = (
    (
        "INSERT INTO story (pk, id, slug, revision, status, language, beat, published_at, updated_at, summary, synthesis_id)"
        f" SELECT n, n, n, 1, 'published', 'en', 'b' || n % 10, n, n, '', '' {_NUMBERS}"
    ),
    (
        "INSERT INTO record (pk, id, status, version, digest, source, external_id, kind, published_at, collected_at, engagement)"
        f" SELECT n, n, 'active', 1, '', 's' || n % 10, n, 'post', n, n, '{{}}' {_NUMBERS}"
    ),
    *(
        f"INSERT INTO {index} SELECT n, to_tsvector('simple', 'common word' || n % 5000) {_NUMBERS}"
        for index in ("story_search", "record_search")
    ),
    "ANALYZE story, record, story_search, record_search",
)


def test_a_search_goes_through_an_index(on_postgresql: Deployment) -> None:
    """Rare words are looked up; what holds a common one is gone through from the newest; each row is found by its key."""
    with on_postgresql.database.write() as session:
        connection = session.connection()
        for statement in _TWENTY_THOUSAND:
            connection.execute(text(statement))
    values = {"top": 2**62, "bottom": 0, "most": 500, "beat": "a", "entity": "b", "source": "c", "published_after": 1}
    filters = ["beat", "entity", "source", "published_after"]
    with on_postgresql.database.read() as session:
        for sort in ("story", "record"):
            for word, way in (("word7", f"{sort}_search_by_word"), ("common", f"{sort}_search_pkey")):
                asked = text(f"EXPLAIN {search_results.statement(sort, 'postgresql', [])}")
                plan = [row[0] for row in session.connection().execute(asked, values | {"match": f"'{word}'"})]
                assert any(way in step for step in plan), plan
                assert any(f"{sort}_pkey on {sort} item" in step for step in plan), plan
                # Few rows have a source or an entity that is asked for: to start from these is as good.
                asked = text(f"EXPLAIN {search_results.statement(sort, 'postgresql', filters)}")
                filtered = [row[0] for row in session.connection().execute(asked, values | {"match": f"'{word}'"})]
                assert not any("Seq Scan" in step for step in (*plan, *filtered)), (plan, filtered)


_SPREAD = (
    "UPDATE record SET community = 'c' || pk % 50, language = 'l' || pk % 40, kind = 'k' || pk % 30",
    f"INSERT INTO record_beat SELECT n, 'b' || n % 20, 1, '[]', n {_NUMBERS}",
    f"INSERT INTO record_entity SELECT n, 'e' || n % 200, 1, n {_NUMBERS}",
    "ANALYZE record, record_beat, record_entity",
)


def test_a_page_of_records_is_read_along_an_index(on_postgresql: Deployment) -> None:
    """Under each filter no table of records or links is scanned, and under one alone nothing is sorted."""
    with on_postgresql.database.write() as session:
        for statement in (*_TWENTY_THOUSAND, *_SPREAD):
            session.connection().execute(text(statement))
    filters: dict[str, Any] = {
        "source": "s3",
        "community": "c3",
        "kind": "k3",
        "language": "l3",
        "beat": "b3",
        "entity": "e3",
    }
    for chosen in ({}, *({name: value} for name, value in filters.items()), filters, {"q": "common"}, {"q": "word7"}):
        with test_record_pages.asked(on_postgresql) as seen, on_postgresql.database.read() as session:
            record_pages.places(session, RecordFilter(**chosen), 20)
        with on_postgresql.database.read() as session:
            connection = session.connection()
            plans = [
                [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", values)]
                for statement, values in seen
                if statement.lstrip().startswith("SELECT") and " record" in statement
            ]
        assert plans
        scanned = [step for plan in plans for step in plan if "Seq Scan" in step and "record_search" not in step]
        assert scanned == [], (chosen, plans)
        if chosen.keys() <= filters.keys() and len(chosen) < len(filters):
            assert not any("Sort" in step for step in plans[0]), (chosen, plans[0])


def test_the_schema_goes_up_and_down_and_matches_the_code(cluster: Cluster) -> None:
    """`upgrade head`, `check`, `downgrade base`, and up again."""
    url = cluster.copy("schema")
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(_ROOT / "alembic"))
    command.upgrade(config, "head")
    command.check(config)
    command.downgrade(config, "base")
    database = Database(url)
    assert not is_current(database)
    assert migrate(url)
    assert is_current(database)
    database.close()


def test_many_that_migrate_at_once_all_succeed(cluster: Cluster) -> None:
    """One does the work; the others wait for it."""
    url = cluster.copy("raced")
    act = "import sys; from app.store.migrate import migrate; migrate(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", act, url], cwd=_ROOT) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]


def test_a_migration_that_has_to_wait_for_a_table_gives_up_and_can_be_run_again(cluster: Cluster) -> None:
    """Readers and writers would queue behind it; nothing of it is left, and it succeeds once the table is free."""
    url = cluster.copy("locked")
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", str(_ROOT / "alembic"))
    command.upgrade(config, "0005")
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE record IN ROW EXCLUSIVE MODE")
        with pytest.raises(UnavailableError):
            command.upgrade(
                config, "head"
            )  # without the indexes that `migrate` makes beforehand, waiting as long as it takes
        assert other.execute("SELECT version_num FROM alembic_version").fetchone() == ("0005",)
    assert migrate(url)


def test_writers_that_read_first_lose_nothing(on_postgresql: Deployment) -> None:
    """One writer at a time, as on SQLite: sixteen threads count to 160."""
    database = on_postgresql.database
    with database.write() as session:
        session.connection().execute(text("CREATE TABLE tally AS SELECT 0 AS number"))

    def _count(_: int) -> None:
        with database.write() as session:
            number = session.connection().execute(text("SELECT number FROM tally")).scalar_one()
            session.connection().execute(text("UPDATE tally SET number = :n"), {"n": number + 1})

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(_count, range(160)))
    with database.read() as session:
        assert session.connection().execute(text("SELECT number FROM tally")).scalar_one() == 160


def test_a_server_that_crashes_is_unavailable_until_it_is_back(cluster: Cluster, on_postgresql: Deployment) -> None:
    """What was stored is there again, without a restart of ours."""
    test_ingest._send(on_postgresql, test_ingest._line())
    cluster.crash()
    try:
        with pytest.raises(UnavailableError):
            on_postgresql.database.ping()
    finally:
        cluster.start()
    assert test_ingest._stored(on_postgresql)["title"] == "A kiln for Pell"


def test_a_text_too_long_for_the_index_is_still_stored(on_postgresql: Deployment) -> None:
    """PostgreSQL refuses an index entry above one MiB; the first part is indexed and all of it kept."""
    words = " ".join(f"kiln{number}" for number in range(90_000))
    test_ingest._send(on_postgresql, test_ingest._line(text=words))
    assert test_ingest._stored(on_postgresql)["text"] == words
