"""Bring a database to the state that every command needs: migrated, with a vocabulary."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from app.errors import SettingsError, UnavailableError
from app.main import open_deployment, read_settings
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import load_defaults
from app.settings import Settings
from app.store.migrate import is_current
from app.store.migrate import migrate as migrate_database
from app.store.session import Database

logger = logging.getLogger("storywire.cli")

# A database that starts with the machine, or that has crashed, is back within this, or somebody has to see to it.
_PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 1.0

Answer = TypeVar("Answer")


def patiently(ask: Callable[[], Answer], patience: float = _PATIENCE_SECONDS) -> Answer:
    """Ask the database something; while it is away ask again, for so many seconds, and raise UnavailableError then.

    For what runs on for good: it may be started before its database, or while that recovers, with nobody there to start it again.
    """
    ends = time.monotonic() + patience
    while True:
        try:
            return ask()
        except UnavailableError as error:
            if time.monotonic() > ends:
                raise
            logger.warning("nothing can be begun yet: %s", error.detail)
            time.sleep(_PAUSE_SECONDS)


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
