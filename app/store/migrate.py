"""Bring a database to the schema that this version needs, and say cheaply whether it is there already.

Alembic takes long to import, so only `migrate` does, when it is called.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from app.errors import SettingsError
from app.store.deployment import get_setting
from app.store.online_indexes import make_online
from app.store.session import Database

# Every revision, oldest first, as the files of alembic/versions have them; a test holds the two together.
REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
HEAD = REVISIONS[-1]
# What a database remembers while `app.store.copying` fills it.
PROGRESS = "copy_in_progress"

# Where the scripts are: inside the package in an installed copy, beside it in a source tree.
_PLACES = (Path(__file__).parent / "migrations", Path(__file__).parents[2] / "alembic")


def is_current(database: Database) -> bool:
    """Say whether the database has the newest schema; raise `SettingsError` where it is newer than this version."""
    revision = revision_of(database)
    if revision is not None and revision not in REVISIONS:
        raise SettingsError(
            f"The database is at revision {revision}, which this version of Storywire does not know: "
            "a newer version has migrated it. Install that version, or restore a backup made before."
        )
    if revision == HEAD and _is_half_a_copy(database):
        raise SettingsError("The database holds a copy that has not come to its end: run storywire copy again.")
    return revision == HEAD


def revision_of(database: Database) -> str | None:
    """Return the revision that the database is at, None for an empty one."""
    with database.read() as session:
        connection = session.connection()
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(url: str) -> bool:
    """Bring the database at `url` to the newest schema; return whether there was anything to do.

    Safe to be killed and run again, and to be run by several processes at once. On PostgreSQL the indexes that a migration
    names in `beforehand` are made first, while others read and write. Raises `SettingsError` for a wrong
    address or a schema that is newer than this version, `UnavailableError` where the database does not answer.
    """
    database = Database(url)
    try:
        if is_current(database):
            return False
        from alembic import command  # noqa: PLC0415 - it takes thirty times as long to import as Python to start
        from alembic.config import Config  # noqa: PLC0415 - as above
        from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

        config = Config(attributes={"url": url})
        config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
        revision = revision_of(database)
        if database.is_served and revision is not None:
            for script in reversed(list(ScriptDirectory.from_config(config).iterate_revisions(HEAD, revision))):
                make_online(database, getattr(script.module, "beforehand", {}))
    finally:
        database.close()
    command.upgrade(config, "head")
    return True


def _is_half_a_copy(database: Database) -> bool:
    """Say whether a copy into this database was begun and has not ended."""
    with database.read() as session:
        return get_setting(session, PROGRESS) is not None


def _scripts() -> Path:
    """Return the folder of the migrations."""
    return next(place for place in _PLACES if (place / "env.py").is_file())
