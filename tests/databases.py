"""Where tests keep what they store: a database of each test's own, on SQLite or, with `--on postgresql`, on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

from app.newsroom.vocabulary import load_defaults
from app.store.migrate import migrate
from app.store.session import Database
from tests.store.cluster import Cluster

_SQLITE = "sqlite:///"
# A test's data need not outlive the machine: nobody waits for the disk. A crash of the server alone loses nothing.
_HASTE = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


class Databases(Protocol):
    """Databases of one kind, each with the schema and the default vocabulary."""

    def fresh(self, folder: Path, name: str) -> str:
        """Make a database of a test's own, which has the folder to itself; return its address."""
        ...

    def drop(self, url: str) -> None:
        """Take a database away."""
        ...


class SqliteDatabases:
    """Copies of one file."""

    def __init__(self, template: Path) -> None:
        """Copy from a migrated file."""
        self._template = template

    def fresh(self, folder: Path, name: str) -> str:
        """Copy the file."""
        shutil.copy(self._template, folder / f"{name}.db")
        return f"{_SQLITE}{folder}/{name}.db"

    def drop(self, url: str) -> None:
        """Leave the file to pytest, which keeps the folders of tests that failed to be looked at."""


class PostgresDatabases:
    """Clones of one database in a cluster of our own."""

    def __init__(self, cluster: Cluster) -> None:
        """Make the template."""
        self.cluster = cluster
        self._numbers = count(1)
        make_migrated(cluster.copy("migrated"))

    def fresh(self, _folder: Path, name: str) -> str:
        """Clone the template."""
        named = f"{name}_{next(self._numbers)}"
        self._do(f'CREATE DATABASE "{named}" TEMPLATE migrated')
        return self.cluster.url(named)

    def drop(self, url: str) -> None:
        """Drop a clone, also where a test left connections to it."""
        name = url.partition("@/")[2].partition("?")[0]
        self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.cluster.url(), autocommit=True) as connection:
            connection.execute(statement.encode())


def make_migrated(url: str) -> None:
    """Bring an empty database to the newest schema and load the default vocabulary."""
    migrate(url)
    database = Database(url)
    with database.write() as session:
        load_defaults(session)
    database.forget()
    database.close()


def every_word(url: str) -> bytes:
    """Return all that a database holds: SQLite's file and its log, or every row on PostgreSQL, whose vacuum sees to the files."""
    if url.startswith(_SQLITE):
        path = Path(url.removeprefix(_SQLITE))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        asked = [f"SELECT each::text FROM {table} AS each".encode() for (table,) in tables]  # noqa: S608 - our tables
        rows = [connection.execute(statement).fetchall() for statement in asked]
    return "\n".join(row for found in rows for (row,) in found).encode()


def postgres_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs: the one that STORYWIRE_POSTGRES_BIN names; None where it names none."""
    named = os.environ.get("STORYWIRE_POSTGRES_BIN")
    return Path(named) if named else None


@contextmanager
def hasty_cluster(programs: Path) -> Iterator[Cluster]:
    """Give a running cluster that is quick to write, and take it away at the end."""
    # A socket's path must be short, which pytest's own folders are not.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        made = Cluster(programs, Path(folder), _HASTE)
        try:
            yield made
        finally:
            made.crash()
