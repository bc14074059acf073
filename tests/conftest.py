"""What tests share: a fixed clock, a deployment on a fresh database, a client that needs no socket, and keys."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient

from app.main import create_app, open_deployment
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import Vocabulary, VocabularyCache
from app.settings import Settings
from app.store import keys as kept_keys
from app.store import session as sessions
from app.store.session import Database
from schemas.key import Scope
from tests.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    hasty_cluster,
    make_migrated,
    postgres_programs,
)
from tests.folders import place_in_line, use_memory
from tests.once import folder_made_once, vocabularies_compiled_once
from tests.store.cluster import Cluster

# Before anything asks where temporary files belong.
use_memory()

# How long an example takes says who else uses the machine.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
PUBLIC_URL = "https://news.example.org"
SCOPES: tuple[Scope, ...] = ("read", "ingest", "synthesize", "edit", "admin")
_KEPT = ("STORYWIRE_CORPUS", "STORYWIRE_POSTGRES_BIN")
_PATIENCE_SECONDS = 120
SAMPLES = Path(__file__).parent / "samples"

Keys = Mapping[str, dict[str, str]]
Deploy = Callable[..., Deployment]
Fresh = Callable[[str], str]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run choose the database: `--on postgresql`."""
    told = "where what tests store is kept; postgresql needs STORYWIRE_POSTGRES_BIN to name the folder of its programs"
    parser.addoption("--on", choices=("sqlite", "postgresql"), default="sqlite", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Bear with a machine that others use: a write that stands still for eight seconds is cut off on PostgreSQL, and a test with it."""
    if config.getoption("--on") == "postgresql":
        sessions._IDLE_SECONDS = _PATIENCE_SECONDS


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the files that take longest first, so that no process is left alone with one.

    On PostgreSQL a test is run when it has a database of its own (`fresh`): any other is the same there and here. What speaks to SQLite itself is skipped.
    """
    items.sort(key=lambda item: place_in_line(item.nodeid.partition("::")[0]))
    if config.getoption("--on") == "postgresql":
        alike = [item for item in items if "fresh" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if "fresh" in getattr(item, "fixturenames", ())]
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(pytest.mark.skip(reason="speaks to SQLite itself"))


def pytest_collection_finish() -> None:
    """Leave what has been imported and collected out of the search for garbage, for it stays to the end, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _without_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on settings of whoever runs it; the folders of real records and of PostgreSQL's programs are all that is asked for."""
    for name in os.environ:
        if name.startswith("STORYWIRE_") and name not in _KEPT:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True, scope="session")
def _vocabularies_compiled_once() -> Iterator[None]:
    """No test waits for a vocabulary to be compiled that another had compiled before."""
    with vocabularies_compiled_once():
        yield


@pytest.fixture(autouse=True, scope="session")
def _one_loop() -> Iterator[None]:
    """Have clients that are not entered, whose application is never started, share one event loop, which each request would make anew."""
    with start_blocking_portal() as portal, pytest.MonkeyPatch.context() as patched:
        patched.setattr(TestClient, "portal", portal)
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of real records; the test is skipped where none is named."""
    folder = os.environ.get("STORYWIRE_CORPUS")
    if not folder:
        pytest.skip("needs real records: STORYWIRE_CORPUS names no folder")
    return Path(folder)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file with the default vocabulary, to be copied: migrating takes a second."""
    return (
        folder_made_once(tmp_path_factory, "template", lambda made: make_migrated(f"sqlite:///{made}/empty.db"))
        / "empty.db"
    )


@pytest.fixture(scope="session")
def compiled(empty_database: Path, _vocabularies_compiled_once: None) -> Vocabulary:
    """Return the default vocabulary."""
    database = Database(f"sqlite:///{empty_database}")
    with database.read() as session:
        vocabulary = VocabularyCache().current(session)
    database.close()
    return vocabulary


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Give a PostgreSQL cluster of our own; the test is skipped where there are no programs to make one."""
    programs = postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL: STORYWIRE_POSTGRES_BIN names no folder of its programs")
    with hasty_cluster(programs) as made:
        yield made


@pytest.fixture(scope="session")
def postgres_databases(cluster: Cluster) -> PostgresDatabases:
    """Return what makes databases of a test's own on PostgreSQL."""
    return PostgresDatabases(cluster)


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """Return what makes databases of a test's own, of the kind that this run is on."""
    if request.config.getoption("--on") == "postgresql":
        on_postgresql: PostgresDatabases = request.getfixturevalue("postgres_databases")
        return on_postgresql
    return SqliteDatabases(request.getfixturevalue("empty_database"))


@pytest.fixture
def fresh(databases: Databases, tmp_path: Path) -> Iterator[Fresh]:
    """Return what makes a database by a name; the test's own, with the schema and the default vocabulary."""
    made: list[str] = []

    def _make(name: str) -> str:
        made.append(databases.fresh(tmp_path, name))
        return made[-1]

    yield _make
    for url in made:
        databases.drop(url)


@pytest.fixture
def settings(fresh: Fresh) -> Settings:
    """Return settings that name a database of the test's own."""
    return Settings(database_url=fresh("storywire"), public_url=PUBLIC_URL, write_limit="", _env_file=None)


@pytest.fixture
def deployment(settings: Settings, compiled: Vocabulary) -> Iterator[Deployment]:
    """Give a deployment whose clock stands still."""
    made = fixed_deployment(settings, compiled)
    yield made
    made.database.close()


@pytest.fixture
def client(settings: Settings, deployment: Deployment) -> Iterator[TestClient]:
    """Give a client that speaks to the application in this process; an error that escapes fails the test."""
    with TestClient(create_app(settings, deployment), base_url=PUBLIC_URL) as made:
        yield made


@pytest.fixture
def keys(deployment: Deployment) -> Keys:
    """Return, for each scope, the headers of a key that holds it alone."""
    return make_keys(deployment)


def fixed_deployment(settings: Settings, compiled: Vocabulary | None = None) -> Deployment:
    """Open a deployment whose clock says NOW; `compiled` spares it the compiling of what its database holds."""
    opened = open_deployment(settings)
    opened.vocabulary._compiled = compiled
    return Deployment(
        database=opened.database,
        writers=opened.writers,
        default_provider=opened.default_provider,
        public_url=opened.public_url,
        clock=lambda: NOW,
        vocabulary=opened.vocabulary,
    )


def make_keys(deployment: Deployment) -> Keys:
    """Make a key for each scope and return its headers."""
    with deployment.database.write() as session:
        made = {scope: kept_keys.create(session, scope, [scope], NOW)[1] for scope in SCOPES}
    return {scope: {"Authorization": f"Bearer {secret}"} for scope, secret in made.items()}
