"""What tests share: a fixed clock, a deployment on a fresh SQLite file, a client that needs no socket, and keys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.main import create_app, open_deployment
from app.newsroom.deployment import Deployment
from app.newsroom.vocabulary import Vocabulary, VocabularyCache, load_defaults
from app.settings import Settings
from app.store import keys as kept_keys
from app.store.migrate import migrate
from app.store.session import Database
from schemas.key import Scope

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
PUBLIC_URL = "https://news.example.org"
SCOPES: tuple[Scope, ...] = ("read", "ingest", "synthesize", "edit", "admin")
SAMPLES = Path(__file__).parent / "samples"

Keys = Mapping[str, dict[str, str]]
Deploy = Callable[..., Deployment]


@pytest.fixture(autouse=True)
def _without_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on settings of whoever runs it; the folder of real records is the one thing asked for."""
    for name in os.environ:
        if name.startswith("STORYWIRE_") and name != "STORYWIRE_CORPUS":
            monkeypatch.delenv(name)


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
    path = tmp_path_factory.mktemp("template") / "empty.db"
    migrate(f"sqlite:///{path}")
    database = Database(f"sqlite:///{path}")
    with database.write() as session:
        load_defaults(session)
    database.forget()
    database.close()
    return path


@pytest.fixture(scope="session")
def compiled(empty_database: Path) -> Vocabulary:
    """Return the default vocabulary: compiling it takes a quarter of a second."""
    database = Database(f"sqlite:///{empty_database}")
    with database.read() as session:
        vocabulary = VocabularyCache().current(session)
    database.close()
    return vocabulary


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    """Return settings that name a database of the test's own."""
    shutil.copy(empty_database, tmp_path / "storywire.db")
    return Settings(
        database_url=f"sqlite:///{tmp_path}/storywire.db", public_url=PUBLIC_URL, write_limit="", _env_file=None
    )


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
