"""storywire doctor."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import disk_usage
from urllib.parse import urlsplit

import click

from app.errors import SettingsError, StorywireError
from app.main import open_deployment, read_settings
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store.beats import every as every_beat
from app.store.keys import every as every_key
from app.store.migrate import is_current
from app.store.session import Database
from app.writers.base import Finding, ModelWriter

_FREE_BYTES = 100 * 1024 * 1024
_SQLITE = "sqlite:///"


@click.command()
def doctor() -> None:
    """Check settings, database, vocabulary, disk and models' endpoints, and say what is wrong; the exit code is 1 where something is.

    Each endpoint is asked one short question with each of its models, which costs what a few hundred tokens cost.
    """
    sound = True
    for good, sentence in _findings():
        sound = sound and good
        click.echo(f"{'ok   ' if good else 'WRONG'}  {sentence}")
    if not sound:
        sys.exit(1)


def _findings() -> Iterator[Finding]:
    """Yield what is found; stops where what follows would rest on what is broken."""
    try:
        settings = read_settings()
        yield True, "The settings can be read."
        deployment = open_deployment(settings)
    except SettingsError as error:
        yield False, str(error)
        return
    yield _public_url(settings)
    yield from _disk(settings)
    try:
        found = list(_database(deployment.database))
        yield from found
        if all(good for good, _ in found):
            yield from _endpoints(deployment)
    finally:
        deployment.database.close()


def _public_url(settings: Settings) -> Finding:
    address = urlsplit(settings.public_url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.query or address.fragment:
        return False, f"PUBLIC_URL is {settings.public_url}, which is not an address such as https://news.example.org."
    if address.scheme == "http" and address.hostname not in {"127.0.0.1", "localhost", "::1"}:
        return False, f"PUBLIC_URL is {settings.public_url}: keys would travel in the clear; use https."
    return True, f"Readers use {settings.public_url}."


def _disk(settings: Settings) -> Iterator[Finding]:
    """Check that what is written can be: the folder of an SQLite file, and the one for large answers."""
    folders = {Path(tempfile.gettempdir()): "temporary files"}
    if settings.database_url.startswith(_SQLITE):
        folders[Path(settings.database_url.removeprefix(_SQLITE)).absolute().parent] = "the database"
    for folder, purpose in folders.items():
        yield _writable(folder, purpose)


def _writable(folder: Path, purpose: str) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = disk_usage(folder).free
    except OSError as error:
        return False, f"{folder}, for {purpose}, cannot be written: {error.strerror}."
    if free < _FREE_BYTES:
        return False, f"{folder}, for {purpose}, has {free // 1024**2} MiB left."
    return True, f"{folder}, for {purpose}, can be written and has {free // 1024**2} MiB left."


def _database(database: Database) -> Iterator[Finding]:
    """Check that the database answers, has the schema of this version, a vocabulary, and someone with a key."""
    checks: tuple[Callable[[Database], Finding], ...] = (_answers, _schema, _vocabulary, _keys)
    for check in checks:
        try:
            good, sentence = check(database)
        except (SettingsError, StorywireError) as error:
            good, sentence = False, str(error)
        yield good, sentence
        if not good:
            return


def _answers(database: Database) -> Finding:
    database.ping()
    return True, f"The database {database.url} answers."


def _schema(database: Database) -> Finding:
    current = is_current(database)
    return current, "The schema is that of this version." if current else "The schema is old: run storywire migrate."


def _vocabulary(database: Database) -> Finding:
    with database.read() as session:
        beats = len(every_beat(session))
    return beats > 0, f"{beats} beats are loaded." if beats else "No beats are loaded: run storywire migrate."


def _keys(database: Database) -> Finding:
    with database.read() as session:
        valid = sum(key.revoked_at is None for key in every_key(session))
    return True, f"{valid} keys are valid." if valid else "There is no key yet: make one with storywire keys create."


def _endpoints(deployment: Deployment) -> Iterator[Finding]:
    """Look at the endpoint of each writer that has one; what is seen is kept for the stories to come."""
    for writer in deployment.writers.values():
        if isinstance(writer, ModelWriter):
            yield from writer.examine()
