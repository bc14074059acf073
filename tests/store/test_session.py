"""Reads see one state, writes wait their turn, and failures say what the caller can do."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.errors import SettingsError, StorageFullError, UnavailableError
from app.store.session import Database
from tests.forking import FORKS

_WRITERS = 16
_WRITES = 25


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Give a database with a table of one number."""
    made = Database(f"sqlite:///{tmp_path / 'news.db'}")
    with made.write("nothing") as session:
        session.connection().exec_driver_sql("CREATE TABLE tally (number INTEGER NOT NULL UNIQUE)")
        session.connection().exec_driver_sql("INSERT INTO tally VALUES (0)")
    return made


def _write(database: Database, *statements: str, then: type[Exception] | None = None) -> None:
    """Run statements in one write, and raise at its end where asked."""
    with database.write("nothing") as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
        if then is not None:
            raise then


def _write_impatiently(database: Database) -> None:
    """Try to write for a hundredth of a second, in a transaction of its own."""
    with database.read() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout = 10")
        session.connection().exec_driver_sql("UPDATE tally SET number = 2")


def _number(database: Database) -> int:
    with database.read() as session:
        return int(session.connection().execute(text("SELECT number FROM tally")).scalar_one())


def test_every_connection_is_durable_and_forgets_what_is_deleted(database: Database) -> None:
    """The pragmas stand on each connection, not only on the first."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 30_000}
    with database.read() as first, database.read() as second:
        for session in (first, second):
            connection = session.connection()
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
            assert found == wanted


def test_connections_share_what_their_caches_may_take(database: Database) -> None:
    """Sixteen that read a large file from end to end take no more together than three would by themselves."""
    with database.read() as first:
        limit = first.connection().exec_driver_sql("PRAGMA soft_heap_limit").scalar_one()
        cache = -first.connection().exec_driver_sql("PRAGMA cache_size").scalar_one() * 1024
    assert cache < limit <= 3 * cache


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    """The block is one transaction."""
    with pytest.raises(RuntimeError):
        _write(database, "UPDATE tally SET number = 7", then=RuntimeError)
    assert _number(database) == 0


def test_a_read_sees_one_state_throughout_and_changes_nothing(database: Database) -> None:
    """What is committed meanwhile is not seen, and a read that writes is thrown away."""
    with database.read() as session:
        query = text("SELECT number FROM tally")
        before = session.connection().execute(query).scalar_one()
        with database.write("nothing") as other:
            other.connection().exec_driver_sql("UPDATE tally SET number = 1")
        assert (before, session.connection().execute(query).scalar_one()) == (0, 0)
    with database.read() as session:
        session.connection().exec_driver_sql("UPDATE tally SET number = 9")
    assert _number(database) == 1


def _add_many(url: str) -> None:
    database = Database(url)
    for _ in range(_WRITES):
        with database.write("nothing") as session:
            number = session.connection().exec_driver_sql("SELECT number FROM tally").scalar_one()
            session.connection().execute(text("UPDATE tally SET number = :n"), {"n": number + 1})
    database.close()


def test_sixteen_processes_that_read_and_then_write_lose_nothing_and_see_no_busy(
    database: Database, tmp_path: Path
) -> None:
    """Each waits its turn; a DEFERRED transaction would fail or lose counts."""
    database.close()
    url = f"sqlite:///{tmp_path / 'news.db'}"
    processes = [FORKS.Process(target=_add_many, args=(url,)) for _ in range(_WRITERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * _WRITERS
    assert _number(database) == _WRITERS * _WRITES


def test_a_writer_that_waits_too_long_is_told_to_come_back(database: Database) -> None:
    """A database that stays locked is unavailable, not broken."""
    with database.write("nothing"), pytest.raises(UnavailableError) as caught:
        _write_impatiently(database)
    assert caught.value.headers == {"Retry-After": "5"}


def test_a_full_disk_is_said_and_reading_goes_on(database: Database) -> None:
    """SQLite's own limit on pages stands in for the disk's end."""
    with pytest.raises(StorageFullError):
        _write(database, "PRAGMA max_page_count = 1", "CREATE TABLE large AS SELECT randomblob(200000) AS words")
    assert _number(database) == 0


def test_a_mistake_of_ours_is_not_called_the_databases(database: Database) -> None:
    """A broken constraint passes as it is."""
    with pytest.raises(IntegrityError), database.write("nothing") as session:
        session.connection().exec_driver_sql("INSERT INTO tally VALUES (0)")


def test_what_is_erased_is_gone_from_the_log_too(database: Database, tmp_path: Path) -> None:
    """After `forget` no byte of erased words stands in any file of the database."""
    words = "marmalade-zeppelin" * 50
    with database.write("nothing") as session:
        session.connection().exec_driver_sql("CREATE TABLE note (words TEXT)")
        session.connection().execute(text("INSERT INTO note VALUES (:words)"), {"words": words})
    with database.write("nothing") as session:
        session.connection().exec_driver_sql("DELETE FROM note")
    database.forget()
    assert [path.name for path in sorted(tmp_path.iterdir()) if b"marmalade" in path.read_bytes()] == []


def test_an_address_that_cannot_serve_is_refused_in_plain_words(tmp_path: Path) -> None:
    """Each wrong address has its reason, and the password is never part of what is shown."""
    reasons = {
        "nonsense": "is not an address",
        "mysql://host/name": "mysql; sqlite and postgresql",
        "sqlite://": "names no file",
        "sqlite:///:memory:": "names no file",
        f"sqlite:///{tmp_path}/absent/news.db": "is not a folder",
    }
    for url, reason in reasons.items():
        with pytest.raises(SettingsError, match=reason):
            Database(url)
    shown = Database("postgresql://desk:secret@localhost/news").url
    assert shown == "postgresql+psycopg://desk:***@localhost/news"


def test_a_database_that_is_not_there_is_unavailable() -> None:
    """Nobody listens on port 1; the caller is told to come back."""
    database = Database("postgresql://desk:secret@127.0.0.1:1/news")
    with pytest.raises(UnavailableError):
        database.ping()


def test_a_file_that_may_not_be_opened_is_unavailable(tmp_path: Path) -> None:
    """A folder in the file's place stands in for a file without permission, which root would not notice."""
    (tmp_path / "news.db").mkdir()
    with pytest.raises(UnavailableError):
        Database(f"sqlite:///{tmp_path / 'news.db'}").ping()


def test_long_work_within_sqlite_is_interrupted_often(database: Database) -> None:
    """Whoever gives way does so within a statement, too, and the statement comes to its end."""
    times: list[None] = []
    database.interrupt_often(lambda: times.append(None), 1_000)
    database.close()
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n"
    with database.read() as session:
        assert session.connection().exec_driver_sql(count).scalar_one() == 20_000
    assert len(times) > 20
