"""Bring a database to the state that every command needs: migrated, with a vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import SettingsError
from app.main import open_deployment, read_settings
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import load_defaults
from app.settings import Settings
from app.store.migrate import is_current
from app.store.migrate import migrate as migrate_database
from app.store.session import Database


def prepare(settings: Settings) -> bool:
    """Migrate the database and load the default vocabulary; return whether there was anything to migrate."""
    database = Database(settings.database_url)
    try:
        migrated = not is_current(database) and migrate_database(settings.database_url)
        with database.write() as session:
            load_defaults(session, settings.beats_file, settings.entities_file)
    finally:
        database.close()
    return migrated


def refuse_old_schema(settings: Settings) -> None:
    """Raise SettingsError where the database has not the schema of this version."""
    database = Database(settings.database_url)
    try:
        if not is_current(database):
            raise SettingsError("The database has not the schema of this version: run storywire migrate first.")
    finally:
        database.close()


@contextmanager
def prepared_deployment() -> Iterator[Deployment]:
    """Give a deployment from the environment, its database migrated, and close it at the end."""
    settings = read_settings()
    prepare(settings)
    deployment = open_deployment(settings)
    try:
        yield deployment
    finally:
        deployment.database.close()
