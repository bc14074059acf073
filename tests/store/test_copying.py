"""A copy holds what its source holds, whatever kills it on the way, and goes on where that left off."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, text

from app.cli import storywire
from app.errors import SettingsError
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import VocabularyCache
from app.newsroom.withdraw import withdraw
from app.settings import Settings
from app.store import copying, search
from app.store.migrate import is_current, migrate
from app.store.session import Database
from tests.conftest import make_keys
from tests.databases import PostgresDatabases
from tests.forking import FORKS
from tests.killed import EXIT_CODE, die_at
from tests.newsroom.desk import REPLY, bring_in, publish, short_draft, stock, usual_draft

TIDE = "The keeper of Greyfin Rock now asks a wooden box for the tide table."


@pytest.fixture
def source(deployment: Deployment, settings: Settings) -> str:
    """Give the address of a database with stories, revisions, keys, earlier words, and a record that was withdrawn."""
    make_keys(deployment)
    given = stock(deployment)
    publish(deployment, usual_draft(given), given)
    publish(deployment, short_draft(given[0], TIDE), [given[0]], name="two")
    bring_in(deployment, [REPLY | {"title": "Moth 7 in the fog, again"}])
    withdraw(deployment, given[2].id)
    return settings.database_url


def copied(source: str, target: str, batch: int = 3) -> int:
    """Copy; return of how many batches it was."""
    return sum(1 for _ in copying.copy(source, target, batch))


def words_of_index(url: str) -> list[int]:
    """Return how many entries the search indexes hold."""
    with closing(Database(url)) as database, database.read() as session:
        return [index.size(session.connection()) for index in search.INDEXES]


def _copy_and_die(source: str, target: str, statement: int) -> None:
    """Copy, but end the process, as a kill would, before a statement or a commit; else go on to the end."""
    die_at(statement)
    copied(source, target, 40)
    os._exit(0)


def _killed_again_and_again(source: str, target: str, stride: int) -> int:
    """Start a copy, each time killing it a little later than it came before; return how often it was killed."""
    kills, statement, exit_code = 0, 1, EXIT_CODE
    while exit_code == EXIT_CODE:
        process = FORKS.Process(target=_copy_and_die, args=(source, target, statement))
        process.start()
        process.join(120)
        exit_code = process.exitcode or 0
        assert exit_code in (0, EXIT_CODE)
        kills += exit_code == EXIT_CODE
        statement += stride
    return kills


def test_a_copy_holds_the_same_in_every_table(source: str, tmp_path: Path) -> None:
    """Numbers and digests are those of the source, entries of the search index are there, and whatever was noted on the way is not."""
    target = f"sqlite:///{tmp_path}/copy.db"
    assert copied(source, target) > len(copying.TABLES)
    assert copying.digest_at(target) == copying.digest_at(source)
    assert words_of_index(target) == words_of_index(source) == [2, 2]
    with closing(Database(target)) as database:
        assert is_current(database)


def test_there_and_back_again_is_the_same(source: str, postgres_databases: PostgresDatabases, tmp_path: Path) -> None:
    """From the source to PostgreSQL, from there to SQLite: equal content at each place."""
    between, back = postgres_databases.cluster.copy("between"), f"sqlite:///{tmp_path}/back.db"
    copied(source, between)
    copied(between, back)
    assert copying.digest_at(source) == copying.digest_at(between) == copying.digest_at(back)
    assert words_of_index(between) == words_of_index(back) == [2, 2]
    postgres_databases.drop(between)


def test_writing_goes_on_in_the_copy(
    source: str, deployment: Deployment, postgres_databases: PostgresDatabases
) -> None:
    """Records, stories and changes get the next numbers, as they do where they were copied from."""
    target = postgres_databases.cluster.copy("goes_on")
    copied(source, target)
    database = Database(target)
    there = replace(deployment, database=database, vocabulary=VocabularyCache())
    new = {"external_id": "after", "title": "After the move", "text": "The moving men were kind to every kettle."}
    for here in (deployment, there):
        (given,) = bring_in(here, [REPLY | new])
        publish(here, short_draft(given, new["text"]), [given], name="three")
    database.close()
    assert copying.digest_at(target) == copying.digest_at(source)
    postgres_databases.drop(target)


def test_a_copy_that_is_killed_anywhere_goes_on_to_the_end(source: str, tmp_path: Path) -> None:
    """Killed before one of its statements after another, each time in the same target, it ends equal."""
    target = f"sqlite:///{tmp_path}/killed.db"
    assert _killed_again_and_again(source, target, 7) > 10
    assert copying.digest_at(target) == copying.digest_at(source)
    assert words_of_index(target) == [2, 2]


def test_a_copy_to_postgresql_that_is_killed_anywhere_goes_on_to_the_end(
    source: str, postgres_databases: PostgresDatabases
) -> None:
    """The same on PostgreSQL, where the server undoes what a killed process left open."""
    target = postgres_databases.cluster.copy("killed")
    assert _killed_again_and_again(source, target, 23) > 3
    assert copying.digest_at(target) == copying.digest_at(source)
    assert words_of_index(target) == [2, 2]
    postgres_databases.drop(target)


def test_half_a_copy_is_not_served(source: str, tmp_path: Path) -> None:
    """Until the copy is whole nothing else may use its target."""
    target = f"sqlite:///{tmp_path}/half.db"
    batches = copying.copy(source, target, 3)
    next(batches)
    batches.close()
    with closing(Database(target)) as database, pytest.raises(SettingsError, match="has not come to its end"):
        is_current(database)
    copied(source, target)
    with closing(Database(target)) as database:
        assert is_current(database)


def test_a_source_that_changes_between_two_runs_is_told_of(source: str, deployment: Deployment, tmp_path: Path) -> None:
    """The comparison at the end finds the row that the first run saw otherwise; the target stays unusable."""
    target = f"sqlite:///{tmp_path}/late.db"
    batches = copying.copy(source, target, 1_000)
    while next(batches)[0] != "source":
        pass
    batches.close()
    with deployment.database.write() as session:
        session.connection().execute(text("UPDATE source SET name = 'Renamed meanwhile'"))
    with pytest.raises(SettingsError, match=r"differ in source\. The source has changed"):
        copied(source, target)
    with closing(Database(target)) as database, pytest.raises(SettingsError, match="has not come to its end"):
        is_current(database)


def test_what_is_written_while_a_run_reads_is_left_out(source: str, deployment: Deployment, tmp_path: Path) -> None:
    """A run sees one state of its source, which may be in use."""
    before, target = copying.digest_at(source), f"sqlite:///{tmp_path}/live.db"
    for table, _ in copying.copy(source, target, 3):
        with deployment.database.write() as session:
            session.connection().execute(text("UPDATE source SET name = :table"), {"table": table})
    assert copying.digest_at(target) == before != copying.digest_at(source)


def test_a_target_that_holds_anything_else_is_refused(source: str, tmp_path: Path) -> None:
    """Data, tables of another program, a copy of another source, and the source itself."""
    full, strange, half = (f"sqlite:///{tmp_path}/{name}.db" for name in ("full", "strange", "half"))
    copied(source, full)
    with closing(Database(strange)) as database, database.write("nothing") as session:
        session.connection().execute(text("CREATE TABLE recipes (name TEXT)"))
    batches = copying.copy(full, half, 3)
    next(batches)
    batches.close()
    refusals = {
        full: "The target holds data already, in ",
        strange: "The target holds tables that are not Storywire's",
        half: "The target holds part of a copy of another source",
        source: "Source and target are the same database",
    }
    for target, refusal in refusals.items():
        with pytest.raises(SettingsError, match=refusal):
            copied(source, target)


def test_another_schema_is_refused(source: str, tmp_path: Path) -> None:
    """On either side: whoever copies has both at this version's first."""
    empty, old = f"sqlite:///{tmp_path}/empty.db", f"sqlite:///{tmp_path}/old.db"
    migrate(old)
    with closing(Database(old)) as database, database.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(SettingsError, match="The source has the schema of nothing"):
        copied(empty, f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(SettingsError, match="The source has the schema 0001"):
        copied(old, f"sqlite:///{tmp_path}/other.db")
    with pytest.raises(SettingsError, match="The target has the schema 0001"):
        copied(source, old)


def test_every_table_is_copied(deployment: Deployment) -> None:
    """A table that is added is copied too, or this fails: all but the search indexes, which are made anew, and Alembic's own."""
    with deployment.database.read() as session:
        names = set(inspect(session.connection()).get_table_names())
    ours = {each for each in names if not each.startswith(tuple(index.table for index in search.INDEXES))}
    assert {table.name for table in copying.TABLES} == ours - {"alembic_version"}


def test_the_command_tells_what_it_copied(source: str, tmp_path: Path) -> None:
    """Each table with its rows, then the digest of both sides; the same."""
    target = f"sqlite:///{tmp_path}/told.db"
    told = CliRunner().invoke(storywire, ["copy", source, target])
    assert told.exit_code == 0
    rows, digest = copying.digest_at(source)
    assert told.stdout.splitlines()[-2:] == [f"{digest} {rows} rows"] * 2
    assert {"3 record", "2 story", "5 api_key"} <= set(told.stdout.splitlines())
