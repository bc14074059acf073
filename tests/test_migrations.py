"""Migrations reach the newest schema from anywhere, killed or not, alone or many at once."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.errors import SettingsError
from app.store import migrate as migrations
from app.store.session import Database
from app.store.webhook_tables import METADATA
from tests.forking import FORKS
from tests.killed import EXIT_CODE, die_at

_SCRIPTS = str(Path(__file__).parents[1] / "alembic")
_RUNNERS = 4
# Each statement instead of every third: `python -m faults --row F4`, or STORYWIRE_ALL_CASES=1 pytest tests/test_migrations.py
STEP = 1 if os.environ.get("STORYWIRE_ALL_CASES") else 3


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Give the address of a database that is not there yet."""
    return f"sqlite:///{tmp_path / 'news.db'}"


def _config(url: str) -> Config:
    config = Config(attributes={"url": url})
    config.set_main_option("script_location", _SCRIPTS)
    return config


def _schema(url: str) -> set[str]:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _is_current(url: str) -> bool:
    database = Database(url)
    try:
        return migrations.is_current(database)
    finally:
        database.close()


def _migrate_and_die(url: str, statement: int) -> None:
    """Migrate, but end the process, as a kill would, before a statement or the commit; else go on to the end."""
    die_at(statement)
    migrations.migrate(url)
    os._exit(0)


def _migrate(url: str) -> None:
    migrations.migrate(url)


def _run(target: object, *arguments: object) -> int | None:
    process = FORKS.Process(target=target, args=arguments)  # type: ignore[arg-type]  # what it is given is callable
    process.start()
    process.join(60)
    return process.exitcode


def test_a_migration_killed_at_any_statement_and_run_again_reaches_the_newest_schema(url: str) -> None:
    """Whatever was half done is undone, so that the next run starts clean."""
    file = Path(url.removeprefix("sqlite:///"))
    statement, exit_code = 1 - STEP, EXIT_CODE
    while exit_code == EXIT_CODE:
        statement += STEP
        for old in file.parent.glob("news.db*"):
            old.unlink()
        exit_code = _run(_migrate_and_die, url, statement) or 0
        assert exit_code in (0, EXIT_CODE)
        migrations.migrate(url)
        assert _is_current(url)
        assert set(METADATA.tables) | {"record_search", "story_search", "alembic_version"} <= _schema(url)
    assert statement > len(METADATA.tables), "it was killed at fewer statements than there are tables to make"


def test_processes_that_migrate_at_once_all_succeed(url: str) -> None:
    """One does the work; the others wait for it and find nothing left."""
    processes = [FORKS.Process(target=_migrate, args=(url,)) for _ in range(_RUNNERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * _RUNNERS
    assert _is_current(url)


def test_up_and_down_again_leaves_an_empty_schema(url: str) -> None:
    """What `upgrade head` makes, `downgrade base` takes away."""
    command.upgrade(_config(url), "head")
    assert _is_current(url)
    command.downgrade(_config(url), "base")
    assert _schema(url) == {"alembic_version"}
    assert not _is_current(url)
    command.upgrade(_config(url), "head")
    assert _is_current(url)


def test_the_migrations_make_the_very_tables_that_the_code_uses(url: str) -> None:
    """`alembic check` finds nothing to add, to change or to take away; it raises where it does."""
    command.upgrade(_config(url), "head")
    command.check(_config(url))


def test_the_newest_revision_is_known_without_alembic() -> None:
    """The list in the code, by which a fast start tells whether to migrate, is that of the scripts."""
    scripts = ScriptDirectory(_SCRIPTS)
    assert tuple(script.revision for script in reversed(list(scripts.walk_revisions()))) == migrations.REVISIONS
    assert scripts.get_current_head() == migrations.HEAD


def test_only_the_first_run_has_something_to_do(url: str) -> None:
    """Migrating again changes nothing and says so."""
    assert not _is_current(url)
    assert [migrations.migrate(url), migrations.migrate(url)] == [True, False]


def test_a_schema_newer_than_the_code_is_refused(url: str) -> None:
    """An older version must not write to what it does not understand."""
    migrations.migrate(url)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for act in (_is_current, migrations.migrate):
        with pytest.raises(SettingsError, match="revision 9999, which this version of Storywire does not know"):
            act(url)
