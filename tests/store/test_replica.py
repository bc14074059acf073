"""What readers are shown is read from a replica, and never older than what this process wrote: on a real one, by streaming."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.errors import SettingsError, UnavailableError
from app.store.session import Database, Limits
from tests.databases import postgres_programs
from tests.store.cluster import Cluster

_IN_RECOVERY = "SELECT pg_is_in_recovery()"


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """Give a server and one that follows it."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: STORYWIRE_POSTGRES_BIN names no folder of its programs")
    with tempfile.TemporaryDirectory(prefix="pg") as one, tempfile.TemporaryDirectory(prefix="pg") as two:
        primary = Cluster(programs, Path(one), {"fsync": "off"})
        replica = primary.follower(Path(two))
        yield primary, replica
        replica.crash()
        primary.crash()


@pytest.fixture
def both(pair: tuple[Cluster, Cluster]) -> Iterator[Database]:
    """Give a database that reads from the replica, with a table of one number."""
    primary, replica = pair
    with closing(Database(primary.url(), replica.url())) as made:
        with made.write("nothing") as session:
            for statement in ("DROP TABLE IF EXISTS tally", "CREATE TABLE tally AS SELECT 0 AS number"):
                session.connection().execute(text(statement))
        yield made
    replica.sql("SELECT pg_wal_replay_resume()")


def read(database: Database) -> tuple[int, bool]:
    """Return the number, and whether the replica gave it."""
    with database.read_anywhere() as session:
        connection = session.connection()
        is_replica = connection.execute(text(_IN_RECOVERY)).scalar_one()
        return connection.execute(text("SELECT number FROM tally")).scalar_one(), is_replica


def write(database: Database, number: int) -> None:
    """Put another number there."""
    with database.write("nothing") as session:
        session.connection().execute(text("UPDATE tally SET number = :n"), {"n": number})


def until_followed(database: Database) -> tuple[int, bool]:
    """Read until the replica answers."""
    for _ in range(10_000):
        found = read(database)
        if found[1]:
            return found
    return found


def test_readers_are_sent_to_the_replica(both: Database) -> None:
    """Once it has what was written; whoever reads to decide, and whoever writes, goes to the server that is written to."""
    write(both, 1)
    assert until_followed(both) == (1, True)
    with both.read() as session:
        assert session.connection().execute(text(_IN_RECOVERY)).scalar_one() is False


def test_a_read_after_a_write_never_shows_the_older_state(both: Database) -> None:
    """However far the replica has come: each number is read right after it was written."""
    assert [read_after(both, number) for number in range(1, 301)] == list(range(1, 301))


def read_after(database: Database, number: int) -> int:
    """Write a number; return what a read shows."""
    write(database, number)
    return read(database)[0]


def test_a_replica_that_stands_still_is_passed_by(both: Database, pair: tuple[Cluster, Cluster]) -> None:
    """Until it has caught up its readers are served by the other server; another process's writes are waited for once it is told of them."""
    primary, replica = pair
    write(both, 1)
    assert until_followed(both) == (1, True)
    with closing(Database(primary.url(), replica.url())) as other:
        assert until_followed(other) == (1, True)
        replica.sql("SELECT pg_wal_replay_pause()")
        write(both, 2)
        assert [read(both) for _ in range(3)] == [(2, False)] * 3
        assert read(other) == (1, True)
        other.learned()
        assert read(other) == (2, False)
    replica.sql("SELECT pg_wal_replay_resume()")
    assert until_followed(both) == (2, True)


def test_who_begins_later_shows_what_was_written_before(both: Database, pair: tuple[Cluster, Cluster]) -> None:
    """A process that starts while the replica stands still does not show what that has."""
    primary, replica = pair
    write(both, 1)
    assert until_followed(both) == (1, True)
    replica.sql("SELECT pg_wal_replay_pause()")
    write(both, 2)
    with closing(Database(primary.url(), replica.url())) as later:
        assert [read(later) for _ in range(3)] == [(2, False)] * 3
    replica.sql("SELECT pg_wal_replay_resume()")


def test_a_replica_that_is_away_is_passed_by(both: Database, pair: tuple[Cluster, Cluster]) -> None:
    """Readers notice nothing, also where their connections to it are cut."""
    _, replica = pair
    write(both, 5)
    assert until_followed(both) == (5, True)
    replica.crash()
    try:
        assert [read(both) for _ in range(3)] == [(5, False)] * 3
    finally:
        replica.start()
    with closing(Database(pair[0].url(), replica.url())) as again:
        assert until_followed(again) == (5, True)


def test_a_replica_is_postgresqls(tmp_path: Path) -> None:
    """A file has none, and is none."""
    file = f"sqlite:///{tmp_path}/news.db"
    for urls in ((file, "postgresql://host/name"), ("postgresql://host/name", file)):
        with pytest.raises(SettingsError, match="READ_DATABASE_URL names a replica of PostgreSQL"):
            Database(*urls)


def test_a_statement_ends_in_time_and_connections_have_a_bound(pair: tuple[Cluster, Cluster]) -> None:
    """The server itself is told how long a statement may take."""
    with (
        closing(Database(pair[0].url(), limits=Limits(connections=2, wait_seconds=1, statement_seconds=7))) as database,
        database.read() as one,
        database.read() as two,
    ):
        told = [each.connection().execute(text("SHOW statement_timeout")).scalar_one() for each in (one, two)]
        assert told == ["7s", "7s"]
        with pytest.raises(UnavailableError), database.read() as three:
            three.connection()
